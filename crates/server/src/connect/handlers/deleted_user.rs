use api::muster::v1::{
    DeletedUser, ListDeletedUsersRequest, ListDeletedUsersResponse, RestoreUserRequest,
    RestoreUserResponse,
};
use domain::Error;

use super::call::Call;
use crate::connect::convert::time::timestamp;
use crate::connect::convert::{id, page, user};

pub(super) async fn list(
    call: &Call<'_>,
    request: ListDeletedUsersRequest,
) -> Result<ListDeletedUsersResponse, Error> {
    let page = page::request(request.pagination.into_option())?;
    let found = call.muster.deleted_users(call.caller, page).await?;
    Ok(ListDeletedUsersResponse {
        pagination: page::response(found.next).into(),
        deleted_users: found.items.into_iter().map(message).collect(),
        ..Default::default()
    })
}

pub(super) async fn restore(
    call: &Call<'_>,
    request: RestoreUserRequest,
) -> Result<RestoreUserResponse, Error> {
    let id = id::user(&request.user_id)?;
    let restored = call
        .muster
        .restore_user(call.caller, id, call.request_id())
        .await?;
    Ok(RestoreUserResponse {
        user: user::message(restored).into(),
        ..Default::default()
    })
}

fn message(deleted: domain::deleted_user::DeletedUser) -> DeletedUser {
    DeletedUser {
        deleted_at: timestamp(deleted.deleted_at).into(),
        restorable_until: timestamp(deleted.restorable_until()).into(),
        user: user::message(deleted.user).into(),
        ..Default::default()
    }
}
