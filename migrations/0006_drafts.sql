-- Changes of a command that are not saved yet, one per person and command. `body`: the changed fields, sealed. The row
-- is replaced at every change, so its id says which state of the draft somebody saw. `based_on`: a digest of the
-- command as it was when the draft was begun; `updated_at` also moves when a command only runs by itself.
CREATE TABLE drafts (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    bot_id     BIGINT NOT NULL,
    command_id BIGINT NOT NULL,
    sealed_by  TEXT   NOT NULL,
    body       BLOB   NOT NULL,
    based_on   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (user_id, account_id, bot_id, command_id)
);
CREATE INDEX drafts_of_account ON drafts (account_id);
CREATE INDEX drafts_by_age ON drafts (changed_at);

-- A command as it was before it was saved: all fields, sealed. `size`: bytes before sealing.
CREATE TABLE versions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    bot_id     BIGINT NOT NULL,
    command_id BIGINT NOT NULL,
    sealed_by  TEXT   NOT NULL,
    body       BLOB   NOT NULL,
    size       BIGINT NOT NULL,
    saved_at   BIGINT NOT NULL
);
CREATE INDEX versions_of_command ON versions (user_id, account_id, bot_id, command_id);
CREATE INDEX versions_of_account ON versions (account_id);
CREATE INDEX versions_by_age ON versions (saved_at);
