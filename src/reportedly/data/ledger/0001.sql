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
