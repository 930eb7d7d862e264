-- Until when a process handles the event. Null: it was handled. A process that is killed leaves its claim, which then ends.
ALTER TABLE keyring.webhook_events ADD COLUMN claimed_until timestamptz;
