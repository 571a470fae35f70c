use maud::{Markup, html};

use super::{FormContext, layout};

/// Asks for the e-mail address; `problem` says what was wrong with the last one.
pub(in crate::login) fn email(
    context: &FormContext<'_>,
    address: &str,
    problem: Option<&str>,
) -> Markup {
    let content = html! {
        h1 { "Log in" }
        form method="post" action={ (context.base) "/login" } {
            (context.hidden())
            @if let Some(problem) = problem {
                p .problem #problem role="alert" { (problem) }
            }
            label for="email" { "Work e-mail address" }
            input #email type="email" name="email" value=(address) required autofocus
                autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="320"
                aria-invalid=[problem.map(|_| "true")]
                aria-describedby=[problem.map(|_| "problem")];
            button type="submit" { "Continue" }
        }
    };
    layout("Log in", &content)
}
