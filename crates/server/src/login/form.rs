use bytes::BytesMut;
use domain::limits::{BODY_READ_TIME, LOGIN_FORM_BYTES};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::http::body_budget::BodyBudget;

/// The fields of a page's form, and the parameters of its address.
#[derive(Debug, Default)]
pub(super) struct Form {
    pub(super) proof: String,
    pub(super) email: String,
    pub(super) sso: String,
    pub(super) request: String,
}

impl Form {
    /// Reads the body of a form; `None` for one that no page of ours could have sent, or that is too
    /// much now.
    pub(super) async fn read(body: &mut Incoming, budget: &BodyBudget) -> Option<Self> {
        let mut share = budget.share();
        let collected = tokio::time::timeout(BODY_READ_TIME, async {
            let mut bytes = BytesMut::new();
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame.ok()?.into_data() else {
                    continue;
                };
                if bytes.len() + data.len() > LOGIN_FORM_BYTES || !share.grow(data.len()) {
                    return None;
                }
                bytes.extend_from_slice(&data);
            }
            Some(bytes)
        });
        Some(Self::parse(&collected.await.ok()??))
    }

    /// Reads fields that are there once or not at all; of one that is there twice the first counts.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            let field = match &*name {
                "proof" => &mut form.proof,
                "email" => &mut form.email,
                "sso" => &mut form.sso,
                "request" => &mut form.request,
                _ => continue,
            };
            if field.is_empty() {
                *field = value.trim().to_owned();
            }
        }
        form
    }
}
