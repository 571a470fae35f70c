use api::gitpod::v1::{
    GetSSOLoginURLRequest, GetSSOLoginURLResponse, ListLoginProvidersRequest,
    ListLoginProvidersResponse, ListSSOLoginsRequest, ListSSOLoginsResponse, LoginProvider,
    list_sso_logins_response,
};
use domain::Error;
use domain::login::{LoginChoice, is_request};

use super::call::OpenCall;
use crate::connect::convert::page;
use crate::login::{LOGIN, sso_path};

/// The word for the single sign-on of an organization.
const CUSTOM: &str = "custom";

pub(super) async fn login_url(
    call: &OpenCall<'_>,
    request: GetSSOLoginURLRequest,
) -> Result<GetSSOLoginURLResponse, Error> {
    let waiting = waiting(call.public_url, request.return_to.as_deref())?;
    let choices = call.muster.login_choices(&request.email).await?;
    let login_url = match choices.as_slice() {
        [] => return Err(Error::NotFound("single sign-on for this e-mail domain")),
        [only] => choice_url(call.public_url, only, waiting),
        _ => page_url(call.public_url, &request.email, waiting),
    };
    Ok(GetSSOLoginURLResponse {
        login_url,
        ..Default::default()
    })
}

pub(super) async fn list_logins(
    call: &OpenCall<'_>,
    request: ListSSOLoginsRequest,
) -> Result<ListSSOLoginsResponse, Error> {
    let waiting = waiting(call.public_url, request.return_to.as_deref())?;
    let wanted = page::request(request.pagination.into_option())?;
    let choices = call.muster.login_choices(&request.email).await?;
    let (size, after) = (
        usize::try_from(wanted.size).unwrap_or(usize::MAX),
        wanted.after,
    );
    let begin = match after {
        None => 0,
        Some(after) => choices
            .iter()
            .position(|choice| choice.sso_configuration_id.to_string() == after)
            .map_or(choices.len(), |position| position + 1),
    };
    let shown: Vec<&LoginChoice> = choices.iter().skip(begin).take(size).collect();
    let next = shown
        .last()
        .filter(|_| begin + shown.len() < choices.len())
        .map(|last| last.sso_configuration_id.to_string());
    let logins = shown
        .into_iter()
        .map(|choice| list_sso_logins_response::Login {
            display_name: choice.label(),
            login_url: choice_url(call.public_url, choice, waiting),
            ..Default::default()
        });
    Ok(ListSSOLoginsResponse {
        logins: logins.collect(),
        pagination: page::response(next).into(),
        ..Default::default()
    })
}

pub(super) async fn list_providers(
    call: &OpenCall<'_>,
    request: ListLoginProvidersRequest,
) -> Result<ListLoginProvidersResponse, Error> {
    let email = request.filter.into_option().and_then(|filter| filter.email);
    let serves = match email.as_deref() {
        None | Some("") => true,
        Some(email) => !call.muster.login_choices(email).await?.is_empty(),
    };
    let provider = LoginProvider {
        login_url: page_url(call.public_url, email.as_deref().unwrap_or_default(), ""),
        provider: CUSTOM.to_owned(),
        ..Default::default()
    };
    Ok(ListLoginProvidersResponse {
        pagination: page::response(None).into(),
        login_providers: serves.then_some(provider).into_iter().collect(),
        allow_custom: true,
        ..Default::default()
    })
}

/// The authorization request that a `return_to` names. Nobody is sent to any other address after a
/// login.
fn waiting<'a>(public_url: &str, return_to: Option<&'a str>) -> Result<&'a str, Error> {
    let Some(return_to) = return_to.filter(|text| !text.is_empty()) else {
        return Ok("");
    };
    return_to
        .strip_prefix(public_url)
        .and_then(|rest| rest.strip_prefix("/oauth2/authorize/continue?request="))
        .filter(|request| is_request(request))
        .ok_or_else(|| Error::InvalidArgument {
            field: "return_to",
            message: "a login leads to an authorization request of this server and nowhere else; \
                      leave it out, or begin at the authorization endpoint"
                .to_owned(),
        })
}

fn choice_url(public_url: &str, choice: &LoginChoice, waiting: &str) -> String {
    let path = sso_path(choice.sso_configuration_id);
    with_parameters(format!("{public_url}{path}"), &[("request", waiting)])
}

fn page_url(public_url: &str, email: &str, waiting: &str) -> String {
    let parameters = [("email", email), ("request", waiting)];
    with_parameters(format!("{public_url}{LOGIN}"), &parameters)
}

/// Adds those parameters that are not empty.
fn with_parameters(url: String, parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    match query.finish().as_str() {
        "" => url,
        query => format!("{url}?{query}"),
    }
}
