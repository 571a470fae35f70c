use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::jwt::{KeySet, KeySource as _};
use domain::limits::{PROVIDER_METADATA_AGE, PROVIDERS_CACHED};
use domain::login::{CodeExchange, ProviderMetadata, ProviderProblem, ProviderRequest, Providers};
use domain::secret::Secret;
use form_urlencoded::{Serializer, byte_serialize};
use tokio::time::Instant;

use super::{Egress, EgressError, KeyCache};

/// The identity providers through which people log in, behind the guard of
/// [`Purpose::Login`](super::Purpose::Login): their keys as well, so that the operator allows a
/// provider once.
pub struct LoginProviders {
    egress: Egress,
    keys: KeyCache<Egress>,
    metadata: Mutex<HashMap<String, (Arc<ProviderMetadata>, Instant)>>,
}

impl LoginProviders {
    /// Nothing is known of any of them yet.
    pub fn new(egress: Egress) -> Self {
        Self {
            keys: KeyCache::new(egress.clone()),
            egress,
            metadata: Mutex::default(),
        }
    }

    fn known(&self, issuer: &str) -> Option<Arc<ProviderMetadata>> {
        let known = self.metadata.lock();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        let (metadata, since) = known.get(issuer)?;
        (since.elapsed() < PROVIDER_METADATA_AGE).then(|| metadata.clone())
    }

    /// A new one takes the place of the one that was fetched first.
    fn remember(&self, issuer: &str, metadata: &Arc<ProviderMetadata>) {
        let known = self.metadata.lock();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        if known.len() >= PROVIDERS_CACHED && !known.contains_key(issuer) {
            let oldest = known
                .iter()
                .min_by_key(|(_, (_, since))| *since)
                .map(|(issuer, _)| issuer.clone());
            oldest.and_then(|issuer| known.remove(&issuer));
        }
        known.insert(issuer.to_owned(), (metadata.clone(), Instant::now()));
    }
}

#[async_trait]
impl Providers for LoginProviders {
    async fn metadata(&self, issuer: &str) -> Result<Arc<ProviderMetadata>, ProviderProblem> {
        if let Some(known) = self.known(issuer) {
            return Ok(known);
        }
        let location = ProviderMetadata::location(issuer);
        let text = self.egress.get(&location, "application/json").await;
        let text = text.map_err(problem(ProviderRequest::Discovery))?;
        let metadata = Arc::new(ProviderMetadata::parse(issuer, &text)?);
        self.remember(issuer, &metadata);
        Ok(metadata)
    }

    async fn exchange(&self, exchange: CodeExchange<'_>) -> Result<Vec<u8>, ProviderProblem> {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", exchange.code),
            ("redirect_uri", exchange.redirect_uri),
            ("code_verifier", exchange.verifier.expose()),
        ];
        let authorization = if exchange.secret_in_body {
            fields.push(("client_id", exchange.client_id));
            fields.push(("client_secret", exchange.client_secret.expose()));
            None
        } else {
            Some(basic(exchange.client_id, exchange.client_secret))
        };
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        let answer = self
            .egress
            .post_form(exchange.endpoint, authorization.as_ref(), form)
            .await;
        Ok(answer.map_err(problem(ProviderRequest::Token))?.to_vec())
    }

    async fn userinfo(
        &self,
        endpoint: &str,
        access_token: &Secret,
    ) -> Result<Vec<u8>, ProviderProblem> {
        let answer = self
            .egress
            .get_with_token(endpoint, "application/json", access_token)
            .await;
        Ok(answer.map_err(problem(ProviderRequest::Userinfo))?.to_vec())
    }

    async fn keys(&self, uri: &str, kid: Option<&str>) -> Result<Arc<KeySet>, ProviderProblem> {
        self.keys
            .keys(uri, kid)
            .await
            .map_err(|problem| ProviderProblem {
                request: ProviderRequest::Keys,
                reason: problem.as_str(),
            })
    }
}

/// RFC 6749 §2.3.1: both are encoded as in a form first.
fn basic(client_id: &str, secret: &Secret) -> Secret {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret.expose()));
    Secret::new(format!("Basic {}", STANDARD.encode(pair)))
}

fn problem(request: ProviderRequest) -> impl FnOnce(EgressError) -> ProviderProblem {
    move |error| ProviderProblem {
        request,
        reason: domain::jwt::KeyProblem::from(error).as_str(),
    }
}
