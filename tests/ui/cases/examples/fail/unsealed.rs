fn send<T>(_: &telemetry_core::Anonymized<T>) {}

fn main() {
    let raw = String::from("the name of a collection");
    send(&raw);
}
