//! Both front crates offer the derive, and `crate = …` names a third.
#![deny(warnings)]

mod vendored {
    pub mod stats {
        #[doc(hidden)]
        pub use telemetry_core::__telemetry;
    }
}

mod by_core {
    use telemetry_core::Anonymize;

    #[derive(Anonymize)]
    pub struct Report {
        pub name: String,
    }
}

mod by_path {
    use telemetry_core::Anonymize;

    #[derive(Anonymize)]
    #[anonymize(crate = crate::vendored::stats)]
    pub struct Report {
        pub inner: super::by_core::Report,
    }
}

fn main() {
    use telemetry_anonymize::{Anonymize, Anonymizer};

    let report = by_path::Report { inner: by_core::Report { name: "users".to_owned() } };
    let anonymizer = Anonymizer::new();
    assert_eq!(report.anonymize().inner.name.len(), 16);
    let sealed: telemetry_core::Anonymized<by_path::Report> = anonymizer.seal(&report);
    assert_ne!(sealed.inner.name, "users");
}
