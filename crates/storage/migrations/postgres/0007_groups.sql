-- The groups that an organization makes itself, beside those of its SCIM configurations, which are
-- resources. How many members they have is kept, so that no list counts a hundred thousand rows.
CREATE TABLE local_groups (
    organization_id uuid    NOT NULL REFERENCES organizations (id),
    id              uuid    NOT NULL,
    name            text    NOT NULL,
    name_key        text    COLLATE "C" NOT NULL,
    description     text    NOT NULL,
    member_count    bigint  NOT NULL,
    version         bigint  NOT NULL,
    created_at      bigint  NOT NULL,
    updated_at      bigint  NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX local_groups_by_name ON local_groups (organization_id, name_key);

CREATE TABLE local_group_members (
    organization_id uuid NOT NULL,
    group_id        uuid NOT NULL,
    subject_id      uuid NOT NULL,
    id              uuid NOT NULL,
    principal       text NOT NULL,
    PRIMARY KEY (organization_id, group_id, subject_id)
);
CREATE UNIQUE INDEX local_group_members_by_id ON local_group_members (organization_id, id);
CREATE INDEX local_group_members_by_subject
    ON local_group_members (organization_id, subject_id, group_id);

-- How many users a SCIM group has; 0 for resources of other types.
ALTER TABLE resources ADD COLUMN member_count bigint NOT NULL DEFAULT 0;
UPDATE resources SET member_count = (
    SELECT count(*) FROM group_members m WHERE m.organization_id = resources.organization_id
    AND m.scim_configuration_id = resources.scim_configuration_id AND m.group_id = resources.id
    AND m.member_type = 'User')
WHERE resource_type = 'Group';

-- The roles that groups give their members, local groups and those of SCIM configurations alike.
CREATE TABLE role_assignments (
    organization_id       uuid    NOT NULL REFERENCES organizations (id),
    id                    uuid    NOT NULL,
    group_id              uuid    NOT NULL,
    scim_configuration_id uuid,
    resource_type         text    NOT NULL,
    resource_id           uuid    NOT NULL,
    role                  text    COLLATE "C" NOT NULL,
    created_at            bigint  NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX role_assignments_by_group
    ON role_assignments (organization_id, group_id, resource_id, role);
CREATE INDEX role_assignments_by_resource ON role_assignments (organization_id, resource_id, id);

-- What acts for no person.
CREATE TABLE service_accounts (
    organization_id uuid    NOT NULL REFERENCES organizations (id),
    id              uuid    NOT NULL,
    name            text    NOT NULL,
    name_key        text    COLLATE "C" NOT NULL,
    description     text    NOT NULL,
    created_by      uuid,
    created_at      bigint  NOT NULL,
    valid_until     bigint  NOT NULL,
    PRIMARY KEY (organization_id, id)
);

ALTER TABLE credentials ADD COLUMN service_account_id uuid
    CHECK ((kind IN ('sat', 'saa')) = (service_account_id IS NOT NULL));
CREATE INDEX credentials_by_service_account
    ON credentials (organization_id, service_account_id, id) WHERE service_account_id IS NOT NULL;
