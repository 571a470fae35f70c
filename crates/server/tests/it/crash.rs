//! `kill -9` under write load, again and again on one store: what was acknowledged is there, what
//! was in flight happened wholly or not at all, and the feed tells exactly what is stored.

mod audit;
mod operation;
mod resource;
mod writer;

use std::sync::mpsc;
use std::thread;

use crate::support::{Scim, Server};
use audit::Audit;
use resource::{State, part};
use writer::Writer;

const ROUNDS: usize = 50;
const WRITERS: usize = 12;
/// Every so many rounds the store is examined before the server has repaired it, the feed is
/// replayed from its first event, and every resource is read over HTTP.
const THOROUGH: usize = 10;

#[test]
fn fifty_kills_under_load_lose_nothing_and_leave_nothing_half_done() {
    let mut server = Server::start();
    let mut scim = Scim::new(&server);
    let mut audit = Audit::new(&server, &scim);
    let mut writers: Vec<Writer> = (0..WRITERS).map(Writer::new).collect();
    for round in 0..ROUNDS {
        // From 20 to 200, in an order without a pattern.
        let enough = 20 + round * 67 % 181;
        write_until_killed(&mut server, &scim, &mut writers, enough);
        let thorough = (round + 1) % THOROUGH == 0;
        if thorough {
            audit.start_over();
            settle(&mut writers, audit.examine());
        }
        server.serve_again();
        scim = scim.moved_to(&server);
        settle(&mut writers, audit.examine());
        if thorough {
            is_served(&scim, &writers);
        }
    }
    let unanswered: usize = writers.iter().map(|writer| writer.unanswered).sum();
    assert!(unanswered > 0, "no kill ever met a request in flight");
}

/// Lets the writers write until so many requests were answered, and kills the server then.
fn write_until_killed(server: &mut Server, scim: &Scim, writers: &mut [Writer], enough: usize) {
    let (answered, answers) = mpsc::channel();
    thread::scope(|scope| {
        for writer in writers {
            let answered = answered.clone();
            scope.spawn(move || writer.write(scim, &answered));
        }
        drop(answered);
        let count = answers.iter().take(enough).count();
        server.process().kill();
        assert_eq!(count, enough, "the server stopped before it was killed");
    });
}

/// Every writer finds what it was promised, and nobody finds anything else.
fn settle(writers: &mut [Writer], mut stored: State) {
    for writer in writers {
        let own = part(&mut stored, &writer.prefix);
        writer.settle(own);
    }
    assert!(
        stored.is_empty(),
        "resources that nobody created: {stored:#?}"
    );
}

/// The server that runs now shows what is stored.
fn is_served(scim: &Scim, writers: &[Writer]) {
    for kind in ["Users", "Groups"] {
        let all = writers.iter().flat_map(|writer| writer.state.values());
        let total = all.filter(|resource| resource.kind == kind).count();
        let listed = scim.get(&format!("/{kind}?count=0")).expect(200);
        assert_eq!(listed["totalResults"], total, "{kind}");
    }
    for writer in writers {
        for resource in writer.state.values() {
            let served = scim.get(&resource.path()).expect(200);
            resource.is_shown_as(&served, &writer.state);
        }
    }
}
