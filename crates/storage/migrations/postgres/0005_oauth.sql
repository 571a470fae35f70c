-- The clients that fetch short-lived tokens for a SCIM configuration. One of the three ways to
-- prove who they are has its column filled.
CREATE TABLE oauth_clients (
    organization_id       uuid    NOT NULL REFERENCES organizations (id),
    scim_configuration_id uuid    NOT NULL,
    id                    uuid    NOT NULL,
    description           text    NOT NULL,
    read_only             boolean NOT NULL,
    users_only            boolean NOT NULL,
    secret_hash           bytea,
    jwks                  text,
    jwks_uri              text,
    created_by            uuid,
    created_at            bigint  NOT NULL,
    last_used_at          bigint,
    PRIMARY KEY (organization_id, scim_configuration_id, id),
    CHECK (num_nonnulls(secret_hash, jwks, jwks_uri) = 1)
);
-- The token endpoint knows the SCIM configuration from its URL, and the client. Not UNIQUE, because
-- a unique key of a distributed table has to contain the organization; identifiers are random.
CREATE INDEX oauth_clients_by_id ON oauth_clients (scim_configuration_id, id);

-- The client assertions that were used and have not expired: each is used once.
CREATE TABLE oauth_assertions (
    organization_id       uuid   NOT NULL,
    scim_configuration_id uuid   NOT NULL,
    oauth_client_id       uuid   NOT NULL,
    jti                   text   COLLATE "C" NOT NULL,
    expires_at            bigint NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, oauth_client_id, jti)
);
CREATE INDEX oauth_assertions_by_expiry
    ON oauth_assertions (organization_id, scim_configuration_id, oauth_client_id, expires_at);

-- The OAuth client that fetched the credential; NULL for one that somebody was handed.
ALTER TABLE credentials ADD COLUMN oauth_client_id uuid;
CREATE INDEX credentials_by_oauth_client
    ON credentials (organization_id, oauth_client_id, created_at) WHERE oauth_client_id IS NOT NULL;

-- The issuers whose signed tokens a SCIM configuration accepts in place of ours.
CREATE TABLE trusted_issuers (
    organization_id       uuid    NOT NULL REFERENCES organizations (id),
    scim_configuration_id uuid    NOT NULL,
    id                    uuid    NOT NULL,
    description           text    NOT NULL,
    read_only             boolean NOT NULL,
    users_only            boolean NOT NULL,
    issuer                text    COLLATE "C" NOT NULL,
    audience              text    NOT NULL,
    tid                   text,
    subjects              text    NOT NULL,
    app_ids               text    NOT NULL,
    jwks_uri              text    NOT NULL,
    created_by            uuid,
    created_at            bigint  NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, id)
);
-- The SCIM endpoint knows the SCIM configuration from its URL, and whom a token says it is from.
CREATE INDEX trusted_issuers_by_name ON trusted_issuers (scim_configuration_id, issuer, id);
