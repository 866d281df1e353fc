-- Who is quoted how often, kept as rows of `quoted` come to stand and cease to: of a million statements, no question can
-- count them anew. Nothing else writes to these tables. A count of nothing is nothing that stands.

-- Statements that stand of a source, of their own and copied, and the texts that have one of their own.
ALTER TABLE quoted_sources ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quoted_sources ADD COLUMN copied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quoted_sources ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;

-- As what, and with which stance.
CREATE TABLE quoted_told (
    number INTEGER PRIMARY KEY,
    source INTEGER NOT NULL,
    label TEXT,
    name TEXT,
    entity TEXT,
    country TEXT,
    sector TEXT,
    type TEXT NOT NULL,
    stance TEXT NOT NULL,
    own INTEGER NOT NULL,
    copied INTEGER NOT NULL
);
CREATE INDEX quoted_told_by_source ON quoted_told (source, label, name, type, stance);

-- Rows of a source by the day of their report.
CREATE TABLE quoted_days (
    source INTEGER NOT NULL,
    day TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source, day)
) WITHOUT ROWID;

-- Rows with statements of its own of a source by outlet; a report without one is an outlet of its own, by its id.
CREATE TABLE quoted_outlets (
    source INTEGER NOT NULL,
    outlet TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source, outlet)
) WITHOUT ROWID;

-- Statements of its own of an outlet by the kind of their source, also of those who cannot be told from others.
CREATE TABLE quoted_kinds (
    number INTEGER PRIMARY KEY,
    outlet TEXT,
    type TEXT NOT NULL,
    own INTEGER NOT NULL
);
CREATE INDEX quoted_kinds_by_outlet ON quoted_kinds (outlet, type);

UPDATE quoted_sources SET
    (own, copied) = (SELECT coalesce(sum(q.own), 0), coalesce(sum(q.copied), 0) FROM quoted q
        WHERE q.source = quoted_sources.number AND q.until IS NULL),
    articles = (SELECT count(DISTINCT r.text) FROM quoted q JOIN reports r ON r.number = q.report
        WHERE q.source = quoted_sources.number AND q.until IS NULL AND q.own > 0);

INSERT INTO quoted_told (source, label, name, entity, country, sector, type, stance, own, copied)
SELECT source, label, name, entity, country, sector, type, stance, sum(own), sum(copied) FROM quoted
WHERE until IS NULL AND source IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;

INSERT INTO quoted_days
SELECT q.source, substr(r.published, 1, 10), count(*) FROM quoted q JOIN reports r ON r.number = q.report
WHERE q.until IS NULL AND q.source IS NOT NULL AND r.published <> '' GROUP BY 1, 2;

INSERT INTO quoted_outlets
SELECT q.source, coalesce(r.outlet, r.id), count(*) FROM quoted q JOIN reports r ON r.number = q.report
WHERE q.until IS NULL AND q.source IS NOT NULL AND q.own > 0 GROUP BY 1, 2;

INSERT INTO quoted_kinds (outlet, type, own)
SELECT outlet, type, sum(own) FROM quoted WHERE until IS NULL GROUP BY 1, 2;

-- Whatever is put in here is counted: a row of `quoted` that has come to stand (`by` 1) or does not stand any more (-1).
CREATE VIEW quoted_counted AS SELECT *, 0 AS by FROM quoted WHERE 0;

CREATE TRIGGER quoted_is_counted INSTEAD OF INSERT ON quoted_counted
BEGIN
    UPDATE quoted_sources SET own = own + new.by * new.own, copied = copied + new.by * new.copied
    WHERE number = new.source;
    UPDATE quoted_sources SET articles = articles + new.by
    WHERE number = new.source AND new.own > 0 AND NOT EXISTS (
        -- A source has many rows, a text few: with a sign before it, no index of sources is looked into.
        SELECT 1 FROM reports r JOIN reports s ON s.text = r.text JOIN quoted q ON q.report = s.number
        WHERE r.number = new.report AND +q.source = new.source AND q.until IS NULL AND q.own > 0
            AND q.number <> new.number
    );
    INSERT INTO quoted_told (source, label, name, entity, country, sector, type, stance, own, copied)
    SELECT new.source, new.label, new.name, new.entity, new.country, new.sector, new.type, new.stance, 0, 0
    WHERE new.source IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM quoted_told WHERE source = new.source AND label IS new.label AND name IS new.name
            AND entity IS new.entity AND country IS new.country AND sector IS new.sector AND type = new.type
            AND stance = new.stance
    );
    UPDATE quoted_told SET own = own + new.by * new.own, copied = copied + new.by * new.copied
    WHERE source = new.source AND label IS new.label AND name IS new.name AND entity IS new.entity
        AND country IS new.country AND sector IS new.sector AND type = new.type AND stance = new.stance;
    INSERT INTO quoted_days
    SELECT new.source, substr(published, 1, 10), new.by FROM reports
    WHERE number = new.report AND new.source IS NOT NULL AND published <> ''
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    INSERT INTO quoted_outlets
    SELECT new.source, coalesce(outlet, id), new.by FROM reports
    WHERE number = new.report AND new.source IS NOT NULL AND new.own > 0
    ON CONFLICT DO UPDATE SET count = count + excluded.count;
    INSERT INTO quoted_kinds (outlet, type, own)
    SELECT new.outlet, new.type, 0
    WHERE NOT EXISTS (SELECT 1 FROM quoted_kinds WHERE outlet IS new.outlet AND type = new.type);
    UPDATE quoted_kinds SET own = own + new.by * new.own WHERE outlet IS new.outlet AND type = new.type;
END;

CREATE TRIGGER quoted_came AFTER INSERT ON quoted WHEN new.until IS NULL
BEGIN
    INSERT INTO quoted_counted SELECT *, 1 FROM quoted WHERE number = new.number;
END;

CREATE TRIGGER quoted_ended AFTER UPDATE OF until ON quoted WHEN old.until IS NULL AND new.until IS NOT NULL
BEGIN
    INSERT INTO quoted_counted SELECT *, -1 FROM quoted WHERE number = new.number;
END;

CREATE TRIGGER quoted_came_again AFTER UPDATE OF until ON quoted WHEN old.until IS NOT NULL AND new.until IS NULL
BEGIN
    INSERT INTO quoted_counted SELECT *, 1 FROM quoted WHERE number = new.number;
END;

CREATE TRIGGER quoted_never_was BEFORE DELETE ON quoted WHEN old.until IS NULL
BEGIN
    INSERT INTO quoted_counted SELECT *, -1 FROM quoted WHERE number = old.number;
END;

-- The last day that incidents of a party reach to.
CREATE INDEX incidents_by_last ON incidents (last, since, until) WHERE last IS NOT NULL;
