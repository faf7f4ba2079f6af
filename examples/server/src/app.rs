//! The program from start to end.

use std::{
    error::Error,
    fmt,
    future::{Future, IntoFuture as _},
    io,
    net::SocketAddr,
    time::Duration,
};

use telemetry_core::{Telemetry, TelemetryCommand};
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot, time::sleep};

use crate::{
    cli::{Cli, Command},
    error::StoreError,
    hits::Hits,
    logging, reporting,
    routes::{Service, routes},
    store::Store,
};

/// How long requests under way hold up the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the program ends with exit status 1: a place and what is wrong there.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    fn at(place: impl fmt::Display, cause: &dyn Error) -> Self {
        Self(format!("{place}: {cause}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<telemetry_core::Error> for Failure {
    fn from(error: telemetry_core::Error) -> Self {
        Self::at("telemetry", &error)
    }
}

/// Does what `cli` asks for.
pub(crate) fn run(cli: &Cli) -> Result<(), Failure> {
    logging::install();
    match &cli.command {
        Some(Command::Telemetry(command)) => look(cli, command),
        None => serve(cli),
    }
}

/// `link-server telemetry …`: of the configuration, not of the links, which the
/// serving process has open.
fn look(cli: &Cli, command: &TelemetryCommand) -> Result<(), Failure> {
    let service = service(None)?;
    let telemetry = reporting::telemetry(cli, &service).inspect()?;
    Ok(command.run(&telemetry, &mut io::stdout().lock())?)
}

fn serve(cli: &Cli) -> Result<(), Failure> {
    telemetry_core::set_recording(!cli.no_recording);
    let service = service(cli.db.as_deref())?;
    let telemetry = reporting::telemetry(cli, &service).start()?;
    let failed = |error: io::Error| Failure::at(format_args!("--listen {}", cli.listen), &error);
    let runtime = Runtime::new().map_err(failed)?;
    runtime.block_on(answer(cli.listen, service.clone(), &telemetry)).map_err(failed)?;
    runtime.shutdown_background();
    service.hits.write_down(&service.store).map_err(|error| Failure::at("hits", &error))
}

fn service(db: Option<&std::path::Path>) -> Result<Service, Failure> {
    let place = || db.map_or_else(|| "memory".into(), |file| file.display().to_string());
    let failed = |error: StoreError| Failure::at(place(), &error);
    Ok(Service { store: Store::open(db).map_err(failed)?, hits: Hits::new() })
}

/// Serves links and telemetry until the program is asked to end.
async fn answer(address: SocketAddr, service: Service, telemetry: &Telemetry) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    // Who reads where it serves may ask it to end at once.
    let end = end()?;
    log::info!("serving on http://{}", listener.local_addr()?);
    tokio::spawn(service.hits.clone().keep_writing_down(service.store.clone()));
    let app = routes(service).merge(telemetry.router());
    // Whether telemetry may be looked at depends on who asks.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let (tell, told) = oneshot::channel();
    let asked = async {
        end.await;
        // Told is only who still waits.
        _ = tell.send(());
    };
    let served = axum::serve(listener, app).with_graceful_shutdown(asked);
    let too_late = async {
        _ = told.await;
        sleep(PATIENCE).await;
    };
    tokio::select! {
        served = served.into_future() => served,
        () = too_late => Ok(()),
    }
}

/// Ctrl-C, or the word of whoever manages services: listened to from the call on.
#[cfg(unix)]
fn end() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

#[cfg(windows)]
fn end() -> io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move { _ = interrupted.recv().await })
}
