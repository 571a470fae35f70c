//! The pages, one function each. Whatever comes from outside is escaped by the templates.

mod choice;
mod done;
mod email;
mod refusal;

pub(super) use choice::choice;
pub(super) use done::{done, nobody};
pub(super) use email::email;
pub(super) use refusal::refusal;

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style of every page: it is in the page itself, so that nothing has to be fetched.
pub(super) const STYLE: &str = include_str!("style.css");

/// What the forms of a page need.
#[derive(Clone, Copy)]
pub(super) struct FormContext<'a> {
    /// The path of the public URL; mostly empty.
    pub(super) base: &'a str,
    /// The proof that the form comes from a page of ours.
    pub(super) proof: &'a str,
    /// The application's authorization request that waits; empty for none.
    pub(super) request: &'a str,
}

impl FormContext<'_> {
    /// The fields that nobody sees.
    fn hidden(&self) -> Markup {
        html! {
            input type="hidden" name="proof" value=(self.proof);
            @if !self.request.is_empty() {
                input type="hidden" name="request" value=(self.request);
            }
        }
    }
}

fn layout(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (content) } }
        }
    }
}
