use maud::{Markup, html};

use super::layout;

/// Says why somebody is not logged in, and whom to ask.
pub(in crate::login) fn refusal(
    base: &str,
    sentence: &str,
    whom_to_ask: &str,
    code: &str,
    request_id: &str,
) -> Markup {
    let content = html! {
        h1 { "You are not logged in" }
        p .problem role="alert" { (capitalized(sentence)) "." }
        p { (whom_to_ask) }
        p { a href={ (base) "/login" } { "Begin again" } }
        p .detail { "Reason: " code { (code) } }
        p .detail { "Request: " code { (request_id) } }
    };
    layout("You are not logged in", &content)
}

fn capitalized(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
