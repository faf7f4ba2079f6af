//! The option that every program with telemetry has.

use std::ffi::OsString;

use clap::Args;

use crate::consent::Argument;

/// `--disable-telemetry`, to flatten into a program's own arguments.
///
/// ```
/// use clap::Parser;
/// use telemetry_core::{Telemetry, TelemetryArgs};
///
/// #[derive(Parser)]
/// struct Cli {
///     #[command(flatten)]
///     telemetry: TelemetryArgs,
/// }
///
/// # fn main() -> Result<(), telemetry_core::Error> {
/// let cli = Cli::parse_from(["mydb", "--disable-telemetry"]);
/// let telemetry = Telemetry::builder("mydb", "1.0").args(&cli.telemetry).start()?;
/// assert_eq!(telemetry.mode(), telemetry_core::consent::Mode::Off);
/// # Ok(())
/// # }
/// ```
#[derive(Args, Clone, Debug, Default)]
#[non_exhaustive]
pub struct TelemetryArgs {
    /// Send no usage statistics; `=false` opts in where they are off by default
    // Any text is taken: a nonsensical one turns telemetry off with a warning
    // instead of keeping the program from starting.
    #[arg(
        long,
        global = true,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        help_heading = "Telemetry"
    )]
    disable_telemetry: Option<OsString>,
}

impl From<&TelemetryArgs> for Argument {
    fn from(args: &TelemetryArgs) -> Self {
        Self::from(args.disable_telemetry.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::*;

    #[derive(Debug, Parser)]
    struct Cli {
        #[command(flatten)]
        telemetry: TelemetryArgs,
        #[arg(long)]
        other: bool,
    }

    fn argument(line: &[&str]) -> Argument {
        let cli = Cli::try_parse_from(line).expect("the line is well formed");
        Argument::from(&cli.telemetry)
    }

    #[test]
    fn the_option_reads_as_a_flag_and_with_a_value() {
        Cli::command().debug_assert();
        assert_eq!(argument(&["x"]), Argument::absent());
        assert_eq!(argument(&["x", "--disable-telemetry", "--other"]), Argument::from(true));
        let value = |text: &str| Argument::from(Some(text.as_ref()));
        assert_eq!(argument(&["x", "--disable-telemetry=false"]), value("false"));
        assert_eq!(argument(&["x", "--disable-telemetry=maybe"]), value("maybe"));
        assert_eq!(argument(&["x", "--disable-telemetry="]), value(""));
    }

    #[test]
    fn the_option_does_not_swallow_what_follows() {
        assert!(Cli::try_parse_from(["x", "--disable-telemetry", "false"]).is_err());
    }
}
