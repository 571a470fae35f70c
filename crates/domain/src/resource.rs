//! A SCIM resource as the store keeps it, and what may become of it.

use std::sync::Arc;

use scim::ResourceType;
use scim::filter::{ResolvedFilter, matches_element};
use scim::sort::{ResolvedSort, SortOrder};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::id::{OrganizationId, ResourceId, ScimConfigurationId, UserId};
use crate::indexed::UniqueValue;
use crate::time::Timestamp;

/// The owner of a provisioned row: comes only from the authenticated credential and is part of
/// every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The SCIM configuration inside the organization.
    pub scim_configuration_id: ScimConfigurationId,
}

/// What the store indexes of a resource, computed from its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedValues {
    /// The folded value of the attribute that [`crate::indexed::unique_column`] names.
    pub unique_key: Option<String>,
    /// Folded `displayName`.
    pub display_name_key: Option<String>,
    /// `externalId`, exactly as the client wrote it.
    pub external_id: Option<String>,
    /// `active`, if the resource has it.
    pub active: Option<bool>,
    /// Folded `emails.value`, without repetition.
    pub email_keys: Vec<String>,
    /// Further values that only one resource of the type may have.
    pub unique_values: Vec<UniqueValue>,
    /// What other resources show of this one (`members.display`, `groups.display`).
    pub display: String,
}

/// What a User resource says about the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Name for display.
    pub full_name: String,
    /// The primary e-mail address; empty when there is none.
    pub email: String,
    /// Whether the identity provider lets the person in; `None` when it does not say, which
    /// changes nothing.
    pub active: Option<bool>,
}

/// New content of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The stored attributes as JSON text in schema order, without `id`, `meta`, `schemas` and what
    /// is computed (`groups`, `members`).
    pub attributes: String,
    /// What is indexed of them.
    pub index: IndexedValues,
    /// For a User: the person.
    pub person: Option<Person>,
}

/// A resource to be added.
#[derive(Clone, Debug)]
pub struct NewResource {
    /// Its resource type.
    pub resource_type: Arc<ResourceType>,
    /// The version of the organization's resource types that its type is of.
    pub types_version: i64,
    /// Its identifier, unless it adopts an existing member.
    pub id: ResourceId,
    /// Its content.
    pub draft: Draft,
    /// For a Group: its members.
    pub members: Vec<ResourceId>,
}

/// A stored resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredResource {
    /// Name of its resource type.
    pub resource_type: String,
    /// Identifier.
    pub id: ResourceId,
    /// Counts the changes, from 1.
    pub version: i64,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it last changed.
    pub last_modified_at: Timestamp,
    /// The stored attributes, see [`Draft::attributes`].
    pub attributes: String,
    /// The groups it is in, if they were asked for.
    pub groups: Vec<GroupMembership>,
    /// Its members, if they were asked for.
    pub members: Vec<Member>,
}

/// A group that a resource is in (`User.groups`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupMembership {
    /// The group.
    pub group_id: ResourceId,
    /// The group's `displayName`.
    pub display: String,
    /// Whether the resource is itself a member, rather than a group that it is in.
    pub direct: bool,
}

/// A member of a group (`Group.members`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The member.
    pub id: ResourceId,
    /// Name of the member's resource type.
    pub resource_type: String,
    /// What the member is called.
    pub display: String,
}

impl Member {
    /// The element of `members` that clients see (RFC 7643 §4.2).
    pub fn to_json(&self, base_url: &str) -> Value {
        json!({
            "value": self.id.to_string(),
            "$ref": format!("{base_url}/{}s/{}", self.resource_type, self.id),
            "display": self.display,
            "type": self.resource_type,
        })
    }
}

/// Which members of a group a path selects.
#[derive(Clone, Debug)]
pub struct MemberFilter {
    /// The filter over the elements of `members`.
    pub filter: ResolvedFilter,
    /// The SCIM base URL, with which `members.$ref` begins.
    pub base_url: Arc<str>,
}

impl MemberFilter {
    /// Whether it selects a member, as the client sees that one.
    pub fn selects(&self, member: &Member) -> bool {
        matches_element(&self.filter, &member.to_json(&self.base_url))
    }
}

/// One step of a change to a group's members, applied in order.
#[derive(Clone, Debug)]
pub enum MemberChange {
    /// These join; those already inside stay.
    Add(Vec<ResourceId>),
    /// These leave; those not inside are no error.
    Remove(Vec<ResourceId>),
    /// Those that the filter selects leave.
    RemoveWhere(MemberFilter),
    /// All leave.
    RemoveAll,
    /// Afterwards these, and only these, are inside.
    ReplaceAll(Vec<ResourceId>),
    /// Those that the filter selects leave, and this one joins.
    ReplaceWhere {
        /// Who leaves.
        filter: MemberFilter,
        /// Who joins.
        id: ResourceId,
        /// Whether somebody must leave (RFC 7644 §3.5.2.3: else `noTarget`).
        must_match: bool,
    },
}

