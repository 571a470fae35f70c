use domain::session::LivingSession;
use maud::{Markup, html};

use super::{FormContext, layout};

/// Says who is logged in.
pub(in crate::login) fn done(context: &FormContext<'_>, session: &LivingSession) -> Markup {
    let content = html! {
        h1 { "You are logged in" }
        dl {
            dt { "Name" }
            dd { (session.profile.full_name) }
            dt { "E-mail" }
            dd { (session.profile.email) }
            dt { "Organization" }
            dd { (session.organization_name) }
        }
        p { "You can close this page and go back to the application." }
        form method="post" action={ (context.base) "/login/logout" } {
            (context.hidden())
            button type="submit" { "Log out" }
        }
    };
    layout("You are logged in", &content)
}

/// Says that nobody is.
pub(in crate::login) fn nobody(base: &str) -> Markup {
    let content = html! {
        h1 { "You are not logged in" }
        p { a href={ (base) "/login" } { "Log in" } }
    };
    layout("You are not logged in", &content)
}
