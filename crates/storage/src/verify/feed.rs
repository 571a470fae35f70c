//! The feed: without a gap, as long as its counter says, and a story that can be replayed.

use domain::id::OrganizationId;
use domain::limits::VERIFY_PAGE_ROWS;
use domain::replay::Replay;

use super::findings::Findings;
use super::{Checked, DAMAGED, OrganizationReport};
use crate::connection::Connection;
use crate::feed;
use crate::value::params;

const PLACE: &str = "events";

/// Replays the feed; `None` if it cannot be, which is a fault then.
pub(super) async fn replay<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    report: &mut OrganizationReport,
    findings: &mut Findings,
) -> Checked<Option<Replay>> {
    let mut replay = Some(Replay::new(organization));
    let size = u32::try_from(VERIFY_PAGE_ROWS).unwrap_or(u32::MAX);
    let mut last = 0;
    loop {
        let events = feed::events(connection, organization, last, size).await?;
        for event in &events {
            report.events = report.events.saturating_add(1);
            let next = last.saturating_add(1);
            last = event.sequence;
            if event.sequence != next {
                let problem = format!("event {next} is missing, {} comes next", event.sequence);
                findings.add(PLACE, problem, DAMAGED);
                replay = None;
            }
            if let Some(Err(error)) = replay.as_mut().map(|replay| replay.apply(event)) {
                findings.add(PLACE, error.to_string(), DAMAGED);
                replay = None;
            }
        }
        if events.len() < VERIFY_PAGE_ROWS {
            break;
        }
    }
    let head = connection
        .query_one(
            "SELECT sequence FROM feed_heads WHERE organization_id = $1",
            params![organization],
        )
        .await?;
    match head.map(|mut row| row.integer()).transpose()? {
        None => findings.add("feed_heads", "the feed has no counter".to_owned(), DAMAGED),
        Some(head) if head != last => {
            let problem = format!("the counter says {head}, and the last event is {last}");
            findings.add("feed_heads", problem, DAMAGED);
        }
        Some(_) => {}
    }
    Ok(replay)
}
