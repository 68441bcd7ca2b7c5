package lead

import "letip/store/entity"

// NoticeKind names what a person is told when it happens. The words are the screen's.
type NoticeKind string

// The notices that events bring; what a mutation brings, its caller words.
const (
	NoticeFound        NoticeKind = "search complete"
	NoticeFindFailed   NoticeKind = "search failed"
	NoticeEnriched     NoticeKind = "enrichment complete"
	NoticeEnrichFailed NoticeKind = "enrichment failed"
)

// Notice is something a person should hear of.
type Notice struct {
	Kind    NoticeKind
	Job     entity.Job     // of a job's end
	Failure entity.Failure // of a business's visit
}
