//! Writes one `Validate` implementation per message from its `buf.validate` options.

use std::fmt::Write as _;

use protox::prost_reflect::{
    DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor,
    ReflectMessage, Value,
};

use super::Result;

/// The Rust code for all messages of `files`.
pub(super) fn generate(pool: &DescriptorPool, files: &[&str]) -> Result<String> {
    let extension = pool
        .get_extension_by_name("buf.validate.field")
        .ok_or("buf/validate/validate.proto does not declare the option `field`")?;
    let mut code = String::new();
    for message in pool.all_messages() {
        let ours = files.contains(&message.parent_file().name());
        if !ours || message.is_map_entry() {
            continue;
        }
        let mut body = String::new();
        for field in message.fields() {
            body.push_str(&field_code(&field, &extension)?);
        }
        let path = rust_path(&message)?;
        writeln!(
            code,
            "impl Validate for {path} {{ fn check(&self, checker: &mut Checker) {{ {body} \
             let _ = checker; }} }}"
        )?;
    }
    Ok(code)
}

/// The path of the Rust type that was generated for a message.
pub(super) fn rust_path(message: &MessageDescriptor) -> Result<String> {
    let mut path = message.name().to_owned();
    let mut parent = message.parent_message();
    while let Some(outer) = parent {
        path = format!("{}::{path}", snake_case(outer.name()));
        parent = outer.parent_message();
    }
    Ok(format!(
        "crate::{}::{path}",
        message.package_name().replace('.', "::")
    ))
}

