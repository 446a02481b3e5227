-- Alerts: watches that go on, rest for a while, and are heard seldom.

-- `muted_until`: nobody looks before, because the person wants quiet. `asked_at`: when somebody asked through this bot for a
-- change of what is watched, so that it is no news.
ALTER TABLE watches ADD COLUMN muted_until BIGINT;
ALTER TABLE watches ADD COLUMN asked_at BIGINT;

-- `silent`: it is told without a sound, also where its watch is heard. `heard_at`: when it was sent with a sound, for the
-- limit of an hour.
ALTER TABLE notices ADD COLUMN silent BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE notices ADD COLUMN heard_at BIGINT;
