//! Sources from the registry, through cargo, copied to where they may be changed.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{Failed, compiler, list::Foreign};

/// Where a run works: below the workspace's `target`.
#[derive(Debug)]
pub struct Workshop {
    root: PathBuf,
    folder: PathBuf,
}

impl Workshop {
    /// Works in `folder`, for the workspace at `root`.
    ///
    /// # Errors
    ///
    /// If the folder cannot be made.
    pub fn new(root: &Path, folder: &Path) -> Result<Self, Failed> {
        fs::create_dir_all(folder)?;
        Ok(Self { root: root.canonicalize()?, folder: folder.canonicalize()? })
    }

    /// Where cargo builds; all crates share their dependencies.
    pub fn target(&self) -> PathBuf {
        self.folder.join("build")
    }

    /// Lets cargo fetch `crates`, each for itself: two of them may not agree on a third.
    ///
    /// # Errors
    ///
    /// If cargo cannot.
    pub fn fetch(&self, foreign: &Foreign) -> Result<PathBuf, Failed> {
        let folder = self.folder.join("fetch").join(foreign.name);
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        let manifest = format!(
            "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{} = \"={}\"\n",
            foreign.name, foreign.version
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        let output = compiler::cargo(&folder, &self.target())
            .args(["metadata", "--format-version", "1"])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into());
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
        let wanted =
            |package: &&Package| package.name == foreign.name && package.version == foreign.version;
        let package = metadata.packages.iter().find(wanted).ok_or("cargo did not fetch it")?;
        Ok(package.manifest_path.parent().ok_or("a manifest has a folder")?.to_path_buf())
    }

    /// A fresh copy of the crate at `source` that depends on `telemetry-core`.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn copy(&self, foreign: &Foreign, source: &Path) -> Result<PathBuf, Failed> {
        let folder = self.folder.join("crates").join(foreign.name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        copy(source, &folder)?;
        let manifest = fs::read_to_string(folder.join("Cargo.toml"))?;
        fs::write(folder.join("Cargo.toml"), self.depending(foreign, &manifest)?)?;
        Ok(folder)
    }

    /// The manifest without what no test needs, with our crate, a workspace of its own.
    fn depending(&self, foreign: &Foreign, manifest: &str) -> Result<String, Failed> {
        let benches = foreign.benches_only.iter().map(|name| format!("[dev-dependencies.{name}]"));
        let unneeded: Vec<_> = benches.chain([String::from("[[bench]]")]).collect();
        let (mut kept, mut keeps) = (String::new(), true);
        for line in manifest.lines() {
            if line.starts_with('[') {
                keeps = !unneeded.iter().any(|section| section == line);
            }
            if keeps {
                writeln!(kept, "{line}")?;
            }
        }
        let core = self.root.join("telemetry-core");
        writeln!(
            kept,
            "\n[dependencies.telemetry-core]\npath = '{}'\ndefault-features = false\n\
             features = [\"macros\"]",
            core.display()
        )?;
        if !manifest.contains("\n[workspace]") {
            writeln!(kept, "\n[workspace]")?;
        }
        Ok(kept)
    }
}

fn copy(from: &Path, to: &Path) -> Result<(), Failed> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        // Its toolchain is this workspace's.
        if name.to_string_lossy().starts_with("rust-toolchain") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::write(&target, fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    manifest_path: PathBuf,
}