/// Good enough for the messages that contain others; a wrong guess does not compile. Of an
/// abbreviation, the last letter begins the next word: `ListSSOLogins` is `list_sso_logins`.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let is_upper = |letter: Option<&char>| letter.is_some_and(char::is_ascii_uppercase);
    let mut snake = String::new();
    for (position, letter) in letters.iter().enumerate() {
        let before = position
            .checked_sub(1)
            .and_then(|before| letters.get(before));
        let after = letters.get(position + 1);
        let begins_word = before.is_some()
            && is_upper(Some(letter))
            && (!is_upper(before) || after.is_some_and(char::is_ascii_lowercase));
        if begins_word {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn field_code(field: &FieldDescriptor, extension: &ExtensionDescriptor) -> Result<String> {
    let options = field.options();
    let rules = options
        .has_extension(extension)
        .then(|| options.get_extension(extension));
    let rules = rules.as_ref().and_then(|rules| rules.as_message());
    let nested = matches!(field.kind(), Kind::Message(ref m) if is_ours(m));
    if rules.is_none() && !nested {
        return Ok(String::new());
    }
    if field
        .containing_oneof()
        .is_some_and(|oneof| !oneof.is_synthetic())
    {
        // Members of a oneof are enum variants in Rust; none of ours has a rule.
        return match rules {
            Some(_) => {
                Err(format!("rules in a oneof are not supported: {}", field.full_name()).into())
            }
            None => Ok(String::new()),
        };
    }
    let needs = format!(
        "Needs {{ required: {}, ignore_zero: {} }}",
        rules.is_some_and(|rules| boolean(rules, "required")),
        rules.is_some_and(|rules| number(rules, "ignore") == Some(1)),
    );
    let (state, check) = value_code(field, rules, nested)?;
    let kind = format!(
        "Field {{ number: {}, name: {:?}, kind: {} }}",
        field.number(),
        field.name(),
        field.field_descriptor_proto().r#type.unwrap_or(0)
    );
    Ok(format!(
        "checker.field(&{kind}, {needs}, {state}, |checker| {{ let _ = &checker; {check} }});\n"
    ))
}

fn is_ours(message: &MessageDescriptor) -> bool {
    message.package_name() != "google.protobuf" && !message.is_map_entry()
}

/// How a field's value is found and checked: the expression of its `State` and the statement.
fn value_code(
    field: &FieldDescriptor,
    rules: Option<&DynamicMessage>,
    nested: bool,
) -> Result<(String, String)> {
    let name = field.name();
    if field.is_list() {
        let check = list_code(name, rules, nested)?;
        return Ok((format!("State::plain(self.{name}.is_empty())"), check));
    }
    if field.is_map() {
        return Ok((
            format!("State::plain(self.{name}.is_empty())"),
            unsupported(field, rules)?,
        ));
    }
    let is_message = matches!(field.kind(), Kind::Message(_));
    let check = match rules
        .map(|rules| scalar_code(field, rules))
        .transpose()?
        .flatten()
    {
        Some(call) => call,
        None if nested => "value.check(checker);".to_owned(),
        None => String::new(),
    };
    let zero = match field.kind() {
        Kind::String => "value.is_empty()",
        Kind::Enum(_) => "value.to_i32() == 0",
        Kind::Message(_) => "false",
        Kind::Bool => "!*value",
        _ => "*value == 0",
    };
    let (state, value) = if is_message {
        (
            format!("State::tracked(self.{name}.as_option().map(|_| false))"),
            format!("self.{name}.as_option()"),
        )
    } else if field.supports_presence() {
        (
            format!("State::tracked(self.{name}.as_ref().map(|value| {zero}))"),
            format!("self.{name}.as_ref()"),
        )
    } else {
        (
            format!("State::plain({{ let value = &self.{name}; {zero} }})"),
            format!("Some(&self.{name})"),
        )
    };
    match check.is_empty() {
        true => Ok((state, String::new())),
        false => Ok((state, format!("if let Some(value) = {value} {{ {check} }}"))),
    }
}

fn unsupported(field: &FieldDescriptor, rules: Option<&DynamicMessage>) -> Result<String> {
    match rules {
        Some(_) => Err(format!("rules of maps are not supported: {}", field.full_name()).into()),
        None => Ok(String::new()),
    }
}

fn list_code(name: &str, rules: Option<&DynamicMessage>, nested: bool) -> Result<String> {
    let mut code = String::new();
    let repeated = rules.and_then(|rules| message(rules, "repeated"));
    if let Some(repeated) = &repeated {
        let (min, max) = (number(repeated, "min_items"), number(repeated, "max_items"));
        write!(code, "checker.count(self.{name}.len(), {min:?}, {max:?});")?;
        if boolean(repeated, "unique") {
            write!(code, "checker.unique(&self.{name});")?;
        }
    }
    let items = repeated
        .as_ref()
        .and_then(|repeated| message(repeated, "items"));
    let check = match items.and_then(|items| message(&items, "string")) {
        Some(string) => string_call(&string),
        None if nested => "value.check(checker);".to_owned(),
        None => return Ok(code),
    };
    write!(
        code,
        "checker.items(&self.{name}, |checker, value| {{ {check} }});"
    )?;
    Ok(code)
}

/// The check of a single value, or none if the options only say `required` or `ignore`.
fn scalar_code(field: &FieldDescriptor, rules: &DynamicMessage) -> Result<Option<String>> {
    if let Some(string) = message(rules, "string") {
        return Ok(Some(string_call(&string)));
    }
    if let Some(int) = message(rules, "int32") {
        let (gte, lte) = (number(&int, "gte"), number(&int, "lte"));
        return Ok(Some(format!("checker.int32(*value, {gte:?}, {lte:?});")));
    }
    if let Some(duration) = message(rules, "duration") {
        let bound = |name| {
            message(&duration, name).map(|bound| {
                (
                    number(&bound, "seconds").unwrap_or(0),
                    number(&bound, "nanos").unwrap_or(0),
                )
            })
        };
        return Ok(Some(format!(
            "checker.duration((value.seconds, value.nanos), {:?}, {:?});",
            bound("gte"),
            bound("lte")
        )));
    }
    if let Some(rules) = message(rules, "enum") {
        return match boolean(&rules, "defined_only") {
            true => Ok(Some("checker.defined(value.is_known());".to_owned())),
            false => Err(format!("unknown enum rule: {}", field.full_name()).into()),
        };
    }
    Ok(None)
}

fn string_call(rules: &DynamicMessage) -> String {
    let (min, max) = (number(rules, "min_len"), number(rules, "max_len"));
    let pattern = get(rules, "pattern").and_then(|value| value.as_str().map(str::to_owned));
    let format = ["email", "uri", "uuid"]
        .into_iter()
        .find(|name| boolean(rules, name));
    let format = match format {
        Some("email") => "Some(Format::Email)",
        Some("uri") => "Some(Format::Uri)",
        Some("uuid") => "Some(Format::Uuid)",
        _ => "None",
    };
    let pattern = match pattern {
        Some(pattern) => {
            format!("Some({{ static PATTERN: Pattern = Pattern::new({pattern:?}); &PATTERN }})")
        }
        None => "None".to_owned(),
    };
    format!(
        "checker.string(value, &StringRules {{ min_len: {min:?}, max_len: {max:?}, \
         pattern: {pattern}, format: {format} }});"
    )
}

fn get(message: &DynamicMessage, name: &str) -> Option<Value> {
    let field = message.descriptor().get_field_by_name(name)?;
    message
        .has_field(&field)
        .then(|| message.get_field(&field).into_owned())
}

fn message(parent: &DynamicMessage, name: &str) -> Option<DynamicMessage> {
    match get(parent, name)? {
        Value::Message(message) => Some(message),
        _ => None,
    }
}

fn boolean(message: &DynamicMessage, name: &str) -> bool {
    get(message, name)
        .and_then(|value| value.as_bool())
        .unwrap_or(false)
}

fn number(message: &DynamicMessage, name: &str) -> Option<i64> {
    match get(message, name)? {
        Value::I32(number) | Value::EnumNumber(number) => Some(number.into()),
        Value::I64(number) => Some(number),
        Value::U64(number) => i64::try_from(number).ok(),
        _ => None,
    }
}
