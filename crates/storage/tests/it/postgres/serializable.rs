//! A database whose transactions are serializable by default: the server breaks off more of them,
//! and nobody notices.

use std::sync::Arc;

use scim::projection::Projection;
use scim::resource_type::USER;
use serde_json::json;

use crate::support::{Engine, Site, World};
use crate::verify::assert_sound_at;

const WRITERS: usize = 8;
const WRITES: usize = 12;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_of_a_serializable_database_all_succeed() {
    let site = Site::with_schema(Engine::Postgres);
    site.execute(
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_isolation = \
         serializable', current_database()); END $$",
    );
    let isolation = site.sql("SHOW default_transaction_isolation");
    assert_eq!(isolation, [[Some("serializable".to_owned())]]);
    let world = Arc::new(World::on(site.open().await).await);

    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let world = world.clone();
        writers.push(tokio::spawn(async move {
            let clients = [&world.ours.client, &world.second, &world.theirs.client];
            for number in 0..WRITES {
                let client = clients[(writer + number) % clients.len()];
                let body = json!({ "userName": format!("user {writer} {number}") });
                let shown = Projection::default();
                let made = world.muster.scim_create(client, &USER, &body, &shown).await;
                made.unwrap();
                world.list(client, &[&USER], None, (1, 10)).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }

    let rows = site.sql("SELECT count(*) FROM resources");
    assert_eq!(rows, [[Some((WRITERS * WRITES).to_string())]]);
    assert_sound_at(site.url()).await;
}