/// What to do to a resource, decided from its current content.
#[derive(Clone, Debug, Default)]
pub struct Modification {
    /// New content, when the attributes change.
    pub draft: Option<Draft>,
    /// Changes of the members.
    pub members: Vec<MemberChange>,
}

/// Decides a modification from the current content. Called inside the transaction, perhaps more
/// than once; it must not have effects of its own.
pub type Modify = Box<dyn Fn(&StoredResource) -> Result<Modification, crate::Error> + Send + Sync>;

/// What a request wants to see of the resources that it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Members of groups, at most this many each; 0 for none.
    pub members: usize,
    /// Groups of users.
    pub groups: bool,
}

/// The resources of one type that a query selects.
#[derive(Clone, Debug)]
pub struct Selection {
    /// The resource type.
    pub resource_type: Arc<ResourceType>,
    /// Which of them; all without a filter.
    pub filter: Option<ResolvedFilter>,
    /// By what they are sorted; without it, in a sorted query, as if none had a value.
    pub sort: Option<ResolvedSort>,
}

/// Renders a stored resource as the client sees it, for filters and orders that only the evaluator
/// can decide.
pub type Render = Box<dyn Fn(&StoredResource) -> scim::resource::Attributes + Send + Sync>;

/// A query over the resources of one owner.
///
/// Without an order, the results come in the order of the selections and of the identifiers; with
/// one, in that of the sort keys and then of the identifiers, over all selections together, or the
/// other way round.
pub struct Query {
    /// What is selected.
    pub selections: Vec<Selection>,
    /// In which direction the results are sorted; `None` if they are not.
    pub order: Option<SortOrder>,
    /// Where the page begins.
    pub start: Start,
    /// Most results wanted.
    pub count: u32,
    /// What to load of each.
    pub load: Load,
    /// How the client sees a resource.
    pub render: Render,
}

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the n-th result, counted from 1.
    Index(u64),
    /// After this position; at the first result without one.
    After(Option<Position>),
}

/// The place of a resource among the results of a query.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Position {
    /// The selection, counted from 0.
    #[serde(rename = "s")]
    pub selection: usize,
    /// What it is sorted by, as the store compares it; `None` where it has no value.
    #[serde(rename = "k")]
    pub key: Option<String>,
    /// The resource.
    #[serde(rename = "i")]
    pub id: uuid::Uuid,
}

/// The answer to a [`Query`].
#[derive(Clone, Debug)]
pub struct QueryResult {
    /// How many resources the query selects in all; by index always, else only where it costs
    /// nothing to know.
    pub total: Option<u64>,
    /// The page.
    pub resources: Vec<StoredResource>,
    /// Where the next page begins; `None` by index, and when there is nothing behind the page.
    pub next: Option<Position>,
}

/// Why a resource cannot become what the client asks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResourceConflict {
    /// Another resource of the type has the unique value.
    #[error(
        "another {resource_type} of this SCIM configuration already has the {attribute} {value:?}; choose another one, or change or delete the {resource_type} that has it"
    )]
    Taken {
        /// Name of the resource type.
        resource_type: String,
        /// The unique attribute.
        attribute: String,
        /// The value in question.
        value: String,
    },
    /// The e-mail belongs to a member whom this user may not adopt.
    #[error(
        "a member of the organization with the e-mail {email:?} exists and was not provisioned by SCIM: {reason}"
    )]
    NotAdoptable {
        /// The e-mail address.
        email: String,
        /// Why not, and what an administrator can do.
        reason: &'static str,
    },
    /// SCIM would remove the organization's last active administrator.
    #[error(
        "user {0} is the organization's last active administrator and cannot be deactivated or deleted over SCIM; make another member an administrator first"
    )]
    LastAdministrator(UserId),
    /// A member that is not a resource of this SCIM configuration.
    #[error(
        "member {0} is neither a User nor a Group of this SCIM configuration; provision it first"
    )]
    UnknownMember(String),
    /// A change of selected members selects none.
    #[error(
        "the filter of the path selects no member of the group; read the group and repeat the change with one that does"
    )]
    NoMemberSelected,
    /// More groups would be members of groups than allowed.
    #[error(
        "more than {limit} groups would be members of other groups of this SCIM configuration; \
         nest fewer groups, or put their users into the outer group"
    )]
    TooManyNested {
        /// How many may be.
        limit: i64,
    },
    /// A filter has to examine more resources than allowed.
    #[error(
        "the filter names no indexed attribute and would have to examine {candidates} resources (at most {limit}); add a condition on id, userName, externalId, displayName, emails.value, meta.created, meta.lastModified, members.value or groups.value"
    )]
    TooMany {
        /// How many it would examine.
        candidates: u64,
        /// How many it may.
        limit: u64,
    },
    /// An order has to examine more resources than allowed.
    #[error(
        "sortBy names no indexed attribute and would have to examine more than {limit} resources; add a filter, or sort by id, userName, externalId, displayName, meta.created or meta.lastModified"
    )]
    TooManyToSort {
        /// How many it may.
        limit: u64,
    },
}
