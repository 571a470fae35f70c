//! The rate limit of a SCIM configuration, which the replicas share without asking each other.

use std::time::Instant;

use super::{REPLICAS, Replicas, together};
use crate::support::muster;

const LIMIT: u32 = 76;

/// The parts of the limit are rounded up: together they are less than one request per replica more.
#[test]
fn the_replicas_together_keep_the_limit() {
    let limit = LIMIT.to_string();
    let flags = ["--scim-requests-per-second", &limit, "--replicas", "3"];
    let replicas = Replicas::start_with(&flags);
    let all = replicas.everywhere(&replicas.scim());
    let begun = Instant::now();
    // Until each replica has refused one.
    let answered = together(REPLICAS, |replica| {
        let mut answered = 0_u32;
        loop {
            let reply = all[replica].get("/ServiceProviderConfig");
            if reply.status == 429 {
                assert_eq!(reply.header("Retry-After"), "1");
                return answered;
            }
            reply.expect(200);
            answered += 1;
            assert!(answered < 2_000, "two thousand take less than a minute");
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    let share = LIMIT.div_ceil(3);
    assert!(
        answered.iter().all(|answered| *answered >= share),
        "less than a replica's part: {answered:?}"
    );
    // As many at once as in a second, and then as many per second.
    let most = f64::from(3 * share) * (1.0 + seconds);
    let total: u32 = answered.iter().sum();
    assert!(f64::from(total) <= most, "{answered:?} in {seconds} s");
}

#[test]
fn a_limit_that_leaves_a_replica_too_little_is_refused() {
    let refusal = |arguments: &[&str]| {
        let output = muster().arg("serve").args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let postgres = ["--store", "postgres://nobody@127.0.0.1:1/none"];
    let flags = ["--scim-requests-per-second", "74", "--replicas", "3"];
    let told = refusal(&[&postgres[..], &flags].concat());
    assert!(
        told.contains("74 requests per second is too low for 3 replicas"),
        "{told}"
    );
    assert!(told.contains("set 75 or more"), "{told}");
    let told = refusal(&["--replicas", "2"]);
    assert!(told.contains("2 replicas cannot share the store"), "{told}");
    let told = refusal(&["--drain-delay", "301"]);
    assert!(told.contains("set 300 or less"), "{told}");
}
