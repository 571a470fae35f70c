use domain::login::LoginChoice;
use maud::{Markup, html};

use super::{FormContext, layout};

/// Offers ways to log in: one or several.
pub(in crate::login) fn choice(context: &FormContext<'_>, choices: &[LoginChoice]) -> Markup {
    let title = if choices.len() > 1 {
        "Choose where to log in"
    } else {
        "Log in"
    };
    let content = html! {
        h1 { (title) }
        p { "You go on to the single sign-on of the organization." }
        ul {
            @for choice in choices {
                li {
                    form method="post" action={ (context.base) "/login/start" } {
                        (context.hidden())
                        input type="hidden" name="sso" value=(choice.sso_configuration_id);
                        button type="submit" { "Log in to " (choice.label()) }
                    }
                }
            }
        }
    };
    layout(title, &content)
}
