-- The groups that an organization makes itself, beside those of its SCIM configurations, which are
-- resources. How many members they have is kept, so that no list counts a hundred thousand rows.
CREATE TABLE local_groups (
    organization_id BLOB    NOT NULL REFERENCES organizations (id),
    id              BLOB    NOT NULL,
    name            TEXT    NOT NULL,
    name_key        TEXT    NOT NULL,
    description     TEXT    NOT NULL,
    member_count    INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX local_groups_by_name ON local_groups (organization_id, name_key);

CREATE TABLE local_group_members (
    organization_id BLOB NOT NULL,
    group_id        BLOB NOT NULL,
    subject_id      BLOB NOT NULL,
    id              BLOB NOT NULL,
    principal       TEXT NOT NULL,
    PRIMARY KEY (organization_id, group_id, subject_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX local_group_members_by_id ON local_group_members (organization_id, id);
CREATE INDEX local_group_members_by_subject
    ON local_group_members (organization_id, subject_id, group_id);

-- How many users a SCIM group has; 0 for resources of other types.
ALTER TABLE resources ADD COLUMN member_count INTEGER NOT NULL DEFAULT 0;
UPDATE resources SET member_count = (
    SELECT count(*) FROM group_members m WHERE m.organization_id = resources.organization_id
    AND m.scim_configuration_id = resources.scim_configuration_id AND m.group_id = resources.id
    AND m.member_type = 'User')
WHERE resource_type = 'Group';

-- The roles that groups give their members, local groups and those of SCIM configurations alike.
CREATE TABLE role_assignments (
    organization_id       BLOB    NOT NULL REFERENCES organizations (id),
    id                    BLOB    NOT NULL,
    group_id              BLOB    NOT NULL,
    scim_configuration_id BLOB,
    resource_type         TEXT    NOT NULL,
    resource_id           BLOB    NOT NULL,
    role                  TEXT    NOT NULL,
    created_at            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX role_assignments_by_group
    ON role_assignments (organization_id, group_id, resource_id, role);
CREATE INDEX role_assignments_by_resource ON role_assignments (organization_id, resource_id, id);

-- What acts for no person.
CREATE TABLE service_accounts (
    organization_id BLOB    NOT NULL REFERENCES organizations (id),
    id              BLOB    NOT NULL,
    name            TEXT    NOT NULL,
    name_key        TEXT    NOT NULL,
    description     TEXT    NOT NULL,
    created_by      BLOB,
    created_at      INTEGER NOT NULL,
    valid_until     INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;

ALTER TABLE credentials ADD COLUMN service_account_id BLOB
    CHECK ((kind IN ('sat', 'saa')) = (service_account_id IS NOT NULL));
CREATE INDEX credentials_by_service_account
    ON credentials (organization_id, service_account_id, id) WHERE service_account_id IS NOT NULL;
