//! Service accounts and their tokens, without the secrets.

use api::gitpod::v1::{Principal as Kind, ServiceAccount, ServiceAccountToken};
use domain::Error;
use domain::credential::{Credential, Principal};
use domain::time::Timestamp;

use super::subject;
use super::time::timestamp;

pub(crate) fn message(
    account: domain::service_account::ServiceAccount,
    now: Timestamp,
) -> ServiceAccount {
    let creator = account
        .created_by
        .map(|user| subject::message(user, Kind::PRINCIPAL_USER));
    ServiceAccount {
        id: account.id.to_string(),
        organization_id: account.organization_id.to_string(),
        suspended: account.is_suspended(now),
        name: account.name,
        description: account.description,
        creator: creator.into(),
        created_at: timestamp(account.created_at).into(),
        valid_until: timestamp(account.valid_until).into(),
        ..Default::default()
    }
}

/// A token was made by the service account itself, with its access token.
pub(crate) fn token(credential: Credential) -> Result<ServiceAccountToken, Error> {
    let Principal::ServiceAccount {
        service_account_id: id,
        ..
    } = credential.principal
    else {
        return Err(Error::Internal(
            "a service account token of no service account".to_owned(),
        ));
    };
    Ok(ServiceAccountToken {
        id: credential.id.to_string(),
        service_account_id: id.to_string(),
        description: credential.description,
        creator: subject::message(id, Kind::PRINCIPAL_SERVICE_ACCOUNT).into(),
        created_at: timestamp(credential.created_at).into(),
        expires_at: timestamp(credential.expires_at).into(),
        last_used: credential.last_used_at.map(timestamp).into(),
        ..Default::default()
    })
}
