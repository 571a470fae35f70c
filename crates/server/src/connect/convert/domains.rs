//! DNS names of organizations.

/// The names in lower case (RFC 4343), each once, in their order.
pub(crate) fn normalized(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut distinct = Vec::new();
    for mut name in names {
        name.make_ascii_lowercase();
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}
