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
