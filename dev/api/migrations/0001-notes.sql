-- Statements for one organization run as this role. It owns no table and cannot bypass row-level security.
-- Roles belong to the whole server, so another database of this server may have created it. A user without CREATEROLE may not
-- even try to.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'keyring_api') THEN
    CREATE ROLE keyring_api NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

-- A user that is no superuser needs the membership. If another user created the role, an administrator grants it.
DO $$
BEGIN
  EXECUTE format('GRANT keyring_api TO %I', current_user);
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END
$$;

GRANT USAGE ON SCHEMA keyring TO keyring_api;

-- One number for each change of a note. Within an organization a later change has a larger number, because changes of
-- one organization take a lock (see sql-note-store.ts).
CREATE SEQUENCE keyring.note_positions;

CREATE TABLE keyring.notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organization_id text NOT NULL,
  -- The number of the change that added the note, and of its latest change.
  added bigint NOT NULL,
  position bigint NOT NULL,
  text text NOT NULL,
  author_id text NOT NULL,
  author_name text,
  author_email text,
  submission text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  edited_at timestamptz,
  -- A deleted note keeps its row without its text for 30 days, so that readers of the stream learn of it.
  deleted_at timestamptz
);
CREATE UNIQUE INDEX notes_by_position ON keyring.notes (organization_id, position);
CREATE INDEX notes_by_age ON keyring.notes (organization_id, added) WHERE deleted_at IS NULL;

-- Organizations that already have their first notes.
CREATE TABLE keyring.seeded_organizations (
  organization_id text PRIMARY KEY
);

CREATE TABLE keyring.idempotency_keys (
  organization_id text NOT NULL,
  user_id text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  response jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, user_id, key)
);
CREATE INDEX idempotency_keys_by_expiry ON keyring.idempotency_keys (expires_at);

-- Without a setting, current_setting returns NULL or an empty text, and no row matches. USING also checks new rows.
ALTER TABLE keyring.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON keyring.notes TO keyring_api
  USING (organization_id = current_setting('keyring.organization', true));

ALTER TABLE keyring.seeded_organizations ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON keyring.seeded_organizations TO keyring_api
  USING (organization_id = current_setting('keyring.organization', true));

ALTER TABLE keyring.idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON keyring.idempotency_keys TO keyring_api
  USING (organization_id = current_setting('keyring.organization', true));

GRANT USAGE ON SEQUENCE keyring.note_positions TO keyring_api;
GRANT SELECT, INSERT, UPDATE ON keyring.notes TO keyring_api;
GRANT SELECT, INSERT ON keyring.seeded_organizations TO keyring_api;
GRANT SELECT, INSERT, UPDATE ON keyring.idempotency_keys TO keyring_api;
