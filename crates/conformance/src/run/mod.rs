//! A run, from the first request to the report.

mod check;
mod clean;
mod discover;
mod progress;

pub use discover::Unable;
pub use progress::Progress;

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::area::Area;
use crate::catalogue;
use crate::check::{Act, Check};
use crate::client::Client;
use crate::report::{AreaReport, Counts, Report};
use crate::session::{PREFIX, Session};
use crate::settings::Settings;

/// Tests a service provider. What the checks create is deleted again, also when `interrupt` ends
/// the run early.
///
/// # Errors
/// When the run could not begin: nobody answers, the token is refused, or there is no SCIM service
/// provider at that URL.
pub async fn run(
    settings: &Settings,
    progress: &(dyn Fn(Progress<'_>) + Send + Sync),
    interrupt: impl Future<Output = ()>,
) -> Result<Report, Unable> {
    let started = Timestamp::now();
    let clock = Instant::now();
    let client = Client::new(settings).map_err(Unable::Client)?;
    let discovered = discover::discover(&client, settings).await?;
    let chosen = choose(settings);
    let watches: Vec<&Check> = chosen
        .iter()
        .flat_map(|(_, checks)| checks)
        .copied()
        .collect();
    let prefix = format!("{PREFIX}{}", run_id()?);
    let session = Arc::new(Session::new(client, discovered.server, prefix, &watches));
    for exchange in &discovered.exchanges {
        session.observe(exchange);
    }

    progress(Progress::Begun {
        checks: watches.len(),
    });
    let mut interrupt = pin!(interrupt);
    let mut areas = Vec::new();
    let mut stopped = None;
    for (area, checks) in chosen {
        let mut reports = Vec::new();
        for one in checks {
            progress(Progress::Check(one));
            stopped = stopped.or_else(|| session.is_gone().then(|| GONE.to_owned()));
            if let Some(reason) = &stopped {
                reports.push(check::skipped(one, reason));
                continue;
            }
            let mut running = pin!(check::run(&session, one));
            let report = tokio::select! {
                report = &mut running => report,
                () = &mut interrupt => {
                    // The request that is under way is not left alone, for nobody would know what
                    // it has created.
                    session.stop();
                    running.await;
                    stopped = Some(INTERRUPTED.to_owned());
                    check::skipped(one, INTERRUPTED)
                }
            };
            reports.push(report);
        }
        areas.push(AreaReport {
            name: area.name.to_owned(),
            title: area.title.to_owned(),
            checks: reports,
        });
    }

    progress(Progress::Cleaning);
    let leftovers = clean::everything(&session).await;
    Ok(Report {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        url: settings.url.clone(),
        started: started
            .round(jiff::Unit::Second)
            .unwrap_or(started)
            .to_string(),
        milliseconds: milliseconds(clock.elapsed()),
        prefix: session.prefix.clone(),
        requests: session.requests(),
        counts: Counts::of(areas.iter().flat_map(|area| &area.checks)),
        stopped,
        areas,
        leftovers,
    })
}

const GONE: &str = "the service provider stopped answering";
pub(crate) const INTERRUPTED: &str = "the run was interrupted";

/// The chosen checks, area by area; watches judge what all others have sent, so they come last.
fn choose(settings: &Settings) -> Vec<(&'static Area, Vec<&'static Check>)> {
    let mut chosen = Vec::new();
    for area in catalogue::AREAS {
        let checks: Vec<&Check> = area
            .checks
            .iter()
            .filter(|check| settings.selection.includes(area, check))
            .collect();
        if !checks.is_empty() {
            chosen.push((area, checks));
        }
    }
    chosen.sort_by_key(|(_, checks)| {
        checks
            .iter()
            .any(|check| matches!(check.act, Act::Watch(_)))
    });
    chosen
}

/// Eight characters that no other run has.
fn run_id() -> Result<String, Unable> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes)
        .map_err(|_| Unable::Client("the operating system's random source failed".to_owned()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
