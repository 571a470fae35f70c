//! What the server says of itself.

use std::time::{Duration, Instant};

use crate::scim_client::ScimClient;
use crate::tally::Tally;

/// Within this time `/readyz` tells that the database is away.
const NOTICED: Duration = Duration::from_secs(5);
/// Within this time `/livez` answers, whatever else happens.
const LIVELY: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(100);

/// Asks for this long, while the database is away: alive, and not ready.
pub(crate) fn watch_an_outage(url: &str, time: Duration, tally: &Tally) {
    let client = ScimClient::new(url.to_owned(), String::new());
    let status = |path: &str| {
        client
            .send("GET", path, None)
            .map_or(0, |answer| answer.status)
    };
    let begun = Instant::now();
    let mut noticed = None;
    while begun.elapsed() < time {
        let asked = Instant::now();
        let alive = status("/livez");
        if alive != 200 || asked.elapsed() > LIVELY {
            let took = asked.elapsed();
            tally.complain(format!("/livez was answered {alive} after {took:?}"));
        }
        let ready = status("/readyz");
        match (ready, noticed) {
            (503, None) => noticed = Some(begun.elapsed()),
            (503, Some(_)) => {}
            (_, None) if begun.elapsed() < NOTICED => {}
            _ => tally.complain(format!(
                "/readyz was answered {ready} {:?} after the database had gone",
                begun.elapsed()
            )),
        }
        std::thread::sleep(PAUSE);
    }
    if noticed.is_none_or(|after| after > NOTICED) {
        tally.complain(format!("/readyz turned red after {noticed:?}"));
    }
}

/// Whether it is ready.
pub(crate) fn is_ready(url: &str) -> bool {
    let client = ScimClient::new(url.to_owned(), String::new());
    let answer = client.send("GET", "/readyz", None);
    answer.is_ok_and(|answer| answer.status == 200)
}
