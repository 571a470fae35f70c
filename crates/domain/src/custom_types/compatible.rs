use scim::ResourceType;
use scim::attribute::Attribute;

use crate::error::Error;
use crate::resource_types::ResourceTypes;

/// Refuses a change of the definitions that resources which exist would not survive: what they
/// hold must go on meaning the same, and they must stay valid. Additions are free as long as they
/// are optional.
///
/// `used` names the types of which there are resources.
///
/// # Errors
/// `FailedPrecondition` that names what cannot change, and why.
pub fn check_compatible(
    before: &ResourceTypes,
    after: &ResourceTypes,
    used: &[String],
) -> Result<(), Error> {
    for name in used {
        let Some(old) = before.named(name) else {
            continue;
        };
        let new = after
            .named(name)
            .ok_or_else(|| refused(name, "the resource type cannot be removed"))?;
        check_type(old, new)?;
    }
    Ok(())
}

fn check_type(old: &ResourceType, new: &ResourceType) -> Result<(), Error> {
    if !old.schema.id.eq_ignore_ascii_case(&new.schema.id) {
        return Err(refused(&old.name, "the base schema cannot be exchanged"));
    }
    if old.endpoint != new.endpoint {
        return Err(refused(&old.name, "the endpoint cannot be changed"));
    }
    for extension in &old.extensions {
        let id = &extension.schema.id;
        if new.schema(id).is_none() {
            return Err(refused(
                &old.name,
                &format!("the extension {id} cannot be removed"),
            ));
        }
    }
    for extension in new.extensions.iter().filter(|extension| extension.required) {
        let was = old.extensions.iter().any(|before| {
            before.required && before.schema.id.eq_ignore_ascii_case(&extension.schema.id)
        });
        if !was {
            let id = &extension.schema.id;
            return Err(refused(
                &old.name,
                &format!("the extension {id} cannot become required"),
            ));
        }
    }
    for schema in new.schemas() {
        // An extension that is new has no data anywhere.
        if let Some(before) = old.schema(&schema.id) {
            check_attributes(
                &old.name,
                &schema.id,
                &before.attributes,
                &schema.attributes,
            )?;
        }
    }
    Ok(())
}

fn check_attributes(
    type_name: &str,
    place: &str,
    old: &[Attribute],
    new: &[Attribute],
) -> Result<(), Error> {
    let find = |list: &'_ [Attribute], name: &str| {
        list.iter()
            .position(|one| one.name.eq_ignore_ascii_case(name))
    };
    for before in old {
        let place = format!("{place}:{}", before.name);
        let Some(after) = find(new, &before.name).and_then(|index| new.get(index)) else {
            return Err(refused(
                type_name,
                &format!("the attribute {place} cannot be removed"),
            ));
        };
        let same = before.name == after.name
            && before.kind == after.kind
            && before.multi_valued == after.multi_valued
            && before.case_exact == after.case_exact
            && before.uniqueness == after.uniqueness;
        if !same {
            return Err(refused(
                type_name,
                &format!(
                    "name, type, multiValued, caseExact and uniqueness of the attribute {place} \
                     cannot be changed"
                ),
            ));
        }
        check_attributes(
            type_name,
            &place,
            &before.sub_attributes,
            &after.sub_attributes,
        )?;
    }
    for after in new.iter().filter(|attribute| attribute.required) {
        let was = find(old, &after.name)
            .and_then(|index| old.get(index))
            .is_some_and(|before| before.required);
        if !was {
            let problem = format!(
                "the attribute {place}:{} cannot become required",
                after.name
            );
            return Err(refused(type_name, &problem));
        }
    }
    Ok(())
}

fn refused(type_name: &str, problem: &str) -> Error {
    Error::FailedPrecondition(format!(
        "{problem} while there are {type_name} resources; delete them first, or add another \
         attribute or schema instead"
    ))
}
