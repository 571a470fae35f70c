//! Cursors and time.

use domain::Error;
use domain::limits::SCIM_CURSOR_SECONDS;
use domain::provisioning::{List, ListRequest};
use scim::ScimType;
use scim::list_response::Page;

use super::on_every_engine;
use crate::support::World;

on_every_engine!(expire);

/// How a query goes on.
async fn next(world: &World, cursor: &str) -> Result<List, Error> {
    let request = ListRequest {
        cursor: Some(cursor.to_owned()),
        count: Some(1),
        ..ListRequest::default()
    };
    let client = world.client_now().await;
    let users = client.access.resource_types.named("User").unwrap();
    world.muster.scim_list(&client, Some(users), &request).await
}

fn cursor(list: &List) -> String {
    match &list.response.page {
        Page::Cursor { next, .. } => next.clone().unwrap(),
        Page::Index { .. } => panic!("a page by cursor was asked for"),
    }
}

/// RFC 9865 §2.1, §4: a cursor is good for as long as `cursorTimeout` says, each one anew.
async fn expire(world: World) {
    for name in ["anna", "bob", "carl"] {
        world.user(&world.ours.client, name).await;
    }
    let first = cursor(&next(&world, "").await.unwrap());
    let lifetime = SCIM_CURSOR_SECONDS * 1_000_000;
    world.clock.advance(lifetime);
    let second = cursor(&next(&world, &first).await.unwrap());
    world.clock.advance(1);
    let refused = next(&world, &first).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Scim(error)
            if error.status == 400 && error.scim_type == Some(ScimType::ExpiredCursor)),
        "{refused:?}"
    );
    let last = next(&world, &second).await.unwrap();
    assert_eq!(last.response.resources.len(), 1);
}
