//! A cursor: only the one that Muster made for the query opens.
//!
//! The input is the cursor, or `~` and then pairs of bytes, which are changes of the genuine one:
//! where, and what to put there.
#![no_main]

use std::cell::LazyCell;

use domain::Error;
use domain::provisioning::ListRequest;
use fuzz::PROFILES;
use fuzz::world::World;
use libfuzzer_sys::fuzz_target;
use scim::ScimType;

struct Genuine {
    world: World,
    request: ListRequest,
    cursor: String,
}

thread_local! {
    static GENUINE: LazyCell<Genuine> = LazyCell::new(|| {
        let world = World::new();
        let request = ListRequest {
            filter: Some("userName co \"example\"".to_owned()),
            sort_by: Some("userName".to_owned()),
            count: Some(2),
            ..ListRequest::default()
        };
        let cursor = world.next(world.kind("User"), &request);
        Genuine { world, request, cursor }
    });
}

fuzz_target!(|data: &[u8]| {
    GENUINE.with(|genuine| check(genuine, data));
});

fn check(genuine: &Genuine, data: &[u8]) {
    let text = match data.strip_prefix(b"~") {
        Some(changes) => {
            let mut bytes = genuine.cursor.clone().into_bytes();
            for change in changes.chunks_exact(2) {
                let place = usize::from(change[0]) % bytes.len();
                bytes[place] = change[1];
            }
            String::from_utf8(bytes)
        }
        None => String::from_utf8(data.to_vec()),
    };
    let Ok(text) = text else { return };
    let first = text.is_empty();
    let is_genuine = text == genuine.cursor;
    let request = ListRequest {
        cursor: Some(text),
        ..genuine.request.clone()
    };
    for profile in PROFILES {
        let user = genuine.world.kind("User");
        match genuine.world.list(Some(user), profile, &request) {
            Ok(_) => assert!(first || is_genuine),
            Err(Error::Scim(error)) => {
                assert!(!first && !is_genuine);
                assert_eq!(error.scim_type, Some(ScimType::InvalidCursor), "{error:?}");
                assert!(error.detail.len() < 300);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
    // Another query does not take it, whoever made it.
    let other = ListRequest {
        count: Some(3),
        ..request.clone()
    };
    let other_type = genuine.world.kind("Thing");
    let users_filter = ListRequest {
        filter: None,
        sort_by: None,
        ..request
    };
    for (kind, request) in [
        (genuine.world.kind("User"), other),
        (other_type, users_filter),
    ] {
        let answer = genuine.world.list(Some(kind), PROFILES[0], &request);
        assert!(first == answer.is_ok(), "{answer:?}");
    }
}
