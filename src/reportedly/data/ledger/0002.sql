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

-- Copies. In the tables that find them, a report stands as its id: 16 hex digits as the signed integer that sorts as
-- they do; a publisher as a number made of its name.

-- Where each line stands that does not recur yet, by publisher; `company` tells stories apart.
CREATE TABLE copy_lines (
    outlet INTEGER NOT NULL,
    line INTEGER NOT NULL,
    report INTEGER NOT NULL,
    company INTEGER NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (outlet, line, report)
) WITHOUT ROWID;

CREATE TABLE copy_recurring (
    outlet INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (outlet, line)
) WITHOUT ROWID;

-- What a report is to others: its day and size decide which is the earlier.
CREATE TABLE copy_standings (
    report INTEGER PRIMARY KEY,
    outlet TEXT,
    day INTEGER NOT NULL,
    size INTEGER NOT NULL,
    numbers INTEGER NOT NULL
);

-- Sampled shingles; `least` is the size, negative, so that of one day the longest comes first.
CREATE TABLE copy_numbers (
    number INTEGER NOT NULL,
    day INTEGER NOT NULL,
    least INTEGER NOT NULL,
    report INTEGER NOT NULL,
    PRIMARY KEY (number, day, least, report)
) WITHOUT ROWID;

CREATE TABLE copy_pending (report INTEGER PRIMARY KEY);

