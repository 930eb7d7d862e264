-- A browser has one subscription, and one row of it for each sign-in: a message goes to the browsers of one session.
-- Nothing was ever stored in the earlier table.
DROP TABLE keyring.push_subscriptions;
CREATE TABLE keyring.push_subscriptions (
  endpoint text NOT NULL,
  user_id text NOT NULL,
  session_id text NOT NULL,
  p256dh text NOT NULL,
  auth text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (endpoint, user_id, session_id)
);
CREATE INDEX push_subscriptions_by_user ON keyring.push_subscriptions (user_id, registered_at);
