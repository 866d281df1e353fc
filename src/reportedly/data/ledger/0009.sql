-- Who is quoted in some of the reports, by days or as of a time: read off two indexes, and neither rows nor reports are
-- looked up for it.

-- The day of the report, as `outlet` is its outlet: null where it bears no date.
ALTER TABLE quoted ADD COLUMN day TEXT;
DROP INDEX quoted_by_source;
DROP INDEX quoted_by_outlet;
UPDATE quoted SET day = (SELECT substr(published, 1, 10) FROM reports WHERE reports.number = quoted.report);
CREATE INDEX quoted_by_source ON quoted (source, day, own, copied, since, until, report);
CREATE INDEX quoted_by_outlet ON quoted (outlet, type, day, own, since, until, report);

-- Those that most outlets report, also as of a time: not only of what stands now.
DROP INDEX incidents_by_reports;
CREATE INDEX incidents_by_reports ON incidents (independent DESC, reports DESC, id);
