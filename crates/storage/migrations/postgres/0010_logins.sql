-- Logins that have begun at an identity provider and not come back. The state names one by its
-- public id, and proves itself by the hash.
CREATE TABLE login_attempts (
    organization_id      uuid    NOT NULL REFERENCES organizations (id),
    id                   uuid    NOT NULL,
    sso_configuration_id uuid    NOT NULL,
    public_id            text COLLATE "C" NOT NULL,
    state_hash           bytea    NOT NULL,
    browser_hash         bytea    NOT NULL,
    sealed_attempt       bytea    NOT NULL,
    request              text    NOT NULL,
    created_at           bigint  NOT NULL,
    expires_at           bigint  NOT NULL,
    PRIMARY KEY (organization_id, id)
);
-- Not UNIQUE, because a unique key of a distributed table has to contain the organization.
CREATE INDEX login_attempts_by_public_id ON login_attempts (public_id);
CREATE INDEX login_attempts_by_sso_configuration
    ON login_attempts (organization_id, sso_configuration_id);
CREATE INDEX login_attempts_by_expiry ON login_attempts (organization_id, expires_at);

-- Which person of which identity provider is which user. Nothing but the key decides.
CREATE TABLE identities (
    organization_id      uuid    NOT NULL REFERENCES organizations (id),
    sso_configuration_id uuid    NOT NULL,
    issuer               text COLLATE "C" NOT NULL,
    subject              text COLLATE "C" NOT NULL,
    user_id              uuid    NOT NULL,
    created_at           bigint  NOT NULL,
    PRIMARY KEY (organization_id, sso_configuration_id, issuer, subject)
);
CREATE INDEX identities_by_user ON identities (organization_id, user_id);

-- The e-mail domains of the SSO configurations, by which the login page finds them.
CREATE TABLE sso_domains (
    organization_id      uuid NOT NULL REFERENCES organizations (id),
    sso_configuration_id uuid NOT NULL,
    domain               text COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, sso_configuration_id, domain)
);
CREATE INDEX sso_domains_by_domain ON sso_domains (domain);
INSERT INTO sso_domains (organization_id, sso_configuration_id, domain)
    SELECT DISTINCT s.organization_id, s.id, d.value
    FROM sso_configurations s,
        jsonb_array_elements_text(s.settings::jsonb -> 'emailDomains') AS d (value);

-- The login page knows an SSO configuration by its id alone.
CREATE INDEX sso_configurations_by_id ON sso_configurations (id);

-- The claim that has a provisioned user's externalId at the first login; empty for none.
ALTER TABLE scim_configurations ADD COLUMN login_claim text NOT NULL DEFAULT '';
