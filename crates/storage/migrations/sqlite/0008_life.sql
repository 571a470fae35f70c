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
