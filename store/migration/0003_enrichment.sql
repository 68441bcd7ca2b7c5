-- What a visit to a website tells beyond the values: whether an address may be written to, what a look at it said, and what
-- the lead is worth to the rep.

ALTER TABLE contact ADD COLUMN do_not_email INTEGER NOT NULL DEFAULT 0 CHECK (do_not_email IN (0, 1)); -- the site says that it is not for unasked mail
ALTER TABLE contact ADD COLUMN verdict TEXT NOT NULL DEFAULT '' CHECK (verdict IN ('', 'good', 'risky', 'invalid', 'unknown')); -- of an email; '' is not looked at
ALTER TABLE contact ADD COLUMN verdict_reasons TEXT; -- JSON: sentences for a person
ALTER TABLE contact ADD COLUMN verdict_at INTEGER;

-- The address that the business shows is one of those: kept by trigger, so that a list is exported without a join.
ALTER TABLE business ADD COLUMN do_not_email INTEGER NOT NULL DEFAULT 0 CHECK (do_not_email IN (0, 1));

-- The status to go back to when a visit does not come to its end.
ALTER TABLE business ADD COLUMN status_before TEXT;

CREATE INDEX list_score ON business (deleted_at, score);

CREATE TRIGGER notice_inserted AFTER INSERT ON contact WHEN new.kind = 'email' AND new.do_not_email = 1 BEGIN
	UPDATE business SET do_not_email = 1
	WHERE id = new.business_id AND email = new.value COLLATE NOCASE AND do_not_email = 0;
END;

CREATE TRIGGER notice_updated AFTER UPDATE OF do_not_email ON contact
WHEN new.kind = 'email' AND new.do_not_email <> old.do_not_email BEGIN
	UPDATE business SET do_not_email = new.do_not_email
	WHERE id = new.business_id AND email = new.value COLLATE NOCASE;
END;

CREATE TRIGGER notice_email_changed AFTER UPDATE OF email ON business WHEN old.email IS NOT new.email BEGIN
	UPDATE business SET do_not_email = EXISTS (
		SELECT 1 FROM contact
		WHERE business_id = new.id AND kind = 'email' AND value = new.email COLLATE NOCASE AND do_not_email = 1)
	WHERE id = new.id;
END;
