-- What was counted of bots and accounts, hour by hour, for 30 days: numbers only.

-- `bot_id`: 0 where it is the account's. `series`: 0 errors, 1 iterations used, 2 iterations that there are. `day`: days since
-- 1970 UTC. `hours`: the 24 numbers of the day with commas between them, and nothing where nobody looked. A row for each
-- hour would take ten times as much.
CREATE TABLE history (
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    bot_id     BIGINT NOT NULL,
    series     BIGINT NOT NULL,
    day        BIGINT NOT NULL,
    hours      TEXT   NOT NULL,
    PRIMARY KEY (account_id, bot_id, series, day)
) WITHOUT ROWID;
CREATE INDEX history_by_day ON history (day);
