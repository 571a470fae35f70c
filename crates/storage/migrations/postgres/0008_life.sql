-- Whether an administrator has suspended the user, whatever the identity provider says.
ALTER TABLE users ADD COLUMN suspended boolean NOT NULL DEFAULT FALSE;

-- Users who have left and can be restored. For a provisioned one, what the User resource was.
CREATE TABLE deleted_users (
    organization_id uuid   NOT NULL REFERENCES organizations (id),
    user_id         uuid   NOT NULL,
    deleted_at      bigint NOT NULL,
    resource        text,
    PRIMARY KEY (organization_id, user_id)
);
-- Those whose time is over are found in all organizations at once.
CREATE INDEX deleted_users_by_time ON deleted_users (deleted_at);

-- Those of the organization's policies that Muster obeys, and in one document those that it keeps
-- for the application. Without a row they are the defaults.
CREATE TABLE organization_policies (
    organization_id     uuid    NOT NULL PRIMARY KEY REFERENCES organizations (id),
    restrict_to_scim    boolean NOT NULL,
    allow_just_in_time  boolean NOT NULL,
    application         text,
    updated_at          bigint  NOT NULL
);

-- The domains that organizations prove, or have proven: the latter are looked up again at check_at.
CREATE TABLE domain_verifications (
    organization_id uuid   NOT NULL REFERENCES organizations (id),
    id              uuid   NOT NULL,
    domain          text   COLLATE "C" NOT NULL,
    token           text   NOT NULL,
    created_at      bigint NOT NULL,
    verified_at     bigint,
    seen_at         bigint,
    check_at        bigint,
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX domain_verifications_by_domain
    ON domain_verifications (organization_id, domain);
-- Those that are due are found in all organizations at once.
CREATE INDEX domain_verifications_due ON domain_verifications (check_at)
    WHERE check_at IS NOT NULL;

-- The domains that are proven: each for one organization of the whole instance, so its key cannot
-- begin with the organization.
CREATE TABLE verified_domains (
    domain          text   COLLATE "C" NOT NULL PRIMARY KEY,
    organization_id uuid   NOT NULL
);
CREATE INDEX verified_domains_by_organization ON verified_domains (organization_id, domain);

-- The invite of each organization: one, since a new one ends the one before. Its secret is there
-- hashed, to be found by, and sealed, to be told again.
CREATE TABLE organization_invites (
    organization_id uuid   NOT NULL PRIMARY KEY REFERENCES organizations (id),
    invite_hash     bytea  NOT NULL,
    sealed_secret   bytea  NOT NULL,
    created_at      bigint NOT NULL,
    expires_at      bigint NOT NULL
);
-- Not UNIQUE, because a unique key of a distributed table has to contain the organization; secrets
-- are random.
CREATE INDEX organization_invites_by_hash ON organization_invites (invite_hash);
