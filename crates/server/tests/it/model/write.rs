//! Requests that write, and what the model makes of them.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::body::Body;
use super::patch::Steps;
use super::person::{Person, email_of};
use super::state::{
    Changed, Endpoint, Kind, Object, Problem, Profile, Resource, State, Unmentioned, folded, text,
};
use super::target::{Names, Target};
use super::{apply_group, apply_user};

#[derive(Clone)]
pub(crate) enum Write {
    Post(Body),
    Put(Target, Body),
    Patch(Target, Steps),
    Delete(Kind, Target),
}

impl Write {
    pub(crate) fn method(&self) -> &'static str {
        match self {
            Self::Post(_) => "POST",
            Self::Put(..) => "PUT",
            Self::Patch(..) => "PATCH",
            Self::Delete(..) => "DELETE",
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Post(body) | Self::Put(_, body) => body.kind(),
            Self::Patch(_, steps) => steps.kind(),
            Self::Delete(kind, _) => *kind,
        }
    }

    pub(crate) fn target(&self) -> Option<Target> {
        match self {
            Self::Post(_) => None,
            Self::Put(target, _) | Self::Patch(target, _) | Self::Delete(_, target) => {
                Some(*target)
            }
        }
    }

    pub(crate) fn json(&self, names: Names<'_>) -> Value {
        match self {
            Self::Post(body) | Self::Put(_, body) => body.json(names),
            Self::Patch(_, steps) => steps.json(names),
            Self::Delete(..) => Value::Null,
        }
    }
}

impl fmt::Debug for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method(), self.kind().name())?;
        match self {
            Self::Post(body) => write!(f, " {body:?}"),
            Self::Put(target, body) => write!(f, " {target} {body:?}"),
            Self::Patch(target, steps) => write!(f, " {target} {steps:?}"),
            Self::Delete(_, target) => write!(f, " {target}"),
        }
    }
}

/// The condition of a write, whatever the version is then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Nothing,
    Current,
    /// The current one without `W/`.
    Strong,
    /// The current one and another.
    List,
    Any,
    /// The version before the current one.
    Stale,
}

impl Match {
    /// The value of `If-Match`.
    pub(crate) fn header(self, current: Option<&Resource>) -> Option<String> {
        let version = current.map_or(1, |resource| resource.version);
        match self {
            Self::Nothing => None,
            Self::Current => Some(format!("W/\"{version}\"")),
            Self::Strong => Some(format!("\"{version}\"")),
            Self::List => Some(format!("\"other\", W/\"{version}\"")),
            Self::Any => Some("*".to_owned()),
            Self::Stale => Some(format!("W/\"{}\"", version - 1)),
        }
    }

    /// The version that it demands.
    pub(crate) fn condition(self, current: Option<&Resource>) -> Condition {
        let version = current.map_or(1, |resource| resource.version);
        match self {
            Self::Nothing => Condition::Nothing,
            Self::Current | Self::Strong | Self::List => Condition::Version(version),
            Self::Any => Condition::Exists,
            Self::Stale => Condition::Version(version - 1),
        }
    }
}

/// What must hold of the version when a write is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Nothing,
    Exists,
    Version(u64),
}

/// What a write that is allowed does.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    Create(Kind, Object, BTreeSet<String>),
    Change(Kind, String, Object, BTreeSet<String>),
    Delete(Kind, String),
}

/// How a write is read.
pub(crate) struct Reading<'r> {
    pub(crate) profile: Profile,
    pub(crate) condition: Condition,
    pub(crate) names: Names<'r>,
    /// Identifiers of resources that are created together with this one.
    pub(crate) companions: &'r BTreeSet<String>,
}

impl State {
    /// What a write does, or everything that is wrong with it: the RFC does not say in which order
    /// a service provider looks.
    pub(crate) fn decide(
        &self,
        who: usize,
        write: &Write,
        reading: &Reading<'_>,
    ) -> Result<Effect, Vec<Problem>> {
        let endpoint = &self.endpoints[who];
        let (profile, names) = (reading.profile, reading.names);
        if let Write::Post(body) = write {
            return self.decide_post(who, body, reading);
        }
        let kind = write.kind();
        let id = write
            .target()
            .map_or_else(String::new, |target| names(target, Some(kind)));
        let mut problems = Vec::new();
        if endpoint.settings.require_if_match && reading.condition == Condition::Nothing {
            problems.push(Problem::PRECONDITION_REQUIRED);
        }
        let Some(current) = endpoint.find(kind, &id) else {
            problems.push(Problem::NOT_FOUND);
            problems.extend(self.faults_alone(who, write, reading));
            return Err(problems);
        };
        // RFC 7644 §3.14.
        if let Condition::Version(version) = reading.condition
            && version != current.version
        {
            problems.push(Problem::PRECONDITION);
        }
        let (attributes, members) = match write {
            Write::Post(_) => unreachable!("decided above"),
            Write::Delete(..) => {
                if problems.is_empty() {
                    return Ok(Effect::Delete(kind, id));
                }
                return Err(problems);
            }
            Write::Put(_, Body::User(body)) => {
                let (stored, faults) = body.read(profile, Some(&current.attributes), names);
                problems.extend(faults);
                (stored, BTreeSet::new())
            }
            Write::Put(_, Body::Group(body)) => {
                let (stored, members, faults) = body.read(profile, names);
                problems.extend(faults);
                let keeps = match endpoint.settings.unmentioned {
                    Unmentioned::ByProfile => endpoint.settings.profile == Profile::Tolerant,
                    Unmentioned::Keep => true,
                    Unmentioned::Clear => false,
                };
                let kept = if keeps {
                    current.members.clone()
                } else {
                    BTreeSet::new()
                };
                (stored, members.unwrap_or(kept))
            }
            Write::Patch(_, Steps::User(steps)) => {
                let (after, faults) =
                    apply_user::patched(&id, &current.attributes, steps, profile, names);
                problems.extend(faults);
                (after, BTreeSet::new())
            }
            Write::Patch(_, Steps::Group(steps)) => {
                let (after, members, faults) =
                    apply_group::patched(endpoint, current, steps, profile, names);
                problems.extend(faults);
                (after, members)
            }
        };
        if !members.iter().all(|id| endpoint.kind_of(id).is_some()) {
            problems.push(Problem::VALUE);
        }
        if is_taken(endpoint, kind, Some(&id), &attributes) {
            problems.push(Problem::UNIQUENESS);
        }
        if problems.is_empty() {
            return Ok(Effect::Change(kind, id, attributes, members));
        }
        Err(problems)
    }

