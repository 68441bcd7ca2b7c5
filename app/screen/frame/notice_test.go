package frame

import (
	"testing"

	"letip/app/widget"
	"letip/store/entity"
)

func TestAnEnrichmentIsASuccessOnlyIfSomethingWasRead(t *testing.T) {
	for name, tt := range map[string]struct {
		counts entity.Counts
		kind   widget.ToastKind
		title  string // empty is no toast
	}{
		"some were read":         {entity.Counts{Total: 4, Enriched: 1, Partial: 1, Failed: 2}, widget.ToastSuccess, "2 leads enriched"},
		"all failed":             {entity.Counts{Total: 2, Failed: 2}, widget.ToastSuccess, ""},
		"all were refused":       {entity.Counts{Total: 1, Blocked: 1}, widget.ToastSuccess, ""},
		"none has a website":     {entity.Counts{Total: 1, NoWebsite: 1}, widget.ToastInfo, "No website was read"},
		"nothing was to be read": {entity.Counts{}, widget.ToastSuccess, ""},
	} {
		toast, ok := enriched(tt.counts)
		if ok != (tt.title != "") || toast.Title != tt.title || ok && toast.Kind != tt.kind {
			t.Errorf("%s: %v, %+v", name, ok, toast)
		}
	}
}
