//! Backups are whole or refused, and what was revoked after a backup stays dead after its restore.

use std::fs;
use std::path::{Path, PathBuf};

use domain::time::Clock;
use domain::user::Role;
use rusqlite::Connection;
use storage::{BackupError, BackupManifest, Restored, Revocation, StoreUrl};

use crate::support::{Engine, World, run};
use crate::verify::assert_sound_at;

/// A world with a backup of how it was.
struct Scene {
    world: World,
    folder: tempfile::TempDir,
}

impl Scene {
    fn backup(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    fn old(&self) -> Revocation {
        Revocation::Since(StoreUrl::Sqlite(self.world.database()))
    }

    fn restore(&self, name: &str, revocation: &Revocation) -> Result<Restored, BackupError> {
        let to = self.folder.path().join(name);
        storage::restore(
            &self.backup(),
            &StoreUrl::Sqlite(to),
            revocation,
            &self.world.cause(),
        )
    }

    fn restored(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

async fn scene() -> Scene {
    let world = World::new(Engine::Sqlite).await;
    let anna = world.user(&world.ours.client, "anna").await;
    world.group(&world.ours.client, "Staff", &[anna]).await;
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene { world, folder };
    take(&scene.world, &scene.backup()).unwrap();
    scene
}

fn take(world: &World, to: &Path) -> Result<BackupManifest, BackupError> {
    storage::backup(&StoreUrl::Sqlite(world.database()), to, world.clock.now())
}

/// The identifiers and ends of the credentials of a store.
fn credentials(store: &Path) -> Vec<(String, String, i64)> {
    Connection::open(store)
        .unwrap()
        .prepare("SELECT hex(id), kind, expires_at FROM credentials ORDER BY id")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".lock"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_the_store_at_one_time_and_tells_what_it_is() {
    run(async {
        let scene = scene().await;
        let world = &scene.world;
        let organization = world.ours.organization;
        let text = fs::read_to_string(BackupManifest::path(&scene.backup())).unwrap();
        assert!(text.contains(&organization.to_string()), "{text}");
        assert_eq!(
            files(scene.folder.path()),
            ["copy.db", "copy.db.manifest.json"]
        );
        let url = StoreUrl::Sqlite(world.database());
        let before = storage::digests(&url, organization).await.unwrap();
        world.user(&world.ours.client, "later").await;

        let restored = scene.restore("new.db", &Revocation::Nothing).unwrap();

        assert!(restored.invalidated.is_empty());
        let url = StoreUrl::Sqlite(scene.restored("new.db"));
        assert_eq!(storage::digests(&url, organization).await.unwrap(), before);
        assert_sound_at(&StoreUrl::Sqlite(scene.restored("new.db"))).await;
    });
}

#[test]
fn nothing_is_overwritten() {
    run(async {
        let scene = scene().await;
        let before = fs::read(scene.backup()).unwrap();
        let refused = take(&scene.world, &scene.backup()).unwrap_err();
        assert!(matches!(refused, BackupError::Exists(_)), "{refused}");
        assert_eq!(fs::read(scene.backup()).unwrap(), before);
        fs::write(scene.folder.path().join("b.db.manifest.json"), "mine").unwrap();
        let refused = take(&scene.world, &scene.folder.path().join("b.db")).unwrap_err();
        assert!(matches!(refused, BackupError::Exists(_)), "{refused}");

        for (name, left) in [
            ("t1.db", "t1.db"),
            ("t2.db", "t2.db-wal"),
            ("t3.db", "t3.db-journal"),
        ] {
            fs::write(scene.folder.path().join(left), "mine").unwrap();
            let refused = scene.restore(name, &Revocation::Everything).unwrap_err();
            assert!(matches!(refused, BackupError::NotEmpty(_)), "{refused}");
            assert_eq!(fs::read(scene.folder.path().join(left)).unwrap(), b"mine");
        }
        let url = StoreUrl::Sqlite(scene.restored("served.db"));
        let _served = storage::lock(&url).unwrap();
        let refused = scene
            .restore("served.db", &Revocation::Everything)
            .unwrap_err();
        assert!(
            refused.to_string().contains("in use by another"),
            "{refused}"
        );
        assert!(!scene.restored("served.db").exists());
    });
}

/// Target B-2: every changed byte is found before anything could be served.
#[test]
fn one_changed_byte_anywhere_is_found() {
    run(async {
        let scene = scene().await;
        let manifest = BackupManifest::path(&scene.backup());
        for (path, places) in [(scene.backup(), 150), (manifest, 150)] {
            let whole = fs::read(&path).unwrap();
            // The last byte of the manifest ends its line and means nothing.
            let size = if places == whole.len() {
                places
            } else {
                whole.len() - 1
            };
            for number in 0..places {
                let mut bytes = whole.clone();
                // Spread over the file, in an order without a pattern.
                let place = number * 7919 % size;
                bytes[place] ^= 1 << (number % 7);
                fs::write(&path, &bytes).unwrap();
                let refused = scene.restore("new.db", &Revocation::Nothing);
                let refused = refused
                    .expect_err("a changed byte was not found")
                    .to_string();
                assert!(refused.contains("nothing was written"), "{refused}");
                assert!(!scene.restored("new.db").exists(), "byte {place}");
            }
            fs::write(&path, &whole).unwrap();
        }
        fs::write(scene.backup(), &fs::read(scene.backup()).unwrap()[..4096]).unwrap();
        assert!(scene.restore("new.db", &Revocation::Nothing).is_err());
        let left: Vec<_> = files(scene.folder.path());
        assert_eq!(
            left,
            ["copy.db", "copy.db.manifest.json"],
            "no half file stays"
        );
    });
}

#[test]
fn a_damaged_store_makes_no_backup() {
    run(async {
        let scene = scene().await;
        let damaged = scene.folder.path().join("damaged.db");
        fs::copy(scene.backup(), &damaged).unwrap();
        let mut bytes = fs::read(&damaged).unwrap();
        // The header of the first page behind the schema.
        let page = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
        for byte in &mut bytes[page..page + 8] {
            *byte = 0xff;
        }
        fs::write(&damaged, &bytes).unwrap();
        let to = scene.folder.path().join("never.db");
        let url = StoreUrl::Sqlite(damaged);
        let refused = storage::backup(&url, &to, scene.world.clock.now()).unwrap_err();
        assert!(
            refused.to_string().contains("nothing was written"),
            "{refused}"
        );
        let left = files(scene.folder.path());
        assert!(
            !left.iter().any(|name| name.starts_with("never")),
            "{left:?}"
        );
    });
}

/// Nobody tells what was revoked: whatever can be, is; the operator key cannot be.
#[test]
fn without_the_old_store_everything_that_can_be_revoked_ends() {
    run(async {
        let scene = scene().await;
        let before = credentials(&scene.backup());

        let restored = scene.restore("new.db", &Revocation::Everything).unwrap();

        let after = credentials(&scene.restored("new.db"));
        assert_eq!(after.len(), 1, "{after:?}");
        assert_eq!(after[0].1, "op");
        assert_eq!(restored.invalidated.len(), before.len() - 1);
        assert_eq!(restored.kept, 1);
        for one in &restored.invalidated {
            assert!(one.reason.contains("may have been revoked"), "{one:?}");
        }
        // What ended is told in the feed.
        assert_sound_at(&StoreUrl::Sqlite(scene.restored("new.db"))).await;
    });
}

#[test]
fn the_old_store_tells_what_was_revoked_and_the_rest_lives() {
    run(async {
        let scene = scene().await;
        let world = &scene.world;
        let (ours, theirs) = (&world.ours, &world.theirs);
        let before = credentials(&scene.backup());
        // Ends one token by regenerating, and makes one that the backup does not have.
        world
            .muster
            .regenerate_scim_token(&ours.caller, ours.scim, None, "test")
            .await
            .unwrap();
        // Takes the role from somebody whose token was an administrator's.
        let other = world.user(&theirs.client, "other").await.into();
        for (user, role) in [(other, Role::Admin), (theirs.administrator, Role::Member)] {
            world
                .store
                .set_role(theirs.organization, user, role, world.cause())
                .await
                .unwrap();
        }

        let restored = scene.restore("new.db", &scene.old()).unwrap();

        let reasons: Vec<_> = restored
            .invalidated
            .iter()
            .map(|one| {
                (
                    one.kind,
                    one.reason.contains("lost a role"),
                    one.organization,
                )
            })
            .collect();
        let expected = [
            ("SCIM token", false, Some(ours.organization)),
            ("personal access token", true, Some(theirs.organization)),
        ];
        assert_eq!(reasons.len(), 2, "{:#?}", restored.invalidated);
        for one in expected {
            assert!(reasons.contains(&one), "{reasons:?}");
        }
        let after = credentials(&scene.restored("new.db"));
        assert_eq!(after.len(), before.len() - 2);
        assert!(after.iter().all(|credential| before.contains(credential)));
        let shortened: Vec<_> = restored
            .shortened
            .iter()
            .map(|feed| feed.organization)
            .collect();
        assert_eq!(shortened.len(), 2, "{:?}", restored.shortened);
        assert_sound_at(&StoreUrl::Sqlite(scene.restored("new.db"))).await;
    });
}

#[test]
fn a_rotated_token_keeps_its_earlier_end() {
    run(async {
        let scene = scene().await;
        let world = &scene.world;
        let sql = "UPDATE credentials SET expires_at = expires_at - 1000 WHERE kind = 'scim'";
        let connection = Connection::open(world.database()).unwrap();
        let changed = connection.execute(sql, []).unwrap();
        drop(connection);

        let restored = scene.restore("new.db", &scene.old()).unwrap();

        assert_eq!(restored.invalidated.len(), changed);
        assert!(restored.invalidated[0].reason.contains("earlier end"));
        assert_eq!(
            credentials(&scene.restored("new.db")),
            credentials(&world.database())
        );
        assert_sound_at(&StoreUrl::Sqlite(scene.restored("new.db"))).await;
    });
}

#[test]
fn a_disabled_configuration_takes_its_tokens_along() {
    run(async {
        let scene = scene().await;
        let connection = Connection::open(scene.world.database()).unwrap();
        connection
            .execute("UPDATE scim_configurations SET enabled = 0", [])
            .unwrap();
        drop(connection);
        let restored = scene.restore("new.db", &scene.old()).unwrap();
        assert!(!restored.invalidated.is_empty());
        let after = credentials(&scene.restored("new.db"));
        assert!(
            after.iter().all(|credential| credential.1 != "scim"),
            "{after:?}"
        );
    });
}

#[test]
fn only_the_store_that_went_on_can_tell() {
    run(async {
        let scene = scene().await;
        let elsewhere = World::new(Engine::Sqlite).await;
        Connection::open(elsewhere.database())
            .unwrap()
            .execute(
                "UPDATE instance SET key_fingerprint = x'0000000000000000'",
                [],
            )
            .unwrap();
        let other = Revocation::Since(StoreUrl::Sqlite(elsewhere.database()));
        let refused = scene.restore("new.db", &other).unwrap_err().to_string();
        assert!(refused.contains("another instance"), "{refused}");

        let older = scene.folder.path().join("older.db");
        fs::copy(scene.backup(), &older).unwrap();
        scene.world.user(&scene.world.ours.client, "ben").await;
        fs::remove_file(scene.backup()).unwrap();
        fs::remove_file(BackupManifest::path(&scene.backup())).unwrap();
        take(&scene.world, &scene.backup()).unwrap();
        let older = Revocation::Since(StoreUrl::Sqlite(older));
        let refused = scene.restore("new.db", &older).unwrap_err().to_string();
        assert!(refused.contains("older than the backup"), "{refused}");

        let url = StoreUrl::Sqlite(scene.world.database());
        let _served = storage::lock(&url).unwrap();
        let refused = scene
            .restore("new.db", &scene.old())
            .unwrap_err()
            .to_string();
        assert!(refused.contains("in use by another"), "{refused}");
        assert!(!scene.restored("new.db").exists());
    });
}

/// The token of an OAuth client is not told in the feed, and dies as well.
#[test]
fn clients_their_tokens_and_trusted_issuers_end_too() {
    run(async {
        let world = World::new(Engine::Sqlite).await;
        let folder = tempfile::tempdir().unwrap();
        let scene = Scene { world, folder };
        let at = scene.world.clock.now();
        let owner = scene.world.ours.owner;
        let (organization, configuration) = (
            owner.organization_id.uuid().into_bytes(),
            owner.scim_configuration_id.uuid().into_bytes(),
        );
        let connection = Connection::open(scene.world.database()).unwrap();
        let values = (organization, configuration, at.micros());
        connection
            .execute(
                "INSERT INTO oauth_clients (organization_id, scim_configuration_id, id, \
                 description, read_only, users_only, jwks_uri, created_at) \
                 VALUES (?1, ?2, x'00000000000000000000000000000007', 'Okta', 0, 0, 'https://k', ?3)",
                values,
            )
            .unwrap();
        connection
            .execute(
                "INSERT INTO credentials (public_id, id, kind, organization_id, \
                 scim_configuration_id, hash, description, read_only, created_at, expires_at, \
                 oauth_client_id) VALUES ('p', x'00000000000000000000000000000008', 'scim', ?1, \
                 ?2, zeroblob(32), '', 0, ?3, ?3 + 3600000000, \
                 x'00000000000000000000000000000007')",
                values,
            )
            .unwrap();
        connection
            .execute(
                "INSERT INTO trusted_issuers (organization_id, scim_configuration_id, id, \
                 description, read_only, users_only, issuer, audience, subjects, app_ids, \
                 jwks_uri, created_at) VALUES (?1, ?2, x'00000000000000000000000000000009', '', 0, \
                 0, 'https://i', 'a', '[]', '[]', 'https://k', ?3)",
                values,
            )
            .unwrap();
        take(&scene.world, &scene.backup()).unwrap();

        let kept = scene.restore("kept.db", &scene.old()).unwrap();
        assert!(kept.invalidated.is_empty(), "{:?}", kept.invalidated);
        let all = scene.restore("all.db", &Revocation::Everything).unwrap();
        connection
            .execute_batch(
                "DELETE FROM credentials WHERE oauth_client_id IS NOT NULL; \
                 DELETE FROM oauth_clients; DELETE FROM trusted_issuers;",
            )
            .unwrap();
        let ended = scene.restore("ended.db", &scene.old()).unwrap();

        let kinds = |restored: &Restored| -> Vec<_> {
            restored.invalidated.iter().map(|one| one.kind).collect()
        };
        let expected = ["OAuth access token", "OAuth client", "trusted issuer"];
        assert_eq!(kinds(&ended), expected);
        for kind in expected {
            assert!(kinds(&all).contains(&kind), "{:?}", kinds(&all));
        }
        for name in ["kept.db", "all.db", "ended.db"] {
            assert_sound_at(&StoreUrl::Sqlite(scene.restored(name))).await;
        }
    });
}

/// PostgreSQL has tools of its own, and the refusal says so.
#[test]
fn a_store_on_postgres_is_neither_backed_up_nor_restored_here() {
    run(async {
        let scene = scene().await;
        let elsewhere: StoreUrl = "postgres://muster@127.0.0.1/muster".parse().unwrap();
        let to = scene.folder.path().join("never.db");
        let refused = storage::backup(&elsewhere, &to, scene.world.clock.now()).unwrap_err();
        assert!(refused.to_string().contains("pg_basebackup"), "{refused}");
        let refused = storage::restore(
            &scene.backup(),
            &elsewhere,
            &Revocation::Nothing,
            &scene.world.cause(),
        );
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("pg_basebackup"), "{refused}");
        let refused = scene.restore("new.db", &Revocation::Since(elsewhere));
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("not a SQLite store"), "{refused}");
        assert!(!to.exists() && !scene.restored("new.db").exists());
    });
}
