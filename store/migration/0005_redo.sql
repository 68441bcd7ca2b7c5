-- Steps that were taken back can be done again, searches and visits are steps too, and a rep can pick among the values that
-- sources gave.

-- What a step did, where it is more than changing columns, and also where that has a name of its own. The list of kinds is
-- the program's.
ALTER TABLE undo_step ADD COLUMN act TEXT;
UPDATE undo_step SET act = deed;
ALTER TABLE undo_step DROP COLUMN deed;
ALTER TABLE undo_step RENAME COLUMN act TO deed;

-- NULL while the step stands; else the step was taken back, and the one with the highest number was so last.
ALTER TABLE undo_step ADD COLUMN undone INTEGER;

CREATE INDEX undo_step_undone ON undo_step (undone) WHERE undone IS NOT NULL;

-- The same table without the reference to the business: a lead that undo removes and redo brings back keeps its rows. What
-- removes a lead for good removes them.
CREATE TABLE undo_row_kept (
	step        INTEGER NOT NULL REFERENCES undo_step (id) ON DELETE CASCADE,
	business_id INTEGER NOT NULL,
	before      TEXT    NOT NULL, -- JSON: {"column": value}
	after       TEXT    NOT NULL,
	PRIMARY KEY (step, business_id)
) STRICT, WITHOUT ROWID;

INSERT INTO undo_row_kept SELECT step, business_id, before, after FROM undo_row;
DROP TABLE undo_row;
ALTER TABLE undo_row_kept RENAME TO undo_row;
CREATE INDEX undo_row_by_business ON undo_row (business_id);

-- 0: what the step did to the row. 1: what taking it back did: the way to do it again.
ALTER TABLE undo_image ADD COLUMN back INTEGER NOT NULL DEFAULT 0 CHECK (back IN (0, 1));
DROP INDEX undo_image_by_step;
CREATE INDEX undo_image_by_step ON undo_image (step, back, seq);

-- The step that a job's batches belong to, and how many leads they told something.
CREATE TABLE undo_job (
	job_id INTEGER PRIMARY KEY,
	step   INTEGER NOT NULL REFERENCES undo_step (id) ON DELETE CASCADE,
	told   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX undo_job_by_step ON undo_job (step);

-- The rep picked this value among those that sources gave: it stays, as one that the rep typed.
ALTER TABLE provenance ADD COLUMN picked INTEGER NOT NULL DEFAULT 0 CHECK (picked IN (0, 1));
