-- The ledger for people who open the file itself, in Datasette or any other program that knows SQLite: what the tables
-- hold, under names that can be read. What stands now, and no history. `judged` is the last decision of a person on the
-- record, null where nobody made one; edits are told as such, and the values beside them are the machine's.

CREATE VIEW reports_readable AS
SELECT r.id AS report, r.outlet, r.published, r.title, r.byline, r.url, r.language, t.id AS article,
    length(t.body) AS characters,
    (SELECT count(*) FROM statements s WHERE s.reading = r.reading) AS statements,
    (SELECT count(*) FROM events e WHERE e.reading = r.reading) AS events,
    (SELECT count(*) FROM figures f WHERE f.reading = r.reading) AS figures,
    d.model, d.vocabulary, r.seen, r.text
FROM reports r JOIN texts t ON t.number = r.text JOIN readings d ON d.number = r.reading;

CREATE VIEW statements_readable AS
SELECT r.id || ':s' || s.n AS statement, r.published, r.outlet,
    coalesce(s.source_name, json_extract(s.record, '$.source.text')) AS source, s.source_country, s.source_sector,
    s.source_type, s.stance, s.form, s.said, substr(t.body, s.start + 1, s.end - s.start) AS words,
    CASE WHEN s.within IS NOT NULL THEN r.id || ':s' || s.within END AS within, s.confidence,
    (SELECT v.decision FROM verdict_places p JOIN verdicts v ON v.number = p.verdict
        WHERE p.article = t.id AND p.kind = 'statement' AND p.n = s.n AND p.until IS NULL AND v.until IS NULL
        AND v.link IS NULL AND v.decision <> 'note' ORDER BY v.at DESC, v.number DESC LIMIT 1) AS judged,
    r.id AS report, r.url, s.number
FROM statements s JOIN reports r ON r.reading = s.reading JOIN texts t ON t.number = r.text;

CREATE VIEW events_readable AS
SELECT r.id || ':e' || e.n AS event, e.first, e.last, e.type, e.mode, e.status,
    coalesce(e.actor_name, json_extract(e.record, '$.actor.text')) AS actor, e.actor_country, e.actor_sector,
    coalesce(e.recipient_name, json_extract(e.record, '$.recipient.text')) AS recipient, e.recipient_country,
    e.recipient_sector, json_extract(e.record, '$.text') AS words, e.place, e.place_country, e.latitude, e.longitude,
    e.quad, e.intensity,
    (SELECT coalesce(s.source_name, json_extract(s.record, '$.source.text'), 'nobody named') FROM statements s
        WHERE s.reading = e.reading AND s.n = e.according_to) AS according_to,
    CASE WHEN e.same_as IS NOT NULL THEN r.id || ':e' || e.same_as END AS same_as, e.confidence,
    (SELECT v.decision FROM verdict_places p JOIN verdicts v ON v.number = p.verdict
        WHERE p.article = t.id AND p.kind = 'event' AND p.n = e.n AND p.until IS NULL AND v.until IS NULL
        AND v.link IS NULL AND v.decision <> 'note' ORDER BY v.at DESC, v.number DESC LIMIT 1) AS judged,
    (SELECT m.incident FROM incident_members m WHERE m.report = r.number AND m.n = e.n AND m.until IS NULL) AS incident,
    r.outlet, r.published, r.id AS report, r.url
FROM events e JOIN reports r ON r.reading = e.reading JOIN texts t ON t.number = r.text;

CREATE VIEW incidents_readable AS
SELECT i.id AS incident, i.first, i.last, i.type, i.mode, i.status, json_extract(i.record, '$.voice') AS rests_on,
    json_extract(i.record, '$.actor[0]') AS actor, i.actor_country, json_extract(i.record, '$.recipient[0]') AS recipient,
    i.recipient_country, i.place, i.place_country, i.reports, i.independent,
    json_extract(i.record, '$.outlets') AS outlets, i.disputed, i.figures AS series, i.confidence
FROM incidents i WHERE i.until IS NULL;

-- Incidents whose accounts conflict, with every telling of them: who says so, and what they come to. Over what exactly
-- two accounts conflict is told by `reportedly disputes`, which lays them side by side.
CREATE VIEW disputes AS
SELECT m.incident, i.type, i.status AS incident_status, r.published, r.outlet,
    coalesce(s.source_name, json_extract(s.record, '$.source.text'),
        CASE WHEN e.according_to IS NULL THEN 'the article itself' ELSE 'nobody named' END) AS source,
    s.stance, e.status, coalesce(e.actor_name, json_extract(e.record, '$.actor.text')) AS actor,
    coalesce(e.recipient_name, json_extract(e.record, '$.recipient.text')) AS recipient,
    coalesce(substr(t.body, s.start + 1, s.end - s.start), json_extract(e.record, '$.text')) AS words,
    r.id || ':e' || e.n AS event, r.id AS report, r.url
FROM incident_members m JOIN incidents i ON i.id = m.incident AND i.until IS NULL AND i.disputed = 1
JOIN reports r ON r.number = m.report JOIN texts t ON t.number = r.text
JOIN events e ON e.reading = r.reading AND e.n = m.n
LEFT JOIN statements s ON s.reading = e.reading AND s.n = e.according_to
WHERE m.until IS NULL AND NOT EXISTS (
    SELECT 1 FROM verdict_places p JOIN verdicts v ON v.number = p.verdict
    WHERE p.article = t.id AND p.kind = 'event' AND p.n = e.n AND p.until IS NULL AND v.until IS NULL
    AND v.link IS NULL AND v.decision = 'wrong' AND NOT EXISTS (
        SELECT 1 FROM verdict_places q JOIN verdicts w ON w.number = q.verdict
        WHERE q.article = p.article AND q.kind = p.kind AND q.n = p.n AND q.until IS NULL AND w.until IS NULL
        AND w.link IS NULL AND w.decision <> 'note' AND (w.at, w.number) > (v.at, v.number)));

-- How the figures of an incident moved: each as one report gives it on one source's word.
CREATE VIEW figure_series AS
SELECT m.incident, f.unit, f.measure, r.published, r.outlet,
    coalesce(s.source_name, json_extract(s.record, '$.source.text'),
        CASE WHEN f.according_to IS NULL THEN 'the article itself' ELSE 'nobody named' END) AS source,
    f.value, f.low, f.high, f.bound, json_extract(f.record, '$.text') AS words, f.confidence,
    (SELECT v.decision FROM verdict_places p JOIN verdicts v ON v.number = p.verdict
        WHERE p.article = t.id AND p.kind = 'figure' AND p.n = f.n AND p.until IS NULL AND v.until IS NULL
        AND v.link IS NULL AND v.decision <> 'note' ORDER BY v.at DESC, v.number DESC LIMIT 1) AS judged,
    r.id || ':f' || f.n AS figure, r.id AS report, r.url
FROM figures f JOIN reports r ON r.reading = f.reading JOIN texts t ON t.number = r.text
JOIN incident_members m ON m.report = r.number AND m.n = f.event AND m.until IS NULL
LEFT JOIN statements s ON s.reading = f.reading AND s.n = f.according_to;
