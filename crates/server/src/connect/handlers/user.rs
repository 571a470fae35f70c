use api::gitpod::v1::{
    GetAuthenticatedUserRequest, GetAuthenticatedUserResponse, GetUserRequest, GetUserResponse,
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
