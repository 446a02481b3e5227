-- Which programs may use this database, for the way back to an older version. `user_version` is the number of the oldest
-- step whose program may: it has to know that step, and may know no later one. A step that only adds leaves the number. A step
-- after which an older program would do harm sets it to its own number; tests/it/day2/schemas.rs finds one that does not.
-- An older program empties, at /forget, also those later tables that have a column `user_id`.
PRAGMA user_version = 23;
