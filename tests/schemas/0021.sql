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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (5, 'watches', TRUE, x'f38ee4cee79d6cd8f577c7d101725105875e7406b90d337bf286025e4d548e2415d8fb50fdc2a24c98cb65bf60f823cb', 1);
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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (6, 'drafts', TRUE, x'7cd010d08026492532d56004d7f867ab5a1dd84b1c5f13998258bbb7c6e93b592281cb1639308a88b57fc40bd4bab5d2', 1);
-- Which commands of a bot have former versions is asked whenever its list is shown: this index answers it alone. Without
-- it, each row is read to its end, past a sealed body of up to a megabyte.
CREATE INDEX versions_by_command ON versions (user_id, account_id, bot_id, command_id, saved_at);
-- Its forerunner has the same columns but the last.
DROP INDEX versions_of_command;

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (7, 'versions by command', TRUE, x'315a8dac61c2bd830f45ae5f9d505edea65ac6a42e0d963740adb4c8395123f4a020d0bcf0774cec813fafdc4ef8903d', 1);
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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (8, 'jobs', TRUE, x'742ebd89467eae9d39ff271d8c60a5c38d279ecb167e5ce0d5f34b44051e9e846154851a0d883223ead8cb153c6b25bc', 1);
-- What use taught about the address of an endpoint: that a call succeeded there, or that the server has nothing there.
-- It holds nothing about any person. `address`: method, address and proof as they were used; where they change, the row
-- says nothing any more. Days are UTC, YYYY-MM-DD.
CREATE TABLE lessons (
    endpoint      TEXT PRIMARY KEY,
    address       TEXT NOT NULL,
    worked_on     TEXT,
    missing_since TEXT
);

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9, 'lessons', TRUE, x'ed147669084afcfc13c0f666ba0f188607e08b29ec2c277cf9bf55fbde82d29f59e5429cf8d906c11a367bcdf6a6681a', 1);
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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (10, 'held', TRUE, x'3dc121f59b455bc802c6c5b194fb89feae167a01095eaf73ef04e71c40cb8712478a1a424f8760b39be81ffd7733c6ef', 1);
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

-- What people set. `zone`: the name of a place in the IANA time zone database, or a fixed distance from UTC such as +05:30.
-- `silent`: what they did not ask for comes without a sound.
CREATE TABLE settings (
    user_id INTEGER PRIMARY KEY,
    zone    TEXT,
    silent  BOOLEAN NOT NULL
);

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (12, 'reveals', TRUE, x'566563e28aaad978b0204a825dce5659ef6ce0dc9da519adae34f2ab268b38eeb85bf6754237db29766e7c2750f7373a', 1);
-- Alerts: watches that go on, rest for a while, and are heard seldom.

-- `muted_until`: nobody looks before, because the person wants quiet. `asked_at`: when somebody asked through this bot for a
-- change of what is watched, so that it is no news.
ALTER TABLE watches ADD COLUMN muted_until BIGINT;
ALTER TABLE watches ADD COLUMN asked_at BIGINT;

-- `silent`: it is told without a sound, also where its watch is heard. `heard_at`: when it was sent with a sound, for the
-- limit of an hour.
ALTER TABLE notices ADD COLUMN silent BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN heard_at BIGINT;

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (14, 'alerts', TRUE, x'e2e4b485a0ba27542a3b33e3f71f2a799ffb6b9eb3939c48dfa9f87d9e39fed23fdb89268aac4798473331d389b8695a', 1);
-- Alerts that are gathered into one message, and the hours in which a person wants none.

-- `quiet_from`, `quiet_to`: minutes of the local day; none: no quiet hours. `quiet_broken`: a bot that stopped and a key
-- that was refused are told all the same.
ALTER TABLE settings ADD COLUMN quiet_from BIGINT;
ALTER TABLE settings ADD COLUMN quiet_to BIGINT;
ALTER TABLE settings ADD COLUMN quiet_broken BOOLEAN NOT NULL DEFAULT 0;

