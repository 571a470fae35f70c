//! One round: write, break, recover, compare.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::health::is_ready;
use crate::tally::Tally;
use crate::{Failure, Site};

/// What is acknowledged before something breaks, and after it is whole again.
const ENOUGH: u64 = 100;
/// For how long the writers may get nothing done.
const PATIENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(2);

/// Runs a round; the time from the repair of what was broken to the next write that was
/// acknowledged. What is wrong is in the tally.
pub(crate) fn run(site: &mut Site, cut: Duration, tally: &Tally) -> Result<Duration, Failure> {
    let stop = AtomicBool::new(false);
    let (writers, place, muster) = (&mut site.writers, &mut site.place, &mut site.muster);
    let fault = site.fault;
    let recovered = std::thread::scope(|scope| {
        for writer in writers.iter_mut() {
            let stop = &stop;
            scope.spawn(move || writer.write(stop, tally));
        }
        let recovered = wait_for(tally, ENOUGH)
            .and_then(|_| place.suffer(fault, muster, cut, tally))
            .and_then(|()| {
                let first = wait_for(tally, 1)?;
                wait_for(tally, ENOUGH)?;
                Ok(first)
            });
        stop.store(true, Ordering::Relaxed);
        recovered
    });
    let told = |failure: Failure| Failure::new(format!("{failure}\n{}", site.muster.log()));
    let recovered = recovered.map_err(told)?;
    if !site.muster.is_alive() {
        tally.complain("muster has ended by itself".to_owned());
    }
    if !is_ready(&site.muster.url) {
        tally.complain("/readyz is red after the recovery".to_owned());
    }
    compare(site, tally)?;
    site.place.make_good()?;
    Ok(recovered)
}

/// Compares what is stored with what the writers were promised, and with what the feed tells.
pub(crate) fn compare(site: &mut Site, tally: &Tally) -> Result<(), Failure> {
    let (mut stored, wrong) = site.audit.examine()?;
    for writer in &site.writers {
        writer.compare(&mut stored, tally);
    }
    for (key, _) in stored {
        tally.lose(format!("nobody has created {key}"));
    }
    if let Some(first) = wrong.first() {
        let sentence = format!("oracle: {first} (and {} more)", wrong.len() - 1);
        tally.complain(sentence);
    }
    Ok(())
}

/// Waits until so many more writes are acknowledged; for how long that took.
fn wait_for(tally: &Tally, more: u64) -> Result<Duration, Failure> {
    let (begun, before) = (Instant::now(), tally.acknowledged());
    while tally.acknowledged() < before + more {
        if begun.elapsed() > PATIENCE {
            let sentence = format!("no {more} writes were acknowledged within {PATIENCE:?}");
            return Err(Failure::new(sentence));
        }
        std::thread::sleep(PAUSE);
    }
    Ok(begun.elapsed())
}
