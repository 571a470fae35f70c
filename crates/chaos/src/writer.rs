//! A client that remembers what it was promised.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Failure;
use crate::audit::Stored;
use crate::operation::{Change, Operation, Outcome};
use crate::scim_client::ScimClient;
use crate::tally::Tally;
use crate::thing::{Kind, Thing, number_of};

/// For how long a writer waits until it can learn what became of a request.
const PATIENCE: Duration = Duration::from_secs(90);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// A client with users and groups that nobody else touches, one request after the other.
pub struct Writer {
    scim: ScimClient,
    /// Of the `externalId` of all that it creates.
    prefix: String,
    /// The users that its groups have as members.
    pair: Vec<String>,
    /// A user that is changed to learn that all that was sent before has ended.
    beacon: String,
    /// What it was promised, by `externalId`.
    things: BTreeMap<String, Thing>,
    serial: u64,
    random: u64,
}

impl Writer {
    /// A writer of its own users and groups.
    pub(crate) fn new(scim: ScimClient, number: usize) -> Result<Self, Failure> {
        let mut writer = Self {
            scim,
            prefix: format!("w{number:02}-"),
            pair: Vec::new(),
            beacon: String::new(),
            things: BTreeMap::new(),
            serial: 0,
            random: u64::try_from(number).unwrap_or_default(),
        };
        for place in 0..3 {
            let mut thing = writer.new_thing(Kind::User);
            let body = thing.body(&[]);
            thing.id = writer.scim.succeed("POST", "/Users", &body)?.text("/id");
            if place < 2 {
                writer.pair.push(thing.id.clone());
            } else {
                writer.beacon.clone_from(&thing.key);
            }
            writer.things.insert(thing.key.clone(), thing);
        }
        Ok(writer)
    }

    /// Sends requests until it is told to stop, and learns what became of each.
    pub(crate) fn write(&mut self, stop: &AtomicBool, tally: &Tally) {
        while !stop.load(Ordering::Relaxed) {
            let operation = self.choose();
            let begun = Instant::now();
            let sent = self
                .scim
                .send(operation.method, &operation.path, operation.body.as_ref());
            tally.took(begun.elapsed());
            let mut open = Vec::new();
            for (place, change) in operation.changes.iter().enumerate() {
                let outcome = match &sent {
                    Ok(answer) => operation.outcome(answer, place, change),
                    Err(_) => Outcome::Unknown,
                };
                match outcome {
                    Outcome::Acknowledged(id) => {
                        tally.acknowledge();
                        self.settle(change, change.after.clone(), id);
                    }
                    Outcome::Unknown => {
                        tally.leave_open();
                        open.push(change);
                    }
                    Outcome::Wrong(answer) => {
                        let (method, path) = (operation.method, &operation.path);
                        tally.complain(format!("{method} {path} was answered {answer}"));
                        open.push(change);
                    }
                }
            }
            if !open.is_empty()
                && let Err(failure) = self.learn(&open, tally)
            {
                tally.complain(format!("{}: {failure}", self.prefix));
                return;
            }
        }
    }

    /// Finds what became of changes. A request that got no answer may still be under way: the writes
    /// of an organization happen one after the other, so it has ended when a later one has.
    fn learn(&mut self, open: &[&Change], tally: &Tally) -> Result<(), Failure> {
        let number = self.next_number(0);
        if let Some(beacon) = self.things.get(&self.beacon).cloned() {
            let operation = Operation::patch(&beacon, number, &self.pair);
            // Sent again it changes nothing more.
            self.ask(
                operation.method,
                &operation.path,
                operation.body.as_ref(),
                tally,
            )?;
            self.things
                .insert(beacon.key.clone(), beacon.changed(number));
        }
        for change in open {
            self.look(change, tally)?;
        }
        Ok(())
    }

    fn look(&mut self, change: &Change, tally: &Tally) -> Result<(), Failure> {
        let Some(thing) = change.before.as_ref().or(change.after.as_ref()) else {
            return Ok(());
        };
        let filter = format!("?filter=externalId%20eq%20%22{}%22", thing.key);
        let path = format!("{}{filter}", thing.kind.endpoint());
        let found = self.ask("GET", &path, None, tally)?;
        let Some(shown) = found.pointer("/Resources/0") else {
            if change.before.is_some() && change.after.is_some() {
                tally.lose(format!("{} is gone: {change:?}", thing.key));
            } else if change.before.is_some() || change.after.is_some() {
                self.things.remove(&thing.key);
            }
            return Ok(());
        };
        let stored = Stored::shown(thing.kind, shown);
        for outcome in [&change.after, &change.before].into_iter().flatten() {
            if self.is(outcome, &stored) {
                self.settle(change, Some(outcome.clone()), stored.id);
                return Ok(());
            }
        }
        let sentence = format!("{change:?} has led to {shown}");
        match self.number_of(&stored) {
            None => tally.halve(sentence),
            Some(_) => tally.lose(sentence),
        }
        Ok(())
    }

