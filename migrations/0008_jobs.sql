-- Long work on a bot: steps that each change something, done one after the other, also across restarts.

-- `work`: the row's form of the `crate::link::Link` of what the steps are. `body`: what it is about, sealed: before it is
-- begun (`planned`) all that it would be made of. `keeps`: whether steps that are done keep their bodies, so that they can
-- be undone. `undoes`: the job that this one takes back. `due_at`: when it goes on, or the end of the lease of whoever
-- works on it; `runs` counts the leases. `tries`: how often in a row it could not go on. `why`: what it rests for.
CREATE TABLE jobs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    bot_id     BIGINT NOT NULL,
    work       TEXT   NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('planned', 'runs', 'stopped', 'rests', 'ended')),
    keeps      BOOLEAN NOT NULL,
    undoes     BIGINT UNIQUE,
    sealed_by  TEXT   NOT NULL,
    body       BLOB   NOT NULL,
    made_at    BIGINT NOT NULL,
    ended_at   BIGINT,
    due_at     BIGINT,
    runs       BIGINT NOT NULL DEFAULT 0,
    tries      BIGINT NOT NULL DEFAULT 0,
    why        TEXT
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE state = 'runs';
CREATE INDEX jobs_of_bot ON jobs (user_id, account_id, bot_id);
CREATE INDEX jobs_of_account ON jobs (account_id);

-- A step is claimed before it is sent: prepared, sent, then done, failed or unknown. `body`: what is to be done, and why
-- it failed, sealed; none once it is done and nothing needs it. `claims`: how often it was claimed. `made`: the number of what it made.
CREATE TABLE job_steps (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id     BIGINT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    place      BIGINT NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('prepared', 'sent', 'done', 'failed', 'unknown')),
    sealed_by  TEXT,
    body       BLOB,
    claimed_at BIGINT,
    claims     BIGINT NOT NULL DEFAULT 0,
    made       BIGINT,
    UNIQUE (job_id, place)
);
CREATE INDEX job_steps_by_state ON job_steps (job_id, state, place);
