//! `--serve`: the endpoints of telemetry while the program works, and after that
//! until somebody ends it.

use std::{
    future::{Future as _, poll_fn},
    io,
    net::SocketAddr,
    pin::pin,
};

use telemetry_core::Telemetry;
use tokio::{runtime, signal};

use super::{failure::Failure, output::terminal::warn};

/// An address on this machine, for clap: what is shown there is not anonymized.
///
/// # Errors
///
/// If it is no address, or one that others can reach.
pub(crate) fn loopback(text: &str) -> Result<SocketAddr, &'static str> {
    let address: SocketAddr = text.parse().map_err(|_| "expected as in 127.0.0.1:9185")?;
    let own = "expected an address that only this machine reaches, as 127.0.0.1:9185";
    if address.ip().is_loopback() { Ok(address) } else { Err(own) }
}

/// Serves at `address` from here on, and says where.
///
/// # Errors
///
/// If the address cannot be bound.
pub(crate) fn serve(telemetry: &Telemetry, address: SocketAddr) -> Result<(), Failure> {
    let bound = telemetry.serve(address)?;
    warn(format_args!("telemetry at http://{bound}/telemetry/ui, /telemetry and /metrics"));
    Ok(())
}

/// Waits for Ctrl-C, and says so when it listens: before that, Ctrl-C ends the program at
/// once.
///
/// # Errors
///
/// If the system tells nothing of Ctrl-C.
pub(crate) fn wait_for_interrupt() -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::new("--serve", &error);
    let runtime = runtime::Builder::new_current_thread().enable_io().build().map_err(failed)?;
    let interrupted = async {
        let (mut interrupt, mut is_said) = (pin!(signal::ctrl_c()), false);
        poll_fn(|context| {
            // It listens from its first poll on.
            let interrupted = interrupt.as_mut().poll(context);
            if !is_said {
                warn("serving telemetry until Ctrl-C");
                is_said = true;
            }
            interrupted
        })
        .await
    };
    runtime.block_on(interrupted).map_err(failed)
}
