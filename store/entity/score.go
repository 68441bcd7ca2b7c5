package entity

// ScorePart is one reason for a lead's score.
type ScorePart struct {
	Reason ScoreReason
	Points int // what it has
	Most   int // what it could have
}

// ScoreReason names what a part of the score is given for.
type ScoreReason string

// What a lead is scored by: how well it can be reached, and how near it is.
const (
	ScorePhone   ScoreReason = "phone"
	ScoreEmail   ScoreReason = "email" // one that may be written to
	ScoreWebsite ScoreReason = "website"
	ScoreAddress ScoreReason = "address"
	ScoreSocials ScoreReason = "socials"
	ScoreHours   ScoreReason = "hours"
	ScoreNear    ScoreReason = "near" // to the place of the last search that saw it
)

// ScoreParts says what a lead's score is made of: the points add up to it. Who must not be contacted has none. The schema
// computes the same sum, so that a list can be sorted by it.
func (b *Business) ScoreParts() []ScorePart {
	has := func(reason ScoreReason, yes bool, points int) ScorePart {
		if !yes {
			return ScorePart{reason, 0, points}
		}
		return ScorePart{reason, points, points}
	}
	phone := has(ScorePhone, b.Phone != "", 25)
	if b.Phone == "" && b.PhoneRaw != "" {
		phone.Points = 10 // nobody knows whether it can be dialled
	}
	near := ScorePart{Reason: ScoreNear, Most: 20}
	if d := b.Distance; d != nil {
		switch {
		case *d <= 1:
			near.Points = 20
		case *d <= 5:
			near.Points = 12
		case *d <= 10:
			near.Points = 6
		}
	}
	parts := []ScorePart{
		phone, has(ScoreEmail, b.OpenEmail() != "", 25), near, has(ScoreWebsite, b.Website != "", 10),
		has(ScoreAddress, b.Address != "", 10), has(ScoreSocials, len(b.Socials) > 0, 5), has(ScoreHours, b.Hours != "", 5),
	}
	if b.DoNotContact {
		for i := range parts {
			parts[i].Points = 0
		}
	}
	return parts
}
