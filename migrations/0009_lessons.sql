-- What use taught about the address of an endpoint: that a call succeeded there, or that the server has nothing there.
-- It holds nothing about any person. `address`: method, address and proof as they were used; where they change, the row
-- says nothing any more. Days are UTC, YYYY-MM-DD.
CREATE TABLE lessons (
    endpoint      TEXT PRIMARY KEY,
    address       TEXT NOT NULL,
    worked_on     TEXT,
    missing_since TEXT
);
