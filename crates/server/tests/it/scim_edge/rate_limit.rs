//! The rate limit of a SCIM configuration.

use super::assert_error;
use crate::support::{Scim, Server, muster};

#[test]
fn too_many_requests_are_told_when_to_come_back() {
    let flag = ["--scim-requests-per-second", "25"].map(str::to_owned);
    let server = Server::start_with(&flag);
    let (busy, other) = (Scim::new(&server), Scim::new(&server));
    let refused = (0..1_000)
        .map(|_| busy.get("/ServiceProviderConfig"))
        .find(|reply| reply.status != 200)
        .expect("a thousand requests take less than forty seconds");
    assert_error(&refused, 429);
    // Okta reads whole seconds only.
    assert_eq!(refused.header("Retry-After"), "1");
    other.get("/Users").expect(200);
}

#[test]
fn a_limit_that_starves_identity_providers_is_refused() {
    let output = muster()
        .args(["serve", "--scim-requests-per-second", "24"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("24 requests per second is too low"), "{told}");
}
