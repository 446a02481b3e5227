-- Which commands of a bot have former versions is asked whenever its list is shown: this index answers it alone. Without
-- it, each row is read to its end, past a sealed body of up to a megabyte.
CREATE INDEX versions_by_command ON versions (user_id, account_id, bot_id, command_id, saved_at);
-- Its forerunner has the same columns but the last.
DROP INDEX versions_of_command;
