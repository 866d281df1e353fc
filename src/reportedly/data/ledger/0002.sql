-- What follows from the reports laid together, and what persons have decided.
--
-- Rows with `since` and `until` stand from the one moment until the other, which is null while they stand; they are
-- never changed otherwise, so that what the ledger knew at any moment can still be told. Ids that are text never depend
-- on the order in which reports came.

-- How far each stage of `settle` has come: all reports up to number `done` are in, by rules of `version`.
CREATE TABLE stages (
    name TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    done INTEGER NOT NULL
);

-- Copies: lines by outlet, to tell boilerplate; keys that near-copies share; a report's own signature.
CREATE TABLE outlet_lines (
    outlet TEXT NOT NULL,
    line INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    PRIMARY KEY (outlet, line, report)
) WITHOUT ROWID;
CREATE INDEX outlet_lines_by_report ON outlet_lines (report);

CREATE TABLE copy_keys (
    key INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    PRIMARY KEY (key, report)
) WITHOUT ROWID;
CREATE INDEX copy_keys_by_report ON copy_keys (report);

CREATE TABLE copy_signatures (
    report INTEGER PRIMARY KEY REFERENCES reports,
    signature BLOB NOT NULL
);

-- Which report has passages of which: `score` is the share of the copy that stands in the origin; `record` the value as
-- JSON, passages and reasons with it.
CREATE TABLE copy_pairs (
    number INTEGER PRIMARY KEY,
    copy INTEGER NOT NULL REFERENCES reports,
    origin INTEGER NOT NULL REFERENCES reports,
    score REAL NOT NULL,
    record TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX copy_pairs_standing ON copy_pairs (copy, origin) WHERE until IS NULL;
CREATE INDEX copy_pairs_by_copy ON copy_pairs (copy);
CREATE INDEX copy_pairs_by_origin ON copy_pairs (origin);

CREATE TABLE copy_members (
    number INTEGER PRIMARY KEY,
    copy_group TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    origin INTEGER NOT NULL, -- 1 for the earliest of the group, else 0
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX copy_members_standing ON copy_members (report) WHERE until IS NULL;
CREATE INDEX copy_members_by_group ON copy_members (copy_group);
CREATE INDEX copy_members_by_report ON copy_members (report);

-- Statements that are one quotation, by report and number.
CREATE TABLE quotation_keys (
    key INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    PRIMARY KEY (key, report, n)
) WITHOUT ROWID;
CREATE INDEX quotation_keys_by_report ON quotation_keys (report);

CREATE TABLE quotation_members (
    number INTEGER PRIMARY KEY,
    quotation TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX quotation_members_standing ON quotation_members (report, n) WHERE until IS NULL;
CREATE INDEX quotation_members_by_quotation ON quotation_members (quotation);

-- Incidents: a telling is a report and the number of an event in it. Tellings that share a key may be the same.
CREATE TABLE telling_keys (
    key TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    PRIMARY KEY (key, report, n)
) WITHOUT ROWID;
CREATE INDEX telling_keys_by_report ON telling_keys (report, n);

-- Two tellings held side by side, the one with the smaller (report, n) first; `decision` is 'same', 'apart' or 'unsure',
-- `reasons` JSON.
CREATE TABLE links (
    number INTEGER PRIMARY KEY,
    a_report INTEGER NOT NULL REFERENCES reports,
    a_n INTEGER NOT NULL,
    b_report INTEGER NOT NULL REFERENCES reports,
    b_n INTEGER NOT NULL,
    score REAL NOT NULL,
    decision TEXT NOT NULL,
    reasons TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX links_standing ON links (a_report, a_n, b_report, b_n) WHERE until IS NULL;
CREATE INDEX links_by_b ON links (b_report, b_n);

CREATE TABLE incident_members (
    number INTEGER PRIMARY KEY,
    incident TEXT NOT NULL,
    report INTEGER NOT NULL REFERENCES reports,
    n INTEGER NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX incident_members_standing ON incident_members (report, n) WHERE until IS NULL;
CREATE INDEX incident_members_by_incident ON incident_members (incident);
CREATE INDEX incident_members_by_report ON incident_members (report, n);

-- What is known of an incident in sum, for lists and filters; `record` is the value as JSON.
CREATE TABLE incidents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    type TEXT,
    status TEXT,
    actor_name TEXT,
    actor_country TEXT,
    recipient_name TEXT,
    recipient_country TEXT,
    first TEXT,
    last TEXT,
    place TEXT,
    place_country TEXT,
    reports INTEGER NOT NULL,
    independent INTEGER NOT NULL,
    disputed INTEGER NOT NULL, -- 1 where its accounts conflict, else 0
    confidence REAL,
    record TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX incidents_standing ON incidents (id) WHERE until IS NULL;
CREATE INDEX incidents_by_id ON incidents (id);
CREATE INDEX incidents_by_day ON incidents (first);
CREATE INDEX incidents_by_type ON incidents (type, first);
CREATE INDEX incidents_by_states ON incidents (actor_country, recipient_country);
CREATE INDEX incidents_by_actor ON incidents (actor_name);
CREATE INDEX incidents_by_recipient ON incidents (recipient_name);

-- A report that corrects or takes back what another one, or it itself, said; `corrects` is null where that is not here.
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    corrects INTEGER REFERENCES reports,
    record TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE INDEX corrections_by_report ON corrections (report);
CREATE INDEX corrections_by_corrected ON corrections (corrects) WHERE corrects IS NOT NULL;

-- What a person decided on a record or link. `kind` is 'statement', 'event', 'figure', 'flaw', 'link' or 'copy';
-- `target` its id, as it now is, null where it is lost; `anchor` the exact words with their context, as JSON.
CREATE TABLE verdicts (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    target TEXT,
    report INTEGER REFERENCES reports,
    decision TEXT NOT NULL, -- 'right', 'wrong' or 'edited'
    edited TEXT,
    note TEXT,
    who TEXT,
    at TEXT NOT NULL,
    anchor TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE INDEX verdicts_by_target ON verdicts (target) WHERE target IS NOT NULL;
CREATE INDEX verdicts_by_report ON verdicts (report) WHERE report IS NOT NULL;

-- What an address last answered, for conditional requests.
CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    etag TEXT,
    modified TEXT,
    checked TEXT NOT NULL
) WITHOUT ROWID;
