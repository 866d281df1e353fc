-- A ledger as version 1 wrote it: data/ledger/0001.sql as it was, and rows. Opened by whatever is the newest.

-- What was read, and when the ledger got it. Numbers are the ledger's own and stay in it; ids are the world's.
--
-- A file of this folder brings a ledger from the version before it to its own; it is never changed once released.

-- Every transaction that changed something, in order. `time` is what the clock said, ISO 8601 in UTC; `act` is
-- 'add', 'reread', 'settle' or 'judge'.
CREATE TABLE moments (
    number INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    act TEXT NOT NULL
);

-- The words themselves, once however often they appeared. `id`: see article.id in the contract.
CREATE TABLE texts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);

CREATE VIRTUAL TABLE text_words USING fts5(
    body, content = 'texts', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
);

-- All that was read in one text of one date, by one model with one vocabulary. `digest`: of the records, so that
-- reports with the same records share them.
CREATE TABLE readings (
    number INTEGER PRIMARY KEY,
    text INTEGER NOT NULL REFERENCES texts,
    published TEXT,
    model TEXT,
    vocabulary TEXT,
    digest BLOB NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    UNIQUE (text, digest)
);

-- The bytes that an address gave, with the time and the headers; `body` is compressed with zlib. `asked`: the address
-- that was asked for, where it led to another one.
CREATE TABLE pages (
    number INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    asked TEXT,
    fetched_at TEXT NOT NULL,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX pages_by_digest ON pages (digest);

-- One appearance of one text: at an address, in an outlet, of a date. The same address with another text is another
-- version of it. `outlet` is the publisher, or the host of the address where no publisher is known.
CREATE TABLE reports (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    text INTEGER NOT NULL REFERENCES texts,
    reading INTEGER NOT NULL REFERENCES readings,
    page INTEGER REFERENCES pages,
    url TEXT,
    file TEXT,
    title TEXT,
    byline TEXT,
    publisher TEXT,
    language TEXT,
    published TEXT,
    outlet TEXT,
    seen TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments
);
CREATE INDEX reports_by_text ON reports (text);
CREATE INDEX reports_by_reading ON reports (reading);
CREATE INDEX reports_by_page ON reports (page) WHERE page IS NOT NULL;
CREATE INDEX reports_by_url ON reports (url) WHERE url IS NOT NULL;
CREATE INDEX reports_by_outlet ON reports (outlet, published);
CREATE INDEX reports_by_day ON reports (published);

-- What was given to be added, by a digest of its bytes and of what was said of them, so that it need not be read again.
CREATE TABLE inputs (
    key BLOB PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports
) WITHOUT ROWID;

-- The records. `n` is their number in the reading, `start` and `end` the offsets of their span, `record` the object of
-- the contract as JSON; the other columns are what questions ask for, taken from it.
CREATE TABLE statements (
    number INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    source_name TEXT,
    source_country TEXT,
    source_sector TEXT,
    source_type TEXT NOT NULL,
    form TEXT NOT NULL,
    stance TEXT NOT NULL,
    within INTEGER,
    confidence REAL,
    said TEXT NOT NULL, -- the words of its content, parted by " … "
    record TEXT NOT NULL,
    UNIQUE (reading, n)
);
CREATE INDEX statements_by_source ON statements (source_name) WHERE source_name IS NOT NULL;

CREATE VIRTUAL TABLE statement_words USING fts5(
    said, content = 'statements', content_rowid = 'number', tokenize = 'porter unicode61 remove_diacritics 2'
);

-- `first` and `last`: the days that it is told of, both inclusive: its own time where one is told, else the day of the
-- article; null is open, or not known where both are.
CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    type TEXT NOT NULL,
    mode TEXT,
    quad TEXT NOT NULL,
    intensity REAL NOT NULL,
    status TEXT NOT NULL,
    actor_name TEXT,
    actor_country TEXT,
    actor_sector TEXT,
    recipient_name TEXT,
    recipient_country TEXT,
    recipient_sector TEXT,
    first TEXT,
    last TEXT,
    precision TEXT,
    place TEXT,
    place_country TEXT,
    latitude REAL,
    longitude REAL,
    according_to INTEGER,
    same_as INTEGER,
    confidence REAL,
    record TEXT NOT NULL,
    UNIQUE (reading, n)
);
CREATE INDEX events_by_type ON events (type, first);
CREATE INDEX events_by_day ON events (first);
CREATE INDEX events_by_actor ON events (actor_name) WHERE actor_name IS NOT NULL;
CREATE INDEX events_by_recipient ON events (recipient_name) WHERE recipient_name IS NOT NULL;
CREATE INDEX events_by_states ON events (actor_country, recipient_country);
CREATE INDEX events_by_place ON events (place) WHERE place IS NOT NULL;

