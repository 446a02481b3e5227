-- "Tell me when": what is looked at again until there is something to say, and what is to be said.

-- `question`: the row's form of a `crate::link::Link` without its account, so that all who watch the same thing are found
-- together. `due_at`: the next look, or the end of the lease of the one under way; none when it is over and only waits to
-- be told. `period`: how long it was until that look. `looks` counts the looks begun: a look that comes to its end when a
-- later one was begun changes nothing. `tries`: the looks begun since one came to its end. `seen`: what the last look saw,
-- sealed. `paused`: why nobody looks: the account's key was refused, or the person blocked the bot.
CREATE TABLE watches (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    question   TEXT   NOT NULL,
    silent     BOOLEAN NOT NULL,
    begun_at   BIGINT NOT NULL,
    due_at     BIGINT,
    period     BIGINT NOT NULL,
    looks      BIGINT NOT NULL DEFAULT 0,
    tries      BIGINT NOT NULL DEFAULT 0,
    paused     TEXT CHECK (paused IN ('key', 'blocked')),
    sealed_by  TEXT,
    seen       BLOB,
    UNIQUE (user_id, account_id, question)
);
CREATE INDEX watches_due ON watches (due_at) WHERE paused IS NULL AND due_at IS NOT NULL;
CREATE INDEX watches_of_question ON watches (question) WHERE paused IS NULL AND due_at IS NOT NULL;
CREATE INDEX watches_of_account ON watches (account_id);

-- What a look found to be told: once for each look. `link`: the place that tells it, without an account. `tries`: how often
-- it was begun to be sent without an end being stored: after a crash nobody knows if it arrived. `due_at`: none while its
-- person has blocked the bot.
CREATE TABLE notices (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    watch_id BIGINT NOT NULL REFERENCES watches (id) ON DELETE CASCADE,
    look     BIGINT NOT NULL,
    link     TEXT   NOT NULL,
    made_at  BIGINT NOT NULL,
    due_at   BIGINT,
    tries    BIGINT NOT NULL DEFAULT 0,
    told_at  BIGINT,
    UNIQUE (watch_id, look)
);
CREATE INDEX notices_due ON notices (due_at) WHERE told_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX notices_told ON notices (told_at) WHERE told_at IS NOT NULL;
