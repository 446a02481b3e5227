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
