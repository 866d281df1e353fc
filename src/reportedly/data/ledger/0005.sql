-- Counts that pages show of the whole ledger, kept as incidents come to stand and cease to: of a million incidents, no
-- page can count them anew. Nothing else writes to these tables.

-- Incidents by the day of their `first`, '' where none is known.
CREATE TABLE incident_days (
    day TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    disputed INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, type, status, disputed)
) WITHOUT ROWID;

-- The same by month, `YYYY-MM`: what lies years apart is not counted by the day.
CREATE TABLE incident_months (
    month TEXT NOT NULL,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    disputed INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (month, type, status, disputed)
) WITHOUT ROWID;

-- Incidents by who acts on whom: the state that a party acts for, else its name, folded; '' where nobody is told. What
-- acts for no state bears the codes IGO, NGO and MNC, and goes by its name.
CREATE TABLE incident_pairs (
    actor TEXT NOT NULL,
    recipient TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (actor, recipient)
) WITHOUT ROWID;
CREATE INDEX incident_pairs_by_count ON incident_pairs (count DESC, actor, recipient);
CREATE INDEX incident_pairs_by_recipient ON incident_pairs (recipient, count);

-- In how many incidents a party acts, and in how many it is acted on, by the same names.
CREATE TABLE incident_parties (
    party TEXT PRIMARY KEY,
    acts INTEGER NOT NULL,
    acted_on INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX incident_parties_by_count ON incident_parties (acts + acted_on DESC, party);

CREATE VIEW incident_sides AS
SELECT
    number,
    coalesce(CASE WHEN actor_country IN ('IGO', 'NGO', 'MNC') THEN actor_name
        ELSE coalesce(actor_country, actor_name) END, '') AS actor,
    coalesce(CASE WHEN recipient_country IN ('IGO', 'NGO', 'MNC') THEN recipient_name
        ELSE coalesce(recipient_country, recipient_name) END, '') AS recipient
FROM incidents;

INSERT INTO incident_days
SELECT coalesce(first, ''), type, status, disputed, count(*) FROM incidents WHERE until IS NULL GROUP BY 1, 2, 3, 4;

INSERT INTO incident_months
SELECT substr(day, 1, 7), type, status, disputed, sum(count) FROM incident_days GROUP BY 1, 2, 3, 4;

INSERT INTO incident_pairs
SELECT actor, recipient, count(*) FROM incident_sides JOIN incidents USING (number) WHERE until IS NULL GROUP BY 1, 2;

INSERT INTO incident_parties
SELECT party, sum(acts), sum(acted_on) FROM (
    SELECT actor AS party, sum(count) AS acts, 0 AS acted_on FROM incident_pairs GROUP BY actor
    UNION ALL SELECT recipient, 0, sum(count) FROM incident_pairs GROUP BY recipient
) WHERE party <> '' GROUP BY party;

CREATE TRIGGER incident_came AFTER INSERT ON incidents WHEN new.until IS NULL
BEGIN
    INSERT INTO incident_days VALUES (coalesce(new.first, ''), new.type, new.status, new.disputed, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO incident_months VALUES (coalesce(substr(new.first, 1, 7), ''), new.type, new.status, new.disputed, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO incident_pairs SELECT actor, recipient, 1 FROM incident_sides WHERE number = new.number
    ON CONFLICT DO UPDATE SET count = count + 1;
    INSERT INTO incident_parties SELECT actor, 1, 0 FROM incident_sides WHERE number = new.number AND actor <> ''
    ON CONFLICT DO UPDATE SET acts = acts + 1;
    INSERT INTO incident_parties SELECT recipient, 0, 1 FROM incident_sides WHERE number = new.number AND recipient <> ''
    ON CONFLICT DO UPDATE SET acted_on = acted_on + 1;
END;

CREATE TRIGGER incident_ended AFTER UPDATE OF until ON incidents WHEN old.until IS NULL AND new.until IS NOT NULL
BEGIN
    UPDATE incident_days SET count = count - 1
    WHERE day = coalesce(old.first, '') AND type = old.type AND status = old.status AND disputed = old.disputed;
    UPDATE incident_months SET count = count - 1
    WHERE month = coalesce(substr(old.first, 1, 7), '') AND type = old.type AND status = old.status
        AND disputed = old.disputed;
    UPDATE incident_pairs SET count = count - 1
    WHERE (actor, recipient) = (SELECT actor, recipient FROM incident_sides WHERE number = old.number);
    UPDATE incident_parties SET acts = acts - 1
    WHERE party = (SELECT actor FROM incident_sides WHERE number = old.number);
    UPDATE incident_parties SET acted_on = acted_on - 1
    WHERE party = (SELECT recipient FROM incident_sides WHERE number = old.number);
END;

CREATE TRIGGER incident_never_was BEFORE DELETE ON incidents WHEN old.until IS NULL
BEGIN
    UPDATE incident_days SET count = count - 1
    WHERE day = coalesce(old.first, '') AND type = old.type AND status = old.status AND disputed = old.disputed;
    UPDATE incident_months SET count = count - 1
    WHERE month = coalesce(substr(old.first, 1, 7), '') AND type = old.type AND status = old.status
        AND disputed = old.disputed;
    UPDATE incident_pairs SET count = count - 1
    WHERE (actor, recipient) = (SELECT actor, recipient FROM incident_sides WHERE number = old.number);
    UPDATE incident_parties SET acts = acts - 1
    WHERE party = (SELECT actor FROM incident_sides WHERE number = old.number);
    UPDATE incident_parties SET acted_on = acted_on - 1
    WHERE party = (SELECT recipient FROM incident_sides WHERE number = old.number);
END;

-- Those that are acted on, by state: `incidents_by_states` begins with who acts.
CREATE INDEX incidents_by_recipient_state ON incidents (recipient_country) WHERE recipient_country IS NOT NULL;
