-- The same tables as on SQLite, with the types of PostgreSQL. Times are microseconds since
-- 1970-01-01T00:00:00Z. Texts that are compared or sorted have the collation "C", which compares
-- bytes as SQLite does: the database never folds, and its locale does not matter.
--
-- Ready to be distributed by organization: every primary, unique and foreign key of an owned row
-- begins with its organization, and no foreign key leads to another one. Distributed tables, all by
-- organization_id (organizations by id): every table but these two, which are reference tables:
--   instance     belongs to no organization;
--   credentials  is entered by the public id of a token before the organization is known, and holds
--                the operator key, which has none. So it has no foreign key.

CREATE TABLE instance (
    id              bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    key_fingerprint bytea  NOT NULL,
    initialized_at  bigint NOT NULL
);

CREATE TABLE organizations (
    id             uuid   NOT NULL PRIMARY KEY,
    name           text   NOT NULL,
    invite_domains text   NOT NULL,
    created_at     bigint NOT NULL,
    updated_at     bigint NOT NULL
);

-- The position of the last event of each organization. A row of its own, because every write of
-- the organization changes it; locking it is what puts these writes into an order.
CREATE TABLE feed_heads (
    organization_id uuid   NOT NULL PRIMARY KEY REFERENCES organizations (id),
    sequence        bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE events (
    organization_id       uuid   NOT NULL,
    sequence              bigint NOT NULL,
    occurred_at           bigint NOT NULL,
    event_type            text   NOT NULL,
    resource_id           uuid   NOT NULL,
    scim_configuration_id uuid,
    version               bigint NOT NULL,
    before                text,
    after                 text,
    actor_type            text   NOT NULL,
    actor_id              uuid,
    request_id            text   NOT NULL,
    PRIMARY KEY (organization_id, sequence)
);

CREATE TABLE sso_configurations (
    organization_id      uuid   NOT NULL REFERENCES organizations (id),
    id                   uuid   NOT NULL,
    settings             text   NOT NULL,
    sealed_client_secret bytea  NOT NULL,
    created_at           bigint NOT NULL,
    updated_at           bigint NOT NULL,
    PRIMARY KEY (organization_id, id)
);

-- A deleted SCIM configuration stays as a tombstone: its users and groups still name it.
CREATE TABLE scim_configurations (
    organization_id         uuid    NOT NULL REFERENCES organizations (id),
    id                      uuid    NOT NULL,
    name                    text    NOT NULL,
    enabled                 boolean NOT NULL,
    sso_configuration_id    uuid,
    allow_unverified_emails boolean NOT NULL,
    token_expires_at        bigint  NOT NULL,
    token_lifetime          bigint  NOT NULL,
    created_at              bigint  NOT NULL,
    updated_at              bigint  NOT NULL,
    deleted_at              bigint,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, sso_configuration_id)
        REFERENCES sso_configurations (organization_id, id),
    CHECK (deleted_at IS NOT NULL OR sso_configuration_id IS NOT NULL)
);

CREATE TABLE users (
    organization_id       uuid   NOT NULL REFERENCES organizations (id),
    id                    uuid   NOT NULL,
    scim_configuration_id uuid,
    role                  text   NOT NULL,
    status                text   NOT NULL,
    full_name             text   NOT NULL,
    full_name_key         text   COLLATE "C" NOT NULL,
    email                 text   NOT NULL,
    email_key             text   COLLATE "C" NOT NULL,
    email_provenance      text   NOT NULL,
    created_at            bigint NOT NULL,
    updated_at            bigint NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX users_by_email ON users (organization_id, email_key) WHERE email_key <> '';
CREATE INDEX users_by_name ON users (organization_id, full_name_key, id);
CREATE INDEX users_administrators ON users (organization_id, id)
    WHERE role = 'ADMIN' AND status = 'ACTIVE';

-- The operator key belongs to no organization; every other credential does.
CREATE TABLE credentials (
    public_id             text    COLLATE "C" NOT NULL PRIMARY KEY,
    id                    uuid    NOT NULL UNIQUE,
    kind                  text    NOT NULL,
    organization_id       uuid,
    user_id               uuid,
    scim_configuration_id uuid,
    hash                  bytea   NOT NULL,
    description           text    NOT NULL,
    read_only             boolean NOT NULL,
    created_by            uuid,
    created_at            bigint  NOT NULL,
    expires_at            bigint  NOT NULL,
    last_used_at          bigint,
    CHECK ((kind = 'op') = (organization_id IS NULL)),
    CHECK ((kind = 'pat') = (user_id IS NOT NULL)),
    CHECK ((kind = 'scim') = (scim_configuration_id IS NOT NULL))
);
CREATE INDEX credentials_by_user ON credentials (organization_id, user_id, id);
CREATE INDEX credentials_by_scim_configuration
    ON credentials (organization_id, scim_configuration_id) WHERE scim_configuration_id IS NOT NULL;

CREATE TABLE resources (
    organization_id       uuid   NOT NULL,
    scim_configuration_id uuid   NOT NULL,
    resource_type         text   COLLATE "C" NOT NULL,
    id                    uuid   NOT NULL,
    version               bigint NOT NULL,
    created_at            bigint NOT NULL,
    last_modified_at      bigint NOT NULL,
    unique_key            text   COLLATE "C",
    display_name_key      text   COLLATE "C",
    external_id           text   COLLATE "C",
    active                boolean,
    email_keys            text   NOT NULL,
    display               text   NOT NULL,
    attributes            text   NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type, id)
);
CREATE UNIQUE INDEX resources_unique
    ON resources (organization_id, scim_configuration_id, resource_type, unique_key);
CREATE INDEX resources_by_display_name
    ON resources (organization_id, scim_configuration_id, resource_type, display_name_key, id)
    WHERE display_name_key IS NOT NULL;
CREATE INDEX resources_by_external_id
    ON resources (organization_id, scim_configuration_id, resource_type, external_id, id)
    WHERE external_id IS NOT NULL;
-- The id comes last because a page of a list in this order goes on by both.
CREATE INDEX resources_by_created
    ON resources (organization_id, scim_configuration_id, resource_type, created_at, id);
CREATE INDEX resources_by_last_modified
    ON resources (organization_id, scim_configuration_id, resource_type, last_modified_at, id);
CREATE INDEX resources_inactive
    ON resources (organization_id, scim_configuration_id, resource_type, id) WHERE active = FALSE;

-- How many resources there are, so that no list has to count a million rows.
CREATE TABLE resource_counts (
    organization_id       uuid   NOT NULL,
    scim_configuration_id uuid   NOT NULL,
    resource_type         text   COLLATE "C" NOT NULL,
    total                 bigint NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type)
) WITH (fillfactor = 50);

CREATE TABLE resource_emails (
    organization_id       uuid NOT NULL,
    scim_configuration_id uuid NOT NULL,
    email_key             text COLLATE "C" NOT NULL,
    resource_id           uuid NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, email_key, resource_id)
);

CREATE TABLE group_members (
    organization_id       uuid NOT NULL,
    scim_configuration_id uuid NOT NULL,
    group_id              uuid NOT NULL,
    member_id             uuid NOT NULL,
    member_type           text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, group_id, member_id)
);
CREATE INDEX group_members_by_member
    ON group_members (organization_id, scim_configuration_id, member_id, group_id);
-- Groups inside groups: usually none, so that asking whether there are any costs nothing.
CREATE INDEX group_members_nested
    ON group_members (organization_id, scim_configuration_id, group_id)
    WHERE member_type = 'Group';
