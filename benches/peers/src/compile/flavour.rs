//! The macros compared, and what a program needs to use each.

use telemetry_bench_peers::machine;

/// How the functions are annotated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Bare,
    Ours,
    OursOff,
    Tracing,
    Fastrace,
    Hotpath,
}

impl Flavour {
    /// Bare comes first: the others are compared with it.
    pub(super) const ALL: [Self; 6] =
        [Self::Bare, Self::Ours, Self::OursOff, Self::Tracing, Self::Fastrace, Self::Hotpath];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Ours => "**`#[instrumented]`**",
            Self::OursOff => "**`#[instrumented]`, feature `off`**",
            Self::Tracing => "`#[tracing::instrument(skip_all)]`",
            Self::Fastrace => "`#[fastrace::trace]`",
            Self::Hotpath => "`#[hotpath::measure]`",
        }
    }

    /// A folder name.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Ours => "instrumented",
            Self::OursOff => "instrumented-off",
            Self::Tracing => "tracing",
            Self::Fastrace => "fastrace",
            Self::Hotpath => "hotpath",
        }
    }

    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::Bare => "",
            Self::Ours | Self::OursOff => "#[telemetry_core::instrumented]",
            Self::Tracing => "#[tracing::instrument(skip_all)]",
            Self::Fastrace => "#[fastrace::trace]",
            Self::Hotpath => "#[hotpath::measure]",
        }
    }

    /// The line in `[dependencies]`, at the version of the workspace's lock.
    pub(super) fn dependency(self) -> String {
        let path = machine::workspace().join("telemetry-core");
        let ours = format!("telemetry-core = {{ path = '{}', ", path.display());
        match self {
            Self::Bare => String::new(),
            Self::Ours => ours + "features = [\"macros\"] }",
            Self::OursOff => ours + "features = [\"macros\", \"off\"] }",
            Self::Tracing => format!("tracing = \"={}\"", locked("tracing")),
            Self::Fastrace => {
                let version = locked("fastrace");
                format!("fastrace = {{ version = \"={version}\", features = [\"enable\"] }}")
            }
            Self::Hotpath => {
                let version = locked("hotpath");
                format!(
                    "hotpath = {{ version = \"={version}\", default-features = false, \
                     features = [\"hotpath\"] }}"
                )
            }
        }
    }

    /// The crate and its version, for the table.
    pub(super) fn version(self) -> Option<String> {
        let package = match self {
            Self::Bare => return None,
            Self::Ours | Self::OursOff => "telemetry-core",
            Self::Tracing => "tracing",
            Self::Fastrace => "fastrace",
            Self::Hotpath => "hotpath",
        };
        Some(format!("{package} {}", locked(package)))
    }
}

fn locked(package: &str) -> String {
    machine::versions().remove(package).expect("the manifest of this crate names it")
}
