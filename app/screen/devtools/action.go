package devtools

import (
	"errors"

	"letip/app/query"
	"letip/app/widget"
)

// errPlanted is what a query fails with on request.
var errPlanted = errors.New("unknown error from the developer tools")

// action is something that can be done to a query, or to all under a prefix.
type action struct {
	word string
	back string // the word while it can be taken back
	tip  string
	tone widget.Role
	// can reports whether it applies to a query now; one that is nil is never done to a prefix.
	can    func(*query.Inspection) bool
	undone func(*query.Inspection) bool // reports whether the query waits for it to be taken back; nil is never
	prefix bool                         // it can be done to all under a prefix
	do     func(*query.Client, query.Filter)
	undo   func(*query.Client, query.Filter)
}

func restore(c *query.Client, f query.Filter) { c.Restore(f) }

// The actions in the order of their buttons.
var (
	refetch = &action{
		word: "Refetch", tip: "Read it again now", tone: widget.RoleAccent, prefix: true,
		can: func(i *query.Inspection) bool {
			return i.Fetchable && !i.Disabled && !i.Static && i.Fetch != query.Fetching && i.Simulated == query.NotSimulated
		},
		do: func(c *query.Client, f query.Filter) { c.Refetch(f) },
	}
	invalidate = &action{
		word: "Invalidate", tip: "Mark it as stale; it is read again if somebody looks", tone: widget.RoleWarn, prefix: true,
		can: func(i *query.Inspection) bool { return i.Status != query.StatusPending },
		do:  func(c *query.Client, f query.Filter) { c.Invalidate(f) },
	}
	reset = &action{
		word: "Reset", tip: "Take it back to its beginning", tone: widget.RoleMuted, prefix: true,
		can: func(i *query.Inspection) bool { return i.Status != query.StatusPending },
		do:  func(c *query.Client, f query.Filter) { c.Reset(f) },
	}
	remove = &action{
		word: "Remove", tip: "Take it out of the cache", tone: widget.RoleError, prefix: true,
		can: func(i *query.Inspection) bool { return i.Fetch != query.Fetching },
		do:  func(c *query.Client, f query.Filter) { c.Remove(f) },
	}
	showLoading = &action{
		word: "Show loading", back: "Restore", tip: "Let it look as if its first read went on for ever", tone: widget.RoleAccent,
		can:    func(i *query.Inspection) bool { return i.Fetchable && i.Simulated == query.NotSimulated },
		undone: func(i *query.Inspection) bool { return i.Simulated == query.SimulatedLoading },
		do:     func(c *query.Client, f query.Filter) { c.TriggerLoading(f) }, undo: restore,
	}
	showError = &action{
		word: "Show error", back: "Restore", tip: "Let its reads fail", tone: widget.RoleError,
		can: func(i *query.Inspection) bool {
			return i.Fetchable && i.Status != query.StatusPending && i.Simulated == query.NotSimulated
		},
		undone: func(i *query.Inspection) bool { return i.Simulated == query.SimulatedError },
		do:     func(c *query.Client, f query.Filter) { c.TriggerError(f, errPlanted) }, undo: restore,
	}
	actions = []*action{refetch, invalidate, reset, remove, showLoading, showError}
)

// target is what the actions act on: one query, or all under a prefix.
type target struct {
	path  query.Path
	seen  *query.Inspection // nil: all under the path
	exact bool
}

func (g *target) filter() query.Filter { return query.Filter{Prefix: g.path, Exact: g.exact} }

// takesBack reports whether the action would be taken back.
func (a *action) takesBack(g *target) bool {
	return g.seen != nil && a.undone != nil && a.undone(g.seen)
}

// applies reports whether the action can be done now.
func (a *action) applies(g *target) bool {
	if g.seen == nil {
		return a.prefix
	}
	return a.takesBack(g) || a.can(g.seen)
}

// act does it, or takes it back.
func (a *action) act(c *query.Client, g *target) {
	switch {
	case !a.applies(g):
	case a.takesBack(g):
		a.undo(c, g.filter())
	default:
		a.do(c, g.filter())
	}
}