-- One message about several notices. `why`: 'many': more than a person hears in an hour or gets in a minute; 'quiet': their
-- quiet hours; 'away': the bot or the person was away. `until`: it takes no notice after this. `due_at`: when it is told
-- or edited next, or the end of the lease of that; none while its person has blocked the bot. `message_id`: the message
-- that is edited. `shown`: how many notices it had when it was told last. `tries`: as those of a notice. `ended_at`: its
-- notices are told.
CREATE TABLE gathers (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    why        TEXT   NOT NULL CHECK (why IN ('many', 'quiet', 'away')),
    made_at    BIGINT NOT NULL,
    until      BIGINT NOT NULL,
    due_at     BIGINT,
    message_id BIGINT,
    shown      BIGINT NOT NULL DEFAULT 0,
    tries      BIGINT NOT NULL DEFAULT 0,
    sent_at    BIGINT,
    heard_at   BIGINT,
    ended_at   BIGINT
);
CREATE INDEX gathers_of_person ON gathers (user_id);
CREATE INDEX gathers_due ON gathers (due_at) WHERE ended_at IS NULL AND due_at IS NOT NULL;

-- `sent_at`: when it was sent, for the limit of a minute. `urgent`: it may break the quiet hours. `gather_id`: the message that tells it, with others.
ALTER TABLE notices ADD COLUMN sent_at BIGINT;
ALTER TABLE notices ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN gather_id BIGINT REFERENCES gathers (id) ON DELETE SET NULL;
CREATE INDEX notices_gathered ON notices (gather_id) WHERE gather_id IS NOT NULL;

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (16, 'gathers', TRUE, x'6101dda7349cc0628f99676ad091a5542740f91281efef661f0e77be112a9c605332b8f1413f1c3183683af19491a2b7', 1);
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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (18, 'history', TRUE, x'aa71a3500481aa25c9057e3d3ad56fbe32e22780a9d0f70009002a3de64df26a3a652ac3396475cf9849cd410376b6f6', 1);
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

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (19, 'operator', TRUE, x'd772a1cf71be677e8ae4d795d18cfe0dd044c097a7bbcff2d5eaee4d91ccf5d31a269267911db1379ef4c1c980bfe717', 1);
-- Groups that a person lets the bot tell of alerts.

-- `state`: offered (its person added the bot, and did not say yet that it is told), told, lost (nothing can be sent there; its
-- person is told that once, and the row goes). `account_id`: whose alerts it is told. `name`: the group's title, sealed.
CREATE TABLE teams (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id    BIGINT NOT NULL,
    account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    chat_id    BIGINT NOT NULL,
    state      TEXT   NOT NULL CHECK (state IN ('offered', 'told', 'lost')),
    made_at    BIGINT NOT NULL,
    sealed_by  TEXT   NOT NULL,
    name       BLOB   NOT NULL,
    UNIQUE (user_id, chat_id)
);
CREATE INDEX teams_of_chat ON teams (chat_id);
CREATE INDEX teams_of_account ON teams (account_id);

-- What a group is told: a copy of a notice or of a message about several, made in the commit that marks that as told to its
-- person; or words about the group itself, with a `link` of their own. `private`: they are for its person. `loud`: with a
-- sound. `due_at`: when it is sent, or edited next; none when it is done. `lease_at`: until then somebody sends it. `tries`:
-- sendings without a known end. `looks`: how often it was drawn. `asked`: how often it was asked for: what is asked for while it
-- is sent is sent after that. `message_id`: the message in the group, once it is there.
CREATE TABLE team_news (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    team_id    BIGINT  NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    notice_id  BIGINT  REFERENCES notices (id) ON DELETE CASCADE,
    gather_id  BIGINT  REFERENCES gathers (id) ON DELETE CASCADE,
    link       TEXT,
    private    BOOLEAN NOT NULL DEFAULT 0,
    loud       BOOLEAN NOT NULL,
    due_at     BIGINT,
    lease_at   BIGINT,
    tries      BIGINT  NOT NULL DEFAULT 0,
    looks      BIGINT  NOT NULL DEFAULT 0,
    asked      BIGINT  NOT NULL DEFAULT 0,
    message_id BIGINT,
    heard_at   BIGINT,
    UNIQUE (team_id, notice_id),
    UNIQUE (team_id, gather_id)
);
CREATE INDEX team_news_due ON team_news (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX team_news_of_notice ON team_news (notice_id) WHERE notice_id IS NOT NULL;
CREATE INDEX team_news_of_gather ON team_news (gather_id) WHERE gather_id IS NOT NULL;

INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (21, 'teams', TRUE, x'95fd2afcb99fe231670cad05b7211f860dd47263f2c26d0dbc6189562beb226a01a28bbf3ef717d19f6824021048987b', 1);
