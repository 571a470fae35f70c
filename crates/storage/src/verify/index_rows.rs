//! What finds resources apart from their own rows: e-mail addresses and unique values.
//!
//! Both sides are read in their own order, so what is compared is what does not depend on it: the
//! sum of a hash of every entry. Only where the sums differ are the entries themselves collected,
//! those of one SCIM configuration in memory at a time.

use std::collections::BTreeMap;

use domain::id::{OrganizationId, ScimConfigurationId};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::findings::Findings;
use super::resources::{Scope, scopes};
use super::{Checked, DAMAGED, is_last, page_rows};
use crate::connection::Connection;
use crate::value::params;
use crate::{resource_email, resource_unique_value};

/// What an index should have and has: both sides of one SCIM configuration.
trait Side {
    /// An entry that the resources ask for.
    fn wanted(&mut self, entry: Entry<'_>);
    /// An entry that the index has.
    fn indexed(&mut self, entry: Entry<'_>);
}

/// An entry of an index.
struct Entry<'a> {
    /// The table of the index.
    table: &'static str,
    /// What is indexed, told from other things of the same value.
    value: &'a [&'a str],
    resource: Uuid,
}

impl Entry<'_> {
    fn hash(&self) -> u128 {
        let mut hash = Sha256::new();
        for part in [self.table].iter().chain(self.value) {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.update(self.resource.as_bytes());
        let bytes: [u8; 32] = hash.finalize().into();
        u128::from_be_bytes(bytes.first_chunk().copied().unwrap_or_default())
    }
}

/// The sums of both sides.
#[derive(Default, PartialEq)]
struct Sums {
    wanted: u128,
    indexed: u128,
}

impl Side for Sums {
    fn wanted(&mut self, entry: Entry<'_>) {
        self.wanted = self.wanted.wrapping_add(entry.hash());
    }

    fn indexed(&mut self, entry: Entry<'_>) {
        self.indexed = self.indexed.wrapping_add(entry.hash());
    }
}

/// The entries that are on one side only.
#[derive(Default)]
struct Difference(BTreeMap<u128, (i64, &'static str, String)>);

impl Difference {
    fn note(&mut self, entry: &Entry<'_>, step: i64) {
        let hash = entry.hash();
        let what = || format!("{} of resource {}", entry.value.join(" "), entry.resource);
        let noted = self
            .0
            .entry(hash)
            .or_insert_with(|| (0, entry.table, what()));
        noted.0 += step;
        if noted.0 == 0 {
            self.0.remove(&hash);
        }
    }
}

impl Side for Difference {
    fn wanted(&mut self, entry: Entry<'_>) {
        self.note(&entry, 1);
    }

    fn indexed(&mut self, entry: Entry<'_>) {
        self.note(&entry, -1);
    }
}

pub(super) async fn check<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    findings: &mut Findings,
) -> Checked<()> {
    let scopes = scopes(connection, organization).await?;
    let mut configurations: Vec<_> = scopes.iter().map(|scope| scope.configuration).collect();
    configurations.dedup();
    for configuration in configurations {
        let scopes = scopes
            .iter()
            .filter(|scope| scope.configuration == configuration);
        let scopes: Vec<_> = scopes.collect();
        let mut sums = Sums::default();
        for scope in &scopes {
            walk_resources(connection, organization, scope, &mut sums).await?;
        }
        walk_indexes(connection, organization, configuration, &mut sums).await?;
        if sums.wanted == sums.indexed {
            continue;
        }
        let mut difference = Difference::default();
        for scope in scopes {
            walk_resources(connection, organization, scope, &mut difference).await?;
        }
        walk_indexes(connection, organization, configuration, &mut difference).await?;
        for (step, table, what) in difference.0.into_values() {
            if step > 0 {
                findings.add(table, format!("it lacks {what}"), DAMAGED);
            } else {
                let problem = format!("it has {what}, which does not have that value");
                findings.add(table, problem, DAMAGED);
            }
        }
    }
    Ok(())
}

/// Visits what the resources ask their indexes for.
async fn walk_resources<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    scope: &Scope,
    side: &mut impl Side,
) -> Checked<()> {
    let mut last = Uuid::nil();
    loop {
        let rows = connection
            .query(
                "SELECT id, email_keys, unique_values FROM resources WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND resource_type = $3 AND id > $4 \
                 ORDER BY id LIMIT $5",
                params![
                    organization,
                    scope.configuration,
                    &scope.resource_type,
                    last,
                    page_rows()
                ],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = row.id()?;
            for key in resource_email::parse_list(&row.text()?)? {
                side.wanted(email(&[&key], last));
            }
            for value in resource_unique_value::parse_column(row.optional_text()?)? {
                let parts = [scope.resource_type.as_str(), &value.attribute, &value.key];
                side.wanted(unique_value(&parts, last));
            }
        }
        if is_last(count) {
            return Ok(());
        }
    }
}

/// Visits what the indexes of a SCIM configuration have.
async fn walk_indexes<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    configuration: ScimConfigurationId,
    side: &mut impl Side,
) -> Checked<()> {
    let mut last = (String::new(), Uuid::nil());
    loop {
        let rows = connection
            .query(
                "SELECT email_key, resource_id FROM resource_emails WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 AND (email_key, resource_id) > ($3, $4) \
                 ORDER BY email_key, resource_id LIMIT $5",
                params![organization, configuration, &last.0, last.1, page_rows()],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = (row.text()?, row.id()?);
            side.indexed(email(&[&last.0], last.1));
        }
        if is_last(count) {
            break;
        }
    }
    let mut last = (String::new(), String::new(), String::new());
    loop {
        let rows = connection
            .query(
                "SELECT resource_type, attribute, value_key, resource_id \
                 FROM resource_unique_values WHERE organization_id = $1 \
                 AND scim_configuration_id = $2 \
                 AND (resource_type, attribute, value_key) > ($3, $4, $5) \
                 ORDER BY resource_type, attribute, value_key LIMIT $6",
                params![
                    organization,
                    configuration,
                    &last.0,
                    &last.1,
                    &last.2,
                    page_rows()
                ],
            )
            .await?;
        let count = rows.len();
        for mut row in rows {
            last = (row.text()?, row.text()?, row.text()?);
            let parts = [last.0.as_str(), &last.1, &last.2];
            side.indexed(unique_value(&parts, row.id()?));
        }
        if is_last(count) {
            return Ok(());
        }
    }
}

fn email<'a>(value: &'a [&'a str], resource: Uuid) -> Entry<'a> {
    Entry {
        table: "resource_emails",
        value,
        resource,
    }
}

fn unique_value<'a>(value: &'a [&'a str], resource: Uuid) -> Entry<'a> {
    Entry {
        table: "resource_unique_values",
        value,
        resource,
    }
}
