-- Which keys of the ring the accounts need is asked at every start, and by rotating them row by row: without this each
-- question reads the whole table.
CREATE INDEX accounts_by_seal ON accounts (sealed_by);
