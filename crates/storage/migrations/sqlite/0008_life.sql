-- Whether an administrator has suspended the user, whatever the identity provider says.
ALTER TABLE users ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;

-- Users who have left and can be restored. For a provisioned one, what the User resource was.
CREATE TABLE deleted_users (
    organization_id BLOB    NOT NULL REFERENCES organizations (id),
    user_id         BLOB    NOT NULL,
    deleted_at      INTEGER NOT NULL,
    resource        TEXT,
    PRIMARY KEY (organization_id, user_id)
) STRICT;
-- Those whose time is over are found in all organizations at once.
CREATE INDEX deleted_users_by_time ON deleted_users (deleted_at);

-- Those of the organization's policies that Muster obeys, and in one document those that it keeps
-- for the application. Without a row they are the defaults.
CREATE TABLE organization_policies (
    organization_id     BLOB    NOT NULL PRIMARY KEY REFERENCES organizations (id),
    restrict_to_scim    INTEGER NOT NULL,
    allow_just_in_time  INTEGER NOT NULL,
    application         TEXT,
    updated_at          INTEGER NOT NULL
) STRICT;

-- The domains that organizations prove, or have proven: the latter are looked up again at check_at.
CREATE TABLE domain_verifications (
    organization_id BLOB    NOT NULL REFERENCES organizations (id),
    id              BLOB    NOT NULL,
    domain          TEXT    NOT NULL,
    token           TEXT    NOT NULL,
    created_at      INTEGER NOT NULL,
    verified_at     INTEGER,
    seen_at         INTEGER,
    check_at        INTEGER,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX domain_verifications_by_domain
    ON domain_verifications (organization_id, domain);
-- Those that are due are found in all organizations at once.
CREATE INDEX domain_verifications_due ON domain_verifications (check_at)
    WHERE check_at IS NOT NULL;

-- The domains that are proven: each for one organization of the whole instance, so its key cannot
-- begin with the organization.
CREATE TABLE verified_domains (
    domain          TEXT    NOT NULL PRIMARY KEY,
    organization_id BLOB    NOT NULL
) STRICT;
CREATE INDEX verified_domains_by_organization ON verified_domains (organization_id, domain);

-- The invite of each organization: one, since a new one ends the one before. Its secret is there
-- hashed, to be found by, and sealed, to be told again.
CREATE TABLE organization_invites (
    organization_id BLOB    NOT NULL PRIMARY KEY REFERENCES organizations (id),
    invite_hash     BLOB    NOT NULL,
    sealed_secret   BLOB    NOT NULL,
    created_at      INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL
) STRICT;
-- Not UNIQUE, because a unique key of a distributed table has to contain the organization; secrets
-- are random.
CREATE INDEX organization_invites_by_hash ON organization_invites (invite_hash);
