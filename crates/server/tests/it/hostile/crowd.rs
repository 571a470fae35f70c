//! Many at once, each with the worst body that is let in.

use std::sync::Barrier;
use std::thread;

use super::Besieged;
use crate::scim_edge::assert_error;
use crate::support::{GROUP, USER};

const CLIENTS: usize = 12;

/// docs/limits.md: all bodies together, with what they are parsed to, have 128 MiB; who finds no
/// room is told to come again.
#[test]
fn a_crowd_of_the_largest_bodies_stays_within_its_memory() {
    let besieged = Besieged::start();
    let bodies = [
        // Values that take far more memory than bytes on the wire.
        format!("{{\"userName\":[{}]}}", vec!["0"; 399_000].join(",")),
        format!("{{\"userName\":[{}]}}", vec!["{}"; 199_000].join(",")),
        format!("{{\"userName\":[{}]}}", vec!["[0]"; 133_000].join(",")),
        format!(
            "{{\"schemas\":[\"{USER}\"],\"userName\":\"u\",\"emails\":[{}]}}",
            (0..99_000)
                .map(|n| format!("{{\"value\":\"{n}\"}}"))
                .collect::<Vec<_>>()
                .join(",")
        ),
        format!(
            "{{\"schemas\":[\"{GROUP}\"],\"displayName\":\"g\",\"members\":[{}]}}",
            (0..99_000)
                .map(|n| format!("{{\"value\":\"{n}\"}}"))
                .collect::<Vec<_>>()
                .join(",")
        ),
        format!(
            "{{{}}}",
            (0..190_000)
                .map(|n| format!("\"{n}\":0"))
                .collect::<Vec<_>>()
                .join(",")
        ),
        format!(
            "{{\"schemas\":[\"{USER}\"],\"userName\":\"u\",\"title\":\"{}\"}}",
            "x".repeat(4_190_000)
        ),
    ];
    for body in &bodies {
        let start = Barrier::new(CLIENTS);
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (besieged, start) = (&besieged, &start);
                scope.spawn(move || {
                    let path = if client % 2 == 0 { "/Users" } else { "/Groups" };
                    let request = besieged.request("POST", path, body.clone());
                    start.wait();
                    let reply = besieged.send("one of a crowd", request);
                    let status = reply.status;
                    assert!([400, 503].contains(&status), "{status}: {}", reply.body);
                    assert_error(&reply, status);
                    assert_eq!(status == 503, reply.header("retry-after") == "1");
                });
            }
        });
    }
    besieged.is_unharmed();
}