    /// The body of the answer to a request, sent again until it succeeds.
    fn ask(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        tally: &Tally,
    ) -> Result<Value, Failure> {
        let begun = Instant::now();
        loop {
            let asked = Instant::now();
            let sent = self.scim.send(method, path, body);
            tally.took(asked.elapsed());
            let last = match sent {
                Ok(answer) if matches!(answer.status, 200 | 204) => return Ok(answer.body),
                Ok(answer) if answer.is_unknown() => answer.body.to_string(),
                Ok(answer) => {
                    let (status, body) = (answer.status, answer.body);
                    return Err(Failure::new(format!("{method} {path}: {status} {body}")));
                }
                Err(failure) => failure.to_string(),
            };
            if begun.elapsed() > PATIENCE {
                let sentence = format!("still no answer after {PATIENCE:?}: {last}");
                return Err(Failure::new(sentence));
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn settle(&mut self, change: &Change, thing: Option<Thing>, id: String) {
        match thing {
            Some(mut thing) => {
                if thing.id.is_empty() {
                    thing.id = id;
                }
                self.things.insert(thing.key.clone(), thing);
            }
            None => {
                self.things.remove(change.key());
            }
        }
    }

    /// Compares what it was promised with what is stored, and takes its part out of that.
    pub(crate) fn compare(&self, stored: &mut BTreeMap<String, Stored>, tally: &Tally) {
        for thing in self.things.values() {
            match stored.remove(&thing.key) {
                None => tally.lose(format!("{thing:?} is not stored")),
                Some(found) if self.is(thing, &found) => {}
                Some(found) if self.number_of(&found).is_none() => {
                    tally.halve(format!("{thing:?} is stored as {found:?}"));
                }
                Some(found) => tally.lose(format!("{thing:?} is stored as {found:?}")),
            }
        }
        let others = stored.extract_if(.., |key, _| key.starts_with(&self.prefix));
        for (_, found) in others {
            tally.lose(format!("{found:?} was deleted, or never there"));
        }
    }

    fn is(&self, thing: &Thing, stored: &Stored) -> bool {
        (thing.id.is_empty() || thing.id == stored.id)
            && thing.version == stored.version
            && self.number_of(stored) == Some(thing.number)
    }

    fn number_of(&self, stored: &Stored) -> Option<u64> {
        number_of(stored.kind, &stored.attributes, &stored.members, &self.pair)
    }

    fn choose(&mut self) -> Operation {
        let (users, groups) = (self.of(Kind::User), self.of(Kind::Group));
        let draw = self.random(12);
        let (user, group) = (self.one(&users), self.one(&groups));
        let (Some(user), Some(group)) = (user, group) else {
            let kind = if users.is_empty() {
                Kind::User
            } else {
                Kind::Group
            };
            return Operation::create(self.new_thing(kind), &self.pair);
        };
        let (for_user, for_group) = (self.next_number(0), self.next_number(group.number + 1));
        let pair = &self.pair;
        match draw {
            0 if users.len() < 8 => Operation::create(self.new_thing(Kind::User), &self.pair),
            0 | 1 if users.len() > 2 => Operation::delete(&user),
            2 if groups.len() < 4 => Operation::create(self.new_thing(Kind::Group), &self.pair),
            2 if groups.len() > 1 => Operation::delete(&group),
            3 | 4 => Operation::replace(&user, for_user, pair),
            5..=7 => Operation::patch(&group, for_group, pair),
            8 | 9 => {
                let (patch, regroup) = (
                    Operation::patch(&user, for_user, pair),
                    Operation::patch(&group, for_group, pair),
                );
                let create = Operation::create(self.new_thing(Kind::User), &self.pair);
                Operation::bulk(vec![create, patch, regroup])
            }
            _ => Operation::patch(&user, for_user, pair),
        }
    }

    /// What it may change: not the beacon, and not the members of its groups.
    fn of(&self, kind: Kind) -> Vec<Thing> {
        let changing = |thing: &&Thing| {
            thing.kind == kind && thing.key != self.beacon && !self.pair.contains(&thing.id)
        };
        self.things.values().filter(changing).cloned().collect()
    }

    fn one(&mut self, things: &[Thing]) -> Option<Thing> {
        things.get(self.random(things.len().max(1))).cloned()
    }

    fn new_thing(&mut self, kind: Kind) -> Thing {
        let number = self.next_number(0);
        Thing {
            kind,
            key: format!("{}{number}", self.prefix),
            id: String::new(),
            version: 1,
            number,
        }
    }

    /// A number that was never used, as even or odd as this one.
    fn next_number(&mut self, like: u64) -> u64 {
        self.serial += 1;
        self.serial * 2 + like % 2
    }

    /// A number below `bound`: splitmix64, the same in every run.
    fn random(&mut self, bound: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(bound).unwrap_or(1)).unwrap_or_default()
    }
}
