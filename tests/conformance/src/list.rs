//! The foreign crates, pinned: published versions do not change, and each brings the
//! `Cargo.lock` of its own dependencies.

/// A crate of the registry, and how its tests are built.
#[derive(Debug)]
pub struct Foreign {
    /// As the registry knows it.
    pub name: &'static str,
    /// The exact version.
    pub version: &'static str,
    /// Features besides the default ones: as much of the crate's code as compiles.
    pub features: &'static [&'static str],
    /// Dev-dependencies that only its benches need.
    pub benches_only: &'static [&'static str],
    /// Whether it belongs to the quick subset.
    pub quick: bool,
}

impl Foreign {
    /// With its default features alone, and not in the quick subset.
    pub const fn new(name: &'static str, version: &'static str) -> Self {
        Self { name, version, features: &[], benches_only: &[], quick: false }
    }

    const fn with(self, features: &'static [&'static str]) -> Self {
        Self { features, ..self }
    }

    const fn without(self, benches_only: &'static [&'static str]) -> Self {
        Self { benches_only, ..self }
    }

    const fn quick(self) -> Self {
        Self { quick: true, ..self }
    }
}

/// Data structures, databases, runtimes, parsers, servers, a command line: the shapes of a
/// field, in editions from 2018 on.
pub const LIST: &[Foreign] = &[
    Foreign::new("semver", "1.0.28").quick(),
    Foreign::new("itertools", "0.14.0").without(&["criterion"]),
    Foreign::new("hashbrown", "0.17.1").with(&["rayon", "serde"]).without(&["criterion"]),
    Foreign::new("petgraph", "0.8.3").with(&["all", "serde-1"]),
    Foreign::new("serde_json", "1.0.154").with(&[
        "raw_value",
        "float_roundtrip",
        "unbounded_depth",
    ]),
    Foreign::new("rayon", "1.12.0"),
    Foreign::new("rayon-core", "1.13.0"),
    Foreign::new("redb", "4.6.0").with(&["logging", "cache_metrics"]),
    Foreign::new("tokio-util", "0.7.20").with(&["full"]),
    // The last one is for its tests: its own manifest has it in a way that is not published.
    Foreign::new("axum", "0.8.9").with(&[
        "http2",
        "macros",
        "multipart",
        "ws",
        "axum-macros/__private",
    ]),
    Foreign::new("slab", "0.4.12").with(&["serde"]),
    Foreign::new("smallvec", "1.16.6").with(&["serde", "write", "union", "const_generics"]),
    Foreign::new("clap_builder", "4.6.7"),
    Foreign::new("sqlx-core", "0.9.0"),
    Foreign::new("bytes", "1.12.2").with(&["serde"]),
    Foreign::new("winnow", "1.0.5").with(&["simd", "unstable-recover"]).without(&["criterion"]),
    Foreign::new("tower", "0.5.3").with(&["full", "log"]),
    Foreign::new("futures-util", "0.3.34").with(&["io", "sink", "channel", "bilock", "unstable"]),
    Foreign::new("hyper", "1.12.0").with(&["full"]),
    Foreign::new("tracing-subscriber", "0.3.23")
        .with(&["env-filter", "json", "time", "local-time"])
        .without(&["criterion"]),
    Foreign::new("regex-syntax", "0.8.12"),
    Foreign::new("indexmap", "2.14.2").with(&["serde", "rayon", "test_debug"]),
    Foreign::new("nom", "8.0.0"),
    Foreign::new("rustls-pki-types", "1.16.0").with(&["std"]).without(&["criterion"]),
];
