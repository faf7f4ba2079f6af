use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Report {
    #[anonymize(keep, reason = "an address in six bytes")]
    hardware: [u8; 6],
    #[anonymize(keep, reason = "a name, letter by letter")]
    name: Vec<char>,
    #[anonymize(keep, reason = "as C has it")]
    label: [i8; 16],
}

fn main() {}