CREATE TABLE figures (
    number INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    value REAL,
    low REAL,
    high REAL,
    bound TEXT NOT NULL,
    unit TEXT,
    measure TEXT,
    event INTEGER,
    according_to INTEGER,
    confidence REAL,
    record TEXT NOT NULL,
    UNIQUE (reading, n)
);
CREATE INDEX figures_by_measure ON figures (measure, unit);

-- `n` counts the flaws of a reading from 1: the contract gives them no number.
CREATE TABLE flaws (
    number INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings,
    n INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    problem TEXT NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (reading, n)
);

-- The model's vector of an event, little-endian: of `width` 4 (single) or 8 (double precision) bytes a number.
CREATE TABLE vectors (
    reading INTEGER NOT NULL REFERENCES readings,
    event INTEGER NOT NULL,
    width INTEGER NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (reading, event)
) WITHOUT ROWID;

INSERT INTO moments VALUES (1, '2026-02-03T04:05:06Z', 'add');
INSERT INTO texts VALUES (1, 'e57b51e4dab09339', 'Premier Ilse Brandt said gunmen killed 4 sailors off Port Ansel on Monday. 

More Read');
INSERT INTO texts VALUES (2, 'dc7afed13682d827', 'Kestria and Norland talked for an hour about fish.');
INSERT INTO readings VALUES (1, 1, '2026-01-01', 'fake-1', 'words-1', X'4A456C35B0A77293A9F8E3A64DCFF6A2', 1);
INSERT INTO readings VALUES (2, 2, '2026-01-02', NULL, NULL, X'E82ECC2E00315B630179C9BCB727214E', 1);
INSERT INTO pages VALUES (1, 'https://tern.example/1', NULL, '2026-02-03T04:05:00Z', 200, '[["ETag","\"1\""]]', X'33F2799467177287A29260780A107AC98EA63DD6165F67FCC0D74767D0A82090', X'789CB329B0030001D500EB');
INSERT INTO reports VALUES (1, 'c435bfe72fbfa8cf', 1, 1, 1, 'https://tern.example/1', NULL, NULL, NULL, 'The Tern', 'en', '2026-01-01', 'The Tern', '2026-02-03T04:05:06Z', 1);
INSERT INTO reports VALUES (2, 'a1752099871a3864', 2, 2, NULL, NULL, NULL, NULL, NULL, 'The Tern', NULL, '2026-01-02', 'The Tern', '2026-02-03T04:05:06Z', 1);
INSERT INTO inputs VALUES (X'30313233343536373839616263646566', 1);
INSERT INTO statements VALUES (1, 1, 1, 0, 73, 'Ilse Brandt', 'NOR', 'GOV', 'person', 'indirect', 'asserts', NULL, 0.75, 'gunmen killed 4 sailors off Port Ansel on Monday', '{"kind":"statement","id":"e57b51e4dab09339:s1","span":[0,73],"source":{"span":[0,19],"text":"Premier Ilse Brandt","name":"Ilse Brandt","entity":"person","country":"NOR","sector":"GOV","resolved_from":null},"source_type":"person","cue":[20,24],"content":[[25,73]],"form":"indirect","stance":"asserts","hedges":[],"evidence":[],"within":null,"confidence":0.75}');
INSERT INTO events VALUES (1, 1, 1, 32, 38, 'ASSAULT', 'firearms', 'material conflict', -9.0, 'happened', NULL, NULL, NULL, NULL, 'NOR', 'CVL', '2026-01-01', '2026-01-01', 'day', 'Port Ansel', 'NOR', 60.25, 5.1, 1, NULL, 0.5, '{"kind":"event","id":"e57b51e4dab09339:e1","span":[32,38],"text":"killed","type":"ASSAULT","mode":"firearms","quad":"material conflict","intensity":-9.0,"actor":{"span":[25,31],"text":"gunmen","name":null,"entity":"group","country":null,"sector":null,"resolved_from":null},"recipient":{"span":[39,48],"text":"4 sailors","name":null,"entity":"group","country":"NOR","sector":"CVL","resolved_from":null},"status":"happened","according_to":"e57b51e4dab09339:s1","when":{"span":[67,73],"text":"Monday","start":"2026-01-01","end":"2026-01-01","precision":"day"},"where":{"span":[53,63],"text":"Port Ansel","name":"Port Ansel","country":"NOR","latitude":60.25,"longitude":5.1},"confidence":0.5,"same_as":null}');
INSERT INTO events VALUES (2, 2, 1, 20, 26, 'CONSULT', NULL, 'verbal cooperation', 2.5, 'happened', 'Kestria', 'KES', NULL, 'Norland', 'NOR', NULL, '2026-01-02', '2026-01-02', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"kind":"event","id":"dc7afed13682d827:e1","span":[20,26],"text":"talked","type":"CONSULT","mode":null,"quad":"verbal cooperation","intensity":2.5,"actor":{"span":[0,7],"text":"Kestria","name":"Kestria","entity":"country","country":"KES","sector":null,"resolved_from":null},"recipient":{"span":[12,19],"text":"Norland","name":"Norland","entity":"country","country":"NOR","sector":null,"resolved_from":null},"status":"happened","according_to":null,"when":null,"where":null,"confidence":null,"same_as":null}');
INSERT INTO events VALUES (3, 2, 2, 20, 26, 'CONSULT', NULL, 'verbal cooperation', 2.5, 'happened', 'Norland', 'NOR', NULL, 'Kestria', 'KES', NULL, '2026-01-02', '2026-01-02', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{"kind":"event","id":"dc7afed13682d827:e2","span":[20,26],"text":"talked","type":"CONSULT","mode":null,"quad":"verbal cooperation","intensity":2.5,"actor":{"span":[12,19],"text":"Norland","name":"Norland","entity":"country","country":"NOR","sector":null,"resolved_from":null},"recipient":{"span":[0,7],"text":"Kestria","name":"Kestria","entity":"country","country":"KES","sector":null,"resolved_from":null},"status":"happened","according_to":null,"when":null,"where":null,"confidence":null,"same_as":null}');
INSERT INTO figures VALUES (1, 1, 1, 39, 48, 4.0, 4.0, 4.0, 'exact', 'person', 'killed', 1, 1, NULL, '{"kind":"figure","id":"e57b51e4dab09339:f1","span":[39,48],"text":"4 sailors","value":4,"low":4,"high":4,"bound":"exact","unit":"person","measure":"killed","event":"e57b51e4dab09339:e1","according_to":"e57b51e4dab09339:s1","confidence":null}');
INSERT INTO flaws VALUES (1, 1, 1, 77, 86, 'boilerplate', '{"kind":"flaw","span":[77,86],"text":"More Read","problem":"boilerplate","same_as":null}');
INSERT INTO vectors VALUES (2, 1, 4, X'0000003F000080BE');
INSERT INTO text_words (text_words) VALUES ('rebuild');
INSERT INTO statement_words (statement_words) VALUES ('rebuild');
PRAGMA application_id = 1380996164;
PRAGMA user_version = 1;
