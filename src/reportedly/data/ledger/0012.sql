-- The first tellings of a line are asked for whenever one may come to it.
DROP INDEX tellings_by_anchor;
CREATE INDEX tellings_by_anchor ON tellings (anchor_report, anchor_n, at);
