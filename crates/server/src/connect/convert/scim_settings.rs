//! How a SCIM configuration speaks the protocol.

use api::EnumValue;
use api::muster::v1 as message;
use domain::Error;
use domain::protocol::{GroupPatchReply, ProtocolUpdate, PutWithoutMembers};
use domain::scim_configuration::ScimSettings;
use scim::compat::Profile;

pub(crate) fn message(all: &ScimSettings) -> message::SCIMSettings {
    let settings = &all.protocol;
    message::SCIMSettings {
        profile: match settings.profile {
            Profile::Tolerant => message::SCIMProfile::SCIM_PROFILE_TOLERANT,
            Profile::Rfc => message::SCIMProfile::SCIM_PROFILE_RFC,
            Profile::Interop => message::SCIMProfile::SCIM_PROFILE_INTEROP,
        }
        .into(),
        group_patch_reply: match settings.group_patch_reply {
            GroupPatchReply::Automatic => message::GroupPatchReply::GROUP_PATCH_REPLY_AUTOMATIC,
            GroupPatchReply::Group => message::GroupPatchReply::GROUP_PATCH_REPLY_GROUP,
            GroupPatchReply::NoContent => message::GroupPatchReply::GROUP_PATCH_REPLY_NO_CONTENT,
        }
        .into(),
        require_if_match: settings.require_if_match,
        default_page_size: i32::try_from(settings.page_size()).unwrap_or(i32::MAX),
        put_without_members: match settings.put_without_members {
            PutWithoutMembers::ByProfile => {
                message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_BY_PROFILE
            }
            PutWithoutMembers::Keep => message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_KEEP,
            PutWithoutMembers::Clear => message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_CLEAR,
        }
        .into(),
        login_claim: all.login_claim.clone(),
        ..Default::default()
    }
}

pub(crate) fn update(
    request: &message::UpdateSCIMSettingsRequest,
) -> Result<ProtocolUpdate, Error> {
    Ok(ProtocolUpdate {
        profile: request.profile.map(profile).transpose()?,
        group_patch_reply: request
            .group_patch_reply
            .map(group_patch_reply)
            .transpose()?,
        require_if_match: request.require_if_match,
        default_page_size: request
            .default_page_size
            .map(|size| u32::try_from(size).unwrap_or_default()),
        put_without_members: request
            .put_without_members
            .map(put_without_members)
            .transpose()?,
    })
}

fn profile(value: EnumValue<message::SCIMProfile>) -> Result<Profile, Error> {
    match value.as_known() {
        Some(message::SCIMProfile::SCIM_PROFILE_TOLERANT) => Ok(Profile::Tolerant),
        Some(message::SCIMProfile::SCIM_PROFILE_RFC) => Ok(Profile::Rfc),
        Some(message::SCIMProfile::SCIM_PROFILE_INTEROP) => Ok(Profile::Interop),
        Some(message::SCIMProfile::SCIM_PROFILE_UNSPECIFIED) | None => Err(unknown(
            "profile",
            "SCIM_PROFILE_TOLERANT, SCIM_PROFILE_RFC or SCIM_PROFILE_INTEROP",
        )),
    }
}

fn group_patch_reply(value: EnumValue<message::GroupPatchReply>) -> Result<GroupPatchReply, Error> {
    match value.as_known() {
        Some(message::GroupPatchReply::GROUP_PATCH_REPLY_AUTOMATIC) => {
            Ok(GroupPatchReply::Automatic)
        }
        Some(message::GroupPatchReply::GROUP_PATCH_REPLY_GROUP) => Ok(GroupPatchReply::Group),
        Some(message::GroupPatchReply::GROUP_PATCH_REPLY_NO_CONTENT) => {
            Ok(GroupPatchReply::NoContent)
        }
        Some(message::GroupPatchReply::GROUP_PATCH_REPLY_UNSPECIFIED) | None => Err(unknown(
            "group_patch_reply",
            "GROUP_PATCH_REPLY_AUTOMATIC, GROUP_PATCH_REPLY_GROUP or GROUP_PATCH_REPLY_NO_CONTENT",
        )),
    }
}

fn put_without_members(
    value: EnumValue<message::PutWithoutMembers>,
) -> Result<PutWithoutMembers, Error> {
    match value.as_known() {
        Some(message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_BY_PROFILE) => {
            Ok(PutWithoutMembers::ByProfile)
        }
        Some(message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_KEEP) => Ok(PutWithoutMembers::Keep),
        Some(message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_CLEAR) => Ok(PutWithoutMembers::Clear),
        Some(message::PutWithoutMembers::PUT_WITHOUT_MEMBERS_UNSPECIFIED) | None => Err(unknown(
            "put_without_members",
            "PUT_WITHOUT_MEMBERS_BY_PROFILE, PUT_WITHOUT_MEMBERS_KEEP or PUT_WITHOUT_MEMBERS_CLEAR",
        )),
    }
}

fn unknown(field: &'static str, names: &str) -> Error {
    Error::InvalidArgument {
        field,
        message: format!("must be {names}"),
    }
}
