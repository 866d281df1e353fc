-- Questions of very many reports: on which kinds of sources outlets rest is added up from one row a report, and which
-- incidents a report tells is read off indexes alone.

-- What stands in `quoted` of a report, from each moment at which that changed: for each statement of its own the first
-- two letters of the kind of its source, with a space behind them. `ledger/kinds.py` writes it.
CREATE TABLE report_kinds (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports,
    outlet TEXT,
    day TEXT,
    kinds TEXT NOT NULL,
    since INTEGER NOT NULL REFERENCES moments,
    until INTEGER REFERENCES moments
);

INSERT INTO report_kinds (report, outlet, day, kinds, since, until)
WITH changes AS (
    SELECT report, since AS at FROM quoted UNION SELECT report, until FROM quoted WHERE until IS NOT NULL
),
spans AS (SELECT report, at AS since, lead(at) OVER (PARTITION BY report ORDER BY at) AS until FROM changes)
SELECT s.report, max(q.outlet), max(q.day),
    group_concat(replace(hex(zeroblob(q.own)), '00', substr(q.type, 1, 2) || ' '), ''), s.since, s.until
FROM spans s CROSS JOIN quoted q ON q.report = s.report AND q.since <= s.since AND (q.until IS NULL OR q.until > s.since)
GROUP BY s.report, s.since;

CREATE INDEX report_kinds_by_report ON report_kinds (report);
CREATE INDEX report_kinds_by_outlet ON report_kinds (outlet, day, since, until, report, kinds);
DROP INDEX quoted_by_outlet;

DROP INDEX incident_members_by_report;
CREATE INDEX incident_members_by_report ON incident_members (report, n, incident, since, until);
DROP INDEX incidents_by_id;
CREATE INDEX incidents_by_id ON incidents (id, until, since, type, status, mode, disputed, confidence);
