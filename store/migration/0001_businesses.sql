-- Businesses and all that is known of them. Times are Unix milliseconds, UTC. What is unknown is NULL, never '' or 0.

CREATE TABLE business (
	id                INTEGER PRIMARY KEY AUTOINCREMENT, -- ids are never used again
	name              TEXT    NOT NULL CHECK (name <> ''),
	category          TEXT,
	phone             TEXT, -- E.164; NULL where phone_raw can't be read as a number
	phone_raw         TEXT,
	fax               TEXT, -- E.164
	email             TEXT,
	website           TEXT,
	socials           TEXT, -- JSON: [{"network","url"}]
	address           TEXT,
	city              TEXT,
	state             TEXT,
	zip               TEXT,
	country           TEXT,
	lat               REAL CHECK (lat BETWEEN -90 AND 90),
	lon               REAL CHECK (lon BETWEEN -180 AND 180),
	distance_mi       REAL, -- from the place of the last search that saw it
	hours             TEXT,
	enrichment_status TEXT    NOT NULL DEFAULT 'pending' CHECK (enrichment_status IN
		('pending', 'running', 'enriched', 'partial', 'no_website', 'blocked', 'failed')),
	stage             TEXT    NOT NULL DEFAULT 'New' CHECK (stage IN
		('New', 'Researched', 'Contacted', 'Replied', 'Invited', 'Visited', 'Applied', 'Member', 'Not interested', 'Do not contact')),
	tags              TEXT, -- JSON: ["a","b"], sorted
	notes             TEXT,
	next_action       TEXT,
	next_action_due   TEXT, -- a local day: 2006-01-02
	do_not_contact    INTEGER NOT NULL DEFAULT 0 CHECK (do_not_contact IN (0, 1)),
	score             INTEGER CHECK (score BETWEEN 0 AND 100),
	created_at        INTEGER NOT NULL,
	updated_at        INTEGER NOT NULL,
	last_checked_at   INTEGER,
	deleted_at        INTEGER, -- when it went to the trash
	-- Spellings that compare equal: normal.Fold, which SQL has not. What writes a column writes its folded one.
	name_fold         TEXT    NOT NULL,
	category_fold     TEXT,
	city_fold         TEXT,
	-- Derived by trigger from business_source, so that a row is read whole without a join: a line for
	-- each, of source, source_id and url with tabs between.
	sources           TEXT,
	-- The user's three words for the seven statuses, kept by trigger. A generated column would do, but no index alone
	-- answers for one.
	status_group      TEXT    NOT NULL DEFAULT 'pending' CHECK (status_group IN ('enriched', 'pending', 'failed'))
) STRICT;

