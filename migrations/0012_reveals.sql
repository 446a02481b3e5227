-- The messages that show a secret, each in its person's private chat: stored before the secret is in it, deleted once the
-- message is. `due_at`: the next deletion, or the end of the lease of the one under way. `tries`: deletions begun.
CREATE TABLE reveals (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    tries      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX reveals_due ON reveals (due_at);
CREATE INDEX reveals_of_user ON reveals (user_id);
