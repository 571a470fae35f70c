//! Whatever clients do, the server does what a naive model of the whole endpoint does.
//!
//! The model keeps plain lists and knows the rules of the RFCs and of the decisions, written down
//! anew: nothing of the product is used but the change feed's replay. Operations at random run
//! against the built binary and against the model: three SCIM configurations, two of them in one
//! organization, which must never see each other. After each write everything that the endpoint
//! has is compared, and in the end also what the application sees and what the feed tells.

mod apply_group;
mod apply_user;
mod body;
mod bulk;
mod bulk_exchange;
mod end;
mod operation;
mod patch;
mod patch_strategy;
mod person;
mod query;
mod query_exchange;
mod session;
mod show;
mod state;
mod strategy;
mod target;
mod write;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};
use serde_json::json;

use crate::support::{Management, Scim, Server};
use operation::Operation;
use session::Session;
use state::{Endpoint, Settings, State};
use strategy::{ADMINISTRATOR, operation};

/// Sequences of operations, unless the variable PROPTEST_CASES wants more of them.
const CASES: u32 = 50;

#[test]
fn a_sequence_of_operations_does_what_the_model_does() {
    // Without a line for each request, which would hide the sequence that failed.
    let quiet = [
        "--log-level",
        "info,muster::access=warn,muster::tolerated=warn",
    ];
    let server = Server::start_with(&quiet.map(str::to_owned));
    let wanted = Config::default();
    let seed = match wanted.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => TestRunner::default().rng().next_u64(),
    };
    let config = Config {
        cases: std::env::var("PROPTEST_CASES").map_or(CASES, |_| wanted.cases),
        max_shrink_iters: 3000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..wanted
    };
    let sequences = prop::collection::vec(operation(), 1..80);
    let outcome = TestRunner::new(config).run(&sequences, |operations| {
        run(&server, &operations).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(reason, operations)) => panic!(
            "{reason}\nafter\n{}\nagain with PROPTEST_RNG_SEED={seed}",
            lines(&operations)
        ),
        Err(error) => panic!("{error}"),
    }
}

fn lines(operations: &[Operation]) -> String {
    let lines: Vec<String> = operations.iter().map(|one| format!("  {one:?}")).collect();
    lines.join("\n")
}

/// Runs operations in organizations of their own.
fn run(server: &Server, operations: &[Operation]) -> Result<(), String> {
    let operator = Management::new(&server.url, &server.credentials.operator_key);
    let (mut tokens, mut organizations, mut endpoints) = (Vec::new(), Vec::new(), Vec::new());
    for (number, configurations) in [2, 1].into_iter().enumerate() {
        let made = operator.call(
            "muster.v1.OperatorService/CreateOrganization",
            &json!({ "name": "Acme", "administratorEmail": ADMINISTRATOR }),
        );
        let field = |name: &str| made[name].as_str().unwrap().to_owned();
        let (organization, token) = (field("organizationId"), field("token"));
        for _ in 0..configurations {
            let management = Management::new(&server.url, &token);
            let (id, token) = management.create_scim_configuration(&organization);
            let url = format!("{}/scim/v2/{id}", server.url);
            endpoints.push(Endpoint {
                scim: Scim { url, token },
                organization: number,
                settings: Settings::default(),
                resources: Vec::new(),
                gone: Vec::new(),
            });
        }
        tokens.push(token);
        organizations.push(organization);
    }
    let mut session = Session {
        server,
        tokens,
        state: State {
            endpoints,
            people: vec![BTreeMap::new(); 2],
            administrators: vec![ADMINISTRATOR.to_owned(); 2],
        },
    };
    for (number, operation) in operations.iter().enumerate() {
        session
            .run(operation)
            .map_err(|problem| format!("operation {number}: {problem}"))?;
    }
    session.end(&organizations)
}
