//! Domains are proven by TXT records of a real DNS server, and looked up again every day.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ::server::egress::TxtResolver;
use domain::Muster;
use domain::key::InstanceKey;
use domain::limits::{DOMAIN_CHECK_MICROS, DOMAIN_RETRY_SECONDS, DOMAIN_UNSEEN_SECONDS};
use domain::random::SystemRandom;
use domain::time::{Clock, MICROS_PER_SECOND, Timestamp};
use domain::txt_lookup::{TxtFailure, TxtLookup};
use serde_json::{Value, json};

use crate::support::{DnsServer, Management, Reply, Server, feed, run};

const NAME: &str = "_muster-challenge.acme.example";

fn start(dns: &DnsServer) -> Server {
    Server::start_with(&["--dns-server".to_owned(), dns.address.to_string()])
}

fn create(management: &Management<'_>, organization: &str, domain: &str) -> Value {
    let body = json!({ "organizationId": organization, "domain": domain });
    management.call("CreateDomainVerification", &body)["domainVerification"].clone()
}

fn by_id(management: &Management<'_>, method: &str, verification: &Value) -> Reply {
    management.request(
        method,
        &json!({ "domainVerificationId": verification["id"] }),
    )
}

fn refusal(reply: &Reply) -> String {
    let error = reply.expect(400);
    assert_eq!(error["code"], "failed_precondition", "{error}");
    error["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_record_proves_a_domain() {
    let mut dns = DnsServer::start(&[]);
    let server = start(&dns);
    let management = server.management();
    let organization = server.credentials.organization_id.as_str();
    let made = create(&management, organization, "Acme.example");
    assert_eq!(made["state"], "DOMAIN_VERIFICATION_STATE_PENDING");
    assert_eq!(made["domain"], "acme.example");
    let token = made["verificationToken"].as_str().unwrap();
    let verify = || by_id(&management, "VerifyDomain", &made);

    let why = refusal(&verify());
    for part in [NAME, token, "there is no such record"] {
        assert!(why.contains(part), "{part} is not in {why}");
    }
    dns.publish(&[(NAME, "something else"), (NAME, "v=spf1 -all")]);
    let why = refusal(&verify());
    for part in [NAME, token, "something else", "v=spf1 -all"] {
        assert!(why.contains(part), "{part} is not in {why}");
    }
    dns.publish(&[(NAME, "something else"), (NAME, token)]);
    let verified = verify().expect(200)["domainVerification"].clone();
    assert_eq!(verified["state"], "DOMAIN_VERIFICATION_STATE_VERIFIED");
    assert!(verified["verifiedAt"].is_string(), "{verified}");
    let found = by_id(&management, "GetDomainVerification", &made).expect(200);
    assert_eq!(found["domainVerification"], verified);
    let body = json!({ "organizationId": organization });
    let listed = management.call("ListDomainVerifications", &body);
    assert_eq!(listed["domainVerifications"], json!([verified]));

    by_id(&management, "DeleteDomainVerification", &made).expect(200);
    by_id(&management, "GetDomainVerification", &made).expect(404);
    by_id(&management, "DeleteDomainVerification", &made).expect(404);
}

#[test]
fn a_dns_server_that_cannot_be_asked_proves_nothing() {
    let mut dns = DnsServer::start(&[]);
    let server = start(&dns);
    let management = server.management();
    let organization = server.credentials.organization_id.as_str();
    // It is no server for this domain.
    let refused = create(&management, organization, "elsewhere.test");
    let why = refusal(&by_id(&management, "VerifyDomain", &refused));
    assert!(
        why.contains("the DNS server answered with an error"),
        "{why}"
    );
    let made = create(&management, organization, "acme.example");
    dns.stop();
    let why = refusal(&by_id(&management, "VerifyDomain", &made));
    assert!(why.contains("cannot be looked up now"), "{why}");
    assert!(!why.contains("127.0.0.1"), "{why}");
}

///
#[test]
fn another_organization_does_not_prove_a_proven_domain() {
    let mut dns = DnsServer::start(&[]);
    let server = start(&dns);
    let other = server.another_organization("Other");
    let (management, stranger) = (
        server.management(),
        Management::new(&server.url, &other.token),
    );
    let ours = create(
        &management,
        &server.credentials.organization_id,
        "acme.example",
    );
    let theirs = create(&stranger, &other.organization_id, "acme.example");
    let texts = [&ours, &theirs].map(|made| made["verificationToken"].as_str().unwrap());
    dns.publish(&[(NAME, texts[0]), (NAME, texts[1])]);
    by_id(&management, "VerifyDomain", &ours).expect(200);
    let why = refusal(&by_id(&stranger, "VerifyDomain", &theirs));
    assert!(why.contains("another organization has proven"), "{why}");
    by_id(&stranger, "VerifyDomain", &ours).expect(404);
    by_id(&stranger, "DeleteDomainVerification", &ours).expect(404);
    by_id(&management, "DeleteDomainVerification", &ours).expect(200);
    by_id(&stranger, "VerifyDomain", &theirs).expect(200);
}

#[test]
fn what_is_no_domain_is_refused() {
    let dns = DnsServer::start(&[]);
    let server = start(&dns);
    for domain in [
        "acme",
        "a.b",
        "acme..example",
        "münchen.example",
        "10.0.0.1",
    ] {
        let body = json!({
            "organizationId": server.credentials.organization_id, "domain": domain,
        });
        let reply = server
            .management()
            .request("CreateDomainVerification", &body);
        let error = reply.expect(400);
        assert_eq!(error["code"], "invalid_argument", "{domain}: {error}");
    }
}

#[test]
fn a_look_up_tells_texts_nothing_and_failures_apart() {
    let mut dns = DnsServer::start(&[("a.example", "one"), ("a.example", "two")]);
    let resolver = || TxtResolver::new(Some(dns.address));
    let texts = |name: &str| {
        let resolver = resolver();
        run(async { resolver.texts(name).await })
    };
    let mut found = texts("a.example").unwrap();
    found.sort_unstable();
    assert_eq!(found, ["one", "two"]);
    assert_eq!(texts("b.example").unwrap(), [""; 0]);
    assert_eq!(texts("elsewhere.test"), Err(TxtFailure::Refused));
    let resolver = resolver();
    dns.stop();
    let failed = run(async { resolver.texts("a.example").await });
    assert!(
        matches!(failed, Err(TxtFailure::Unreachable | TxtFailure::Timeout)),
        "{failed:?}"
    );
}

/// A clock that stands where it was put.
struct Hand(AtomicI64);

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// The server's store beside the server, at a time of the test's own.
async fn beside(server: &Server, dns: &DnsServer, clock: &Arc<Hand>) -> Muster {
    let store = server.site().open().await;
    let key = InstanceKey::new(&[7; 32]);
    Muster::new(store, clock.clone(), Arc::new(SystemRandom), key)
        .with_txt_lookup(Arc::new(TxtResolver::new(Some(dns.address))))
}

/// losing the record stops new links.
#[test]
fn a_proven_domain_is_looked_up_again_and_lost_with_its_record() {
    let mut dns = DnsServer::start(&[]);
    let server = start(&dns);
    let management = server.management();
    let organization = server.credentials.organization_id.as_str();
    let made = create(&management, organization, "acme.example");
    let token = made["verificationToken"].as_str().unwrap();
    dns.publish(&[(NAME, token)]);
    by_id(&management, "VerifyDomain", &made).expect(200);
    let state = || {
        let found = by_id(&management, "GetDomainVerification", &made).expect(200);
        found["domainVerification"]["state"].clone()
    };
    let events = || {
        let feed = feed(&server);
        let words = feed.iter().map(|event| event.event_type.as_str());
        words
            .filter(|word| word.starts_with("domain_verification."))
            .count()
    };
    let clock = Arc::new(Hand(AtomicI64::new(
        domain::time::SystemClock.now().micros(),
    )));
    let advance = |micros: i64| {
        clock.0.fetch_add(micros, Ordering::Relaxed);
    };
    let recheck = |dns: &DnsServer| {
        run(async {
            beside(&server, dns, &clock)
                .await
                .recheck_domains()
                .await
                .unwrap()
        })
    };
    dns.publish(&[]);
    assert_eq!(recheck(&dns), 0, "it is not due");
    // The record is there again when it is looked for, a day later.
    dns.publish(&[(NAME, token)]);
    advance(DOMAIN_CHECK_MICROS + MICROS_PER_SECOND);
    assert_eq!(recheck(&dns), 0);
    // Nobody can say: it stays proven for a week, and is tried every hour.
    dns.stop();
    advance(DOMAIN_CHECK_MICROS + MICROS_PER_SECOND);
    assert_eq!(recheck(&dns), 0);
    advance(DOMAIN_RETRY_SECONDS * MICROS_PER_SECOND);
    assert_eq!(recheck(&dns), 0);
    assert_eq!(state(), "DOMAIN_VERIFICATION_STATE_VERIFIED");
    let before = events();
    // Two processes look at once, and the record is gone.
    dns.publish(&[]);
    advance(DOMAIN_RETRY_SECONDS * MICROS_PER_SECOND);
    let lost = run(async {
        let [one, other] = [
            beside(&server, &dns, &clock).await,
            beside(&server, &dns, &clock).await,
        ];
        let (one, other) = futures::join!(one.recheck_domains(), other.recheck_domains());
        one.unwrap() + other.unwrap()
    });
    assert_eq!(lost, 1);
    assert_eq!(state(), "DOMAIN_VERIFICATION_STATE_PENDING");
    assert_eq!(events(), before + 1);
    // The same record proves it again, and silence for a week loses it.
    dns.publish(&[(NAME, token)]);
    by_id(&management, "VerifyDomain", &made).expect(200);
    dns.stop();
    advance(DOMAIN_UNSEEN_SECONDS * MICROS_PER_SECOND);
    assert_eq!(recheck(&dns), 1);
    assert_eq!(state(), "DOMAIN_VERIFICATION_STATE_PENDING");
}

#[test]
fn the_dns_server_is_an_address() {
    let site = crate::support::Site::in_folder();
    let refused = crate::support::muster()
        .current_dir(site.folder())
        .args(["serve", "--dns-server", "dns.example"])
        .output()
        .unwrap();
    assert!(!refused.status.success());
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("192.0.2.53:5353"), "{told}");
}
