//! Which members a ListMembers request asks for.

use api::gitpod::v1::list_members_request::{Filter, Sort, SortField};
use api::gitpod::v1::{ListMembersRequest, LoginProviderKind, SortOrder};
use domain::Error;
use domain::id::ResourceId;
use domain::store::MemberQuery;
use domain::user::{MemberFilter, MemberOrder};

use super::{id, page, user};

/// The query, or none if nobody can match.
pub(crate) fn read(request: ListMembersRequest) -> Result<Option<MemberQuery>, Error> {
    let page = page::request(request.pagination.into_option())?;
    let (order, descending) = order(request.sort.into_option().unwrap_or_default())?;
    let count = request.count.as_option().is_some_and(|count| count.include);
    let filter = filter(request.filter.into_option().unwrap_or_default())?;
    Ok(filter.map(|filter| MemberQuery {
        filter,
        order,
        descending,
        page,
        count,
    }))
}

fn filter(filter: Filter) -> Result<Option<MemberFilter>, Error> {
    let sso_only = match filter.login_provider.as_known() {
        Some(LoginProviderKind::LOGIN_PROVIDER_KIND_UNSPECIFIED) => false,
        Some(LoginProviderKind::LOGIN_PROVIDER_KIND_SSO) => true,
        // Nobody logs in by other means than the organization's SSO.
        _ => return Ok(None),
    };
    let statuses = filter
        .statuses
        .into_iter()
        .map(user::status)
        .collect::<Option<_>>();
    let roles = filter
        .roles
        .into_iter()
        .map(user::role)
        .collect::<Option<_>>();
    let groups = filter.exclude_group_ids.iter().map(|group| {
        // The message's rules demand UUIDs.
        ResourceId::parse(group).ok_or(Error::NotFound("group"))
    });
    Ok(Some(MemberFilter {
        search: filter.search,
        statuses: statuses.ok_or_else(|| {
            unspecified("filter.statuses", "USER_STATUS_ACTIVE, _SUSPENDED or _LEFT")
        })?,
        roles: roles.ok_or_else(|| {
            unspecified(
                "filter.roles",
                "ORGANIZATION_ROLE_ADMIN or ORGANIZATION_ROLE_MEMBER",
            )
        })?,
        user_ids: filter
            .user_ids
            .iter()
            .map(|user| id::user(user))
            .collect::<Result<_, _>>()?,
        exclude_group_ids: groups.collect::<Result<_, _>>()?,
        email: filter.email,
        sso_only,
    }))
}

fn order(sort: Sort) -> Result<(MemberOrder, bool), Error> {
    let order = match sort.field.as_known() {
        Some(SortField::SORT_FIELD_UNSPECIFIED | SortField::SORT_FIELD_NAME) => MemberOrder::Name,
        Some(SortField::SORT_FIELD_DATE_JOINED) => MemberOrder::DateJoined,
        None => {
            return Err(unspecified(
                "sort.field",
                "SORT_FIELD_NAME or SORT_FIELD_DATE_JOINED",
            ));
        }
    };
    match sort.order.as_known() {
        Some(SortOrder::SORT_ORDER_UNSPECIFIED | SortOrder::SORT_ORDER_ASC) => Ok((order, false)),
        Some(SortOrder::SORT_ORDER_DESC) => Ok((order, true)),
        None => Err(unspecified(
            "sort.order",
            "SORT_ORDER_ASC or SORT_ORDER_DESC",
        )),
    }
}

fn unspecified(field: &'static str, names: &str) -> Error {
    Error::InvalidArgument {
        field,
        message: format!("every value must be {names}"),
    }
}
