//! What a PATCH needs to know of the resource beside its attributes.

use crate::compat::Profile;
use crate::resource::SizeLimits;
use crate::resource_type::ResourceType;

/// The resource that a PATCH changes.
#[derive(Clone, Copy, Debug)]
pub struct PatchContext<'a> {
    /// The resource's `id`; a client may repeat it but not change it.
    pub id: &'a str,
    /// The resource's type.
    pub resource_type: &'a ResourceType,
    /// How strictly the operations are read.
    pub profile: Profile,
    /// How large the resource may become, after each operation.
    pub size: SizeLimits,
}
