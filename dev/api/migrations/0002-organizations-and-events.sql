-- These tables are used without an organization's token, so the role keyring_api has no access to them.

-- Organizations that a user created in the app. The identity provider has their members.
CREATE TABLE keyring.organizations (
  id text PRIMARY KEY,
  slug text NOT NULL UNIQUE,
  name text NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Values that are used once and expire: tickets of WebSockets and downloads. The key is a hash of the secret.
CREATE TABLE keyring.tickets (
  key text PRIMARY KEY,
  session_id text NOT NULL,
  value jsonb NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX tickets_by_session ON keyring.tickets (session_id);
CREATE INDEX tickets_by_expiry ON keyring.tickets (expires_at);

CREATE TABLE keyring.push_subscriptions (
  endpoint text PRIMARY KEY,
  user_id text NOT NULL,
  value jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX push_subscriptions_by_user ON keyring.push_subscriptions (user_id);

-- Ids of webhook events that were handled, so that each is handled once.
CREATE TABLE keyring.webhook_events (
  id text PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now()
);
