-- Which tellings are one incident, as each follows an earlier one (ledger/following.py).

-- As before, but the tellings of a key, and its reports, stand in the order of their reports' dates: `at`.
DROP TABLE telling_keys;
CREATE TABLE telling_keys (
    key TEXT NOT NULL,
    at TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    PRIMARY KEY (key, at)
) WITHOUT ROWID;
CREATE INDEX telling_keys_by_report ON telling_keys (report, n);

-- The earlier reports that a report is compared with: those that share most keys with it.
CREATE TABLE report_neighbours (
    report INTEGER NOT NULL REFERENCES reports,
    other INTEGER NOT NULL REFERENCES reports,
    shared INTEGER NOT NULL,
    other_at TEXT NOT NULL,
    PRIMARY KEY (report, other)
) WITHOUT ROWID;
CREATE INDEX report_neighbours_by_other ON report_neighbours (other);

-- Where each telling stands now: the incident, the telling that it follows (null where it begins the incident), and the
-- first one that it came to by links of the machine.
CREATE TABLE tellings (
    report INTEGER NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    at TEXT NOT NULL,
    incident TEXT NOT NULL,
    follows_report INTEGER,
    follows_n INTEGER,
    anchor_report INTEGER NOT NULL,
    anchor_n INTEGER NOT NULL,
    PRIMARY KEY (report, n)
) WITHOUT ROWID;
CREATE INDEX tellings_by_anchor ON tellings (anchor_report);
CREATE INDEX tellings_by_followed ON tellings (follows_report) WHERE follows_report IS NOT NULL;

-- What each report that tells anything is compared by as a whole, as JSON.
CREATE TABLE scenes (
    report INTEGER PRIMARY KEY REFERENCES reports,
    record TEXT NOT NULL
);
