//! A server whose database goes away and comes back.

use std::time::{Duration, Instant};

use throwaway::Cluster;

use crate::support::{Request, Scim, Server, Site};

#[test]
fn requests_are_asked_to_come_again_until_the_database_is_back() {
    let mut cluster = Cluster::start(&[]).unwrap();
    let server = Server::start_on(Site::at(cluster.url("postgres")), &[]);
    let scim = Scim::new(&server);
    let before = scim.create_user("before");
    let health = |path: &str| Request::new("GET", format!("{}{path}", server.url)).send();
    assert_eq!(health("/readyz").status, 200);

    cluster.kill().unwrap();
    for _ in 0..20 {
        let begun = Instant::now();
        for reply in [
            scim.get(&format!("/Users/{before}")),
            scim.post_user("during"),
        ] {
            assert_eq!(reply.status, 503, "{}", reply.body);
            assert_eq!(reply.header("retry-after"), "1");
            assert!(!reply.body.contains("127.0.0.1"), "{}", reply.body);
        }
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(health("/readyz").status, 503);
        assert_eq!(health("/livez").status, 200);
    }

    cluster.start_again().unwrap();
    let begun = Instant::now();
    while health("/readyz").status != 200 {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "never ready again"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    scim.get(&format!("/Users/{before}")).expect(200);
    scim.create_user("during");
    scim.create_user("after");
}
