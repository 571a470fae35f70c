-- What an organization has defined beside User and Group: one document, because what it means is
-- checked as a whole. Its version tells requests whether what they have parsed is still current.
CREATE TABLE custom_types (
    organization_id uuid   NOT NULL PRIMARY KEY REFERENCES organizations (id),
    version         bigint NOT NULL,
    definition      text   NOT NULL,
    updated_at      bigint NOT NULL
);

-- Unique values of attributes that organizations define; resources.unique_key is for userName and
-- for the displayName of groups.
CREATE TABLE resource_unique_values (
    organization_id       uuid NOT NULL,
    scim_configuration_id uuid NOT NULL,
    resource_type         text COLLATE "C" NOT NULL,
    attribute             text COLLATE "C" NOT NULL,
    value_key             text COLLATE "C" NOT NULL,
    resource_id           uuid NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type, attribute, value_key)
);
-- The same values beside the resource, as JSON; NULL for none.
ALTER TABLE resources ADD COLUMN unique_values text;
