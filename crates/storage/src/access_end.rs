//! The end of a user's access: whatever would let the user in again is dead when the transaction
//! commits.

use domain::Error;
use domain::event::{Cause, EventType};
use domain::user::User;

use crate::connection::Connection;
use crate::value::params;
use crate::{credential, session};

/// Ends everything with which the user could go on: the sessions and the personal access tokens.
/// Whatever suspends or removes a user calls this in its own transaction.
pub(crate) async fn end_access<C: Connection>(
    connection: &C,
    user: &User,
    cause: &Cause,
) -> Result<(), Error> {
    let organization = user.organization_id;
    session::end_of_user(connection, organization, user.id).await?;
    let tokens = credential::personal_access_tokens_of(connection, organization, user.id).await?;
    if tokens.is_empty() {
        return Ok(());
    }
    connection
        .execute(
            "DELETE FROM credentials WHERE organization_id = $1 AND user_id = $2",
            params![organization, user.id],
        )
        .await?;
    for token in &tokens {
        let event_type = EventType::TokenDeleted;
        credential::append(connection, organization, token, event_type, cause).await?;
    }
    Ok(())
}
