//! A generated program on disk, and cargo at work on it.

use std::{
    env, fs, io,
    path::PathBuf,
    process::{Command, Stdio},
};

use telemetry_bench_peers::machine;

use super::{flavour::Flavour, source};

/// The name of every generated package.
const NAME: &str = "generated";

/// One flavour's program of some size, in a folder of its own.
pub(super) struct Program {
    flavour: Flavour,
    functions: usize,
    folder: PathBuf,
    /// Shared by the flavour's programs, and so are the dependencies in it.
    target: PathBuf,
}

impl Program {
    /// Writes the program below the workspace's target folder. Its lock is the
    /// workspace's, so that versions are those of the other figures.
    pub(super) fn generate(flavour: Flavour, functions: usize) -> io::Result<Self> {
        let workspace = machine::workspace();
        let of_flavour = workspace.join("target/compile-figures").join(flavour.folder());
        let folder = of_flavour.join(functions.to_string());
        fs::create_dir_all(folder.join("src"))?;
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        fs::write(folder.join("Cargo.toml"), manifest(flavour))?;
        for (name, text) in source::files(flavour.attribute(), functions) {
            fs::write(folder.join("src").join(name), text)?;
        }
        Ok(Self { flavour, functions, folder, target: of_flavour.join("target") })
    }

    /// Checks once, so that only the program itself is left to check.
    pub(super) fn build_dependencies(&self) -> io::Result<()> {
        self.cargo(&["check"]).map(drop)
    }

    /// Processor seconds to check the program with nothing of it known.
    pub(super) fn cold_check(&self) -> io::Result<f64> {
        self.cargo(&["clean", "--package", NAME])?;
        self.cargo(&["check"])
    }

    /// Processor seconds to check it again after one function's body has changed.
    pub(super) fn check_after_an_edit(&self, edit: usize) -> io::Result<f64> {
        let text = source::edited(self.flavour.attribute(), self.functions, edit);
        fs::write(self.folder.join("src/m0.rs"), text)?;
        self.cargo(&["check"])
    }

    /// Processor seconds to build the program optimized, and its size in
    /// bytes. Dependencies count if they are not built.
    pub(super) fn release(&self) -> io::Result<(f64, u64)> {
        let text = source::edited(self.flavour.attribute(), self.functions, 0);
        fs::write(self.folder.join("src/m0.rs"), text)?;
        self.cargo(&["clean", "--release", "--package", NAME])?;
        let seconds = self.cargo(&["build", "--release"])?;
        Ok((seconds, fs::metadata(self.binary())?.len()))
    }

    /// What the optimized program prints.
    pub(super) fn run(&self) -> io::Result<Vec<u8>> {
        let output = Command::new(self.binary()).stderr(Stdio::inherit()).output()?;
        if output.status.success() {
            Ok(output.stdout)
        } else {
            Err(io::Error::other(format!("the {} program failed", self.flavour.folder())))
        }
    }

    fn binary(&self) -> PathBuf {
        self.target.join("release").join(NAME)
    }

    /// Runs cargo in the program's folder; seconds of processor time taken, by
    /// it and by the compiler, which a busy machine changes little.
    fn cargo(&self, args: &[&str]) -> io::Result<f64> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(args).args(["--quiet"]).current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", &self.target);
        let before = cpu_seconds_of_children()?;
        let status = command.status()?;
        let seconds = cpu_seconds_of_children()? - before;
        if status.success() {
            Ok(seconds)
        } else {
            let (args, folder) = (args.join(" "), self.flavour.folder());
            Err(io::Error::other(format!("cargo {args} of the {folder} program failed")))
        }
    }
}

/// What the kernel has charged to the children that were waited for, and to
/// theirs: `cutime` and `cstime` of proc(5), in hundredths of a second.
fn cpu_seconds_of_children() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks = after_name.split(' ').skip(13).take(2);
    Ok(ticks.filter_map(|text| text.parse::<f64>().ok()).sum::<f64>() / 100.0)
}

fn manifest(flavour: Flavour) -> String {
    format!(
        "[package]\nname = \"{NAME}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\n{}\n\n[profile.release]\nstrip = true\n",
        flavour.dependency(),
    )
}
