-- The clients that fetch short-lived tokens for a SCIM configuration. One of the three ways to
-- prove who they are has its column filled.
CREATE TABLE oauth_clients (
    organization_id       BLOB    NOT NULL REFERENCES organizations (id),
    scim_configuration_id BLOB    NOT NULL,
    id                    BLOB    NOT NULL,
    description           TEXT    NOT NULL,
    read_only             INTEGER NOT NULL,
    users_only            INTEGER NOT NULL,
    secret_hash           BLOB,
    jwks                  TEXT,
    jwks_uri              TEXT,
    created_by            BLOB,
    created_at            INTEGER NOT NULL,
    last_used_at          INTEGER,
    PRIMARY KEY (organization_id, scim_configuration_id, id),
    CHECK ((secret_hash IS NOT NULL) + (jwks IS NOT NULL) + (jwks_uri IS NOT NULL) = 1)
) STRICT;
-- The token endpoint knows the SCIM configuration from its URL, and the client.
CREATE UNIQUE INDEX oauth_clients_by_id ON oauth_clients (scim_configuration_id, id);

-- The client assertions that were used and have not expired: each is used once.
CREATE TABLE oauth_assertions (
    organization_id       BLOB    NOT NULL,
    scim_configuration_id BLOB    NOT NULL,
    oauth_client_id       BLOB    NOT NULL,
    jti                   TEXT    NOT NULL,
    expires_at            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, oauth_client_id, jti)
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_assertions_by_expiry
    ON oauth_assertions (organization_id, scim_configuration_id, oauth_client_id, expires_at);

-- The OAuth client that fetched the credential; NULL for one that somebody was handed.
ALTER TABLE credentials ADD COLUMN oauth_client_id BLOB;
CREATE INDEX credentials_by_oauth_client
    ON credentials (organization_id, oauth_client_id, created_at) WHERE oauth_client_id IS NOT NULL;

-- The issuers whose signed tokens a SCIM configuration accepts in place of ours.
CREATE TABLE trusted_issuers (
    organization_id       BLOB    NOT NULL REFERENCES organizations (id),
    scim_configuration_id BLOB    NOT NULL,
    id                    BLOB    NOT NULL,
    description           TEXT    NOT NULL,
    read_only             INTEGER NOT NULL,
    users_only            INTEGER NOT NULL,
    issuer                TEXT    NOT NULL,
    audience              TEXT    NOT NULL,
    tid                   TEXT,
    subjects              TEXT    NOT NULL,
    app_ids               TEXT    NOT NULL,
    jwks_uri              TEXT    NOT NULL,
    created_by            BLOB,
    created_at            INTEGER NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, id)
) STRICT;
-- The SCIM endpoint knows the SCIM configuration from its URL, and whom a token says it is from.
CREATE INDEX trusted_issuers_by_name ON trusted_issuers (scim_configuration_id, issuer, id);
