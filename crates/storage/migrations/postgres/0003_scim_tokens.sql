-- Several tokens per SCIM configuration, each with a scope of its own.
ALTER TABLE credentials ADD COLUMN users_only boolean NOT NULL DEFAULT FALSE;
-- The credential that ends when this one is first used.
ALTER TABLE credentials ADD COLUMN retires uuid;
