//! The closed map from attributes to columns. What is not in it is left to the evaluator.

use domain::indexed::{Indexed, operand_key, unique_value_name};
use scim::filter::{Operand, Operator, ResolvedAttribute};
use scim::resource_type::USER;
use uuid::Uuid;

use crate::filter::condition::{Condition, Owned, Scope};

/// A column that holds an attribute.
enum Column {
    /// The identifier.
    Id,
    /// Text that compares as the attribute does (folded, unless the attribute is caseExact).
    Text { name: &'static str, nullable: bool },
    /// Microseconds since 1970-01-01T00:00:00Z.
    Time(&'static str),
    /// `active`
    Active,
    /// `meta.resourceType`: the same for every resource of the type.
    ResourceType,
}

fn column(attribute: &ResolvedAttribute, scope: Scope<'_>) -> Option<Column> {
    if attribute.urn.is_some() {
        return None;
    }
    let indexed = Indexed::of(scope.resource_type);
    let user = scope.resource_type.name == USER.name;
    let text = |name, nullable| Some(Column::Text { name, nullable });
    match (
        attribute.attribute.as_str(),
        attribute.sub_attribute.as_deref(),
    ) {
        ("id", None) => Some(Column::Id),
        ("externalId", None) => text("r.external_id", true),
        ("userName", None) if user => text("r.unique_key", false),
        ("displayName", None) if indexed.display_name => text("r.display_name_key", true),
        ("active", None) if indexed.active => Some(Column::Active),
        ("meta", Some("created")) => Some(Column::Time("r.created_at")),
        ("meta", Some("lastModified")) => Some(Column::Time("r.last_modified_at")),
        ("meta", Some("resourceType")) => Some(Column::ResourceType),
        _ => None,
    }
}

/// The attribute has a value.
pub(crate) fn present(attribute: &ResolvedAttribute, scope: Scope<'_>) -> Condition {
    match column(attribute, scope) {
        Some(Column::Text {
            name,
            nullable: true,
        }) => Condition::sql(
            &format!("({name} IS NOT NULL AND {name} <> '')"),
            Vec::new(),
            true,
        ),
        Some(Column::Active) => Condition::sql("r.active IS NOT NULL", Vec::new(), true),
        Some(Column::Id | Column::Text { .. } | Column::Time(_) | Column::ResourceType) => {
            Condition::Const(true)
        }
        None => Condition::Unknown,
    }
}

/// The attribute compares with the operand.
pub(crate) fn compare(
    attribute: &ResolvedAttribute,
    op: Operator,
    operand: &Operand,
    scope: Scope<'_>,
) -> Condition {
    match (column(attribute, scope), operand) {
        (Some(Column::Id), Operand::Text(text)) => id(op, text),
        (Some(Column::Text { name, nullable }), Operand::Text(text)) => {
            self::text(name, nullable, attribute.case_exact, op, text)
        }
        (Some(Column::Time(name)), Operand::DateTime(micros)) => time(name, op, *micros),
        (Some(Column::Active), Operand::Boolean(value)) if op == Operator::Eq => {
            // No parameter: the planner must see that `resources_inactive` applies.
            let template = format!(
                "(r.active IS NOT NULL AND r.active = {})",
                scope.dialect.boolean(*value)
            );
            Condition::sql(&template, Vec::new(), true)
        }
        (Some(Column::ResourceType), Operand::Text(text)) if op == Operator::Eq => {
            Condition::Const(*text == scope.resource_type.name)
        }
        (None, operand) if op == Operator::Eq => unique_value(attribute, operand, scope),
        _ => Condition::Unknown,
    }
}

/// An attribute of an organization's own whose values are unique.
fn unique_value(attribute: &ResolvedAttribute, operand: &Operand, scope: Scope<'_>) -> Condition {
    let urn = attribute.urn.as_deref();
    let name = unique_value_name(scope.resource_type, urn, &attribute.attribute);
    let (Some(name), Some(key), None) = (name, operand_key(operand), &attribute.sub_attribute)
    else {
        return Condition::Unknown;
    };
    let template = "r.id IN (SELECT resource_id FROM resource_unique_values \
                    WHERE organization_id = ? AND scim_configuration_id = ? \
                    AND resource_type = ? AND attribute = ? AND value_key = ?)";
    let params = vec![
        Owned::Id(scope.owner.organization_id.uuid()),
        Owned::Id(scope.owner.scim_configuration_id.uuid()),
        Owned::Text(scope.resource_type.name.clone()),
        Owned::Text(name),
        Owned::Text(key),
    ];
    Condition::sql(template, params, true)
}

fn id(op: Operator, text: &str) -> Condition {
    if op != Operator::Eq {
        return Condition::Unknown;
    }
    match parse_id(text) {
        Some(id) => Condition::sql("r.id = ?", vec![Owned::Id(id)], true),
        None => Condition::Const(false),
    }
}

/// The identifier of that text. `id` is caseExact and ours are lower-case with hyphens.
pub(crate) fn parse_id(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text)
        .ok()
        .filter(|id| id.as_hyphenated().to_string() == text)
}

fn text(name: &str, nullable: bool, case_exact: bool, op: Operator, text: &str) -> Condition {
    let owned = || Owned::Text(text.to_owned());
    let (template, params, exact) = match op {
        Operator::Eq => (format!("{name} = ?"), vec![owned()], true),
        Operator::Gt => (format!("{name} > ?"), vec![owned()], true),
        Operator::Ge => (format!("{name} >= ?"), vec![owned()], true),
        Operator::Lt => (format!("{name} < ?"), vec![owned()], true),
        Operator::Le => (format!("{name} <= ?"), vec![owned()], true),
        Operator::Sw => match successor(text) {
            Some(end) => (
                format!("({name} >= ? AND {name} < ?)"),
                vec![owned(), Owned::Text(end)],
                true,
            ),
            None => return Condition::Unknown,
        },
        // LIKE ignores the case of ASCII letters on SQLite: no matter for a folded column.
        Operator::Co => (
            like(name),
            vec![Owned::Text(format!("%{}%", escape(text)))],
            !case_exact,
        ),
        Operator::Ew => (
            like(name),
            vec![Owned::Text(format!("%{}", escape(text)))],
            !case_exact,
        ),
    };
    let template = if nullable {
        format!("({name} IS NOT NULL AND {template})")
    } else {
        template
    };
    Condition::sql(&template, params, exact)
}

fn like(name: &str) -> String {
    format!("{name} LIKE ? ESCAPE '\\'")
}

/// A pattern that matches the text itself: wildcards are data.
pub(crate) fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

/// The smallest text greater than every text that starts with this one; `None` if there is none.
pub(crate) fn successor(text: &str) -> Option<String> {
    let mut characters = text.chars().collect::<Vec<_>>();
    while let Some(last) = characters.pop() {
        // The surrogates are no characters: after U+D7FF comes U+E000.
        let next = if last == '\u{d7ff}' {
            Some('\u{e000}')
        } else {
            char::from_u32(u32::from(last) + 1)
        };
        if let Some(next) = next {
            characters.push(next);
            return Some(characters.into_iter().collect());
        }
    }
    None
}

fn time(name: &str, op: Operator, micros: i64) -> Condition {
    let sign = match op {
        Operator::Eq => "=",
        Operator::Gt => ">",
        Operator::Ge => ">=",
        Operator::Lt => "<",
        Operator::Le => "<=",
        Operator::Co | Operator::Sw | Operator::Ew => return Condition::Unknown,
    };
    Condition::sql(
        &format!("{name} {sign} ?"),
        vec![Owned::Integer(micros)],
        true,
    )
}
