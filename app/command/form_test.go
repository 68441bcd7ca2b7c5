package command

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

// keys are a JSON object's, as they stand in it.
func keys(t *testing.T, document any) []string {
	t.Helper()
	var out bytes.Buffer
	if err := printJSON(&out, document); err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(&out)
	if _, err := d.Token(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for d.More() {
		name, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// Each document's fields, copied from SPEC section 5.
func TestEveryDocumentHasAllItsFieldsEvenWhenNothingIsKnown(t *testing.T) {
	business := "id,name,category,phone,phone_raw,fax,email,website,socials,address,city,state,zip,country,lat,lon,distance_mi,hours," +
		"enrichment_status,stage,tags,notes,next_action,do_not_contact,score,sources,created_at,updated_at,last_checked_at,contacts"
	tests := []struct {
		name     string
		document any
		fields   string
	}{
		{"find", runForm(entity.Job{Kind: entity.KindScrape}), "job_id,kind,status,place,found,saved,duplicate,outside,over_limit,failed,error"},
		{"enrich", runForm(entity.Job{Kind: entity.KindEnrich}), "job_id,kind,status,total,enriched,partial,no_website,blocked,failed,error"},
		{"a job", jobDocument{}, "id,kind,status,counts,created_at,finished_at,failures"},
		{"a failure", failureForm(entity.Failure{}), "class,url,at,attempt,business_id,message"},
		{"list", listDocument{}, "total,next,data"},
		{"a business", businessForm(entity.Business{}), business},
		{"show", leadDocument{}, business + ",provenance,timeline"},
		{"a contact", contactForm(entity.Contact{}), "kind,value,person,title,confidence,source_url,method,first_seen,last_seen"},
		{"a source", sourceForm(entity.SourceRef{}), "source,source_id,url"},
		{"a value's story", provenanceForm(entity.Provenance{}), "field,value,source,url,at,method,confidence,chosen"},
		{"what happened", timelineForm(entity.TimelineEntry{}), "at,kind,text"},
		{"stats", statsForm(entity.Stats{}), "total,enriched,pending,failed,by_status,by_city,by_category,by_source,by_stage,added_per_day"},
		{"doctor", doctorDocument{}, "ok,checks"},
		{"a check", checkBody{}, "name,ok,detail"},
		{"an error", errorBody{}, "class,message,url,candidates"},
		{"a candidate", candidateForm(entity.Place{}), "name,state,country,lat,lon"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(strings.Split(tt.fields, ","), keys(t, tt.document)); diff != "" {
				t.Errorf("the fields differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatIsNotKnownIsNullAndAListIsNeverNull(t *testing.T) {
	var out bytes.Buffer
	if err := printJSON(&out, businessForm(entity.Business{ID: 1, Name: "Bare"})); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	lists := []string{"socials", "tags", "sources", "contacts"}
	plain := map[string]any{"id": 1.0, "name": "Bare", "enrichment_status": "", "stage": "", "do_not_contact": false}
	for name, value := range got {
		want, given := plain[name]
		switch {
		case slices.Contains(lists, name):
			if list, ok := value.([]any); !ok || len(list) != 0 {
				t.Errorf("%s is %v, want []", name, value)
			}
		case given && value != want, !given && value != nil:
			t.Errorf("%s is %v, want %v", name, value, want)
		}
	}
}

func TestTimesAreUTC(t *testing.T) {
	at := time.Date(2026, 11, 23, 23, 30, 0, 0, time.FixedZone("EST", -5*3600))
	if got := *stamp(at); got != "2026-11-24T04:30:00Z" {
		t.Errorf("the moment is %s, want 2026-11-24T04:30:00Z", got)
	}
}

func TestARunsErrorStandsInItsDocument(t *testing.T) {
	document := runForm(entity.Job{ID: 3, Kind: entity.KindScrape, Error: &entity.JobError{Class: "quota", Message: "Too much."}})
	want := &errorBody{Class: "quota", Message: "Too much.", Candidates: []candidate{}}
	if diff := cmp.Diff(want, document.(findDocument).Error); diff != "" {
		t.Errorf("the error differs (-want +got):\n%s", diff)
	}
}

func TestTextFromTheWebSteersNoTerminal(t *testing.T) {
	var out bytes.Buffer
	table := newTable(&out)
	table.row("\x1b[31mred\x07", "a\tb\nc", "\u202ebackwards")
	if err := table.flush(); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\x07\u202e") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("the line is %q, want one line without control characters", out.String())
	}
}
