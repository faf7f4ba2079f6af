//! Settings that cannot be used are refused when telemetry starts, by name.

use telemetry_core::{ErrorKind, Telemetry, TelemetryBuilder, consent::Environment};

fn builder() -> TelemetryBuilder {
    Telemetry::builder("mydb", "1.0").environment(Environment::empty())
}

fn refused(builder: TelemetryBuilder, place: &str) {
    let error = builder.start().expect_err(place);
    assert_eq!(error.kind(), ErrorKind::InvalidSetting);
    assert!(error.to_string().starts_with(&format!("invalid setting: {place}")), "{error}");
}

#[test]
fn a_prefix_that_no_variable_can_have_is_refused() {
    for prefix in ["", "_", "MY DB", "MY=DB", "\0"] {
        refused(builder().env_prefix(prefix), "environment prefix");
    }
}

#[test]
fn an_endpoint_that_is_no_plain_url_is_refused() {
    for endpoint in ["", "telemetry.mydb.example", "file:///etc", "https://user:secret@x"] {
        refused(builder().endpoint(endpoint), "endpoint");
    }
}

#[test]
fn the_secret_in_a_refused_endpoint_is_not_repeated() {
    let error = builder().endpoint("https://user:secret@x").start().expect_err("it is refused");
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
}

#[test]
fn an_application_without_a_name_is_refused() {
    refused(Telemetry::builder(" ", "1.0").env_prefix("MYDB"), "application name");
}

#[test]
fn absurd_values_are_taken_as_they_are() {
    let path = "/\u{0}/\u{fffd}".repeat(1000);
    let telemetry = builder().config_dir(&path).storage_path(&path).start();
    assert!(telemetry.is_ok(), "{telemetry:?}");
}