-- Where a business was seen, by the source's own id.
CREATE TABLE business_source (
	source      TEXT    NOT NULL,
	source_id   TEXT    NOT NULL,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	url         TEXT    NOT NULL DEFAULT '',
	first_seen  INTEGER NOT NULL,
	last_seen   INTEGER NOT NULL,
	PRIMARY KEY (source, source_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX business_source_by_business ON business_source (business_id, source);

CREATE TABLE contact (
	id          INTEGER PRIMARY KEY,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	kind        TEXT    NOT NULL CHECK (kind IN ('email', 'phone', 'fax', 'person')),
	value       TEXT    NOT NULL CHECK (value <> ''),
	person      TEXT    NOT NULL DEFAULT '',
	title       TEXT    NOT NULL DEFAULT '',
	confidence  REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
	source_url  TEXT    NOT NULL DEFAULT '',
	method      TEXT    NOT NULL,
	first_seen  INTEGER NOT NULL,
	last_seen   INTEGER NOT NULL,
	step        INTEGER, -- the undo step that put it there
	UNIQUE (business_id, kind, value)
) STRICT;

CREATE INDEX contact_by_step ON contact (step) WHERE step IS NOT NULL;

-- The story of each value: who said it, where and when, and whether it is the one shown.
CREATE TABLE provenance (
	id          INTEGER PRIMARY KEY,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	field       TEXT    NOT NULL, -- a column of business
	value       TEXT    NOT NULL, -- '' is the rep's word that there is none
	source      TEXT    NOT NULL,
	url         TEXT    NOT NULL DEFAULT '',
	at          INTEGER NOT NULL,
	method      TEXT    NOT NULL,
	confidence  REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
	chosen      INTEGER NOT NULL CHECK (chosen IN (0, 1)),
	step        INTEGER, -- the undo step that put it there
	replaced_by INTEGER  -- the undo step that took its place
) STRICT;

CREATE INDEX provenance_by_field ON provenance (business_id, field, chosen);
CREATE INDEX provenance_by_step ON provenance (step) WHERE step IS NOT NULL;
CREATE INDEX provenance_by_replaced ON provenance (replaced_by) WHERE replaced_by IS NOT NULL;

-- What tells that two businesses are one, in comparable form.
CREATE TABLE identity_key (
	kind        TEXT    NOT NULL, -- phone, email, ...
	value       TEXT    NOT NULL,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	PRIMARY KEY (kind, value, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_key_by_business ON identity_key (business_id);

-- Derived by trigger from business.tags, so that a tag finds its businesses.
CREATE TABLE business_tag (
	tag         TEXT    NOT NULL COLLATE NOCASE,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	PRIMARY KEY (tag, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX business_tag_by_business ON business_tag (business_id);

CREATE TABLE timeline (
	id          INTEGER PRIMARY KEY,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	at          INTEGER NOT NULL,
	kind        TEXT    NOT NULL,
	text        TEXT    NOT NULL,
	step        INTEGER -- the undo step it tells of
) STRICT;

CREATE INDEX timeline_by_business ON timeline (business_id, at, id);
CREATE INDEX timeline_by_step ON timeline (step) WHERE step IS NOT NULL;

-- What a person did and can take back, newest last.
CREATE TABLE undo_step (
	id    INTEGER PRIMARY KEY AUTOINCREMENT,
	at    INTEGER NOT NULL,
	kind  TEXT    NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
	label TEXT    NOT NULL -- what a person is told: "Deleted 3 leads"
) STRICT;

-- The columns that a step changed in one business, as they were before and after. A column that has changed since is left
-- alone when the step is taken back.
CREATE TABLE undo_row (
	step        INTEGER NOT NULL REFERENCES undo_step (id) ON DELETE CASCADE,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	before      TEXT    NOT NULL, -- JSON: {"column": value}
	after       TEXT    NOT NULL,
	PRIMARY KEY (step, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX undo_row_by_business ON undo_row (business_id);

-- What a job did to a business.
CREATE TABLE job_business (
	job_id      INTEGER NOT NULL,
	business_id INTEGER NOT NULL REFERENCES business (id) ON DELETE CASCADE,
	item        TEXT    NOT NULL, -- the job item that brought it
	outcome     TEXT    NOT NULL CHECK (outcome IN ('saved', 'duplicate')),
	PRIMARY KEY (job_id, business_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_business_by_business ON job_business (business_id);

-- Lists. Each order that a screen asks for most has its index, with the row's id behind it where keys are equal. The trash
-- comes first in each, so that an index alone answers which leads are listed, and in which order.
CREATE INDEX list_all           ON business (deleted_at);
CREATE INDEX list_name          ON business (deleted_at, name_fold);
CREATE INDEX list_new           ON business (deleted_at, created_at DESC);
CREATE INDEX list_distance      ON business (deleted_at, distance_mi);
CREATE INDEX list_city          ON business (deleted_at, city_fold);
CREATE INDEX list_category      ON business (deleted_at, category_fold);
CREATE INDEX list_stage         ON business (deleted_at, stage);
CREATE INDEX list_status        ON business (deleted_at, enrichment_status);
CREATE INDEX list_city_name     ON business (deleted_at, city_fold, name_fold);
CREATE INDEX list_city_new      ON business (deleted_at, city_fold, created_at DESC);
CREATE INDEX list_category_name ON business (deleted_at, category_fold, name_fold);
CREATE INDEX list_category_new  ON business (deleted_at, category_fold, created_at DESC);
CREATE INDEX list_stage_new     ON business (deleted_at, stage, created_at DESC);
CREATE INDEX list_group_name    ON business (deleted_at, status_group, name_fold);
CREATE INDEX list_group_new     ON business (deleted_at, status_group, created_at DESC);
CREATE INDEX list_city_group_name ON business (deleted_at, city_fold, status_group, name_fold);
CREATE INDEX list_due           ON business (deleted_at, next_action_due) WHERE next_action_due IS NOT NULL;

-- Figures, kept by trigger; each equals the GROUP BY over what is not in the trash. A slot is a quarter of an hour of
-- created_at: days of every time zone are made of them.
CREATE TABLE counter (
	kind TEXT    NOT NULL,
	name TEXT    NOT NULL,
	n    INTEGER NOT NULL,
	PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

-- How a business counts: one row for each figure it is part of. A spelling is the folded name, a unit separator and the
-- name, so that the commonest spelling of a folded one is found by range.
CREATE VIEW business_count (id, kind, name) AS
	SELECT id, 'total', '' FROM business WHERE deleted_at IS NULL
	UNION ALL SELECT id, 'status', enrichment_status FROM business WHERE deleted_at IS NULL
	UNION ALL SELECT id, 'status group', CASE
			WHEN enrichment_status IN ('enriched', 'partial') THEN 'enriched'
			WHEN enrichment_status IN ('pending', 'running')  THEN 'pending'
			ELSE 'failed' END
		FROM business WHERE deleted_at IS NULL
	UNION ALL SELECT id, 'stage', stage FROM business WHERE deleted_at IS NULL
	UNION ALL SELECT id, 'city', city_fold FROM business WHERE deleted_at IS NULL AND city_fold IS NOT NULL
	UNION ALL SELECT id, 'city spelling', city_fold || char(31) || city FROM business WHERE deleted_at IS NULL AND city_fold IS NOT NULL
	UNION ALL SELECT id, 'category', category_fold FROM business WHERE deleted_at IS NULL AND category_fold IS NOT NULL
	UNION ALL SELECT id, 'category spelling', category_fold || char(31) || category FROM business WHERE deleted_at IS NULL AND category_fold IS NOT NULL
	UNION ALL SELECT id, 'slot', printf('%010d', created_at / 900000) FROM business WHERE deleted_at IS NULL
	UNION ALL SELECT id, 'has', 'email' FROM business WHERE deleted_at IS NULL AND email IS NOT NULL
	UNION ALL SELECT id, 'has', 'phone' FROM business WHERE deleted_at IS NULL AND phone IS NOT NULL
	UNION ALL SELECT id, 'has', 'website' FROM business WHERE deleted_at IS NULL AND website IS NOT NULL;

CREATE TRIGGER group_inserted AFTER INSERT ON business WHEN new.enrichment_status <> 'pending' BEGIN
	UPDATE business SET status_group = CASE
			WHEN enrichment_status IN ('enriched', 'partial') THEN 'enriched'
			WHEN enrichment_status IN ('pending', 'running')  THEN 'pending'
			ELSE 'failed' END
	WHERE id = new.id;
END;

CREATE TRIGGER group_updated AFTER UPDATE OF enrichment_status ON business
WHEN new.enrichment_status <> old.enrichment_status BEGIN
	UPDATE business SET status_group = CASE
			WHEN enrichment_status IN ('enriched', 'partial') THEN 'enriched'
			WHEN enrichment_status IN ('pending', 'running')  THEN 'pending'
			ELSE 'failed' END
	WHERE id = new.id;
END;

-- Rises with every change that a list could show, so that what is remembered of a list can be told to be old.
INSERT INTO counter (kind, name, n) VALUES ('revision', '', 0);

CREATE TRIGGER revised_by_insert AFTER INSERT ON business BEGIN
	UPDATE counter SET n = n + 1 WHERE kind = 'revision' AND name = '';
END;

CREATE TRIGGER revised_by_update AFTER UPDATE ON business BEGIN
	UPDATE counter SET n = n + 1 WHERE kind = 'revision' AND name = '';
END;

CREATE TRIGGER revised_by_delete AFTER DELETE ON business BEGIN
	UPDATE counter SET n = n + 1 WHERE kind = 'revision' AND name = '';
END;

CREATE TRIGGER revised_by_job AFTER INSERT ON job_business BEGIN
	UPDATE counter SET n = n + 1 WHERE kind = 'revision' AND name = '';
END;

CREATE TRIGGER count_inserted AFTER INSERT ON business BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT kind, name, 1 FROM business_count WHERE id = new.id
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER count_before_update BEFORE UPDATE OF
	enrichment_status, stage, city, city_fold, category, category_fold, phone, email, website, created_at, deleted_at
ON business BEGIN
	UPDATE counter SET n = n - 1 WHERE (kind, name) IN (SELECT kind, name FROM business_count WHERE id = old.id);
END;

CREATE TRIGGER count_after_update AFTER UPDATE OF
	enrichment_status, stage, city, city_fold, category, category_fold, phone, email, website, created_at, deleted_at
ON business BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT kind, name, 1 FROM business_count WHERE id = new.id
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

-- Sources and tags are counted where they are kept, while their business is live; they leave and come back with it.
CREATE TRIGGER count_trashed AFTER UPDATE OF deleted_at ON business
WHEN (old.deleted_at IS NULL) <> (new.deleted_at IS NULL) BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT DISTINCT 'source', source, iif(new.deleted_at IS NULL, 1, -1) FROM business_source WHERE business_id = new.id
		ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
	INSERT INTO counter (kind, name, n)
		SELECT 'tag', tag, iif(new.deleted_at IS NULL, 1, -1) FROM business_tag WHERE business_id = new.id
		ON CONFLICT (kind, name) DO UPDATE SET n = n + excluded.n;
END;

CREATE TRIGGER count_deleted BEFORE DELETE ON business WHEN old.deleted_at IS NULL BEGIN
	UPDATE counter SET n = n - 1 WHERE (kind, name) IN (SELECT kind, name FROM business_count WHERE id = old.id);
	UPDATE counter SET n = n - 1 WHERE kind = 'source' AND name IN (SELECT source FROM business_source WHERE business_id = old.id);
	UPDATE counter SET n = n - 1 WHERE kind = 'tag' AND name IN (SELECT tag FROM business_tag WHERE business_id = old.id);
END;

CREATE TRIGGER source_inserted AFTER INSERT ON business_source BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT 'source', new.source, 1 FROM business WHERE id = new.business_id AND deleted_at IS NULL AND 1 =
			(SELECT count(*) FROM business_source WHERE business_id = new.business_id AND source = new.source)
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
	UPDATE business SET sources = (SELECT group_concat(line, char(10)) FROM (
		SELECT source || char(9) || source_id || char(9) || url AS line
		FROM business_source WHERE business_id = new.business_id ORDER BY source, source_id)) WHERE id = new.business_id;
END;

CREATE TRIGGER source_updated AFTER UPDATE OF url ON business_source WHEN old.url <> new.url BEGIN
	UPDATE business SET sources = (SELECT group_concat(line, char(10)) FROM (
		SELECT source || char(9) || source_id || char(9) || url AS line
		FROM business_source WHERE business_id = new.business_id ORDER BY source, source_id)) WHERE id = new.business_id;
END;

CREATE TRIGGER source_deleted AFTER DELETE ON business_source BEGIN
	UPDATE counter SET n = n - 1 WHERE kind = 'source' AND name = old.source
		AND EXISTS (SELECT 1 FROM business WHERE id = old.business_id AND deleted_at IS NULL)
		AND NOT EXISTS (SELECT 1 FROM business_source WHERE business_id = old.business_id AND source = old.source);
	UPDATE business SET sources = (SELECT group_concat(line, char(10)) FROM (
		SELECT source || char(9) || source_id || char(9) || url AS line
		FROM business_source WHERE business_id = old.business_id ORDER BY source, source_id)) WHERE id = old.business_id;
END;

CREATE TRIGGER tags_inserted AFTER INSERT ON business WHEN new.tags IS NOT NULL BEGIN
	INSERT OR IGNORE INTO business_tag (tag, business_id) SELECT value, new.id FROM json_each(new.tags);
END;

CREATE TRIGGER tags_updated AFTER UPDATE OF tags ON business WHEN old.tags IS NOT new.tags BEGIN
	DELETE FROM business_tag WHERE business_id = new.id;
	INSERT OR IGNORE INTO business_tag (tag, business_id) SELECT value, new.id FROM json_each(coalesce(new.tags, '[]'));
END;

CREATE TRIGGER tag_inserted AFTER INSERT ON business_tag BEGIN
	INSERT INTO counter (kind, name, n)
		SELECT 'tag', new.tag, 1 FROM business WHERE id = new.business_id AND deleted_at IS NULL
		ON CONFLICT (kind, name) DO UPDATE SET n = n + 1;
END;

CREATE TRIGGER tag_deleted AFTER DELETE ON business_tag BEGIN
	UPDATE counter SET n = n - 1 WHERE kind = 'tag' AND name = old.tag
		AND EXISTS (SELECT 1 FROM business WHERE id = old.business_id AND deleted_at IS NULL);
END;

CREATE TRIGGER keys_inserted AFTER INSERT ON business BEGIN
	INSERT INTO identity_key (kind, value, business_id) SELECT 'phone', new.phone, new.id WHERE new.phone IS NOT NULL;
	INSERT INTO identity_key (kind, value, business_id) SELECT 'email', new.email, new.id WHERE new.email IS NOT NULL;
END;

CREATE TRIGGER keys_updated AFTER UPDATE OF phone, email ON business
WHEN old.phone IS NOT new.phone OR old.email IS NOT new.email BEGIN
	DELETE FROM identity_key WHERE business_id = new.id AND kind IN ('phone', 'email');
	INSERT INTO identity_key (kind, value, business_id) SELECT 'phone', new.phone, new.id WHERE new.phone IS NOT NULL;
	INSERT INTO identity_key (kind, value, business_id) SELECT 'email', new.email, new.id WHERE new.email IS NOT NULL;
END;

-- Search: what a person may type a piece of. Websites without what they all begin with.
CREATE VIEW business_text (id, text) AS
	SELECT id, concat_ws(char(10), name, category, coalesce(phone, phone_raw), email,
		replace(replace(replace(website, 'https://', ''), 'http://', ''), 'www.', ''),
		address, city, zip, tags, notes)
	FROM business;

CREATE VIRTUAL TABLE business_search USING fts5 (
	text, content='business_text', content_rowid='id', columnsize=0, tokenize='trigram remove_diacritics 1');

CREATE TRIGGER search_inserted AFTER INSERT ON business BEGIN
	INSERT INTO business_search (rowid, text) SELECT id, text FROM business_text WHERE id = new.id;
END;

CREATE TRIGGER search_before_update BEFORE UPDATE OF
	name, category, phone, phone_raw, email, website, address, city, zip, tags, notes
ON business BEGIN
	INSERT INTO business_search (business_search, rowid, text) SELECT 'delete', id, text FROM business_text WHERE id = old.id;
END;

CREATE TRIGGER search_after_update AFTER UPDATE OF
	name, category, phone, phone_raw, email, website, address, city, zip, tags, notes
ON business BEGIN
	INSERT INTO business_search (rowid, text) SELECT id, text FROM business_text WHERE id = new.id;
END;

CREATE TRIGGER search_deleted BEFORE DELETE ON business BEGIN
	INSERT INTO business_search (business_search, rowid, text) SELECT 'delete', id, text FROM business_text WHERE id = old.id;
END;

-- Where they are, for boxes and circles.
CREATE VIRTUAL TABLE business_area USING rtree (id, min_lat, max_lat, min_lon, max_lon);

CREATE TRIGGER area_inserted AFTER INSERT ON business WHEN new.lat IS NOT NULL AND new.lon IS NOT NULL BEGIN
	INSERT INTO business_area VALUES (new.id, new.lat, new.lat, new.lon, new.lon);
END;

CREATE TRIGGER area_updated AFTER UPDATE OF lat, lon ON business WHEN old.lat IS NOT new.lat OR old.lon IS NOT new.lon BEGIN
	DELETE FROM business_area WHERE id = new.id;
	INSERT INTO business_area SELECT new.id, new.lat, new.lat, new.lon, new.lon WHERE new.lat IS NOT NULL AND new.lon IS NOT NULL;
END;

CREATE TRIGGER area_deleted AFTER DELETE ON business BEGIN
	DELETE FROM business_area WHERE id = old.id;
END;
