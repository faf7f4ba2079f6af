//! A package of programs, each twice: bare and instrumented.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The line that becomes the attribute.
pub(crate) const MARK: &str = "// with #[instrumented]";

/// A package outside of the workspace, in the folder for the tests' files.
pub(crate) struct Package {
    pub(crate) folder: PathBuf,
    /// Shared, so that what the packages depend on is compiled once.
    pub(crate) target: PathBuf,
}

impl Package {
    /// The programs `bare_{name}` and `with_{name}` of each of `programs`, by name. What has
    /// not changed is not written again, so that cargo does not compile it again.
    pub(crate) fn new(
        name: &str,
        edition: &str,
        profile: &str,
        programs: &BTreeMap<String, String>,
    ) -> Self {
        let files = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let (folder, target) = (files.join(name), files.join("target"));
        let bins = folder.join("src/bin");
        // A case that was renamed must not be compiled for ever.
        let stale = |path: &Path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            !programs.contains_key(&name[5..])
        };
        fs::create_dir_all(&bins).expect("the folder can be made");
        for entry in fs::read_dir(&bins).expect("it exists") {
            let path = entry.expect("an entry is readable").path();
            if stale(&path) {
                fs::remove_file(path).expect("it can be removed");
            }
        }
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../telemetry-core");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"{edition}\"\n\n\
             [workspace]\n\n[dependencies]\n\
             telemetry-core = {{ path = '{}', default-features = false, features = [\"macros\"] }}\n\n\
             {profile}",
            core.display()
        );
        write(&folder.join("Cargo.toml"), &manifest);
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
        if !folder.join("Cargo.lock").exists() {
            fs::copy(lock, folder.join("Cargo.lock")).expect("the workspace has a lock");
        }
        for (name, text) in programs {
            assert!(text.contains(MARK), "{name} has no `{MARK}`");
            write(&bins.join(format!("bare_{name}.rs")), text);
            let text = text.replace(MARK, "#[telemetry_core::instrumented]");
            write(&bins.join(format!("with_{name}.rs")), &text);
        }
        Self { folder, target }
    }

    /// Cargo, at work in the package.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env::var_os("CARGO").expect("cargo runs the tests"));
        command
            .current_dir(&self.folder)
            .args(args)
            .env("CARGO_TARGET_DIR", &self.target)
            .env_remove("RUSTFLAGS");
        command
    }
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::write(path, text).expect("a file can be written");
    }
}
