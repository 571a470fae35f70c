use domain::id::OrganizationId;
use uuid::Uuid;

use crate::backup_manifest::BackupManifest;
use crate::url::StoreUrl;

/// What becomes of the credentials in a backup, which may have been revoked since.
#[derive(Clone, Debug)]
pub enum Revocation {
    /// The store that went on after the backup tells which.
    Since(StoreUrl),
    /// Nobody knows which, so all.
    Everything,
    /// None: whoever restores answers for what was revoked since.
    Nothing,
}

/// What was restored.
#[derive(Clone, Debug)]
pub struct Restored {
    /// The backup.
    pub manifest: BackupManifest,
    /// What does not work in the restored store and did when the backup was made.
    pub invalidated: Vec<Invalidated>,
    /// What still works of the credentials in the backup.
    pub kept: u64,
    /// The feeds that had gone on after the backup, where that is known.
    pub shortened: Vec<ShortenedFeed>,
}

/// A credential, or what gives some, that was in the backup and does not work any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalidated {
    /// What it is.
    pub kind: &'static str,
    /// Its identifier.
    pub id: Uuid,
    /// The organization; none of an operator key.
    pub organization: Option<OrganizationId>,
    /// The user, or the SCIM configuration, that it is of.
    pub owner: Option<Uuid>,
    /// What its maker wrote down about it.
    pub description: String,
    /// Why it does not work any more.
    pub reason: &'static str,
}

/// A feed that ended later in the store that went on after the backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortenedFeed {
    /// The organization.
    pub organization: OrganizationId,
    /// The last event that was restored.
    pub restored: i64,
    /// The last event there was.
    pub lost: i64,
}