-- What of a report stands in earlier ones, as JSON; no row where nothing is copied.
CREATE TABLE copies (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL,
    record TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX copies_standing ON copies (report) WHERE until IS NULL;
CREATE INDEX copies_by_report ON copies (report);
CREATE INDEX reports_by_outlet_and_text ON reports (outlet, text);
CREATE INDEX copies_by_since ON copies (since);
CREATE INDEX copies_by_until ON copies (until) WHERE until IS NOT NULL;

-- Which reports have passages from a report, now.
CREATE TABLE copy_origins (
    origin INTEGER NOT NULL,
    report INTEGER NOT NULL,
    PRIMARY KEY (origin, report)
) WITHOUT ROWID;
CREATE INDEX copy_origins_by_report ON copy_origins (report);

-- Statements that are quotations, by report and number; `words` are little-endian 64-bit numbers of words.
CREATE TABLE quotations (
    report INTEGER NOT NULL,
    n INTEGER NOT NULL,
    outlet TEXT,
    day INTEGER NOT NULL,
    name TEXT,
    words BLOB NOT NULL,
    PRIMARY KEY (report, n)
) WITHOUT ROWID;

CREATE TABLE quotation_numbers (
    number INTEGER NOT NULL,
    day INTEGER NOT NULL,
    report INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (number, day, report, n)
) WITHOUT ROWID;

CREATE TABLE quotation_pending (
    report INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (report, n)
) WITHOUT ROWID;

-- The earlier statement that prints the same words.
CREATE TABLE quotation_links (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL,
    n INTEGER NOT NULL,
    to_report INTEGER NOT NULL,
    to_n INTEGER NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX quotation_links_standing ON quotation_links (report, n, to_report, to_n) WHERE until IS NULL;
CREATE INDEX quotation_links_by_earlier ON quotation_links (to_report, to_n);

-- Incidents: a telling is a report and the number of an event in it. Tellings that share a key may be the same; `n` is 0
-- for the keys of the report as a whole, whose tellings may be the same as those of another such report.
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
CREATE INDEX incident_members_by_since ON incident_members (since);
CREATE INDEX incident_members_by_until ON incident_members (until) WHERE until IS NOT NULL;

-- What is known of an incident in sum, for lists, filters and counts; all else is made anew from its tellings. Names are
-- folded: in lower case, without marks, points and articles. The country of a party is that which it acts for, null for
-- rebels. `first` and `last`: the time that is told, else the day of its first report. `figures`: how many series it has.
-- `record` is what dyads count, as JSON.
CREATE TABLE incidents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    status TEXT NOT NULL,
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
    figures INTEGER NOT NULL,
    disputed INTEGER NOT NULL, -- 1 where its accounts conflict, else 0
    confidence REAL,
    record TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX incidents_standing ON incidents (id) WHERE until IS NULL;
CREATE INDEX incidents_by_id ON incidents (id);
-- Lists are read off this index alone, where nothing sharper is asked for.
CREATE INDEX incidents_by_day ON incidents (first, id, last, confidence, since, until);
CREATE INDEX incidents_by_type ON incidents (type, first, id);
CREATE INDEX incidents_by_status ON incidents (status, first, id);
CREATE INDEX incidents_by_states ON incidents (actor_country, recipient_country);
CREATE INDEX incidents_by_actor ON incidents (actor_name) WHERE actor_name IS NOT NULL;
CREATE INDEX incidents_by_recipient ON incidents (recipient_name) WHERE recipient_name IS NOT NULL;
CREATE INDEX incidents_by_place ON incidents (place) WHERE place IS NOT NULL;
CREATE INDEX incidents_by_place_country ON incidents (place_country) WHERE place_country IS NOT NULL;
CREATE INDEX incidents_by_reports ON incidents (independent DESC, reports DESC, id) WHERE until IS NULL;
CREATE INDEX incidents_disputed ON incidents (first, id, last, since, until) WHERE disputed = 1;
CREATE INDEX incidents_counted ON incidents (first, id, last, since, until) WHERE figures > 0;

-- Where the accounts of an incident tell more parties, or places, than its row in `incidents` does: all of them. `role`
-- is 'actor', 'recipient' or 'place'.
CREATE TABLE incident_others (
    number INTEGER PRIMARY KEY,
    incident TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT,
    country TEXT,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE INDEX incident_others_by_incident ON incident_others (incident, role);
CREATE INDEX incident_others_by_name ON incident_others (role, name);
CREATE INDEX incident_others_by_country ON incident_others (role, country);

-- Reports that do not tell an incident, but have copied what tells it, or had it first: where their copies change, the
-- incident is summed up anew. Reports as in `copies`.
CREATE TABLE incident_origins (
    report INTEGER NOT NULL,
    incident TEXT NOT NULL,
    PRIMARY KEY (report, incident)
) WITHOUT ROWID;
CREATE INDEX incident_origins_by_incident ON incident_origins (incident);

-- Who is quoted. `key`: the name, folded, or kind, state and phrase of who is told by these; `country` '' where none is
-- known.
CREATE TABLE quoted_sources (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    country TEXT NOT NULL,
    UNIQUE (key, country)
);

-- The statements of a report by source, null for whoever cannot be told from others, as what and with which stance;
-- those that it copied apart. The same text in the same outlet counts once.
CREATE TABLE quoted (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports,
    outlet TEXT,
    source INTEGER REFERENCES quoted_sources,
    label TEXT,
    name TEXT,
    entity TEXT,
    country TEXT,
    sector TEXT,
    type TEXT NOT NULL,
    stance TEXT NOT NULL,
    own INTEGER NOT NULL,
    copied INTEGER NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE INDEX quoted_by_report ON quoted (report);
-- What is counted over all of them is read off these two alone.
CREATE INDEX quoted_by_source ON quoted (source, own, copied, since, until);
CREATE INDEX quoted_by_outlet ON quoted (outlet, type, own, since, until);

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

-- What a person decided on a record, or on a link between two: `record` is the whole of it as JSON. `decision` is
-- 'right', 'wrong', 'edited' or 'note'; `at` when it was made. A decision that is taken back ends, and is kept.
CREATE TABLE verdicts (
    number INTEGER PRIMARY KEY,
    decision TEXT NOT NULL,
    link TEXT,
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    record TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE INDEX verdicts_on_links ON verdicts (link) WHERE link IS NOT NULL;

-- Where the words of a verdict now stand: `article` is the id of the text, `n` the number of the record there; `lost`
-- says why they were not found again, null where they were.
CREATE TABLE verdict_places (
    number INTEGER PRIMARY KEY,
    verdict INTEGER NOT NULL REFERENCES verdicts,
    side INTEGER NOT NULL,
    article TEXT NOT NULL,
    kind TEXT NOT NULL,
    start INTEGER,
    end INTEGER,
    n INTEGER,
    lost TEXT,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);
CREATE UNIQUE INDEX verdict_places_standing ON verdict_places (verdict, side) WHERE until IS NULL;
CREATE INDEX verdict_places_by_article ON verdict_places (article);

-- What an address said of its page when it last gave one, to be asked with the next time.
CREATE TABLE addresses (
    url TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT
) WITHOUT ROWID;
