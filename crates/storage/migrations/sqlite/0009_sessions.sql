-- A browser in which a user has logged in. Its cookie names the id, and proves itself by the secret.
CREATE TABLE sessions (
    organization_id      BLOB    NOT NULL REFERENCES organizations (id),
    id                   BLOB    NOT NULL,
    user_id              BLOB    NOT NULL,
    sso_configuration_id BLOB    NOT NULL,
    secret_hash          BLOB    NOT NULL,
    amr                  TEXT    NOT NULL,
    authenticated_at     INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX sessions_by_id ON sessions (id);
CREATE INDEX sessions_by_user ON sessions (organization_id, user_id);
