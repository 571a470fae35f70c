//! What every engine promises, verb by verb, written against the port alone. Each verb has a case
//! in which the thing belongs to another organization, or to another SCIM configuration.

mod credentials;
mod cursors;
mod custom_types;
pub(crate) mod domain_verifications;
mod feed;
pub(crate) mod groups;
mod instance;
mod leaving;
pub(crate) mod logins;
pub(crate) mod oauth_clients;
mod organizations;
mod policies;
mod resource_counts;
mod resources;
mod scim_configurations;
mod scim_tokens;
pub(crate) mod service_accounts;
mod sso_configurations;
pub(crate) mod trusted_issuers;
mod users;

use domain::page::PageRequest;
use domain::store::MemberQuery;
use domain::user::{MemberFilter, MemberOrder};

/// Runs the cases of a module on every engine.
macro_rules! on_every_engine {
    ($($case:ident),+ $(,)?) => {
        mod sqlite {
            $crate::contract::on_engine!(Sqlite: $($case),+);
        }
        mod postgres {
            $crate::contract::on_engine!(Postgres: $($case),+);
        }
        mod partitioned {
            $crate::contract::on_engine!(Partitioned: $($case),+);
        }
    };
}
pub(crate) use on_every_engine;

/// The same on one engine.
macro_rules! on_engine {
    ($engine:ident: $($case:ident),+) => {
        $(
            #[test]
            fn $case() {
                $crate::support::run(async {
                    let engine = $crate::support::Engine::$engine;
                    super::$case($crate::support::World::new(engine).await).await;
                });
            }
        )+
    };
}
pub(crate) use on_engine;

/// A page of that size.
fn page(size: u32) -> PageRequest {
    PageRequest { size, after: None }
}

/// All members, in the order of joining.
pub(crate) fn all_members() -> MemberQuery {
    MemberQuery {
        filter: MemberFilter::default(),
        order: MemberOrder::DateJoined,
        descending: false,
        page: page(1000),
        count: false,
    }
}

/// Asserts the kind of an error.
macro_rules! refused {
    ($result:expr, $pattern:pat $(if $guard:expr)?) => {{
        let result = $result;
        assert!(
            matches!(result, Err($pattern) $(if $guard)?),
            "{:?} is not {}",
            result.map(|_| "success"),
            stringify!($pattern)
        );
    }};
}
pub(crate) use refused;
