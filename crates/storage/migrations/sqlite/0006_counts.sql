-- How many resources there are, by runs of a thousand in the order of their identifiers, so that no
-- list has to count or to skip a million rows. A run reaches to the first_id of the next one; the
-- first begins at the nil UUID.
DROP TABLE resource_counts;
CREATE TABLE resource_counts (
    organization_id       BLOB    NOT NULL,
    scim_configuration_id BLOB    NOT NULL,
    resource_type         TEXT    NOT NULL,
    first_id              BLOB    NOT NULL,
    total                 INTEGER NOT NULL,
    PRIMARY KEY (organization_id, scim_configuration_id, resource_type, first_id)
) STRICT, WITHOUT ROWID;
INSERT INTO resource_counts (organization_id, scim_configuration_id, resource_type, first_id, total)
SELECT organization_id, scim_configuration_id, resource_type,
       CASE n WHEN 1 THEN zeroblob(16) ELSE id END,
       CASE WHEN total - n + 1 < 1000 THEN total - n + 1 ELSE 1000 END
FROM (
    SELECT organization_id, scim_configuration_id, resource_type, id,
           row_number() OVER (PARTITION BY organization_id, scim_configuration_id, resource_type
                              ORDER BY id) AS n,
           count(*) OVER (PARTITION BY organization_id, scim_configuration_id, resource_type) AS total
    FROM resources
) AS numbered
WHERE (n - 1) % 1000 = 0;
