//! Writes `check_request`: from the path of a procedure to the checks of its request message.

use std::fmt::Write as _;

use protox::prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

use super::Result;
use super::rules::rust_path;

/// The Rust code for all services of the pool.
pub(super) fn generate(pool: &DescriptorPool) -> Result<String> {
    let mut arms = String::new();
    let mut paged = String::new();
    let mut effects = String::new();
    for service in pool.services() {
        for method in service.methods() {
            let procedure = format!("/{}/{}", service.full_name(), method.name());
            let input = method.input();
            let how = if is_paged(&input) { "paged" } else { "plain" };
            let path = rust_path(&input)?;
            writeln!(arms, "{procedure:?} => {how}::<{path}>(payload, page),")?;
            if is_paged(&input) {
                writeln!(
                    paged,
                    "impl Paged for {path} {{ fn pagination(&mut self) -> &mut PaginationRequest \
                     {{ self.pagination.get_or_insert_default() }} }}"
                )?;
            }
            // idempotency_level is field 34 of google.protobuf.MethodOptions; 1 = no side effects.
            let level = method
                .options()
                .get_field_by_number(34)
                .and_then(|v| v.as_enum_number());
            if level == Some(1) {
                writeln!(effects, "| {procedure:?}")?;
            }
        }
    }
    Ok(format!(
        "#[allow(clippy::too_many_lines, reason = \"one line for each method\")]\n\
         fn dispatch(procedure: &str, payload: &mut Payload, page: &PageOverride) \
         -> Result<(), ConnectError> {{ match procedure {{ {arms} _ => Ok(()) }} }}\n\
         {paged}\n\
         fn without_side_effects(procedure: &str) -> bool {{ matches!(procedure, {effects}) }}\n"
    ))
}

fn is_paged(message: &MessageDescriptor) -> bool {
    message
        .get_field_by_name("pagination")
        .is_some_and(|field| match field.kind() {
            Kind::Message(kind) => kind.full_name() == "gitpod.v1.PaginationRequest",
            _ => false,
        })
}
