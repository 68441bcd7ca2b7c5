package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

func TestVisitsOfAJobAreToldByHowTheyStand(t *testing.T) {
	db, _ := journal(t)
	var ids []entity.BusinessID
	var todo []entity.JobItem
	for i, name := range []string{"Joe's Pizza", "Café Añejo", "Kowalski Plumbing", "Shore Insurance", "Nobody's"} {
		b := must[entity.Business](t)(db.Create(t.Context(), entity.Draft{Name: name, Website: "https://" + string(rune('a'+i)) + ".example"}))
		ids = append(ids, b.ID)
		todo = append(todo, entity.JobItem{Key: string(rune('a' + i)), Business: b.ID})
	}
	job := must[entity.Job](t)(db.CreateJob(t.Context(), entity.KindEnrich, nil, todo))
	begin := func(i int) { must[int](t)(db.StartItem(t.Context(), job.ID, todo[i].Key)) }
	end := func(i int, status entity.EnrichmentStatus, at time.Time, why *entity.JobError, found ...entity.Contact) {
		must[entity.Business](t)(db.SaveVisit(t.Context(), entity.Visit{Business: ids[i], Status: status, At: at, Contacts: found}))
		it := todo[i]
		it.Status, it.Error = entity.ItemDone, why
		if why != nil {
			it.Status = entity.ItemFailed
		}
		if err := db.EndItem(t.Context(), entity.ItemEnd{Job: job.ID, Item: it}); err != nil {
			t.Fatal(err)
		}
	}
	email := entity.Contact{Kind: entity.ContactEmail, Value: "info@a.example", Confidence: 0.9}
	phone := entity.Contact{Kind: entity.ContactPhone, Value: "+17325550100", Confidence: 0.9}
	dead := &entity.JobError{Class: "dns", Message: "c.example can't be found.", URL: "https://c.example"}

	// An earlier visit saw a phone that this one does not.
	must[entity.Business](t)(db.SaveVisit(t.Context(), entity.Visit{Business: ids[0], Status: entity.Enriched, At: noon.Add(-time.Hour), Contacts: []entity.Contact{phone}}))
	for i := range 4 {
		begin(i)
	}
	end(0, entity.Enriched, noon, nil, email)
	end(1, entity.NoWebsite, noon.Add(time.Second), nil)
	end(2, entity.Failed, noon.Add(2*time.Second), dead)
	must[entity.EnrichmentStatus](t)(db.StartVisit(t.Context(), ids[3]))

	got := must[entity.JobVisits](t)(db.JobVisits(t.Context(), job.ID, 10))
	want := entity.JobVisits{
		Now: []entity.JobVisit{{
			Business: ids[3], Name: "Shore Insurance", Website: "https://d.example", Item: entity.ItemActive, Status: entity.Running, Attempt: 1,
		}},
		Ended: []entity.JobVisit{
			{
				Business: ids[1], Name: "Café Añejo", Website: "https://b.example", Item: entity.ItemDone, Status: entity.NoWebsite,
				At: noon.Add(time.Second), Attempt: 1,
			},
			{
				Business: ids[0], Name: "Joe's Pizza", Website: "https://a.example", Item: entity.ItemDone, Status: entity.Enriched,
				At: noon, Attempt: 1, Emails: 1,
			},
		},
		Failed: []entity.JobVisit{{
			Business: ids[2], Name: "Kowalski Plumbing", Website: "https://c.example", Item: entity.ItemFailed, Status: entity.Failed,
			At: noon.Add(2 * time.Second), Attempt: 1, Error: dead,
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if few := must[entity.JobVisits](t)(db.JobVisits(t.Context(), job.ID, 1)); len(few.Ended) != 1 || few.Ended[0].Business != ids[1] {
		t.Errorf("one of each end: %+v, want the newest", few)
	}
}
