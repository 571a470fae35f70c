-- Several tokens per SCIM configuration, each with a scope of its own.
ALTER TABLE credentials ADD COLUMN users_only INTEGER NOT NULL DEFAULT 0;
-- The credential that ends when this one is first used.
ALTER TABLE credentials ADD COLUMN retires BLOB;
