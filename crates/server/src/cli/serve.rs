use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use domain::management::Initialized;
use domain::{Muster, limits};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::output;
use crate::config::{ServeArguments, ServeSettings, StoreArguments};
use crate::egress::{Egress, KeyCache, LoginProviders, Purpose, TxtResolver};
use crate::http::{App, Server};
use crate::state::AppState;
use crate::{connect, housekeeping, instance, key_file, telemetry};

/// `muster serve`.
#[derive(Args, Debug)]
pub(super) struct Serve {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    serve: ServeArguments,
}

impl Serve {
    pub(super) fn run(&self) -> Result<(), String> {
        let settings = ServeSettings::resolve(&self.store, &self.serve)?;
        let lock = storage::lock(&settings.store.store).map_err(|error| error.to_string())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("the process cannot be set up: {error}"))?;
        let outcome = runtime.block_on(serve(&settings));
        // Tasks that outlived the drain hold the store; with them gone it finishes its writes.
        runtime.shutdown_timeout(Duration::from_secs(1));
        drop(outcome?);
        drop(lock);
        Ok(())
    }
}

/// Serves until a signal comes; then what holds the store is given back to be dropped last.
async fn serve(settings: &ServeSettings) -> Result<Arc<Muster>, String> {
    // First, so that no credentials are made and shown by a process that then cannot serve.
    let listener = listen(&settings.listen).await?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let mut signals = Signals::new().map_err(|error| format!("signals: {error}"))?;
    telemetry::start(settings.log_format, &settings.log_level)?;
    let (muster, made) = instance::open_or_initialize(&settings.store).await?;
    warn(settings, address);

    let keys = KeyCache::new(Egress::new(Purpose::Jwks, &settings.egress));
    let providers = LoginProviders::new(Egress::new(Purpose::Login, &settings.egress));
    let muster = muster
        .with_key_source(Arc::new(keys))
        .with_providers(Arc::new(providers))
        .with_txt_lookup(Arc::new(TxtResolver::new(settings.dns_server)));
    let muster = Arc::new(muster);
    let own_url = format!("http://{address}");
    let public_url = settings
        .public_url
        .clone()
        .unwrap_or_else(|| own_url.clone());
    if let Some(made) = &made {
        output::say(&welcome(&public_url, made))?;
    }
    let state = AppState {
        muster: muster.clone(),
        public_url: Arc::from(public_url.as_str()),
        scim_requests_per_second: settings.scim_requests_per_second,
    };
    let server = Server::new(App::new(&state, connect::service(&state)));
    let recorder = tokio::spawn(record_last_uses(muster.clone()));
    let housekeeper = tokio::spawn(housekeeping::keep_house(muster.clone()));
    output::say(&format!(
        "SCIM base URL: {public_url}/scim/v2/{{SCIM configuration id}}\nlistening on {own_url}\n"
    ))?;

    tokio::select! {
        () = server.accept(&listener) => {}
        () = signals.next() => {}
    }
    let (delay, time) = (settings.drain_delay, limits::DRAIN_TIME);
    tracing::info!(
        "stopping: clients have {delay:?} to leave, then requests in flight have {time:?} to finish"
    );
    tokio::select! {
        () = server.drain(listener, delay, time) => {}
        // Who asks twice is in a hurry.
        () = signals.next() => {}
    }
    recorder.abort();
    housekeeper.abort();
    if let Err(error) = muster.record_last_uses().await {
        tracing::warn!("the last uses of credentials were not written down: {error}");
    }
    Ok(muster)
}

async fn listen(address: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "cannot listen on {address}: another process does; stop it, or choose another address \
             with --listen"
        ),
        _ => format!("cannot listen on {address}: {error}; name an address as HOST:PORT"),
    })
}

fn warn(settings: &ServeSettings, address: SocketAddr) {
    if !address.ip().is_loopback() {
        tracing::warn!(
            "listening on {address} without TLS: put a proxy in front that terminates TLS, for \
             tokens must not cross a network in the clear"
        );
    }
    if key_file::is_readable_by_others(&settings.store.key_file) {
        tracing::warn!(
            "the key file {} can be read by others: chmod 600 it",
            settings.store.key_file.display()
        );
    }
}

/// What is printed, once, after an empty store was initialised.
fn welcome(public_url: &str, made: &Initialized) -> String {
    let (organization, token) = (made.organization_id, made.token.expose());
    format!(
        "\
The store was empty and is initialised now. These credentials are shown only once:

  organization           {organization}
  administrator's token  {token}
  operator key           {operator_key}

Next, tell Muster how the people of the organization log in, then let their identity provider
provision them (put the id that the first command prints into the second):

  curl {public_url}/api/gitpod.v1.OrganizationService/CreateSSOConfiguration \\
    -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\
    -d '{{\"organizationId\":\"{organization}\",\"clientId\":\"ID\",\"clientSecret\":\"SECRET\",\
\"issuerUrl\":\"https://idp.example.com\",\"emailDomains\":[\"example.com\"]}}'

  curl {public_url}/api/gitpod.v1.OrganizationService/CreateSCIMConfiguration \\
    -H 'Authorization: Bearer {token}' -H 'Content-Type: application/json' \\
    -d '{{\"organizationId\":\"{organization}\",\"ssoConfigurationId\":\"SSO-CONFIGURATION-ID\"}}'

",
        operator_key = made.operator_key.expose(),
    )
}

/// Writes down, every so often, when credentials were last used.
async fn record_last_uses(muster: Arc<Muster>) {
    let mut interval = tokio::time::interval(limits::LAST_USE_INTERVAL);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Err(error) = muster.record_last_uses().await {
            tracing::warn!("the last uses of credentials were not written down: {error}");
        }
    }
}

/// The signals that ask the process to stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
