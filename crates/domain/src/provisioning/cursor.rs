//! Cursors (RFC 9865): where the next page of a query begins, as a text that only Muster can read.
//!
//! A cursor is sealed and bound to the owner and to every parameter of the query, so that it fits
//! nothing else, and nobody can make one. It is no authority: each page needs a token as the first
//! one did. It names a place between two resources rather than a number of resources before it, so
//! that nothing that exists throughout is left out whatever is deleted or created meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scim::ScimType;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::limits;
use crate::muster::Muster;
use crate::provisioning::{Client, ListRequest};
use crate::resource::Position;
use crate::secret::Secret;
use crate::time::{MICROS_PER_SECOND, Timestamp};

#[derive(Serialize, Deserialize)]
struct Content {
    /// When the cursor was made, in microseconds since 1970.
    #[serde(rename = "t")]
    made_at: i64,
    /// The number of results per page.
    #[serde(rename = "n")]
    count: u32,
    #[serde(rename = "p")]
    position: Position,
}

impl Muster {
    /// The text of a cursor. base64url has the unreserved characters of RFC 3986 only (RFC 9865
    /// §2).
    pub(crate) fn seal_cursor(
        &self,
        client: &Client,
        endpoint: &str,
        request: &ListRequest,
        count: u32,
        position: Position,
    ) -> Result<String, Error> {
        let content = Content {
            made_at: self.now().micros(),
            count,
            position,
        };
        let text = serde_json::to_string(&content)
            .map_err(|error| Error::Internal(format!("a cursor is not JSON: {error}")))?;
        let context = context(client, endpoint, request);
        let sealed = self
            .key()
            .seal(&Secret::new(text), &context, self.random())?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The position that a cursor names.
    ///
    /// # Errors
    /// 400 `invalidCursor` for a text that is no cursor of this query, `expiredCursor` for one that
    /// is too old, `invalidCount` for another `count` than the first page had.
    pub(crate) fn open_cursor(
        &self,
        client: &Client,
        endpoint: &str,
        request: &ListRequest,
        count: u32,
        cursor: &str,
    ) -> Result<Position, Error> {
        let context = context(client, endpoint, request);
        let content: Content = URL_SAFE_NO_PAD
            .decode(cursor)
            .ok()
            .and_then(|sealed| self.key().open(&sealed, &context).ok())
            .and_then(|text| serde_json::from_str(text.expose()).ok())
            .ok_or_else(|| {
                refused(
                    ScimType::InvalidCursor,
                    "The cursor is none of this query; repeat the query with the cursor of the \
                     page before and everything else unchanged, or start again with an empty \
                     cursor.",
                )
            })?;
        let age = limits::SCIM_CURSOR_SECONDS * MICROS_PER_SECOND;
        if self.now() > Timestamp::from_micros(content.made_at).plus_micros(age) {
            return Err(refused(
                ScimType::ExpiredCursor,
                "The cursor has expired; start again with an empty cursor.",
            ));
        }
        if content.count != count {
            return Err(refused(
                ScimType::InvalidCount,
                "count must stay as it was for the first page; start again with an empty cursor \
                 to change it.",
            ));
        }
        Ok(content.position)
    }
}

/// What a cursor is bound to.
fn context(client: &Client, endpoint: &str, request: &ListRequest) -> Vec<u8> {
    let mut digest = Sha256::new();
    let projection = format!("{:?}", request.projection);
    for part in [
        Some(endpoint),
        request.filter.as_deref(),
        request.sort_by.as_deref(),
        request.sort_order.as_deref(),
        Some(&projection),
        client.access.scope.users_only.then_some("users only"),
    ] {
        // Lengths, so that no two lists of parts become the same bytes.
        let length = part.map_or(u64::MAX, |part| u64::try_from(part.len()).unwrap_or(0));
        digest.update(length.to_be_bytes());
        digest.update(part.unwrap_or_default());
    }
    let owner = client.access.owner;
    [
        b"scim cursor".as_slice(),
        owner.organization_id.uuid().as_bytes(),
        owner.scim_configuration_id.uuid().as_bytes(),
        &digest.finalize(),
    ]
    .concat()
}

fn refused(kind: ScimType, detail: &str) -> Error {
    scim::Error::bad_request(kind, detail).into()
}
