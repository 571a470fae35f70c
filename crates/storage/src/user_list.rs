//! The users of an organization, filtered, ordered and a page at a time.

use domain::Error;
use domain::id::{OrganizationId, UserId};
use domain::store::{MemberPage, MemberQuery};
use domain::user::{MemberFilter, MemberOrder, User};
use scim::fold::fold;
use uuid::Uuid;

use crate::connection::Connection;
use crate::filter::Owned;
use crate::user::{self, email_key, role_word, status_word};
use crate::value::{Param, bad_page_token};

/// The users that a query selects.
pub(crate) async fn query<C: Connection>(
    connection: &C,
    organization: OrganizationId,
    query: &MemberQuery,
) -> Result<MemberPage, Error> {
    let mut conditions = conditions(organization, &query.filter);
    let total = if query.count {
        let sql = format!("SELECT count(*) FROM users u WHERE {}", conditions.text);
        let row = connection.query_one(&sql, &conditions.params()).await?;
        let count = row.map(|mut row| row.integer()).transpose()?.unwrap_or(0);
        Some(u64::try_from(count).unwrap_or(0))
    } else {
        None
    };
    if let Some(after) = &query.page.after {
        conditions.after(query, after)?;
    }
    let direction = if query.descending { "DESC" } else { "ASC" };
    let order = match query.order {
        MemberOrder::DateJoined => format!("u.id {direction}"),
        MemberOrder::Name => format!("u.full_name_key {direction}, u.id {direction}"),
    };
    let limit = conditions.bind(Owned::Integer(i64::from(query.page.size) + 1));
    let sql = format!(
        "SELECT {} FROM users u WHERE {} ORDER BY {order} LIMIT {limit}",
        user::COLUMNS,
        conditions.text
    );
    let rows = connection.query(&sql, &conditions.params()).await?;
    let users = rows
        .into_iter()
        .map(|row| user::read(organization, row))
        .collect::<Result<Vec<_>, _>>()?;
    let page = crate::value::page(users, query.page.size, |user| position(query, user));
    Ok(MemberPage { page, total })
}

/// Where a page ends: the identifier, and for a list by name the name's key.
fn position(query: &MemberQuery, user: &User) -> String {
    match query.order {
        MemberOrder::DateJoined => user.id.to_string(),
        MemberOrder::Name => format!("{}{}", user.id, fold(&user.profile.full_name)),
    }
}

/// A growing WHERE clause with its parameters in the order of their appearance.
struct Conditions {
    text: String,
    owned: Vec<Owned>,
}

impl Conditions {
    fn bind(&mut self, value: Owned) -> String {
        self.owned.push(value);
        format!("${}", self.owned.len())
    }

    fn add(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }

    /// The column holds one of these values; no values, no condition.
    fn one_of(&mut self, column: &str, values: impl Iterator<Item = Owned>) {
        let places = values.map(|value| self.bind(value)).collect::<Vec<_>>();
        if !places.is_empty() {
            self.add(&format!("{column} IN ({})", places.join(", ")));
        }
    }

    fn after(&mut self, query: &MemberQuery, after: &str) -> Result<(), Error> {
        let sign = if query.descending { "<" } else { ">" };
        let (id, name) = after.split_at_checked(36).ok_or_else(bad_page_token)?;
        let id = UserId::parse(id).ok_or_else(bad_page_token)?;
        match query.order {
            MemberOrder::DateJoined if name.is_empty() => {
                let id = self.bind(Owned::Id(id.uuid()));
                self.add(&format!("u.id {sign} {id}"));
            }
            MemberOrder::DateJoined => return Err(bad_page_token()),
            MemberOrder::Name => {
                let name = self.bind(Owned::Text(name.to_owned()));
                let id = self.bind(Owned::Id(id.uuid()));
                self.add(&format!("(u.full_name_key, u.id) {sign} ({name}, {id})"));
            }
        }
        Ok(())
    }

    fn params(&self) -> Vec<Param<'_>> {
        self.owned.iter().map(Owned::param).collect()
    }
}

fn conditions(organization: OrganizationId, filter: &MemberFilter) -> Conditions {
    let mut conditions = Conditions {
        text: "u.organization_id = $1".to_owned(),
        owned: vec![Owned::Id(organization.uuid())],
    };
    if !filter.search.is_empty() {
        search(&mut conditions, &filter.search);
    }
    let text = |word: &str| Owned::Text(word.to_owned());
    conditions.one_of(
        "u.status",
        filter
            .statuses
            .iter()
            .map(|status| text(status_word(*status))),
    );
    conditions.one_of(
        "u.role",
        filter.roles.iter().map(|role| text(role_word(*role))),
    );
    conditions.one_of(
        "u.id",
        filter.user_ids.iter().map(|id| Owned::Id(id.uuid())),
    );
    if !filter.email.is_empty() {
        let key = conditions.bind(Owned::Text(email_key(&filter.email)));
        conditions.add(&format!("u.email_key = {key}"));
    }
    if filter.sso_only {
        conditions.add("u.scim_configuration_id IS NOT NULL");
    }
    if !filter.exclude_group_ids.is_empty() {
        let groups = filter
            .exclude_group_ids
            .iter()
            .map(|id| Owned::Id(id.uuid()));
        let places = groups
            .map(|id| conditions.bind(id))
            .collect::<Vec<_>>()
            .join(", ");
        conditions.add(&format!(
            "NOT EXISTS (SELECT 1 FROM group_members m WHERE m.organization_id = u.organization_id \
             AND m.scim_configuration_id = u.scim_configuration_id AND m.member_id = u.id \
             AND m.group_id IN ({places})) \
             AND NOT EXISTS (SELECT 1 FROM local_group_members m \
             WHERE m.organization_id = u.organization_id AND m.subject_id = u.id \
             AND m.group_id IN ({places}))"
        ));
    }
    conditions
}

/// Part of the name or of the e-mail; a whole UUID matches the identifier.
fn search(conditions: &mut Conditions, text: &str) {
    let pattern = Owned::Text(format!("%{}%", crate::filter::escape(&fold(text))));
    let name = conditions.bind(pattern.clone());
    let email = conditions.bind(pattern);
    let mut alternatives =
        format!("u.full_name_key LIKE {name} ESCAPE '\\' OR u.email_key LIKE {email} ESCAPE '\\'");
    if let Ok(id) = Uuid::try_parse(text) {
        let id = conditions.bind(Owned::Id(id));
        alternatives.push_str(&format!(" OR u.id = {id}"));
    }
    conditions.add(&format!("({alternatives})"));
}
