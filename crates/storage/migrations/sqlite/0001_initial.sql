-- Times are microseconds since 1970-01-01T00:00:00Z; identifiers are the 16 bytes of a UUID.
-- Every key of an owned row begins with its owner (organization, then SCIM configuration).
-- Keys that ignore letter case (…_key) are folded before they arrive here: the database never
-- folds, so that every engine compares the same bytes.

CREATE TABLE instance (
    id              INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    key_fingerprint BLOB    NOT NULL,
    initialized_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE organizations (
    id             BLOB    NOT NULL PRIMARY KEY,
    name           TEXT    NOT NULL,
    invite_domains TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT;

-- The position of the last event of each organization. A row of its own, because every write of
-- the organization changes it.
CREATE TABLE feed_heads (
    organization_id BLOB    NOT NULL PRIMARY KEY REFERENCES organizations (id),
    sequence        INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
    organization_id       BLOB    NOT NULL,
    sequence              INTEGER NOT NULL,
    occurred_at           INTEGER NOT NULL,
    event_type            TEXT    NOT NULL,
    resource_id           BLOB    NOT NULL,
    scim_configuration_id BLOB,
    version               INTEGER NOT NULL,
    before                TEXT,
    after                 TEXT,
    actor_type            TEXT    NOT NULL,
    actor_id              BLOB,
    request_id            TEXT    NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) STRICT;

CREATE TABLE sso_configurations (
    organization_id      BLOB    NOT NULL REFERENCES organizations (id),
    id                   BLOB    NOT NULL,
    settings             TEXT    NOT NULL,
    sealed_client_secret BLOB    NOT NULL,
    created_at           INTEGER NOT NULL,
    updated_at           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;

-- A deleted SCIM configuration stays as a tombstone: its users and groups still name it.
CREATE TABLE scim_configurations (
    organization_id         BLOB    NOT NULL REFERENCES organizations (id),
    id                      BLOB    NOT NULL,
    name                    TEXT    NOT NULL,
    enabled                 INTEGER NOT NULL,
    sso_configuration_id    BLOB,
    allow_unverified_emails INTEGER NOT NULL,
    token_expires_at        INTEGER NOT NULL,
    token_lifetime          INTEGER NOT NULL,
    created_at              INTEGER NOT NULL,
    updated_at              INTEGER NOT NULL,
    deleted_at              INTEGER,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, sso_configuration_id)
        REFERENCES sso_configurations (organization_id, id),
    CHECK (deleted_at IS NOT NULL OR sso_configuration_id IS NOT NULL)
) STRICT;

CREATE TABLE users (
    organization_id       BLOB    NOT NULL REFERENCES organizations (id),
    id                    BLOB    NOT NULL,
    scim_configuration_id BLOB,
    role                  TEXT    NOT NULL,
    status                TEXT    NOT NULL,
    full_name             TEXT    NOT NULL,
    full_name_key         TEXT    NOT NULL,
    email                 TEXT    NOT NULL,
    email_key             TEXT    NOT NULL,
    email_provenance      TEXT    NOT NULL,
    created_at            INTEGER NOT NULL,
    updated_at            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX users_by_email ON users (organization_id, email_key) WHERE email_key <> '';
CREATE INDEX users_by_name ON users (organization_id, full_name_key, id);
CREATE INDEX users_administrators ON users (organization_id, id)
    WHERE role = 'ADMIN' AND status = 'ACTIVE';

-- The operator key belongs to no organization; every other credential does.
CREATE TABLE credentials (
    public_id             TEXT    NOT NULL PRIMARY KEY,
    id                    BLOB    NOT NULL UNIQUE,
    kind                  TEXT    NOT NULL,
    organization_id       BLOB    REFERENCES organizations (id),
    user_id               BLOB,
    scim_configuration_id BLOB,
    hash                  BLOB    NOT NULL,
    description           TEXT    NOT NULL,
    read_only             INTEGER NOT NULL,
    created_by            BLOB,
    created_at            INTEGER NOT NULL,
    expires_at            INTEGER NOT NULL,
    last_used_at          INTEGER,
    CHECK ((kind = 'op') = (organization_id IS NULL)),
    CHECK ((kind = 'pat') = (user_id IS NOT NULL)),
    CHECK ((kind = 'scim') = (scim_configuration_id IS NOT NULL))
) STRICT;
-- Not partial, so that the end of an organization finds its credentials by it too.
CREATE INDEX credentials_by_user ON credentials (organization_id, user_id, id);
CREATE INDEX credentials_by_scim_configuration
    ON credentials (organization_id, scim_configuration_id) WHERE scim_configuration_id IS NOT NULL;

CREATE TABLE resources (
    organization_id       BLOB    NOT NULL,
    scim_configuration_id BLOB    NOT NULL,
    resource_type         TEXT    NOT NULL,
    id                    BLOB    NOT NULL,
    version               INTEGER NOT NULL,
    created_at            INTEGER NOT NULL,
    last_modified_at      INTEGER NOT NULL,
    unique_key            TEXT,
    display_name_key      TEXT,
    external_id           TEXT,
    active                INTEGER,
    email_keys            TEXT    NOT NULL,
    display               TEXT    NOT NULL,
    attributes            TEXT    NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type, id)
) STRICT;
CREATE UNIQUE INDEX resources_unique
    ON resources (organization_id, scim_configuration_id, resource_type, unique_key);
-- The id comes last because lists are ordered by it: without it SQLite would rather walk the whole
-- list in order than sort what the index finds.
CREATE INDEX resources_by_display_name
    ON resources (organization_id, scim_configuration_id, resource_type, display_name_key, id)
    WHERE display_name_key IS NOT NULL;
CREATE INDEX resources_by_external_id
    ON resources (organization_id, scim_configuration_id, resource_type, external_id, id)
    WHERE external_id IS NOT NULL;
CREATE INDEX resources_by_created
    ON resources (organization_id, scim_configuration_id, resource_type, created_at);
CREATE INDEX resources_by_last_modified
    ON resources (organization_id, scim_configuration_id, resource_type, last_modified_at);
CREATE INDEX resources_inactive
    ON resources (organization_id, scim_configuration_id, resource_type, id) WHERE active = 0;

-- How many resources there are, so that no list has to count a million rows.
CREATE TABLE resource_counts (
    organization_id       BLOB    NOT NULL,
    scim_configuration_id BLOB    NOT NULL,
    resource_type         TEXT    NOT NULL,
    total                 INTEGER NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource_emails (
    organization_id       BLOB NOT NULL,
    scim_configuration_id BLOB NOT NULL,
    email_key             TEXT NOT NULL,
    resource_id           BLOB NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, email_key, resource_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_members (
    organization_id       BLOB NOT NULL,
    scim_configuration_id BLOB NOT NULL,
    group_id              BLOB NOT NULL,
    member_id             BLOB NOT NULL,
    member_type           TEXT NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, group_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX group_members_by_member
    ON group_members (organization_id, scim_configuration_id, member_id, group_id);
-- Groups inside groups: usually none, so that asking whether there are any costs nothing.
CREATE INDEX group_members_nested
    ON group_members (organization_id, scim_configuration_id, group_id)
    WHERE member_type = 'Group';
