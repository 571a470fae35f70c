//! Behind PgBouncer in transaction mode, where every transaction may have another connection to the
//! server.

use std::fs;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use storage::{PreparedStatements, StoreUrl};
use throwaway::{Cluster, Database};

use crate::support::{World, run};

/// A PgBouncer; stopped when dropped.
struct PgBouncer {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl PgBouncer {
    /// With a few connections to the server for all of its clients.
    fn start(cluster: &Cluster) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let settings = folder.path().join("pgbouncer.ini");
        fs::write(
            &settings,
            format!(
                "[databases]\n* = host=127.0.0.1 port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n\
             listen_port = {port}\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = 3\nunix_socket_dir =\nmax_client_conn = 200\n\
             ignore_startup_parameters = extra_float_digits\n",
                cluster.port()
            )
            .replace("* = host=127.0.0.1", "* = host=127.0.0.1 user=postgres"),
        )
        .unwrap();
        // It refuses root as PostgreSQL does.
        let script = "chmod 755 \"$1\"; if [ \"$(id -u)\" = 0 ]; then \
                      exec setpriv --reuid nobody --regid nogroup --clear-groups pgbouncer \"$2\"; \
                      else exec pgbouncer \"$2\"; fi";
        let process = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(folder.path())
            .arg(&settings)
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let bouncer = Self {
            process,
            port,
            _folder: folder,
        };
        bouncer.wait();
        bouncer
    }

    fn wait(&self) {
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = fs::read_to_string(self._folder.path().join("log")).unwrap();
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "no pgbouncer (`cargo xtask test` installs it): {log}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn writes_and_reads_work_and_nothing_is_left_behind_on_a_connection() {
    let cluster = Cluster::shared().unwrap();
    let database = Database::create(cluster, "behind_a_pooler", None).unwrap();
    let bouncer = PgBouncer::start(cluster);
    let url = format!(
        "postgres://postgres@127.0.0.1:{}/behind_a_pooler?sslmode=disable",
        bouncer.port
    );
    let url: StoreUrl = url.parse().unwrap();
    run(async {
        let store = storage::open(&url, true).await.unwrap();
        let world = Arc::new(World::on(store).await);
        everything_works(&world, 40).await;
        let left = database
            .run("SELECT name FROM pg_prepared_statements")
            .unwrap();
        assert!(left.is_empty(), "{left:?}");
    });
}

/// PgBouncer of Debian 12 knows nothing of prepared statements: to insist on them is an error that
/// shows, never a wrong answer.
#[test]
fn prepared_statements_that_the_pooler_loses_are_no_wrong_answers() {
    let cluster = Cluster::shared().unwrap();
    let _database = Database::create(cluster, "behind_a_losing_pooler", None).unwrap();
    let bouncer = PgBouncer::start(cluster);
    let url = format!(
        "postgres://postgres@127.0.0.1:{}/behind_a_losing_pooler?sslmode=disable",
        bouncer.port
    );
    let StoreUrl::Postgres(url) = url.parse().unwrap() else {
        panic!("not PostgreSQL");
    };
    let url = url.with_prepared_statements(PreparedStatements::On);
    run(async {
        let store = storage::open(&StoreUrl::Postgres(Box::new(url)), true)
            .await
            .unwrap();
        for _ in 0..50 {
            match store.key_fingerprint().await {
                Ok(found) => assert_eq!(found, None),
                Err(error) => assert!(matches!(error, domain::Error::Unavailable(_)), "{error}"),
            }
        }
    });
}

/// Users and groups by several writers at once, and what there is of them afterwards.
async fn everything_works(world: &Arc<World>, count: usize) {
    let client = &world.ours.client;
    let mut made = Vec::new();
    for chunk in (0..count).collect::<Vec<_>>().chunks(8) {
        let users = chunk.iter().map(|number| {
            let name = format!("user{number}");
            async move { world.user(client, &name).await }
        });
        made.extend(futures::future::join_all(users).await);
    }
    world.group(client, "everybody", &made).await;
    let types = [&*scim::resource_type::USER, &*scim::resource_type::GROUP];
    let (total, listed) = world.list(client, &types, None, (1, 1000)).await.unwrap();
    assert_eq!((total, listed.len()), (count as u64 + 1, count + 1));
    let filter = Some("emails.value eq \"USER7@people.example\"");
    let (total, _) = world.list(client, &types, filter, (1, 10)).await.unwrap();
    assert_eq!(total, 1);
    let feed = world.feed(world.ours.organization).await;
    assert!(
        feed.iter()
            .zip(1..)
            .all(|(event, number)| event.sequence == number)
    );
}
