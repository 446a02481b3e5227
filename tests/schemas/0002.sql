CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, execution_time BIGINT NOT NULL);
-- Times are milliseconds since 1970, UTC. Sealed columns hold nonce and ciphertext; `sealed_by` names the key of the
-- ring that sealed the row.

-- What Telegram handed out. A waiting row has its sealed JSON. A finished one keeps only its number for 48 hours, so
-- that a repeat is recognised.
CREATE TABLE inbox (
    update_id   INTEGER PRIMARY KEY,
    accepted_at BIGINT NOT NULL,
    attempts    BIGINT NOT NULL DEFAULT 0,
    sealed_by   TEXT,
    body        BLOB,
    finished_at BIGINT
);
-- Read at start only; holds nothing but what waits, so it costs next to nothing.
CREATE INDEX inbox_waiting ON inbox (update_id) WHERE body IS NOT NULL;

-- The linked Bots.Business accounts. `state`: checked, unchecked (the API could not say yet), rejected.
-- Numbers are never used again: an old button must not point at a newer account.
CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    sealed_by  TEXT NOT NULL,
    api_key    BLOB NOT NULL,
    email      BLOB,
    state      TEXT NOT NULL,
    linked_at  BIGINT NOT NULL
);
CREATE INDEX accounts_of_user ON accounts (user_id);
CREATE INDEX accounts_sealed_by ON accounts (sealed_by);

-- Which of their accounts a person uses now.
CREATE TABLE current_accounts (
    user_id    INTEGER PRIMARY KEY,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
);

-- What the bot asked a person in their private chat, and waits for.
CREATE TABLE prompts (
    user_id  INTEGER PRIMARY KEY,
    question TEXT NOT NULL,
    bot_id   BIGINT,
    task_id  BIGINT,
    deadline BIGINT NOT NULL
);

-- The imports a person asked about last.
CREATE TABLE recent_imports (
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    bot_id     BIGINT NOT NULL,
    task_id    BIGINT NOT NULL,
    asked_at   BIGINT NOT NULL,
    PRIMARY KEY (user_id, account_id, bot_id, task_id)
);

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (1, 'first', TRUE, x'648d0c589cd7baa64cfbe35c96b64193124577cee3e11cbc2a61dec833901156a8b4da788a15458a81cebd253b832fbd', 1);
INSERT INTO inbox (update_id, accepted_at, finished_at) VALUES (1, 1, 2);
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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (2, 'actions', TRUE, x'7dab8b57e30b1815e254890af41ca8c1bc51c376befee3348418edc8c5905169acb2aad36df0605d5f9935b822ca2733', 1);
