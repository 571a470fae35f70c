use api::gitpod::v1::{
    DeleteUserRequest, DeleteUserResponse, GetAuthenticatedUserRequest,
    GetAuthenticatedUserResponse, GetUserRequest, GetUserResponse, SetSuspendedRequest,
    SetSuspendedResponse,
};
use domain::Error;

use super::call::Call;
use crate::connect::convert::{id, user};

pub(super) async fn get_authenticated(
    call: &Call<'_>,
    _: GetAuthenticatedUserRequest,
) -> Result<GetAuthenticatedUserResponse, Error> {
    let found = call.muster.authenticated_user(call.caller).await?;
    Ok(GetAuthenticatedUserResponse {
        user: user::message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn get(
    call: &Call<'_>,
    request: GetUserRequest,
) -> Result<GetUserResponse, Error> {
    let found = call
        .muster
        .user(call.caller, id::user(&request.user_id)?)
        .await?;
    Ok(GetUserResponse {
        user: user::message(found).into(),
        ..Default::default()
    })
}

pub(super) async fn set_suspended(
    call: &Call<'_>,
    request: SetSuspendedRequest,
) -> Result<SetSuspendedResponse, Error> {
    let user = id::user(&request.user_id)?;
    call.muster
        .set_suspended(call.caller, user, request.suspended, call.request_id())
        .await?;
    Ok(SetSuspendedResponse::default())
}

pub(super) async fn delete(
    call: &Call<'_>,
    request: DeleteUserRequest,
) -> Result<DeleteUserResponse, Error> {
    let user = id::user(&request.user_id)?;
    call.muster
        .delete_user(call.caller, user, call.request_id())
        .await?;
    Ok(DeleteUserResponse::default())
}
