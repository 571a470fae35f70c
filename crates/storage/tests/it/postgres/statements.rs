//! Every statement on a real server: it is run by the verbs of the port, and it can enter each table
//! that grows by an index.

use std::collections::BTreeMap;

use crate::statements::{GROWING, scenario, whole_statements};
use crate::support::{Engine, Site, run};

#[test]
fn every_verb_runs() {
    run(scenario::every_verb(Engine::Postgres));
}

/// With scans made as dear as can be, a plan that has one has no index to enter by.
#[test]
fn no_statement_scans_a_table_that_grows() {
    let site = Site::with_schema(Engine::Postgres);
    let first_columns: BTreeMap<String, String> = site
        .sql(
            "SELECT i.indexrelid::regclass, a.attname FROM pg_index i \
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]",
        )
        .into_iter()
        .filter_map(|row| match &row[..] {
            [Some(index), Some(first)] => Some((index.clone(), first.clone())),
            _ => None,
        })
        .collect();
    let whole = whole_statements();
    assert!(whole.len() > 50, "{}", whole.len());
    for sql in whole {
        let count = (1..)
            .take_while(|number| sql.contains(&format!("${number}")))
            .count();
        let nothing = vec!["NULL"; count].join(", ");
        let values = if count == 0 {
            String::new()
        } else {
            format!("({nothing})")
        };
        let plan = site.sql(&format!(
            "SET enable_seqscan = off; SET enable_bitmapscan = off; \
             SET plan_cache_mode = force_generic_plan; \
             PREPARE one AS {sql}; EXPLAIN EXECUTE one{values}"
        ));
        let plan: Vec<_> = plan
            .into_iter()
            .filter_map(|mut row| row.remove(0))
            .collect();
        for (number, line) in plan.iter().enumerate() {
            let scanned = GROWING
                .iter()
                .find(|table| line.contains(&format!("on {table} ")));
            let Some(table) = scanned.filter(|_| line.contains("Scan")) else {
                continue;
            };
            let index = line.split(" using ").nth(1);
            let index = index.and_then(|rest| rest.split(' ').next());
            let first = index.and_then(|index| first_columns.get(index));
            let entered = first.is_some_and(|first| {
                let condition = plan
                    .get(number + 1)
                    .filter(|next| next.contains("Index Cond"));
                condition.is_some_and(|next| next.contains(&format!("({first} ")))
            });
            assert!(entered || pages(&sql), "{sql}\n{table}\n{plan:#?}");
        }
    }
}

/// A list of everything, a page at a time.
fn pages(sql: &str) -> bool {
    sql.contains("FROM organizations WHERE id >") || sql.contains("FROM organizations ORDER BY")
}
