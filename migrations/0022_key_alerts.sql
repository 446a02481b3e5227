-- How a person is told that their key was refused.

-- 0: with a sound, 1: without one, 2: not at all.
ALTER TABLE settings ADD COLUMN key_alerts BIGINT NOT NULL DEFAULT 0;
