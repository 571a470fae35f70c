//! What the store has, read from its tables.

use std::collections::{BTreeMap, BTreeSet};

use domain::groups::{Group, Subject};
use domain::id::{GroupId, MembershipId, OrganizationId, ResourceId, ScimConfigurationId, UserId};
use domain::replay::{ReplayedGroup, ReplayedResource, ResourceKey};
use domain::time::Timestamp;
use domain::user::User;
use serde_json::json;

use crate::support::Site;

/// An organization's rows, in the form of the replayed ones.
pub(crate) struct Stored {
    pub(crate) users: BTreeMap<UserId, User>,
    pub(crate) user_resources: BTreeMap<ResourceKey, ReplayedResource>,
    pub(crate) groups: BTreeMap<ResourceKey, ReplayedResource>,
    pub(crate) local_groups: BTreeMap<GroupId, ReplayedGroup>,
}

pub(crate) fn stored(site: &Site, organization: OrganizationId) -> Stored {
    let mut members: BTreeMap<ResourceKey, BTreeSet<ResourceId>> = BTreeMap::new();
    let columns = "scim_configuration_id, group_id, member_id";
    for row in rows(site, organization, columns, "group_members") {
        let member = ResourceId::parse(row.text(2)).unwrap();
        members.entry(row.key()).or_default().insert(member);
    }
    let mut groups = resources(site, organization, "Group");
    for (group, members) in members {
        groups
            .get_mut(&group)
            .expect("members of a group that is gone")
            .members = members;
    }
    Stored {
        users: users(site, organization),
        user_resources: resources(site, organization, "User"),
        groups,
        local_groups: local_groups(site, organization),
    }
}

fn local_groups(site: &Site, organization_id: OrganizationId) -> BTreeMap<GroupId, ReplayedGroup> {
    let columns = "id, name, description, member_count, version, created_at, updated_at";
    let mut groups = BTreeMap::new();
    for row in rows(site, organization_id, columns, "local_groups") {
        let group = Group {
            id: GroupId::parse(row.text(0)).unwrap(),
            organization_id,
            scim_configuration_id: None,
            name: row.text(1).to_owned(),
            description: row.text(2).to_owned(),
            member_count: row.text(3).parse().unwrap(),
            version: row.text(4).parse().unwrap(),
            created_at: row.time(5),
            updated_at: row.time(6),
        };
        let members = BTreeMap::new();
        groups.insert(group.id, ReplayedGroup { group, members });
    }
    let columns = "group_id, subject_id, id, principal";
    for row in rows(site, organization_id, columns, "local_group_members") {
        let subject = UserId::parse(row.text(1)).unwrap().uuid();
        let subject = Subject::of_kind(row.text(3), subject).unwrap();
        let membership = MembershipId::parse(row.text(2)).unwrap();
        let group = groups.get_mut(&GroupId::parse(row.text(0)).unwrap());
        let members = &mut group.expect("members of a group that is gone").members;
        members.insert(subject, membership);
    }
    groups
}

fn users(site: &Site, organization_id: OrganizationId) -> BTreeMap<UserId, User> {
    let columns = "id, scim_configuration_id, role, status, full_name, email, email_provenance, \
                   suspended, created_at, updated_at";
    let rows = rows(site, organization_id, columns, "users").into_iter();
    rows.map(|row| {
        let id = UserId::parse(row.text(0)).unwrap();
        let owner = row.0[1].as_deref();
        // A truth value is a number on SQLite.
        let suspended = ["1", "t", "true"].contains(&row.text(7));
        let profile = json!({
            "role": row.text(2), "status": row.text(3), "fullName": row.text(4),
            "email": row.text(5), "emailProvenance": row.text(6),
            "suspendedByAdministrator": suspended,
        });
        let user = User {
            id,
            organization_id,
            scim_configuration_id: owner.map(|id| ScimConfigurationId::parse(id).unwrap()),
            profile: serde_json::from_value(profile).unwrap(),
            created_at: row.time(8),
            updated_at: row.time(9),
        };
        (id, user)
    })
    .collect()
}

fn resources(
    site: &Site,
    organization: OrganizationId,
    kind: &str,
) -> BTreeMap<ResourceKey, ReplayedResource> {
    let columns = "scim_configuration_id, id, attributes, version, created_at, last_modified_at, \
                   resource_type";
    let rows = rows(site, organization, columns, "resources").into_iter();
    rows.filter(|row| row.text(6) == kind)
        .map(|row| {
            let resource = ReplayedResource {
                attributes: row.text(2).to_owned(),
                version: row.text(3).parse().unwrap(),
                created_at: row.time(4),
                last_modified_at: row.time(5),
                members: BTreeSet::new(),
            };
            (row.key(), resource)
        })
        .collect()
}

/// A row, as text.
struct Row(Vec<Option<String>>);

impl Row {
    fn text(&self, column: usize) -> &str {
        self.0[column].as_deref().unwrap()
    }

    fn time(&self, column: usize) -> Timestamp {
        Timestamp::from_micros(self.text(column).parse().unwrap())
    }

    /// The first two columns.
    fn key(&self) -> ResourceKey {
        let owner = ScimConfigurationId::parse(self.text(0)).unwrap();
        (owner, ResourceId::parse(self.text(1)).unwrap())
    }
}

/// The rows of an organization.
fn rows(site: &Site, organization: OrganizationId, columns: &str, table: &str) -> Vec<Row> {
    let sql = format!("SELECT organization_id, {columns} FROM {table}");
    let organization = organization.to_string();
    let rows = site.sql(&sql).into_iter();
    rows.filter(|row| row[0].as_ref() == Some(&organization))
        .map(|mut row| Row(row.split_off(1)))
        .collect()
}
