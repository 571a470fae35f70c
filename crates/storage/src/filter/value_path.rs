//! Filters on the values of multi-valued attributes that have an index of their own: e-mail
//! addresses, members, groups, schemas.

use domain::indexed::Indexed;
use scim::filter::{Operand, Operator, ResolvedAttribute, ResolvedFilter};

use crate::filter::column::{parse_id, successor};
use crate::filter::condition::{Condition, Owned, Scope, all};

/// Compiles `attribute[inner]`.
pub(crate) fn compile(
    attribute: &ResolvedAttribute,
    inner: &ResolvedFilter,
    scope: Scope<'_>,
) -> Condition {
    if attribute.urn.is_some() {
        return Condition::Unknown;
    }
    let indexed = Indexed::of(scope.resource_type);
    match inner {
        ResolvedFilter::Compare {
            attribute: part,
            op,
            operand: Operand::Text(text),
        } => {
            match (
                attribute.attribute.as_str(),
                part.sub_attribute.as_deref(),
                op,
            ) {
                ("emails", Some("value"), Operator::Eq) if indexed.emails => email(text, scope),
                ("emails", Some("value"), Operator::Sw) if indexed.emails => {
                    email_prefix(text, scope)
                }
                ("members", Some("value"), Operator::Eq) if indexed.members => {
                    has_member(text, scope)
                }
                ("groups", Some("value"), Operator::Eq) if indexed.groups => in_group(text, scope),
                ("schemas", None, Operator::Eq) if *text == scope.resource_type.schema.id => {
                    Condition::Const(true)
                }
                _ => Condition::Unknown,
            }
        }
        // Both conditions must hold of one value, which the index cannot tell: each alone selects
        // too much, and the evaluator decides.
        ResolvedFilter::And(parts) => {
            let parts = parts.iter().map(|part| compile(attribute, part, scope));
            inexact(all(parts))
        }
        ResolvedFilter::Const(_)
        | ResolvedFilter::Or(_)
        | ResolvedFilter::Not(_)
        | ResolvedFilter::Present(_)
        | ResolvedFilter::Compare { .. }
        | ResolvedFilter::ValuePath { .. } => Condition::Unknown,
    }
}

fn inexact(condition: Condition) -> Condition {
    match condition {
        Condition::Sql { pieces, params, .. } => Condition::Sql {
            pieces,
            params,
            exact: false,
        },
        Condition::Const(false) => Condition::Const(false),
        Condition::Const(true) | Condition::Unknown => Condition::Unknown,
    }
}

fn owner(scope: Scope<'_>) -> Vec<Owned> {
    vec![
        Owned::Id(scope.owner.organization_id.uuid()),
        Owned::Id(scope.owner.scim_configuration_id.uuid()),
    ]
}

fn email(text: &str, scope: Scope<'_>) -> Condition {
    let mut params = owner(scope);
    params.push(Owned::Text(text.to_owned()));
    let template = "r.id IN (SELECT resource_id FROM resource_emails WHERE organization_id = ? \
                    AND scim_configuration_id = ? AND email_key = ?)";
    Condition::sql(template, params, true)
}

fn email_prefix(text: &str, scope: Scope<'_>) -> Condition {
    let Some(end) = successor(text) else {
        return Condition::Unknown;
    };
    let mut params = owner(scope);
    params.extend([Owned::Text(text.to_owned()), Owned::Text(end)]);
    let template = "r.id IN (SELECT resource_id FROM resource_emails WHERE organization_id = ? \
                    AND scim_configuration_id = ? AND email_key >= ? AND email_key < ?)";
    Condition::sql(template, params, true)
}

fn has_member(text: &str, scope: Scope<'_>) -> Condition {
    let Some(id) = parse_id(text) else {
        return Condition::Const(false);
    };
    let mut params = owner(scope);
    params.push(Owned::Id(id));
    let template = "r.id IN (SELECT group_id FROM group_members WHERE organization_id = ? \
                    AND scim_configuration_id = ? AND member_id = ?)";
    Condition::sql(template, params, true)
}

/// `groups` lists direct and indirect groups, so whoever is in a group inside the group counts.
/// CROSS JOIN fixes the order of the loops on SQLite: from the few groups to their members.
fn in_group(text: &str, scope: Scope<'_>) -> Condition {
    let Some(id) = parse_id(text) else {
        return Condition::Const(false);
    };
    let mut params = owner(scope);
    params.push(Owned::Id(id));
    params.extend(owner(scope));
    let template = "r.id IN (WITH RECURSIVE inside (member_id) AS (\
                    SELECT member_id FROM group_members WHERE organization_id = ? \
                    AND scim_configuration_id = ? AND group_id = ? \
                    UNION SELECT m.member_id FROM inside CROSS JOIN group_members m \
                    WHERE m.organization_id = ? AND m.scim_configuration_id = ? \
                    AND m.group_id = inside.member_id) SELECT member_id FROM inside)";
    Condition::sql(template, params, true)
}
