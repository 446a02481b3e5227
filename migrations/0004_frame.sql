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
