use async_trait::async_trait;
use domain::Error;
use domain::event::Cause;
use domain::id::SsoConfigurationId;
use domain::login::{LoginAttempt, LoginChoice, LoginClaims, NewLoginAttempt};
use domain::sso_configuration::SsoConfiguration;
use domain::store::{LoginOutcome, LoginStore, NewLogin};

use super::Storage;
use crate::verb::{read_statement, write};
use crate::{login, login_attempt, login_choice};

#[async_trait]
impl LoginStore for Storage {
    async fn login_choices(&self, domain: &str, limit: u32) -> Result<Vec<LoginChoice>, Error> {
        read_statement!(self, |tx| login_choice::by_domain(tx, domain, limit))
    }

    async fn login_configuration(
        &self,
        id: SsoConfigurationId,
    ) -> Result<Option<(SsoConfiguration, LoginChoice)>, Error> {
        read_statement!(self, |tx| login_choice::by_id(tx, id))
    }

    async fn begin_login(&self, new: NewLoginAttempt) -> Result<bool, Error> {
        let organization = new.attempt.organization_id;
        write!(self, Some(organization), |tx| login_attempt::begin(
            tx, &new
        ))
    }

    async fn take_login(&self, public_id: &str) -> Result<Option<LoginAttempt>, Error> {
        let public_id = public_id.to_owned();
        write!(self, None, |tx| login_attempt::take(tx, &public_id))
    }

    async fn complete_login(&self, new: NewLogin, cause: Cause) -> Result<LoginOutcome, Error> {
        let organization = new.claims.organization_id;
        write!(self, Some(organization), |tx| login::complete(
            tx, &new, &cause
        ))
    }

    async fn refuse_login(
        &self,
        claims: LoginClaims,
        reason: &'static str,
        cause: Cause,
    ) -> Result<(), Error> {
        let organization = claims.organization_id;
        write!(self, Some(organization), |tx| login::refuse(
            tx, &claims, reason, &cause
        ))
    }
}
