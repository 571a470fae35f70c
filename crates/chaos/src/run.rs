//! A whole run.

use std::time::Duration;

use crate::table::Row;
use crate::tally::Tally;
use crate::{Failure, Fault, Options, Site, Table, round};

/// Within this time every request is answered while the network is cut.
const ANSWERED: u64 = 5_000;

/// Runs all rounds of all faults; `progress` is told what happens.
///
/// # Errors
/// When there is nothing to run.
pub fn run(options: &Options, progress: &dyn Fn(&str)) -> Result<Table, Failure> {
    let faults = options.faults();
    if faults.is_empty() {
        return Err(Failure::new("no fault is called so"));
    }
    let rows = faults
        .into_iter()
        .map(|fault| run_fault(fault, options, progress));
    Ok(Table {
        rows: rows.collect(),
    })
}

/// The rounds of one fault. What ends them early is wrong, too.
fn run_fault(fault: Fault, options: &Options, progress: &dyn Fn(&str)) -> Row {
    let tally = Tally::default();
    let mut recoveries = Vec::new();
    if let Err(failure) = rounds(fault, options, progress, &tally, &mut recoveries) {
        tally.complain(failure.to_string());
    }
    if fault == Fault::NetworkCut && tally.slowest() > ANSWERED {
        let slowest = tally.slowest();
        tally.complain(format!("an answer took {slowest} ms"));
    }
    Row {
        fault: fault.name(),
        rounds: recoveries.len(),
        acknowledged: tally.acknowledged(),
        unknown: tally.unknown(),
        lost: tally.lost(),
        halves: tally.halves(),
        slowest: tally.slowest(),
        recovery: recoveries.into_iter().max().unwrap_or_default(),
        wrong: tally.wrong(),
    }
}

fn rounds(
    fault: Fault,
    options: &Options,
    progress: &dyn Fn(&str),
    tally: &Tally,
    recoveries: &mut Vec<Duration>,
) -> Result<(), Failure> {
    let mut site = Site::start(fault, &options.muster)?;
    let rounds = options.rounds_of(fault);
    for number in 1..=rounds {
        recoveries.push(round::run(&mut site, options.cut_time(), tally)?);
        let (acknowledged, wrong) = (tally.acknowledged(), tally.wrong().len());
        progress(&format!(
            "{}: round {number} of {rounds}, {acknowledged} writes acknowledged, {wrong} wrong",
            fault.name()
        ));
        if wrong > 0 {
            break;
        }
    }
    Ok(())
}
