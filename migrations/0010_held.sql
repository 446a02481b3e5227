-- A secret that a person sent in answer to one question while the next one is open, such as the old password; sealed.
-- One for each person, for minutes: `until` is when it is over. Numbers are never used again.
CREATE TABLE held (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id   BIGINT NOT NULL,
    sealed_by TEXT   NOT NULL,
    body      BLOB   NOT NULL,
    until     BIGINT NOT NULL
);
CREATE INDEX held_of_user ON held (user_id);
