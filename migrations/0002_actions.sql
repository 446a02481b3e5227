-- A name that a person gave one of their accounts; sealed like the key, by the same key of the ring.
ALTER TABLE accounts ADD COLUMN label BLOB;

-- What cannot be undone is a row before it happens. `state`: prepared, done. A prepared one can be confirmed once, by
-- its person, on the message that asked, before it expires.
CREATE TABLE actions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    kind       TEXT NOT NULL,
    account_id BIGINT,
    message_id BIGINT,
    state      TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX actions_of_user ON actions (user_id);
