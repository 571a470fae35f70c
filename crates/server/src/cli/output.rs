//! What commands print.

use std::io::Write as _;

use serde_json::{Map, Value};

use super::format::Format;

/// Prints a text to stdout.
///
/// # Errors
/// One sentence: what it says may be needed and is shown only once.
pub(super) fn say(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    let printed = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    printed.map_err(|error| format!("the output cannot be written: {error}"))
}

/// Prints fields, in order, as JSON or as aligned lines.
///
/// # Errors
/// As [`say`].
pub(super) fn fields(format: Format, fields: &[(&str, &str, &str)]) -> Result<(), String> {
    let text = match format {
        Format::Json => {
            let object: Map<String, Value> = fields
                .iter()
                .map(|(name, _, value)| ((*name).to_owned(), (*value).into()))
                .collect();
            format!("{}\n", Value::Object(object))
        }
        Format::Text => fields
            .iter()
            .map(|(_, title, value)| format!("{title:<22} {value}\n"))
            .collect(),
    };
    say(&text)
}

/// Prints the one sentence of a failure to stderr.
pub(super) fn complain(sentence: &str) {
    // Line breaks in an error of the system would make it look like more than one.
    let sentence = sentence.replace(['\n', '\r'], " ");
    let _ = writeln!(std::io::stderr().lock(), "muster: {sentence}");
}
