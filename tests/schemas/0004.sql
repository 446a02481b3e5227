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
-- Which keys of the ring the accounts need is asked at every start, and by rotating them row by row: without this each
-- question reads the whole table.
CREATE INDEX accounts_by_seal ON accounts (sealed_by);

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (3, 'accounts by seal', TRUE, x'35ea85b65808797f8b0a580b74cc24760038b8df641e172c6f8964ce581e0ca3626474ee2390dfddcbcea2900f396531', 1);
-- The screen layer: what a person was asked, what changes something, what is followed, what was asked lately. A `link`
-- is the row's form of `crate::link::Link`: tag, account or 0, numbers. The store knows nothing of what a tag means.

-- 0001 has the same index (accounts_sealed_by): every write of an account paid for both.
DROP INDEX accounts_by_seal;
-- Every account that is deleted looks for its row there.
CREATE INDEX current_accounts_of_account ON current_accounts (account_id);

-- What the bot asked a person in their private chat, and waits for. `back`: the place that could not be drawn.
-- `asked_by`: the update whose reply asked; none for what was asked without one.
CREATE TABLE questions (
    user_id  INTEGER PRIMARY KEY,
    link     TEXT   NOT NULL,
    back     TEXT,
    asked_by BIGINT,
    deadline BIGINT NOT NULL
);

-- What changes something is a row before it happens. `payload`: sealed arguments, erased when it ends. `words`: what
-- a refusal said, or what was found before it was done; sealed. `digest`: of the button, to know the same tap again.
-- The row of a finished /forget stays with user 0, so that "forgotten" can be said again after a crash.
CREATE TABLE acts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    update_id  BIGINT,
    claimed_by BIGINT,
    link       TEXT   NOT NULL,
    digest     BLOB   NOT NULL,
    sealed_by  TEXT,
    payload    BLOB,
    words      BLOB,
    message_id BIGINT,
    state      TEXT   NOT NULL CHECK (state IN ('prepared', 'sent', 'done', 'failed', 'unknown')),
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    sent_at    BIGINT,
    ended_at   BIGINT,
    told_at    BIGINT
);
CREATE INDEX acts_of_user ON acts (user_id, digest);
CREATE INDEX acts_by_update ON acts (update_id);

-- A place that visits itself again and edits its message, in a private chat. `due_at` moves on while a visit is under
-- way; `tries` counts the visits that were begun since one was shown.
CREATE TABLE follow_ups (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    link       TEXT   NOT NULL,
    chat_id    BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    looks      BIGINT NOT NULL DEFAULT 0,
    tries      BIGINT NOT NULL DEFAULT 0,
    due_at     BIGINT NOT NULL,
    UNIQUE (chat_id, message_id)
);
CREATE INDEX follow_ups_due ON follow_ups (due_at);
CREATE INDEX follow_ups_of_user ON follow_ups (user_id);

-- Words that a link refers to by their number, such as those of a search; sealed.
CREATE TABLE notes (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   BIGINT NOT NULL,
    sealed_by TEXT   NOT NULL,
    body      BLOB   NOT NULL,
    made_at   BIGINT NOT NULL
);
CREATE INDEX notes_of_user ON notes (user_id);
CREATE INDEX notes_by_age ON notes (made_at);

-- What a person asked for last, so that asking again is a tap.
CREATE TABLE recent (
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    link       TEXT   NOT NULL,
    asked_at   BIGINT NOT NULL,
    PRIMARY KEY (user_id, link)
);
CREATE INDEX recent_of_account ON recent (account_id);
INSERT INTO recent (user_id, account_id, link, asked_at)
    SELECT user_id, account_id, 'ci ' || account_id || ' ' || bot_id || ' ' || task_id, asked_at FROM recent_imports;

-- Their forerunners are empty from here on: what they held was short-lived or is above. The tables stay, because
-- migrations only add. There is no way back: a version refuses a database with a migration that it does not know.
DELETE FROM recent_imports;
DELETE FROM prompts;
DELETE FROM actions;

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (4, 'frame', TRUE, x'ea1746dd601b9d21e0d9b3b1d1014fadad4647cb44170143b06fa0a47a5848af6a0e239c018e02cf3cc7323e70564a1c', 1);
