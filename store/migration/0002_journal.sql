-- The journal: what was asked of the network, how far it came and what went wrong. Times are Unix milliseconds, UTC.

CREATE TABLE job (
	id            INTEGER PRIMARY KEY AUTOINCREMENT, -- ids are never used again
	kind          TEXT    NOT NULL CHECK (kind IN ('scrape', 'enrich')),
	status        TEXT    NOT NULL CHECK (status IN
		('queued', 'active', 'paused', 'completed', 'failed', 'cancelled', 'interrupted')),
	search        TEXT, -- entity.Search as JSON; NULL for an enrichment
	percent       REAL    NOT NULL DEFAULT 0,
	found         INTEGER NOT NULL DEFAULT 0,
	saved         INTEGER NOT NULL DEFAULT 0,
	duplicate     INTEGER NOT NULL DEFAULT 0,
	outside       INTEGER NOT NULL DEFAULT 0,
	over_limit    INTEGER NOT NULL DEFAULT 0,
	failed        INTEGER NOT NULL DEFAULT 0,
	total         INTEGER NOT NULL DEFAULT 0,
	enriched      INTEGER NOT NULL DEFAULT 0,
	partial       INTEGER NOT NULL DEFAULT 0,
	no_website    INTEGER NOT NULL DEFAULT 0,
	blocked       INTEGER NOT NULL DEFAULT 0,
	error_class   TEXT    NOT NULL DEFAULT '', -- empty is no error
	error_message TEXT    NOT NULL DEFAULT '',
	error_url     TEXT    NOT NULL DEFAULT '',
	created_at    INTEGER NOT NULL,
	started_at    INTEGER,
	ended_at      INTEGER
) STRICT;

CREATE INDEX job_by_status ON job (status, id);

-- The unit of resume: a finished item is never asked of the network again.
CREATE TABLE job_item (
	job_id        INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
	seq           INTEGER NOT NULL, -- the order in which items are taken, from 1
	key           TEXT    NOT NULL, -- names the item within its job: "osm/5", or a business's id
	business_id   INTEGER, -- the business it is about; NULL for a ring
	payload       BLOB    NOT NULL DEFAULT x'', -- what the kind of job needs to do it
	status        TEXT    NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'active', 'done', 'failed', 'skipped')),
	attempt       INTEGER NOT NULL DEFAULT 0,
	counts        TEXT    NOT NULL DEFAULT '{}', -- entity.Counts as JSON: what it brought, once done
	error_class   TEXT    NOT NULL DEFAULT '',
	error_message TEXT    NOT NULL DEFAULT '',
	error_url     TEXT    NOT NULL DEFAULT '',
	PRIMARY KEY (job_id, seq),
	UNIQUE (job_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX job_item_by_status ON job_item (job_id, status, seq);

-- What the network answered to an item, stored before its first row so that a resume reads it again instead of asking.
-- A table of its own, so that answers of megabytes stay out of the pages of job_item.
CREATE TABLE job_answer (
	job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
	key    TEXT    NOT NULL,
	body   BLOB    NOT NULL, -- gzip
	PRIMARY KEY (job_id, key)
) STRICT;

CREATE TABLE job_failure (
	id          INTEGER PRIMARY KEY,
	job_id      INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
	business_id INTEGER, -- NULL where no business is concerned
	class       TEXT    NOT NULL,
	message     TEXT    NOT NULL,
	url         TEXT    NOT NULL,
	attempt     INTEGER NOT NULL,
	at          INTEGER NOT NULL
) STRICT;

CREATE INDEX job_failure_by_job ON job_failure (job_id, id);

-- What a person reads beside a running job.
CREATE TABLE job_log (
	id     INTEGER PRIMARY KEY,
	job_id INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
	at     INTEGER NOT NULL,
	text   TEXT    NOT NULL
) STRICT;

CREATE INDEX job_log_by_job ON job_log (job_id, id);

-- Answers of the network that may be served again until they expire.
CREATE TABLE fetch_cache (
	key        TEXT    PRIMARY KEY, -- endpoint and request
	url        TEXT    NOT NULL,
	status     INTEGER NOT NULL,
	header     TEXT    NOT NULL, -- JSON
	etag       TEXT    NOT NULL,
	body       BLOB    NOT NULL, -- gzip
	size       INTEGER NOT NULL, -- bytes of body
	fetched_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX fetch_cache_by_expiry ON fetch_cache (expires_at, size);

-- One row for each different thing that was searched for, with its last run.
CREATE TABLE search (
	id       INTEGER PRIMARY KEY,
	asked    TEXT    NOT NULL UNIQUE, -- the search in its comparable form
	search   TEXT    NOT NULL, -- entity.Search as JSON, as it was last run
	job_id   INTEGER NOT NULL REFERENCES job (id) ON DELETE CASCADE,
	runs     INTEGER NOT NULL DEFAULT 1,
	last_run INTEGER NOT NULL
) STRICT;

CREATE INDEX search_by_last_run ON search (last_run DESC, id DESC);
CREATE INDEX search_by_job ON search (job_id);

CREATE TABLE setting (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL -- JSON
) STRICT;

-- How the screens were left: columns, sort, the offset of a divider. Worth nothing without the screens.
CREATE TABLE ui_state (
	key   TEXT PRIMARY KEY,
	value TEXT NOT NULL -- JSON
) STRICT;
