//! Pages of lists. A token is the position in the list, wrapped so that clients do not read it.

use api::gitpod::v1::{PaginationRequest, PaginationResponse};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::page::PageRequest;
use domain::{Error, limits};

pub(crate) fn request(pagination: Option<PaginationRequest>) -> Result<PageRequest, Error> {
    let pagination = pagination.unwrap_or_default();
    let size = u32::try_from(pagination.page_size).unwrap_or_default();
    Ok(PageRequest {
        // The message's rules refuse a larger one before.
        size: if size == 0 {
            limits::MANAGEMENT_PAGE_DEFAULT
        } else {
            size
        }
        .min(limits::MANAGEMENT_PAGE_MAX),
        after: match pagination.token.as_str() {
            "" => None,
            token => Some(position(token).ok_or_else(bad_token)?),
        },
    })
}

pub(crate) fn response(next: Option<String>) -> PaginationResponse {
    PaginationResponse {
        next_token: next
            .map(|position| URL_SAFE_NO_PAD.encode(position))
            .unwrap_or_default(),
        ..Default::default()
    }
}

fn position(token: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}

fn bad_token() -> Error {
    Error::InvalidArgument {
        field: "pagination.token",
        message: "not a token of this list; pass the nextToken of the previous page".to_owned(),
    }
}
