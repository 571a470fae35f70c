//! What a PATCH does to a Group (RFC 7644 §3.5.2).

use std::collections::BTreeSet;

use serde_json::Value;

use super::apply_user::{clear_empty, no_path, remove, set, unknown_path};
use super::body::check_group;
use super::patch::{GroupStep, Verb};
use super::state::{Endpoint, Object, Problem, Profile, Resource};
use super::target::{Names, Target};

/// The attributes and the members afterwards, and everything that is wrong with the operations.
pub(crate) fn patched(
    endpoint: &Endpoint,
    before: &Resource,
    steps: &[GroupStep],
    profile: Profile,
    names: Names<'_>,
) -> (Object, BTreeSet<String>, Vec<Problem>) {
    let mut group = Group {
        endpoint,
        attributes: before.attributes.clone(),
        members: before.members.clone(),
        profile,
        names,
        problems: Vec::new(),
    };
    if steps.is_empty() && profile != Profile::Tolerant {
        group.problems.push(Problem::SYNTAX);
    }
    for step in steps {
        let kept = (group.attributes.clone(), group.members.clone());
        if let Err(problem) = group.step(step) {
            group.problems.push(problem);
            (group.attributes, group.members) = kept;
        }
    }
    let (mut attributes, mut problems) = (group.attributes, group.problems);
    clear_empty(&before.attributes, &mut attributes, profile);
    if attributes != before.attributes {
        check_group(&attributes, &mut problems);
    }
    (attributes, group.members, problems)
}

struct Group<'g> {
    endpoint: &'g Endpoint,
    attributes: Object,
    members: BTreeSet<String>,
    profile: Profile,
    names: Names<'g>,
    problems: Vec<Problem>,
}

impl Group<'_> {
    fn step(&mut self, step: &GroupStep) -> Result<(), Problem> {
        let strict = self.profile != Profile::Tolerant;
        match step {
            GroupStep::Set(verb, name, word) => {
                set(&mut self.attributes, *verb, name, word.map(Value::from))?;
            }
            GroupStep::Remove(path) => remove(&mut self.attributes, path)?,
            GroupStep::Members(verb, members) => self.members(*verb, members)?,
            GroupStep::One(member) => self.members(Verb::Add, &[*member])?,
            GroupStep::Leave(member) => {
                self.members.remove(&(self.names)(*member, None));
            }
            // RFC 7644 §3.5.2.2 gives remove no value. Reading it as "all" would empty the group.
            GroupStep::LeaveListed(_) if strict => return Err(Problem::VALUE),
            GroupStep::LeaveListed(members) => {
                for member in members {
                    self.members.remove(&(self.names)(*member, None));
                }
            }
            GroupStep::LeaveAll => self.members.clear(),
            GroupStep::LeaveType(kind) => {
                if self.profile == Profile::Interop {
                    return Err(Problem::PATH);
                }
                let endpoint = self.endpoint;
                self.members
                    .retain(|id| endpoint.kind_of(id) != Some(*kind));
            }
            GroupStep::Swap(old, new) => self.swap(*old, *new)?,
            GroupStep::Bare(verb, display, members, unknown) => {
                if self.profile == Profile::Interop {
                    return Err(Problem::SYNTAX);
                }
                // The members may be wrong as well.
                if *unknown && strict {
                    self.problems.push(Problem::PATH);
                }
                if let Some(display) = display {
                    let display = Some((*display).into());
                    set(&mut self.attributes, *verb, "displayName", display)?;
                }
                if let Some(members) = members {
                    self.members(*verb, members)?;
                }
            }
            GroupStep::Display(_) => return Err(Problem::MUTABILITY),
            GroupStep::Unknown => return Err(unknown_path(self.profile)),
            GroupStep::NoPath => return Err(no_path(self.profile)),
            GroupStep::WrongCase(_) if strict => return Err(Problem::SYNTAX),
            GroupStep::WrongCase(word) => {
                let word = Some((*word).into());
                set(&mut self.attributes, Verb::Replace, "displayName", word)?;
            }
        }
        Ok(())
    }

    fn known(&self, member: Target) -> Result<String, Problem> {
        let id = (self.names)(member, None);
        let known = self.endpoint.kind_of(&id);
        known.map(|_| id).ok_or(Problem::VALUE)
    }

    fn members(&mut self, verb: Verb, members: &[Target]) -> Result<(), Problem> {
        let ids = members.iter().map(|member| self.known(*member));
        let ids = ids.collect::<Result<BTreeSet<_>, _>>()?;
        match verb {
            Verb::Add => self.members.extend(ids),
            Verb::Replace => self.members = ids,
        }
        Ok(())
    }

    fn swap(&mut self, old: Target, new: Target) -> Result<(), Problem> {
        if self.profile == Profile::Interop {
            return Err(Problem::PATH);
        }
        let was_inside = self.members.remove(&(self.names)(old, None));
        // RFC 7644 §3.5.2.3; the new member may be wrong as well.
        if !was_inside && self.profile == Profile::Rfc {
            self.problems.push(Problem::NO_TARGET);
        }
        let new = self.known(new)?;
        self.members.insert(new);
        Ok(())
    }
}
