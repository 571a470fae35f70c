//! The alias `/Me` (RFC 7644 §3.11).

use crate::check::{Level, Verdict, checks};
use crate::json;
use crate::probe::Probe;

checks![
    "7644-3.11-me", Should, "/Me is served, redirected, or 501",
    "A service provider that does NOT support this feature SHOULD respond with HTTP status code 501 (Not Implemented)."
        => me;
];

async fn me(p: &mut Probe) -> Verdict {
    let answer = p.get("/Me").await?;
    match answer.status() {
        200 => {
            let header = answer.header("location");
            let member = json::text(answer.json(), &["meta", "location"]);
            let own = header.is_some() && !header.is_some_and(|header| header.ends_with("/Me"));
            if !own || member.is_some() && member != header {
                let sentence = format!("Location is {header:?}, meta.location is {member:?}");
                p.record(Level::Must, &answer, sentence);
            }
        }
        307 | 308 => {
            p.ensure(
                answer.header("location").is_some(),
                &answer,
                "there is no Location",
            );
        }
        // A token may stand for no user, or for one that may not read itself.
        403 | 501 => {}
        status => {
            p.ensure(
                false,
                &answer,
                format!("the status is {status}; 501 is due"),
            );
        }
    }
    Ok(())
}