    fn decide_post(
        &self,
        who: usize,
        body: &Body,
        reading: &Reading<'_>,
    ) -> Result<Effect, Vec<Problem>> {
        let endpoint = &self.endpoints[who];
        let (effect, mut problems) = created(body, reading);
        let Effect::Create(_, attributes, members) = &effect else {
            unreachable!("a POST creates");
        };
        let is_known =
            |id: &String| endpoint.kind_of(id).is_some() || reading.companions.contains(id);
        if !members.iter().all(is_known) {
            problems.push(Problem::VALUE);
        }
        // An administrator is never taken over.
        let email = email_of(attributes).to_lowercase();
        let is_administrator = email == self.administrators[endpoint.organization];
        let is_theirs = body.kind() == Kind::User && !email.is_empty() && is_administrator;
        if is_theirs || is_taken(endpoint, body.kind(), None, attributes) {
            problems.push(Problem::UNIQUENESS);
        }
        if problems.is_empty() {
            return Ok(effect);
        }
        Err(problems)
    }

    /// What is wrong with a write whatever it is about.
    fn faults_alone(&self, who: usize, write: &Write, reading: &Reading<'_>) -> Vec<Problem> {
        let mut state = self.clone();
        let endpoint = &mut state.endpoints[who];
        let id = "somebody".to_owned();
        endpoint.settings.require_if_match = false;
        endpoint.resources.push(Resource {
            kind: write.kind(),
            id: id.clone(),
            version: 1,
            created: String::new(),
            changed: Changed::At(String::new()),
            attributes: Object::from_iter([("userName".to_owned(), "somebody".into())]),
            members: BTreeSet::new(),
        });
        let names = |target: Target, kind: Option<Kind>| match (kind, write.target()) {
            (Some(_), Some(own)) if own.to_string() == target.to_string() => id.clone(),
            _ => (reading.names)(target, kind),
        };
        let reading = Reading {
            names: &names,
            condition: Condition::Exists,
            ..*reading
        };
        state.decide(who, write, &reading).err().unwrap_or_default()
    }

    /// Does it. A resource that is created has the identifier that it was given.
    pub(crate) fn carry_out(&mut self, who: usize, effect: Effect, new_id: &str) {
        let endpoint = &mut self.endpoints[who];
        let people = &mut self.people[endpoint.organization];
        match effect {
            Effect::Create(kind, attributes, members) => {
                if kind == Kind::User {
                    people.insert(new_id.to_owned(), Person::of(&attributes, "ACTIVE"));
                }
                endpoint.resources.push(Resource {
                    kind,
                    id: new_id.to_owned(),
                    version: 1,
                    created: String::new(),
                    changed: Changed::Since(String::new()),
                    attributes,
                    members,
                });
            }
            Effect::Change(kind, id, attributes, members) => {
                let resource = endpoint.find_mut(kind, &id).unwrap();
                if resource.attributes == attributes && resource.members == members {
                    return;
                }
                resource.bump();
                if kind == Kind::User {
                    let status = people[&id].status;
                    people.insert(id, Person::of(&attributes, status));
                }
                (resource.attributes, resource.members) = (attributes, members);
            }
            Effect::Delete(kind, id) => {
                endpoint.resources.retain(|one| one.id != id);
                for group in &mut endpoint.resources {
                    if group.members.remove(&id) {
                        group.bump();
                    }
                }
                if kind == Kind::User {
                    people.get_mut(&id).unwrap().status = "LEFT";
                }
                endpoint.gone.push(id);
            }
        }
    }
}

/// What a POST would create, and what is wrong with its body alone.
pub(crate) fn created(body: &Body, reading: &Reading<'_>) -> (Effect, Vec<Problem>) {
    let (profile, names) = (reading.profile, reading.names);
    let (attributes, members, problems) = match body {
        Body::User(body) => {
            let (stored, problems) = body.read(profile, None, names);
            (stored, BTreeSet::new(), problems)
        }
        Body::Group(body) => {
            let (stored, members, problems) = body.read(profile, names);
            (stored, members.unwrap_or_default(), problems)
        }
    };
    (Effect::Create(body.kind(), attributes, members), problems)
}

/// RFC 7643 §4.1.1: `userName` is unique without regard to letter case; a group's `displayName` is
/// by the project's own decision.
fn is_taken(endpoint: &Endpoint, kind: Kind, id: Option<&str>, attributes: &Object) -> bool {
    let name = match kind {
        Kind::User => "userName",
        Kind::Group => "displayName",
    };
    let key = text(attributes, name).map(folded);
    endpoint.resources.iter().any(|one| {
        let other = text(&one.attributes, name).map(folded);
        one.kind == kind && Some(one.id.as_str()) != id && other == key
    })
}
