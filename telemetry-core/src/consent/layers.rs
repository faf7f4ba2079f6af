//! Which configuration files are read for the switch.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The configuration files that can turn telemetry off. Each is read by itself:
/// one that says off is not overridden by another.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    files: Vec<Layer>,
}

/// One configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) path: PathBuf,
    /// A file that was named by itself must be there.
    pub(super) required: bool,
}

/// The layers of a configuration directory.
const NAMES: [&str; 4] = ["config.yaml", "config.yml", "production.yaml", "production.yml"];

impl Layers {
    /// Adds the layers in `directory`. A relative one is looked for in the
    /// working directory and beside the program, so that starting from another
    /// directory does not lose an operator's word.
    pub(super) fn add_directory(&mut self, directory: &Path) {
        let program = env::current_exe().ok();
        self.add_directory_beside(directory, program.as_deref().and_then(Path::parent));
    }

    fn add_directory_beside(&mut self, directory: &Path, program: Option<&Path>) {
        let mut places = vec![directory.to_owned()];
        if directory.is_relative() {
            places.extend(program.map(|program| program.join(directory)));
        }
        for place in places {
            for name in NAMES {
                self.add(place.join(name));
            }
        }
    }

    /// Adds the file at `path`, if it is there.
    pub(super) fn add(&mut self, path: PathBuf) {
        self.files.push(Layer { path, required: false });
    }

    /// Adds the file at `path`, which must be there.
    pub(super) fn add_file(&mut self, path: &Path) {
        self.files.push(Layer { path: path.to_owned(), required: true });
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Layer> {
        self.files.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(layers: &Layers) -> Vec<&str> {
        layers
            .iter()
            .map(|layer| layer.path.to_str().expect("the test's paths are UTF-8"))
            .collect()
    }

    #[test]
    fn a_relative_directory_is_also_looked_for_beside_the_program() {
        let mut layers = Layers::default();
        layers.add_directory_beside(Path::new("config"), Some(Path::new("/opt/mydb")));
        assert!(paths(&layers).contains(&"config/production.yaml"));
        assert!(paths(&layers).contains(&"/opt/mydb/config/config.yaml"));
    }

    #[test]
    fn an_absolute_directory_is_taken_as_it_is() {
        let mut layers = Layers::default();
        layers.add_directory_beside(Path::new("/etc/mydb"), Some(Path::new("/opt/mydb")));
        assert!(paths(&layers).iter().all(|path| path.starts_with("/etc/mydb/")));
    }
}
