-- What an organization has defined beside User and Group: one document, because what it means is
-- checked as a whole. Its version tells requests whether what they have parsed is still current.
CREATE TABLE custom_types (
    organization_id BLOB    NOT NULL PRIMARY KEY REFERENCES organizations (id),
    version         INTEGER NOT NULL,
    definition      TEXT    NOT NULL,
    updated_at      INTEGER NOT NULL
) STRICT;

-- Unique values of attributes that organizations define; resources.unique_key is for userName and
-- for the displayName of groups.
CREATE TABLE resource_unique_values (
    organization_id       BLOB NOT NULL,
    scim_configuration_id BLOB NOT NULL,
    resource_type         TEXT NOT NULL,
    attribute             TEXT NOT NULL,
    value_key             TEXT NOT NULL,
    resource_id           BLOB NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type, attribute, value_key)
) STRICT, WITHOUT ROWID;
-- The same values beside the resource, as JSON; NULL for none.
ALTER TABLE resources ADD COLUMN unique_values TEXT;
