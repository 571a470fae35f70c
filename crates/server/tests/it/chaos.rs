//! A short run of what `cargo xtask chaos` does at length: what else may die than the server on
//! SQLite (`crash`) and the database (`storage`), once each, under 16 writers over HTTP.

use std::path::PathBuf;

use ::chaos::{Fault, Options, Site, run};

fn nothing_is_lost(only: &str, cut: u64) {
    let options = Options {
        rounds: 1,
        engine: None,
        only: Some(only.to_owned()),
        cut,
        cut_rounds: None,
        muster: PathBuf::from(env!("CARGO_BIN_EXE_muster")),
    };
    let table = run::run(&options, &|_| ()).unwrap();
    assert!(table.is_clean(), "{table}");
    let row = &table.rows[0];
    assert_eq!((table.rows.len(), row.rounds), (1, 1));
    assert!(row.acknowledged >= 200, "{table}");
    assert!(row.unknown > 0, "nobody has noticed: {table}");
}

#[test]
fn a_failover_to_a_synchronous_standby_loses_nothing() {
    nothing_is_lost("failover", 0);
}

#[test]
fn a_killed_backend_loses_nothing() {
    nothing_is_lost("backend", 0);
}

#[test]
fn a_killed_server_on_postgres_loses_nothing() {
    nothing_is_lost("PostgreSQL: muster", 0);
}

/// Long enough for everything that waits to give up.
#[test]
fn requests_fail_in_time_while_the_network_is_cut_and_nothing_is_lost() {
    nothing_is_lost("network cut", 12);
}

/// What would be overlooked would be no loss in any table.
#[test]
fn what_somebody_else_does_to_the_store_is_found() {
    let muster = PathBuf::from(env!("CARGO_BIN_EXE_muster"));
    let mut site = Site::start(Fault::DatabaseKilled, &muster).unwrap();
    let nothing = (0, 0, Vec::new());
    assert_eq!(site.examine().unwrap(), nothing);
    let ours = "WHERE attributes LIKE '%\"w03-2\"%' RETURNING id";
    let mut found_after = |change: &str| {
        let statement = format!("UPDATE resources SET {change} {ours}");
        let changed = site.cluster().unwrap().run("postgres", &statement);
        assert_eq!(changed.unwrap().len(), 1, "{statement}");
        site.examine().unwrap()
    };

    let nick_name = |from: &str, to: &str| {
        format!(
            "attributes = replace(attributes, '\"nickName\":\"{from}\"', '\"nickName\":\"{to}\"')"
        )
    };
    let (lost, halves, wrong) = found_after(&nick_name("s2", "s4"));
    assert_eq!((lost, halves), (0, 1), "{wrong:?}");
    assert!(
        wrong.iter().any(|wrong| wrong.starts_with("oracle: ")),
        "{wrong:?}"
    );
    assert_eq!(found_after(&nick_name("s4", "s2")), nothing);

    let (lost, halves, wrong) = found_after("version = version + 1");
    assert_eq!((lost, halves), (1, 0), "{wrong:?}");
    assert_eq!(found_after("version = version - 1"), nothing);

    let twice = "INSERT INTO events SELECT organization_id, sequence + 1000, occurred_at, \
                 event_type, resource_id, scim_configuration_id, version, before, after, \
                 actor_type, actor_id, request_id FROM events WHERE sequence = 2";
    site.cluster().unwrap().run("postgres", twice).unwrap();
    let (lost, halves, wrong) = site.examine().unwrap();
    assert_eq!((lost, halves), (0, 0), "{wrong:?}");
    assert!(wrong[0].contains("comes next"), "{wrong:?}");
}
