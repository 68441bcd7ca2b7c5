package devtools

import (
	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// label is how a query stands, in a word.
type label uint8

// The labels in the order of their chips.
const (
	fresh label = iota
	fetching
	paused
	stale
	inactive
	labels int = iota
)

// noLabel chooses none.
const noLabel = label(labels)

// labelWords is what a label is called and how it is coloured.
var labelWords = [labels]screen.Word{
	fresh:    {Text: "Fresh", Role: widget.RoleOK},
	fetching: {Text: "Fetching", Role: widget.RoleAccent},
	paused:   {Text: "Paused", Role: widget.RoleMuted, Hollow: true},
	stale:    {Text: "Stale", Role: widget.RoleWarn},
	inactive: {Text: "Inactive", Role: widget.RoleIdle},
}

// labelOf says how a query stands. What is being fetched is that whoever reads it; then what nobody reads is inactive,
// however old.
func labelOf(e *query.EntryInfo) label {
	switch {
	case e.Fetch == query.Fetching:
		return fetching
	case e.Observers == 0:
		return inactive
	case e.Fetch == query.Paused:
		return paused
	case e.Stale:
		return stale
	}
	return fresh
}

// rankOf is the place of a query when sorted by status: what is at work first, what nobody reads last.
func rankOf(e *query.EntryInfo) int {
	switch {
	case e.Fetch != query.Idle:
		return 0
	case e.Observers == 0:
		return 3
	case e.Stale:
		return 2
	}
	return 1
}

// mutationWord is how a mutation stands. One that waits for its turn or for the network is paused.
func mutationWord(m *query.MutationInfo) screen.Word {
	switch {
	case m.Paused:
		return screen.Word{Text: "paused", Role: widget.RoleMuted, Hollow: true}
	case m.Status == query.MutPending:
		return screen.Word{Text: "pending", Role: widget.RoleWarn}
	case m.Status == query.MutSuccess:
		return screen.Word{Text: "success", Role: widget.RoleOK}
	case m.Status == query.MutError:
		return screen.Word{Text: "error", Role: widget.RoleError}
	}
	return screen.Word{Text: "idle", Role: widget.RoleIdle}
}

// mutationRank is the place of a mutation when sorted by status.
func mutationRank(m *query.MutationInfo) int {
	switch {
	case m.Paused:
		return 0
	case m.Status == query.MutPending:
		return 1
	case m.Status == query.MutError:
		return 2
	}
	return 3
}
