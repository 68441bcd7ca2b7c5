-- Who is who: what businesses are found by, pairs that wait for a decision, merges that can be taken apart, whom nobody may
-- contact, and steps that can be taken back whatever they did.

-- Hashes of the keys under which a business's like is looked for (package identity). Numbers instead of the texts: a fifth
-- of the room at a million leads, and two that share one cost a comparison.
DROP TRIGGER keys_inserted;
DROP TRIGGER keys_updated;
DROP TABLE identity_key;

CREATE TABLE identity_key (
	key         INTEGER NOT NULL,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	PRIMARY KEY (key, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_key_by_business ON identity_key (business_id);

-- Businesses whose keys may be old. What writes a business puts it here by trigger; the same transaction makes the keys
-- new before it ends, so that the table is empty between transactions.
CREATE TABLE identity_stale (
	business_id INTEGER PRIMARY KEY
) STRICT;

INSERT INTO identity_stale (business_id) SELECT id FROM business;

-- Has a row while an import writes a batch: it does set by set, at the batch's end, what the triggers of an insert do row by
-- row. Empty between transactions.
CREATE TABLE deferral (
	id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

CREATE TRIGGER stale_inserted AFTER INSERT ON business WHEN NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT INTO identity_stale (business_id) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER stale_updated AFTER UPDATE OF
	name, phone, email, website, socials, address, city, state, zip, country, lat, lon, deleted_at
ON business WHEN old.name IS NOT new.name OR old.phone IS NOT new.phone OR old.email IS NOT new.email
	OR old.website IS NOT new.website OR old.socials IS NOT new.socials OR old.address IS NOT new.address
	OR old.city IS NOT new.city OR old.state IS NOT new.state OR old.zip IS NOT new.zip OR old.country IS NOT new.country
	OR old.lat IS NOT new.lat OR old.lon IS NOT new.lon OR old.deleted_at IS NOT new.deleted_at
BEGIN
	INSERT INTO identity_stale (business_id) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER stale_deleted AFTER DELETE ON business BEGIN
	DELETE FROM identity_stale WHERE business_id = old.id;
END;

CREATE TRIGGER stale_contact_inserted AFTER INSERT ON contact
WHEN new.kind IN ('phone', 'email') AND NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT INTO identity_stale (business_id) VALUES (new.business_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER stale_contact_updated AFTER UPDATE OF business_id, value ON contact WHEN new.kind IN ('phone', 'email') BEGIN
	INSERT INTO identity_stale (business_id) VALUES (old.business_id), (new.business_id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER stale_contact_deleted AFTER DELETE ON contact WHEN old.kind IN ('phone', 'email') BEGIN
	INSERT INTO identity_stale (business_id)
		SELECT id FROM business WHERE id = old.business_id
		ON CONFLICT DO NOTHING;
END;

-- The triggers of an insert, as they were, but for a batch of an import.
DROP TRIGGER group_inserted;
DROP TRIGGER revised_by_insert;
DROP TRIGGER count_inserted;
DROP TRIGGER source_inserted;
DROP TRIGGER tags_inserted;
DROP TRIGGER search_inserted;
DROP TRIGGER area_inserted;

CREATE TRIGGER group_inserted AFTER INSERT ON business
WHEN new.enrichment_status <> 'pending' AND NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	UPDATE business SET status_group = CASE
			WHEN enrichment_status IN ('enriched', 'partial') THEN 'enriched'
			WHEN enrichment_status IN ('pending', 'running')  THEN 'pending'
			ELSE 'failed' END
	WHERE id = new.id;
END;

CREATE TRIGGER revised_by_insert AFTER INSERT ON business WHEN NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	UPDATE counter SET n = n + 1 WHERE kind = 'revision' AND name = '';
END;

CREATE TRIGGER count_inserted AFTER INSERT ON business WHEN NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT kind, name, 1 FROM business_count WHERE id = new.id
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER source_inserted AFTER INSERT ON business_source WHEN NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT 'source', new.source, 1 FROM business WHERE id = new.business_id AND deleted_at IS NULL AND 1 =
			(SELECT count(*) FROM business_source WHERE business_id = new.business_id AND source = new.source)
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
	UPDATE business SET sources = (SELECT group_concat(line, char(10)) FROM (
		SELECT source || char(9) || source_id || char(9) || url AS line
		FROM business_source WHERE business_id = new.business_id ORDER BY source, source_id)) WHERE id = new.business_id;
END;

CREATE TRIGGER tags_inserted AFTER INSERT ON business
WHEN new.tags IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT OR IGNORE INTO business_tag (tag, business_id) SELECT value, new.id FROM json_each(new.tags);
END;

CREATE TRIGGER search_inserted AFTER INSERT ON business WHEN NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT INTO business_search (rowid, text) SELECT id, text FROM business_text WHERE id = new.id;
END;

CREATE TRIGGER area_inserted AFTER INSERT ON business
WHEN new.lat IS NOT NULL AND new.lon IS NOT NULL AND NOT EXISTS (SELECT 1 FROM deferral) BEGIN
	INSERT INTO business_area VALUES (new.id, new.lat, new.lat, new.lon, new.lon);
END;

-- A source moves with its business when that is merged into another, and back when they are taken apart.
CREATE TRIGGER source_moved AFTER UPDATE OF business_id ON business_source WHEN old.business_id <> new.business_id BEGIN
	UPDATE counter SET n = n - 1 WHERE kind = 'source' AND name = old.source
		AND EXISTS (SELECT 1 FROM business WHERE id = old.business_id AND deleted_at IS NULL)
		AND NOT EXISTS (SELECT 1 FROM business_source WHERE business_id = old.business_id AND source = old.source);
	INSERT INTO counter (kind, name, n)
		SELECT 'source', new.source, 1 FROM business WHERE id = new.business_id AND deleted_at IS NULL AND 1 =
			(SELECT count(*) FROM business_source WHERE business_id = new.business_id AND source = new.source)
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
	UPDATE business SET sources = (SELECT group_concat(line, char(10)) FROM (
		SELECT source || char(9) || source_id || char(9) || url AS line
		FROM business_source WHERE business_id = business.id ORDER BY source, source_id))
	WHERE id IN (old.business_id, new.business_id);
END;

-- What a source said of a business that was known from elsewhere already: entity.Found as JSON, so that the two can be taken
-- apart again. NULL where the source brought the business.
ALTER TABLE business_source ADD COLUMN said TEXT;

-- Pairs that may be one business. An open one waits for a person; a decided one is not the same, for good.
CREATE TABLE identity_pair (
	a          INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	b          INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	confidence REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
	reasons    TEXT    NOT NULL, -- JSON: sentences for a person
	decided    INTEGER NOT NULL DEFAULT 0 CHECK (decided IN (0, 1)),
	PRIMARY KEY (a, b),
	CHECK (a < b)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_pair_by_b ON identity_pair (b);
CREATE INDEX identity_pair_open ON identity_pair (confidence DESC) WHERE decided = 0;

-- One business that went into another. Its row rests in the table of businesses, out of every list and of the trash, with
-- what could not move; so it comes back as it was.
CREATE TABLE merge (
	loser      INTEGER PRIMARY KEY REFERENCES business (id) ON DELETE CASCADE,
	survivor   INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	at         INTEGER NOT NULL,
	confidence REAL    NOT NULL,
	reasons    TEXT    NOT NULL, -- JSON
	moved      TEXT    NOT NULL, -- JSON: what went over, {"contact": [ids], "provenance": [ids], ...}
	before     TEXT    NOT NULL, -- JSON: the survivor's columns that changed, {"column": value}
	after      TEXT    NOT NULL
) STRICT;

CREATE INDEX merge_by_survivor ON merge (survivor);

-- Steps that do more than change columns: an image of every row they touched, in the order they did.
ALTER TABLE undo_step ADD COLUMN deed TEXT CHECK (deed IN ('import', 'merge', 'split', 'decision', 'suppression'));

CREATE TABLE undo_image (
	seq    INTEGER PRIMARY KEY,
	step   INTEGER NOT NULL REFERENCES undo_step (id) ON DELETE CASCADE,
	tbl    TEXT    NOT NULL,
	key    TEXT    NOT NULL, -- JSON: the columns that name the row
	before TEXT, -- JSON; NULL: the row was not there
	after  TEXT  -- JSON; NULL: the row went
) STRICT;

CREATE INDEX undo_image_by_step ON undo_image (step, seq);

-- Businesses that a step brought, from id to id: an import brings a million of them.
CREATE TABLE undo_brought (
	step     INTEGER NOT NULL REFERENCES undo_step (id) ON DELETE CASCADE,
	first_id INTEGER NOT NULL,
	last_id  INTEGER NOT NULL,
	PRIMARY KEY (step, first_id)
) STRICT, WITHOUT ROWID;

-- Imports. One that is active while nobody holds the data was cut short: the next start takes it back.
CREATE TABLE import (
	id         INTEGER PRIMARY KEY AUTOINCREMENT,
	source     TEXT    NOT NULL,
	file       TEXT    NOT NULL,
	status     TEXT    NOT NULL CHECK (status IN ('active', 'completed', 'cancelled')),
	step       INTEGER NOT NULL,
	counts     TEXT    NOT NULL DEFAULT '{}', -- JSON: what became of the rows
	began_at   INTEGER NOT NULL,
	ended_at   INTEGER
) STRICT;

CREATE INDEX import_active ON import (id) WHERE status = 'active';

-- Whom nobody may contact, whatever is found, read or imported later.
CREATE TABLE suppression (
	id     INTEGER PRIMARY KEY AUTOINCREMENT,
	kind   TEXT    NOT NULL CHECK (kind IN ('email', 'domain', 'phone', 'business')),
	value  TEXT    NOT NULL, -- in comparable form; of a business its name and address
	record TEXT,             -- of a business: what it is known again by, identity.Record and its sources as JSON
	note   TEXT    NOT NULL DEFAULT '',
	at     INTEGER NOT NULL,
	UNIQUE (kind, value)
) STRICT;

-- What a suppressed business is found by.
CREATE TABLE suppression_key (
	key            INTEGER NOT NULL,
	suppression_id INTEGER NOT NULL REFERENCES suppression (id) ON DELETE CASCADE,
	PRIMARY KEY (key, suppression_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX suppression_key_by_entry ON suppression_key (suppression_id);

-- Which entries a business is held back by.
CREATE TABLE suppressed (
	business_id    INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	suppression_id INTEGER NOT NULL REFERENCES suppression (id) ON DELETE CASCADE,
	PRIMARY KEY (business_id, suppression_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX suppressed_by_entry ON suppressed (suppression_id);
