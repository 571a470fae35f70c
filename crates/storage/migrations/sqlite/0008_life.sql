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
