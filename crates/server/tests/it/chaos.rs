//! A short run of what `cargo xtask chaos` does at length: what else may die than the server on
//! SQLite (`crash`) and the database (`storage`), once each, under 16 writers over HTTP.

use std::path::PathBuf;

use ::chaos::{Options, run};

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
