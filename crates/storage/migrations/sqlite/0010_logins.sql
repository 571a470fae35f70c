-- Logins that have begun at an identity provider and not come back. The state names one by its
-- public id, and proves itself by the hash.
CREATE TABLE login_attempts (
    organization_id      BLOB    NOT NULL REFERENCES organizations (id),
    id                   BLOB    NOT NULL,
    sso_configuration_id BLOB    NOT NULL,
    public_id            TEXT    NOT NULL,
    state_hash           BLOB    NOT NULL,
    browser_hash         BLOB    NOT NULL,
    sealed_attempt       BLOB    NOT NULL,
    request              TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    expires_at           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX login_attempts_by_public_id ON login_attempts (public_id);
CREATE INDEX login_attempts_by_sso_configuration
    ON login_attempts (organization_id, sso_configuration_id);
CREATE INDEX login_attempts_by_expiry ON login_attempts (organization_id, expires_at);

-- Which person of which identity provider is which user. Nothing but the key decides.
CREATE TABLE identities (
    organization_id      BLOB    NOT NULL REFERENCES organizations (id),
    sso_configuration_id BLOB    NOT NULL,
    issuer               TEXT    NOT NULL,
    subject              TEXT    NOT NULL,
    user_id              BLOB    NOT NULL,
    created_at           INTEGER NOT NULL,
    PRIMARY KEY (organization_id, sso_configuration_id, issuer, subject)
) STRICT;
CREATE INDEX identities_by_user ON identities (organization_id, user_id);

-- The e-mail domains of the SSO configurations, by which the login page finds them.
CREATE TABLE sso_domains (
    organization_id      BLOB NOT NULL REFERENCES organizations (id),
    sso_configuration_id BLOB NOT NULL,
    domain               TEXT NOT NULL,
    PRIMARY KEY (organization_id, sso_configuration_id, domain)
) STRICT;
CREATE INDEX sso_domains_by_domain ON sso_domains (domain);
INSERT INTO sso_domains (organization_id, sso_configuration_id, domain)
    SELECT DISTINCT s.organization_id, s.id, d.value
    FROM sso_configurations s, json_each(s.settings, '$.emailDomains') d;

-- The login page knows an SSO configuration by its id alone.
CREATE INDEX sso_configurations_by_id ON sso_configurations (id);

-- The claim that has a provisioned user's externalId at the first login; empty for none.
ALTER TABLE scim_configurations ADD COLUMN login_claim TEXT NOT NULL DEFAULT '';
