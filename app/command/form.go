package command

import "letip/store/entity"

// How the program's own types become documents.

func businessForm(b entity.Business) businessDocument {
	d := businessDocument{
		ID: b.ID, Name: b.Name, Category: known(b.Category), Phone: known(b.Phone), PhoneRaw: known(b.PhoneRaw),
		Fax: known(b.Fax), Email: known(b.Email), Website: known(b.Website), Socials: orEmpty(b.Socials),
		Address: known(b.Address), City: known(b.City), State: known(b.State), ZIP: known(b.ZIP), Country: known(b.Country),
		Distance: b.Distance, Hours: known(b.Hours), Status: b.Status, Stage: b.Stage, Tags: orEmpty(b.Tags),
		Notes: known(b.Notes), NextAction: known(b.NextAction), DoNotContact: b.DoNotContact, Score: b.Score,
		CreatedAt: stamp(b.CreatedAt), UpdatedAt: stamp(b.UpdatedAt), CheckedAt: stamp(b.CheckedAt),
		Sources:  listOf(b.Sources, sourceForm),
		Contacts: listOf(b.Contacts, contactForm),
	}
	if b.Location != nil {
		d.Lat, d.Lon = &b.Location.Lat, &b.Location.Lon
	}
	return d
}

func sourceForm(s entity.SourceRef) sourceBody {
	return sourceBody{Source: s.Source, SourceID: known(s.SourceID), URL: known(s.URL)}
}

func contactForm(c entity.Contact) contactBody {
	return contactBody{
		Kind: c.Kind, Value: c.Value, Person: known(c.Person), Title: known(c.Title), Confidence: c.Confidence,
		SourceURL: known(c.SourceURL), Method: known(c.Method), FirstSeen: stamp(c.FirstSeen), LastSeen: stamp(c.LastSeen),
	}
}

func provenanceForm(p entity.Provenance) provenanceBody {
	return provenanceBody{
		Field: p.Field, Value: p.Value, Source: known(p.Source), URL: known(p.URL), At: stamp(p.At),
		Method: known(p.Method), Confidence: p.Confidence, Chosen: p.Chosen,
	}
}

func timelineForm(e entity.TimelineEntry) timelineBody {
	return timelineBody{At: stamp(e.At), Kind: e.Kind, Text: e.Text}
}

func failureForm(f entity.Failure) failureBody {
	return failureBody{
		Class: f.Class, URL: known(f.URL), At: stamp(f.At), Attempt: f.Attempt, BusinessID: known(f.BusinessID), Message: f.Message,
	}
}

func statsForm(s entity.Stats) statsDocument {
	return statsDocument{
		Total: s.Total, Enriched: s.Enriched, Pending: s.Pending, Failed: s.Failed,
		ByStatus: orEmpty(s.ByStatus), ByCity: orEmpty(s.ByCity), ByCategory: orEmpty(s.ByCategory),
		BySource: orEmpty(s.BySource), ByStage: orEmpty(s.ByStage), AddedPerDay: orEmpty(s.AddedPerDay),
	}
}

// runForm is the document of one job's run: find's or enrich's, by its kind.
func runForm(j entity.Job) any {
	var problem *errorBody
	if j.Error != nil {
		problem = &errorBody{Class: j.Error.Class, Message: j.Error.Message, URL: known(j.Error.URL), Candidates: []candidate{}}
	}
	c := j.Counts
	if j.Kind == entity.KindEnrich {
		return enrichDocument{
			JobID: known(j.ID), Kind: j.Kind, Status: j.Status, Total: c.Total, Enriched: c.Enriched, Partial: c.Partial,
			NoWebsite: c.NoWebsite, Blocked: c.Blocked, Failed: c.Failed, Error: problem,
		}
	}
	d := findDocument{
		JobID: known(j.ID), Kind: j.Kind, Status: j.Status, Found: c.Found, Saved: c.Saved, Duplicate: c.Duplicate,
		Outside: c.Outside, OverLimit: c.OverLimit, Failed: c.Failed, Error: problem,
	}
	if j.Search != nil && j.Search.Place != nil {
		p := j.Search.Place
		d.Place = &placeBody{Name: p.Name, Lat: p.Lat, Lon: p.Lon}
	}
	return d
}

func candidateForm(p entity.Place) candidate {
	return candidate{Name: p.Name, State: known(p.State), Country: known(p.Country), Lat: p.Lat, Lon: p.Lon}
}

func pairForm(p entity.Pair) pairBody {
	return pairBody{A: p.A, B: p.B, Confidence: p.Confidence, Reasons: orEmpty(p.Reasons)}
}
