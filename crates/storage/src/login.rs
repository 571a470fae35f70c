//! A login that is completed: who is whom is decided on what this transaction reads.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::id::{OrganizationId, UserId};
use domain::login::{
    AccountCreation, DomainStanding, FoundBy, LoginClaims, LoginDecision, LoginFacts, LoginRefusal,
    decide,
};
use domain::session::Session;
use domain::store::{LoginOutcome, NewLogin};
use domain::user::{EmailProvenance, Profile, Role, User, UserStatus};
use serde_json::json;
use uuid::Uuid;

use crate::connection::Connection;
use crate::feed::{self, NewEvent};
use crate::login_candidate::{self, LinkedScim};
use crate::{domain_verification, identity, policies, session, sso_configuration, user};

/// Completes a login; see [`domain::store::LoginStore::complete_login`].
pub(crate) async fn complete<C: Connection>(
    connection: &C,
    new: &NewLogin,
    cause: &Cause,
) -> Result<LoginOutcome, Error> {
    let claims = &new.claims;
    match enter(connection, new, cause).await? {
        Ok(user_id) => {
            let session = Session {
                user_id,
                ..new.session.clone()
            };
            session::create(connection, &session).await?;
            let after = json!({
                "ssoConfigurationId": claims.sso_configuration_id.to_string(),
                "sessionId": session.id.to_string(),
                "amr": session.amr,
            });
            let event_type = EventType::LoginSucceeded;
            append(
                connection,
                claims,
                event_type,
                user_id.uuid(),
                &after,
                cause,
            )
            .await?;
            Ok(LoginOutcome::LoggedIn(user_id))
        }
        Err(refusal) => {
            let event_type = if refusal.is_about_linking() {
                EventType::LinkRefused
            } else {
                EventType::LoginRefused
            };
            append_refusal(connection, claims, event_type, refusal.code(), cause).await?;
            Ok(LoginOutcome::Refused(refusal))
        }
    }
}

/// Tells of somebody who was not let in.
pub(crate) async fn refuse<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    reason: &str,
    cause: &Cause,
) -> Result<(), Error> {
    append_refusal(connection, claims, EventType::LoginRefused, reason, cause).await
}

/// The user who comes in: known, linked or created.
async fn enter<C: Connection>(
    connection: &C,
    new: &NewLogin,
    cause: &Cause,
) -> Result<Result<UserId, LoginRefusal>, Error> {
    let claims = &new.claims;
    let organization = claims.organization_id;
    // every state is read again, here where the session is made.
    let found =
        sso_configuration::find(connection, organization, claims.sso_configuration_id).await?;
    let Some(settings) = found
        .map(|found| found.settings)
        .filter(|settings| settings.active && settings.issuer_url == claims.issuer)
    else {
        return Ok(Err(LoginRefusal::Inactive));
    };
    let linked = identity::user_of(connection, claims).await?;
    let is_known = linked
        .as_ref()
        .is_some_and(|user| user.profile.status != UserStatus::Left);
    let scim = login_candidate::linked_scim(connection, claims).await?;
    let candidates = if is_known {
        Vec::new()
    } else {
        login_candidate::find(connection, claims, &scim).await?
    };
    let facts = LoginFacts {
        linked,
        candidates,
        domain: domain_standing(connection, claims, &settings.email_domains).await?,
        allow_unverified: scim.iter().any(LinkedScim::waives_verification),
        creation: account_creation(connection, organization).await?,
    };
    match decide(claims.email.as_ref(), &facts) {
        LoginDecision::Enter(id) => Ok(Ok(id)),
        LoginDecision::Link(id, found_by) => {
            link(connection, claims, id, Some((found_by, &facts)), cause).await?;
            Ok(Ok(id))
        }
        LoginDecision::Create(provenance) => {
            let user = new_user(new, provenance, cause);
            user::create_local(connection, &user, cause).await?;
            link(connection, claims, user.id, None, cause).await?;
            Ok(Ok(user.id))
        }
        LoginDecision::Refuse(refusal) => Ok(Err(refusal)),
    }
}

/// What is known of the domain of the e-mail address: an SSO configuration has a say about those that
/// it names, unless they are proven to be somebody else's.
async fn domain_standing<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    named: &[String],
) -> Result<DomainStanding, Error> {
    let domain = claims.email.as_ref().map(|email| email.domain());
    match domain.filter(|domain| named.contains(domain)) {
        Some(domain) => {
            let organization = claims.organization_id;
            Ok(domain_verification::standing(connection, organization, &domain).await?)
        }
        None => Ok(DomainStanding::Foreign),
    }
}

/// What the organization says of accounts that a login creates.
async fn account_creation<C: Connection>(
    connection: &C,
    organization: OrganizationId,
) -> Result<AccountCreation, Error> {
    let policies = policies::find(connection, organization).await?;
    Ok(AccountCreation {
        at_first_login: policies.allow_just_in_time_creation,
        restricted_to_scim: policies.restrict_account_creation_to_scim,
    })
}

async fn link<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    user: UserId,
    found: Option<(FoundBy, &LoginFacts)>,
    cause: &Cause,
) -> Result<(), Error> {
    identity::link(connection, claims, user, cause.at).await?;
    let is_waived = found.is_some_and(|(found_by, facts)| {
        let email = claims.email.as_ref();
        found_by == FoundBy::Email && !email.is_some_and(|email| email.is_trusted(facts.domain))
    });
    let after = json!({
        "ssoConfigurationId": claims.sso_configuration_id.to_string(),
        "issuer": claims.issuer,
        "subject": claims.subject,
        "foundBy": found.map_or("creation", |(found_by, _)| found_by.as_str()),
        "emailUnverified": is_waived,
    });
    let event_type = EventType::LinkCreated;
    append(connection, claims, event_type, user.uuid(), &after, cause).await
}

fn new_user(new: &NewLogin, provenance: EmailProvenance, cause: &Cause) -> User {
    let claims = &new.claims;
    let email = claims.email.as_ref().map(|email| email.address());
    User {
        id: new.new_user,
        organization_id: claims.organization_id,
        scim_configuration_id: None,
        profile: Profile {
            role: Role::Member,
            status: UserStatus::Active,
            full_name: claims.full_name.clone(),
            email: email.unwrap_or_default().to_owned(),
            email_provenance: provenance,
            suspended_by_administrator: false,
        },
        created_at: cause.at,
        updated_at: cause.at,
    }
}

/// The event of a refusal. It is about the SSO configuration: there may be no user.
async fn append_refusal<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    event_type: EventType,
    reason: &str,
    cause: &Cause,
) -> Result<(), Error> {
    let after = json!({
        "reason": reason,
        "issuer": claims.issuer,
        "subject": claims.subject,
        "email": claims.email.as_ref().map(|email| email.address()),
    });
    let id = claims.sso_configuration_id.uuid();
    append(connection, claims, event_type, id, &after, cause).await
}

async fn append<C: Connection>(
    connection: &C,
    claims: &LoginClaims,
    event_type: EventType,
    resource_id: Uuid,
    after: &serde_json::Value,
    cause: &Cause,
) -> Result<(), Error> {
    let event = NewEvent {
        event_type,
        resource_id,
        scim_configuration_id: None,
        version: 0,
        before: None,
        after: Some(&after.to_string()),
    };
    Ok(feed::append(connection, claims.organization_id, cause, event).await?)
}
