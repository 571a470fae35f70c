//! A client that remembers what it was promised.

use std::collections::BTreeSet;
use std::sync::mpsc::Sender;

use super::operation::Operation;
use super::resource::{State, is_stored};
use crate::support::{Reply, Scim};

/// A client with users and groups that nobody else touches, one request after the other.
pub(crate) struct Writer {
    /// Of the `externalId` of all that it creates.
    pub(crate) prefix: String,
    /// What it was promised.
    pub(crate) state: State,
    /// How many of its requests got no answer.
    pub(crate) unanswered: usize,
    in_flight: Option<Operation>,
    serial: u64,
    random: u64,
}

impl Writer {
    pub(crate) fn new(number: usize) -> Self {
        Self {
            prefix: format!("w{number:02}-"),
            state: State::new(),
            unanswered: 0,
            in_flight: None,
            serial: 0,
            random: u64::try_from(number).unwrap(),
        }
    }

    /// Sends requests until one gets no answer.
    pub(crate) fn write(&mut self, scim: &Scim, answered: &Sender<()>) {
        loop {
            let operation = self.choose();
            let Ok(reply) = operation.request(scim).try_send() else {
                self.in_flight = Some(operation);
                self.unanswered += 1;
                return;
            };
            self.acknowledge(operation, &reply);
            // Nobody counts any more once the server is to be killed.
            let _ = answered.send(());
        }
    }

    fn acknowledge(&mut self, operation: Operation, reply: &Reply) {
        let shown = reply.expect(operation.status);
        self.state = operation.after;
        if matches!(operation.status, 200 | 201) {
            let resource = self.state.get_mut(&operation.key).unwrap();
            let id = shown["id"].as_str().unwrap();
            resource.id.get_or_insert_with(|| id.to_owned());
            self.state[&operation.key].is_shown_as(&shown, &self.state);
        }
    }

    /// Takes note of what is stored: all that was promised, with the request that got no answer or
    /// without it.
    pub(crate) fn settle(&mut self, stored: State) {
        let in_flight = self.in_flight.take();
        let happened = in_flight
            .as_ref()
            .is_some_and(|operation| is_stored(&operation.after, &stored));
        assert!(
            happened || is_stored(&self.state, &stored),
            "promised: {:#?}\nin flight: {in_flight:#?}\nstored: {stored:#?}",
            self.state,
        );
        self.state = stored;
    }

    fn choose(&mut self) -> Operation {
        self.serial += 1;
        let serial = self.serial;
        let new = format!("{}{serial}", self.prefix);
        let (users, groups) = (self.keys("Users"), self.keys("Groups"));
        if users.len() < 3 {
            return Operation::create_user(&self.state, &new, serial);
        }
        if groups.is_empty() {
            let members = self.some(&users);
            return Operation::create_group(&self.state, &new, members);
        }
        let (user, group) = (self.one(&users), self.one(&groups));
        let members = self.some(&users);
        let draw = self.random(20);
        let state = &self.state;
        match draw {
            0 | 1 if users.len() < 8 => Operation::create_user(state, &new, serial),
            0..=2 => Operation::delete(state, &user),
            3 if groups.len() < 3 => Operation::create_group(state, &new, members),
            3 => Operation::delete(state, &group),
            4..=6 => Operation::change_both(state, &user, serial),
            7 | 8 => Operation::activate(state, &user, serial.is_multiple_of(2)),
            9 | 10 => Operation::replace_user(state, &user, serial),
            11 => Operation::replace_group(state, &group, serial, members),
            12 | 13 => Operation::add(state, &group, &user),
            14 => Operation::remove(state, &group, &user),
            15 => Operation::regroup(state, &group, serial, members),
            16 => Operation::regroup_and_fail(state, &group, serial),
            17 => Operation::change_one_and_fail(state, &user, serial),
            18 => Operation::stale(state, &user, serial),
            _ => Operation::duplicate(state, &user, serial),
        }
    }

    fn keys(&self, kind: &str) -> Vec<String> {
        let of_kind = self.state.iter().filter(|(_, found)| found.kind == kind);
        of_kind.map(|(key, _)| key.clone()).collect()
    }

    fn one(&mut self, keys: &[String]) -> String {
        keys[self.random(keys.len())].clone()
    }

    fn some(&mut self, keys: &[String]) -> BTreeSet<String> {
        keys.iter()
            .filter(|_| self.random(2) == 0)
            .cloned()
            .collect()
    }

    /// A number below `bound`: splitmix64, the same in every run.
    fn random(&mut self, bound: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(bound).unwrap()).unwrap()
    }
}
