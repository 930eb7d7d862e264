-- A spent ticket stays until it expires, because it counts for the limits.
ALTER TABLE keyring.tickets ADD COLUMN is_spent boolean NOT NULL DEFAULT false;

-- Sessions that have ended: no ticket of them is issued or accepted.
CREATE TABLE keyring.ended_sessions (
  session_id text PRIMARY KEY,
  -- When the last access token of the session has expired.
  until timestamptz NOT NULL
);

-- Requests of a user that belong to no organization, by their Idempotency-Key. Without a response, a process performs
-- the request now, or it ended while it did.
CREATE TABLE keyring.submissions (
  user_id text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  response jsonb,
  claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, key)
);
CREATE INDEX submissions_by_expiry ON keyring.submissions (expires_at);
