-- What the operator of this copy does from their chat.

-- People who are shut out. A row outlives /forget: that command would else be the way back in.
CREATE TABLE shut_out (
    user_id INTEGER PRIMARY KEY,
    since   BIGINT NOT NULL
);

-- One text to everybody. `id`: the number of the note that the preview was made of, so that what is confirmed twice begins
-- once. `user_id`: the operator. `words` are no secret: everybody gets them.
CREATE TABLE announcements (
    id         INTEGER PRIMARY KEY,
    user_id    BIGINT NOT NULL,
    words      TEXT   NOT NULL,
    made_at    BIGINT NOT NULL,
    stopped_at BIGINT
);
CREATE INDEX announcements_of_user ON announcements (user_id);

-- Whom it is for. `state`: waits, sent (it may have arrived), told, blocked (the person blocked the bot), failed. `tries`:
-- how often it may have been sent without an end being stored. `due_at`: when it goes on, or the end of the lease.
CREATE TABLE announced (
    announcement_id BIGINT NOT NULL REFERENCES announcements (id) ON DELETE CASCADE,
    user_id         BIGINT NOT NULL,
    state           TEXT   NOT NULL CHECK (state IN ('waits', 'sent', 'told', 'blocked', 'failed')),
    tries           BIGINT NOT NULL DEFAULT 0,
    due_at          BIGINT NOT NULL,
    PRIMARY KEY (announcement_id, user_id)
);
CREATE INDEX announced_due ON announced (due_at) WHERE state IN ('waits', 'sent');
CREATE INDEX announced_of_user ON announced (user_id);
