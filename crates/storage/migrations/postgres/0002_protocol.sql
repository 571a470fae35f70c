-- How a SCIM configuration speaks the protocol: JSON, in which what is missing has its default.
ALTER TABLE scim_configurations ADD COLUMN protocol TEXT NOT NULL DEFAULT '{}';
