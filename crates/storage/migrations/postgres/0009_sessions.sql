-- A browser in which a user has logged in. Its cookie names the id, and proves itself by the secret.
CREATE TABLE sessions (
    organization_id      uuid    NOT NULL REFERENCES organizations (id),
    id                   uuid    NOT NULL,
    user_id              uuid    NOT NULL,
    sso_configuration_id uuid    NOT NULL,
    secret_hash          bytea    NOT NULL,
    amr                  text    NOT NULL,
    authenticated_at     bigint  NOT NULL,
    expires_at           bigint  NOT NULL,
    PRIMARY KEY (organization_id, id)
);
-- Not UNIQUE, because a unique key of a distributed table has to contain the organization.
CREATE INDEX sessions_by_id ON sessions (id);
CREATE INDEX sessions_by_user ON sessions (organization_id, user_id);
