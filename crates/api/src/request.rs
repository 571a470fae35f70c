use buffa::Message;
use connectrpc::{CodecFormat, ConnectError, JsonDeserialize, JsonSerialize, Payload};

use crate::gitpod::v1::PaginationRequest;
use crate::{PageOverride, Validate, validate};

include!(concat!(env!("OUT_DIR"), "/request.rs"));

/// Decodes the request of `procedure` (`/package.Service/Method`), applies `page` if it is a list
/// request, and checks it against the rules of its `.proto` file.
///
/// A procedure that no service declares has nothing to check.
///
/// # Errors
/// `invalid_argument` if the bytes are no such message, or with a `buf.validate.Violations` detail
/// if a rule is broken.
pub fn check_request(
    procedure: &str,
    payload: &mut Payload,
    page: &PageOverride,
) -> Result<(), ConnectError> {
    if payload.format() == CodecFormat::Json {
        if payload.bytes().is_empty() {
            // npm 0.6.0 sends no body at all for a method without arguments.
            *payload = Payload::new("{}".into(), CodecFormat::Json);
        }
        expect_object(payload.bytes())?;
    }
    dispatch(procedure, payload, page)
}

/// Whether a call of `procedure` (`/package.Service/Method`) may change anything; true also for a
/// procedure that no service declares.
#[must_use]
pub fn has_side_effects(procedure: &str) -> bool {
    !without_side_effects(procedure)
}

/// A list request.
trait Paged {
    fn pagination(&mut self) -> &mut PaginationRequest;
}

/// The JSON of a message is an object (proto3 JSON mapping); the decoder would also take an array
/// as its fields in order.
fn expect_object(json: &[u8]) -> Result<(), ConnectError> {
    match json.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{') => Ok(()),
        _ => Err(ConnectError::invalid_argument(
            "the request body is not a JSON object: send the fields of the message, or {}",
        )),
    }
}

fn plain<M>(payload: &mut Payload, _: &PageOverride) -> Result<(), ConnectError>
where
    M: Message + JsonSerialize + JsonDeserialize + Validate + 'static,
{
    Ok(validate(payload.message::<M>()?)?)
}

fn paged<M>(payload: &mut Payload, page: &PageOverride) -> Result<(), ConnectError>
where
    M: Message + JsonSerialize + JsonDeserialize + Validate + Paged + Clone + 'static,
{
    if page.is_empty() {
        return plain::<M>(payload, page);
    }
    let mut message = payload.message::<M>()?.clone();
    page.apply(message.pagination());
    validate(&message)?;
    payload.set_message(message);
    Ok(())
}
