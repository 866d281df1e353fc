-- Readings by another reader than our own model: what it proposed, and what became of that (see `records.ReadBy`), as JSON.
CREATE TABLE readers (
    reading INTEGER PRIMARY KEY REFERENCES readings,
    told TEXT NOT NULL
);
