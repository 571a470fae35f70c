//! Bulk requests (RFC 7644 §3.7).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::body::Body;
use super::operation::BulkItem;
use super::state::{Kind, Problem, Profile, State};
use super::target::{Choice, Target};
use super::write::{Condition, Effect, Reading, Write, created};

/// What became of an operation.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    Done {
        status: u16,
        kind: Kind,
        id: String,
        /// `None` after a deletion.
        version: Option<u64>,
    },
    /// One of these.
    Refused(Vec<Problem>),
}

/// A bulk request while the model carries it out.
pub(crate) struct Run<'r> {
    pub(crate) state: State,
    pub(crate) who: usize,
    pub(crate) items: &'r [BulkItem],
    pub(crate) choice: &'r Choice,
    /// What the versions were when the client wrote the request.
    pub(crate) conditions: Vec<Condition>,
    /// The identifiers that the answer tells, by position.
    pub(crate) told: BTreeMap<usize, String>,
    /// By position; `None` for a POST that failed.
    created: BTreeMap<usize, Option<String>>,
    pub(crate) expected: BTreeMap<usize, Expected>,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        state: State,
        who: usize,
        items: &'r [BulkItem],
        choice: &'r Choice,
        conditions: Vec<Condition>,
    ) -> Self {
        Self {
            state,
            who,
            items,
            choice,
            conditions,
            told: BTreeMap::new(),
            created: BTreeMap::new(),
            expected: BTreeMap::new(),
        }
    }

    /// Carries out as many operations as `failOnErrors` lets. `blames` tells which operation of a
    /// circle the answer blames, for the RFC does not say which.
    pub(crate) fn carry_out(
        &mut self,
        limit: Option<u64>,
        blames: &dyn Fn(usize, &[Problem]) -> bool,
    ) {
        for step in self.steps() {
            let errors = self.expected.values();
            let errors = errors.filter(|one| matches!(one, Expected::Refused(_)));
            let errors = errors.count();
            if limit.is_some_and(|limit| errors as u64 >= limit) {
                return;
            }
            match step.as_slice() {
                [single] if !self.needs(*single).contains(single) => self.single(*single),
                circle => self.circle(circle, blames),
            }
        }
    }

    /// The numbers that an operation refers to, as far as they are POSTs.
    fn needs(&self, position: usize) -> BTreeSet<usize> {
        let creates =
            |number: &usize| matches!(self.items.get(*number), Some(item) if is_post(item));
        let numbers = self.references(position);
        numbers.into_iter().filter(creates).collect()
    }

    fn references(&self, position: usize) -> BTreeSet<usize> {
        let found = RefCell::new(BTreeSet::new());
        let note = |target: Target, _: Option<Kind>| {
            if let Target::Bulk(number) = target {
                found.borrow_mut().insert(usize::from(number));
            }
            String::new()
        };
        let write = &self.items[position].write;
        write.json(&note);
        if let Some(target) = write.target() {
            note(target, None);
        }
        found.into_inner()
    }

    /// What is carried out at once, in order: each operation in its turn, but what it refers to
    /// before it, and what refers to each other together.
    fn steps(&self) -> Vec<Vec<usize>> {
        let count = self.items.len();
        let mut reach: Vec<BTreeSet<usize>> = (0..count).map(|one| self.needs(one)).collect();
        for _ in 0..count {
            for one in 0..count {
                let further = reach[one].iter().flat_map(|other| reach[*other].clone());
                let further: Vec<usize> = further.collect();
                reach[one].extend(further);
            }
        }
        let mut walk = Walk {
            run: self,
            reach,
            seen: BTreeSet::new(),
            steps: Vec::new(),
        };
        for position in 0..count {
            walk.emit(position);
        }
        walk.steps
    }

    fn name(&self, target: Target, kind: Option<Kind>) -> String {
        match target {
            Target::Bulk(number) => {
                let created = self.created.get(&usize::from(number)).cloned().flatten();
                created.unwrap_or_default()
            }
            target => self.choice.id(target, kind),
        }
    }

    fn profile(&self) -> Profile {
        self.state.endpoints[self.who].settings.profile
    }

    /// RFC 7644 §3.7.2: what is wrong with the references.
    fn unresolved(&self, position: usize) -> Vec<Problem> {
        let references = self.references(position).into_iter();
        references
            .filter_map(|number| match self.items.get(number) {
                Some(item) if is_post(item) => match self.created.get(&number) {
                    Some(Some(_)) => None,
                    _ => Some(Problem::UNRESOLVED),
                },
                _ => Some(Problem::VALUE),
            })
            .collect()
    }

    fn single(&mut self, position: usize) {
        let item = &self.items[position];
        let unresolved = self.unresolved(position);
        let outcome = if unresolved.is_empty() {
            let names = |target, kind| self.name(target, kind);
            let reading = Reading {
                profile: self.profile(),
                condition: self.conditions[position],
                names: &names,
                companions: &BTreeSet::new(),
            };
            self.state.decide(self.who, &item.write, &reading)
        } else {
            Err(unresolved)
        };
        match outcome {
            Ok(effect) => self.done(position, effect),
            Err(problems) => self.refuse(position, problems),
        }
    }

    fn refuse(&mut self, position: usize, problems: Vec<Problem>) {
        if is_post(&self.items[position]) {
            self.created.insert(position, None);
        }
        self.expected.insert(position, Expected::Refused(problems));
    }

    fn done(&mut self, position: usize, effect: Effect) {
        let (status, kind, id) = match &effect {
            Effect::Create(kind, ..) => {
                let told = self.told.get(&position).cloned();
                let id = told.unwrap_or_else(|| format!("created-{position}"));
                self.created.insert(position, Some(id.clone()));
                (201, *kind, id)
            }
            Effect::Change(kind, id, ..) => (200, *kind, id.clone()),
            Effect::Delete(kind, id) => (204, *kind, id.clone()),
        };
        self.state.carry_out(self.who, effect, &id);
        let found = self.state.endpoints[self.who].find(kind, &id);
        let version = found.map(|resource| resource.version);
        let expected = Expected::Done {
            status,
            kind,
            id,
            version,
        };
        self.expected.insert(position, expected);
    }

    /// RFC 7644 §3.7.1: POSTs that refer to each other, all or none.
    fn circle(&mut self, positions: &[usize], blames: &dyn Fn(usize, &[Problem]) -> bool) {
        let before = (self.state.clone(), self.created.clone());
        for position in positions {
            let told = self.told.get(position).cloned();
            let id = told.unwrap_or_else(|| format!("created-{position}"));
            self.created.insert(*position, Some(id));
        }
        let companions: BTreeSet<String> = positions
            .iter()
            .filter_map(|position| self.created[position].clone())
            .collect();
        let mut blamed = Vec::new();
        for position in positions {
            let Write::Post(body) = &self.items[*position].write else {
                unreachable!("only a POST creates what others refer to");
            };
            let mut problems = self.unresolved(*position);
            if problems.is_empty() {
                problems = self
                    .create_in_circle(*position, body, &companions)
                    .err()
                    .unwrap_or_default();
            }
            if !problems.is_empty() {
                blamed.push((*position, problems));
            }
        }
        if blamed.is_empty() {
            return;
        }
        (self.state, self.created) = before;
        let one = blamed
            .iter()
            .find(|(position, problems)| blames(*position, problems));
        let (culprit, own) = one.unwrap_or(&blamed[0]).clone();
        for position in positions {
            let problems = if *position == culprit {
                own.clone()
            } else {
                vec![Problem::UNRESOLVED]
            };
            self.refuse(*position, problems);
        }
    }

    fn create_in_circle(
        &mut self,
        position: usize,
        body: &Body,
        companions: &BTreeSet<String>,
    ) -> Result<(), Vec<Problem>> {
        let names = |target, kind| self.name(target, kind);
        let reading = Reading {
            profile: self.profile(),
            condition: Condition::Nothing,
            names: &names,
            companions,
        };
        let write = Write::Post(body.clone());
        let outcome = self.state.decide(self.who, &write, &reading);
        // What is wrong with one must not hide what is wrong with another.
        let (effect, _) = created(body, &reading);
        self.done(position, effect);
        outcome.map(|_| ())
    }
}

fn is_post(item: &BulkItem) -> bool {
    matches!(item.write, Write::Post(_))
}

/// The order of the steps.
struct Walk<'w, 'r> {
    run: &'w Run<'r>,
    reach: Vec<BTreeSet<usize>>,
    seen: BTreeSet<usize>,
    steps: Vec<Vec<usize>>,
}

impl Walk<'_, '_> {
    fn emit(&mut self, position: usize) {
        if self.seen.contains(&position) {
            return;
        }
        let is_mutual = |other: &usize| {
            *other == position
                || self.reach[position].contains(other) && self.reach[*other].contains(&position)
        };
        let step: Vec<usize> = (0..self.reach.len()).filter(is_mutual).collect();
        self.visit(position, &step);
        self.steps.push(step);
    }

    /// What operations of the step need comes before it.
    fn visit(&mut self, position: usize, step: &[usize]) {
        if !self.seen.insert(position) {
            return;
        }
        for need in self.run.needs(position) {
            if step.contains(&need) {
                self.visit(need, step);
            } else {
                self.emit(need);
            }
        }
    }
}

/// The identifier at the end of a location.
pub(crate) fn id_in(location: &Value) -> Option<String> {
    location.as_str()?.rsplit('/').next().map(str::to_owned)
}
