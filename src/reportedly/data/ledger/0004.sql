-- What persons should look at: records and links that are in doubt. `ledger/reviewing.py` asks in these very words, so
-- that SQLite reads off these indexes and holds no more in them than is asked for.
CREATE INDEX statements_in_doubt ON statements (confidence) WHERE confidence >= 0.25 AND confidence <= 0.75;
CREATE INDEX events_in_doubt ON events (confidence) WHERE confidence >= 0.25 AND confidence <= 0.75;
CREATE INDEX figures_in_doubt ON figures (confidence) WHERE confidence >= 0.25 AND confidence <= 0.75;
CREATE INDEX links_in_doubt ON links (score) WHERE until IS NULL AND score >= 0.35 AND score <= 0.55;

-- The verdicts on a record, and on a pair.
CREATE INDEX verdict_places_by_record ON verdict_places (article, kind, n) WHERE until IS NULL;
