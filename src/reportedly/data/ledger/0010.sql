-- Questions of incidents of a type or a status, and of the reports that tell them, are read off indexes: neither
-- incidents nor tellings are looked up for them.

DROP INDEX incidents_by_type;
DROP INDEX incidents_by_status;
CREATE INDEX incidents_by_type ON incidents (type, first, id, last, mode, status, disputed, confidence, since, until);
CREATE INDEX incidents_by_status ON incidents (status, first, id, last, type, disputed, confidence, since, until);

DROP INDEX incident_members_by_incident;
CREATE INDEX incident_members_by_incident ON incident_members (incident, until, report, n, since);
