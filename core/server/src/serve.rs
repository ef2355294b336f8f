//! `loadin serve`: the instance, from its start to its last answer.
//!
//! Rule: a plugin that cannot be used is left out and named; whatever else is wrong ends the start in one line. Nothing is
//! promised before it holds: the address is printed when requests are answered, and a stop answers what it has taken.

mod generations;
mod instance;
mod plugins;
mod setup_link;
mod upgrades;

use std::{
    fmt::Write as _,
    io::{self, Write},
    net::SocketAddr,
    time::Duration,
};

use anyhow::Context as _;
use loadin_auth::Origin;
use tokio::{net::TcpListener, time::timeout};
use tracing::{info, warn};

use crate::{
    catalog::Catalog,
    command::{
        ending::{Ending, Failure},
        run::Interrupts,
    },
    ground::Ground,
    settings::{Server, Settings},
    store,
};

pub(crate) use instance::accounts;

use instance::Instance;
use setup_link::SetupLink;

/// How long jobs have to stop once requests have ended. Their worker drops them sooner.
const LAST_JOBS: Duration = Duration::from_secs(5);

/// Serves until it is asked to stop; asked once more, it ends at once.
pub(crate) fn serve(settings: &Settings, catalog: &Catalog, out: &mut dyn Write) -> Result<Ending, Failure> {
    let told = |error: anyhow::Error| Failure::broken(format!("{error:#}"));
    let ground = Ground::lay(settings).map_err(told)?;
    let began_ns = ground.clock.monotonic_ns();
    let stops = ground.stops().map_err(told)?;
    let served = ground.runtime.block_on(async {
        tokio::select! {
            served = run(settings, catalog, &ground, &stops, began_ns, out) => served.map_err(told),
            () = stops.reach(2) => Err(Failure::Cancelled),
        }
    });
    // Threads that still compute must not hold up the end.
    ground.runtime.shutdown_background();
    served.map(|()| Ending::Done)
}

async fn run(
    settings: &Settings,
    catalog: &Catalog,
    ground: &Ground,
    stops: &Interrupts,
    began_ns: u64,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let listener = listen(settings.server.listen).await?;
    let address = listener.local_addr().context("cannot tell the address that is listened on")?;
    let origin = origin(&settings.server, address)?;
    let storage = store::open(settings, ground).await?;
    storage.set_slow_ms(settings.database.slow_ms);
    let instance = Instance::start(settings, catalog, ground, storage.clone(), &origin).await?;
    let link = SetupLink::offer(&instance.accounts, &origin, &settings.data.dir).await?;
    tell(&origin, address, link.as_ref(), out).context("cannot write to standard output")?;
    let took_ms = ground.clock.monotonic_ns().saturating_sub(began_ns) / 1_000_000;
    info!(took_ms, "ready in {took_ms} ms at {origin}");

    let watching = link.map(|link| tokio::spawn(link.until_used(instance.accounts.clone())));
    let board = instance.board.clone();
    let stop = async {
        stops.reach(1).await;
        info!("stopping: no new requests; once more stops at once");
        // What runs goes on after the next start; a page that follows it must not hold up the stop.
        board.drain();
    };
    loadin_api::serve(listener, instance.app, stop).await.context("cannot serve")?;
    if timeout(LAST_JOBS, board.drained()).await.is_err() {
        warn!("stopped with jobs under way after {} s", LAST_JOBS.as_secs());
    }
    if let Some(watching) = watching {
        watching.abort();
        // Waits for the file to be taken away.
        let _ = watching.await;
    }
    storage.close().await;
    info!("stopped");
    Ok(())
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let hint = |error: &io::Error| match error.kind() {
        io::ErrorKind::AddrInUse => "another program listens there: stop it, or set server.listen to another port",
        io::ErrorKind::AddrNotAvailable => "this machine has no such address: set server.listen to one that it has",
        io::ErrorKind::PermissionDenied => "this user may not: set server.listen to a port from 1024 on",
        _ => "set server.listen to another address",
    };
    TcpListener::bind(address).await.map_err(|error| {
        let hint = hint(&error);
        anyhow::Error::new(error).context(format!("cannot listen on {address}: {hint} (LOADIN_SERVER__LISTEN)"))
    })
}

/// Returns where the instance is reached, and warns of what will not work there.
fn origin(server: &Server, address: SocketAddr) -> anyhow::Result<Origin> {
    let is_open = !address.ip().is_loopback();
    match &server.public_url {
        Some(origin) => {
            if is_open && !origin.is_https() {
                warn!(
                    "passwords and plans travel in the clear: {origin} is not https and {address} is open to the network; \
                     put a proxy with TLS in front and set server.public_url to its https address"
                );
            }
            Ok(origin.clone())
        }
        None => {
            if is_open {
                warn!(
                    "listening on {address}, but forms are only taken from this machine: set server.public_url to the address \
                     that people type (LOADIN_SERVER__PUBLIC_URL)"
                );
            }
            let own = format!("http://localhost:{}", address.port());
            Origin::of_public_url(&own).context("cannot name this machine")
        }
    }
}

/// Prints where the instance is, and how to set it up while nobody has.
fn tell(origin: &Origin, address: SocketAddr, link: Option<&SetupLink>, out: &mut dyn Write) -> io::Result<()> {
    let mut block = format!("Loadin {} answers at {origin} (listening on {address})\n", env!("CARGO_PKG_VERSION"));
    if let Some(link) = link {
        let _ = writeln!(
            block,
            "Set it up here, within a day: {}\nWhoever opens this link first runs the instance. The token is also in {}",
            link.url(),
            link.file().display()
        );
    }
    match out.write_all(block.as_bytes()).and_then(|()| out.flush()) {
        // Started by something that does not listen.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        told => told,
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::{listen, origin};
    use crate::settings::{Loaded, Server, Surroundings};

    fn server(variables: &[(&str, &str)]) -> Server {
        let all = variables.iter().chain(&[("HOME", "/home/x")]);
        let variables = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Loaded::read(&Surroundings { config: None, variables }).unwrap().settings.server
    }

    #[test]
    fn without_a_public_url_it_is_reached_on_this_machine_with_the_real_port() {
        let address = SocketAddr::from(([127, 0, 0, 1], 4711));
        assert_eq!(origin(&server(&[]), address).unwrap().as_str(), "http://localhost:4711");
        let named = server(&[("LOADIN_SERVER__PUBLIC_URL", "https://tour.example.org")]);
        assert_eq!(origin(&named, address).unwrap().as_str(), "https://tour.example.org");
    }

    #[tokio::test]
    async fn a_port_in_use_and_a_foreign_address_say_which_setting_to_change() {
        let first = listen(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let taken = first.local_addr().unwrap();
        let said = format!("{:#}", listen(taken).await.unwrap_err());
        assert!(said.starts_with(&format!("cannot listen on {taken}: another program listens there")), "{said}");
        let foreign = listen(SocketAddr::from(([192, 0, 2, 1], 0))).await.unwrap_err().to_string();
        assert!(foreign.contains("this machine has no such address: set server.listen"), "{foreign}");
    }
}
