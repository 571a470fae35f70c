//! Who may do what.

use domain::Error;
use domain::event::Actor;
use domain::groups::OrganizationRoles;
use domain::id::{CredentialId, OrganizationId, UserId};
use domain::management::Caller;
use domain::user::Role;
use uuid::Uuid;

const OURS: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(1));
const THEIRS: OrganizationId = OrganizationId::from_uuid(Uuid::from_u128(2));
const USER: UserId = UserId::from_uuid(Uuid::from_u128(3));
const KEY: CredentialId = CredentialId::from_uuid(Uuid::from_u128(4));

fn user(role: Role, read_only: bool) -> Caller {
    Caller::User {
        organization_id: OURS,
        user_id: USER,
        by_groups: OrganizationRoles::default(),
        role,
        read_only,
    }
}

fn operator(organization_id: Option<OrganizationId>) -> Caller {
    Caller::Operator {
        credential_id: KEY,
        organization_id,
    }
}

fn word<T>(result: Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => "yes",
        Err(Error::PermissionDenied(_)) => "denied",
        Err(Error::NotFound(_)) => "not found",
        Err(Error::FailedPrecondition(_)) => "name one",
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn the_table_of_permissions() {
    let table = [
        // caller, reads ours, changes ours, as operator, is administrator
        (user(Role::Admin, false), ["yes", "yes", "denied"], true),
        (user(Role::Admin, true), ["yes", "denied", "denied"], true),
        (
            user(Role::Member, false),
            ["yes", "denied", "denied"],
            false,
        ),
        (user(Role::Member, true), ["yes", "denied", "denied"], false),
        (operator(Some(OURS)), ["yes", "yes", "yes"], true),
        (operator(None), ["name one", "name one", "yes"], true),
    ];
    for (caller, [reads, changes, operates], administers) in table {
        assert_eq!(word(caller.organization()), reads, "{caller:?}");
        assert_eq!(word(caller.administered()), changes, "{caller:?}");
        assert_eq!(word(caller.operator()), operates, "{caller:?}");
        assert_eq!(caller.is_administrator(), administers, "{caller:?}");
        for organization in [caller.organization(), caller.administered()]
            .into_iter()
            .flatten()
        {
            assert_eq!(organization, OURS);
        }
    }
}

#[test]
fn a_user_never_leaves_the_own_organization_and_an_operator_names_one() {
    for (role, read_only) in [
        (Role::Admin, false),
        (Role::Admin, true),
        (Role::Member, false),
    ] {
        let caller = user(role, read_only);
        assert_eq!(caller.in_organization(OURS).unwrap(), caller);
        assert_eq!(word(caller.in_organization(THEIRS)), "not found");
        assert_eq!(
            (caller.user(), caller.actor()),
            (Some(USER), Actor::User(USER))
        );
    }
    for caller in [operator(None), operator(Some(OURS))] {
        let moved = caller.in_organization(THEIRS).unwrap();
        assert_eq!(moved, operator(Some(THEIRS)));
        assert_eq!(moved.administered().unwrap(), THEIRS);
        assert_eq!(
            (caller.user(), caller.actor()),
            (None, Actor::Operator(KEY))
        );
    }
}
