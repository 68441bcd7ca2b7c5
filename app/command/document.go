package command

import (
	"encoding/json"
	"io"
	"time"

	"letip/store/entity"
)

// What --json prints, field by field as SPEC section 5 has it. Every field is always there: what isn't known is null, a
// list without entries is [].

type errorDocument struct {
	Error errorBody `json:"error"`
}

type errorBody struct {
	Class      string      `json:"class"`
	Message    string      `json:"message"`
	URL        *string     `json:"url"`
	Candidates []candidate `json:"candidates"`
}

type candidate struct {
	Name    string  `json:"name"`
	State   *string `json:"state"`
	Country *string `json:"country"`
	Lat     float64 `json:"lat"`
	Lon     float64 `json:"lon"`
}

type findDocument struct {
	JobID     *entity.JobID    `json:"job_id"`
	Kind      entity.JobKind   `json:"kind"`
	Status    entity.JobStatus `json:"status"`
	Place     *placeBody       `json:"place"`
	Found     int              `json:"found"`
	Saved     int              `json:"saved"`
	Duplicate int              `json:"duplicate"`
	Outside   int              `json:"outside"`
	OverLimit int              `json:"over_limit"`
	Failed    int              `json:"failed"`
	Error     *errorBody       `json:"error"`
}

type placeBody struct {
	Name string  `json:"name"`
	Lat  float64 `json:"lat"`
	Lon  float64 `json:"lon"`
}

// enrichDocument is what an enrichment prints, resumed and cancelled ones too.
type enrichDocument struct {
	JobID     *entity.JobID    `json:"job_id"`
	Kind      entity.JobKind   `json:"kind"`
	Status    entity.JobStatus `json:"status"`
	Total     int              `json:"total"`
	Enriched  int              `json:"enriched"`
	Partial   int              `json:"partial"`
	NoWebsite int              `json:"no_website"`
	Blocked   int              `json:"blocked"`
	Failed    int              `json:"failed"`
	Error     *errorBody       `json:"error"`
}

type jobDocument struct {
	ID         entity.JobID     `json:"id"`
	Kind       entity.JobKind   `json:"kind"`
	Status     entity.JobStatus `json:"status"`
	Counts     entity.Counts    `json:"counts"`
	CreatedAt  *string          `json:"created_at"`
	FinishedAt *string          `json:"finished_at"`
	Failures   []failureBody    `json:"failures"`
}

type failureBody struct {
	Class      string             `json:"class"`
	URL        *string            `json:"url"`
	At         *string            `json:"at"`
	Attempt    int                `json:"attempt"`
	BusinessID *entity.BusinessID `json:"business_id"`
	Message    string             `json:"message"`
}

type listDocument struct {
	Total int                `json:"total"`
	Next  *string            `json:"next"`
	Data  []businessDocument `json:"data"`
}

type businessDocument struct {
	ID           entity.BusinessID       `json:"id"`
	Name         string                  `json:"name"`
	Category     *string                 `json:"category"`
	Phone        *string                 `json:"phone"`
	PhoneRaw     *string                 `json:"phone_raw"`
	Fax          *string                 `json:"fax"`
	Email        *string                 `json:"email"`
	Website      *string                 `json:"website"`
	Socials      []entity.Social         `json:"socials"`
	Address      *string                 `json:"address"`
	City         *string                 `json:"city"`
	State        *string                 `json:"state"`
	ZIP          *string                 `json:"zip"`
	Country      *string                 `json:"country"`
	Lat          *float64                `json:"lat"`
	Lon          *float64                `json:"lon"`
	Distance     *entity.Miles           `json:"distance_mi"`
	Hours        *string                 `json:"hours"`
	Status       entity.EnrichmentStatus `json:"enrichment_status"`
	Stage        entity.Stage            `json:"stage"`
	Tags         []string                `json:"tags"`
	Notes        *string                 `json:"notes"`
	NextAction   *string                 `json:"next_action"`
	DoNotContact bool                    `json:"do_not_contact"`
	Score        *int                    `json:"score"`
	Sources      []sourceBody            `json:"sources"`
	CreatedAt    *string                 `json:"created_at"`
	UpdatedAt    *string                 `json:"updated_at"`
	CheckedAt    *string                 `json:"last_checked_at"`
	Contacts     []contactBody           `json:"contacts"`
}

type sourceBody struct {
	Source   string  `json:"source"`
	SourceID *string `json:"source_id"`
	URL      *string `json:"url"`
}

type contactBody struct {
	Kind       entity.ContactKind `json:"kind"`
	Value      string             `json:"value"`
	Person     *string            `json:"person"`
	Title      *string            `json:"title"`
	Confidence float64            `json:"confidence"`
	SourceURL  *string            `json:"source_url"`
	Method     *string            `json:"method"`
	FirstSeen  *string            `json:"first_seen"`
	LastSeen   *string            `json:"last_seen"`
}

// leadDocument is show's: a business with its story.
type leadDocument struct {
	businessDocument
	Provenance []provenanceBody `json:"provenance"`
	Timeline   []timelineBody   `json:"timeline"`
}

type provenanceBody struct {
	Field      string  `json:"field"`
	Value      string  `json:"value"`
	Source     *string `json:"source"`
	URL        *string `json:"url"`
	At         *string `json:"at"`
	Method     *string `json:"method"`
	Confidence float64 `json:"confidence"`
	Chosen     bool    `json:"chosen"`
}

type timelineBody struct {
	At   *string `json:"at"`
	Kind string  `json:"kind"`
	Text string  `json:"text"`
}

type statsDocument struct {
	Total       int                `json:"total"`
	Enriched    int                `json:"enriched"`
	Pending     int                `json:"pending"`
	Failed      int                `json:"failed"`
	ByStatus    []entity.NameCount `json:"by_status"`
	ByCity      []entity.NameCount `json:"by_city"`
	ByCategory  []entity.NameCount `json:"by_category"`
	BySource    []entity.NameCount `json:"by_source"`
	ByStage     []entity.NameCount `json:"by_stage"`
	AddedPerDay []entity.DateCount `json:"added_per_day"`
}

// pairBody is two businesses that may be one.
type pairBody struct {
	A          entity.BusinessID `json:"a"`
	B          entity.BusinessID `json:"b"`
	Confidence float64           `json:"confidence"`
	Reasons    []string          `json:"reasons"`
}

type doctorDocument struct {
	OK     bool        `json:"ok"`
	Checks []checkBody `json:"checks"`
}

type checkBody struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// printJSON writes one document and a line's end.
func printJSON(w io.Writer, document any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(document)
}

// known is nil for what isn't: an empty text, a zero id.
func known[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

// stamp is a moment in UTC; nil if there was none.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// listOf turns a list into its documents; none is an empty list, never null.
func listOf[T, D any](list []T, document func(T) D) []D {
	documents := make([]D, 0, len(list))
	for _, item := range list {
		documents = append(documents, document(item))
	}
	return documents
}

// orEmpty is the list itself, empty rather than null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
