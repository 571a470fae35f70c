//! The schemas and resource types that organizations define.

use async_trait::async_trait;

use crate::custom_types::CustomTypes;
use crate::error::Error;
use crate::event::Cause;
use crate::id::OrganizationId;

/// A change of an organization's definitions, made from the current ones and the names of the
/// resource types of which there are resources.
pub type EditTypes =
    Box<dyn Fn(&CustomTypes, &[String]) -> Result<CustomTypes, Error> + Send + Sync>;

/// The schemas and resource types that organizations define.
#[async_trait]
pub trait ResourceTypeStore: Send + Sync {
    /// What an organization has defined, and the version of it: 0 before the first definition.
    async fn custom_types(&self, organization: OrganizationId)
    -> Result<(i64, CustomTypes), Error>;
    /// Changes what an organization has defined and returns it.
    async fn edit_custom_types(
        &self,
        organization: OrganizationId,
        edit: EditTypes,
        cause: Cause,
    ) -> Result<CustomTypes, Error>;
}
