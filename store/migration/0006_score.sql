-- What a lead is worth to the rep, 0 to 100: how well it can be reached, and how near it is. Of what the row itself shows,
-- so that it is right after every change, and the same after an export and an import. entity.Business.ScoreParts says it in
-- parts.

DROP INDEX list_score;
ALTER TABLE business DROP COLUMN score;
ALTER TABLE business ADD COLUMN score INTEGER GENERATED ALWAYS AS (
	CASE WHEN do_not_contact = 1 THEN 0 ELSE
		CASE WHEN phone IS NOT NULL THEN 25 WHEN phone_raw IS NOT NULL THEN 10 ELSE 0 END
		+ CASE WHEN email IS NOT NULL AND do_not_email = 0 THEN 25 ELSE 0 END
		+ CASE WHEN website IS NOT NULL THEN 10 ELSE 0 END
		+ CASE WHEN address IS NOT NULL THEN 10 ELSE 0 END
		+ CASE WHEN socials IS NOT NULL THEN 5 ELSE 0 END
		+ CASE WHEN hours IS NOT NULL THEN 5 ELSE 0 END
		+ CASE WHEN distance_mi <= 1 THEN 20 WHEN distance_mi <= 5 THEN 12 WHEN distance_mi <= 10 THEN 6 ELSE 0 END
	END) VIRTUAL;
CREATE INDEX list_score ON business (deleted_at, score);
