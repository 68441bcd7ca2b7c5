package store

import (
	"context"
	"fmt"

	zombie "zombiezen.com/go/sqlite"

	"letip/store/entity"
)

// The bounds of a page.
const (
	defaultLimit = 20
	maxLimit     = 500
)

// Businesses gives one page of a list with its total, the contacts of each lead included. A page by number may lie at any
// depth; the Next of a page leads on without losing or repeating a lead, whatever is added or deleted in between.
// Error: *RequestError.
func (db *DB) Businesses(ctx context.Context, f entity.Filter, s entity.Sort, p entity.Page) (entity.BusinessPage, error) {
	l, err := compileList(f, s)
	if err != nil {
		return entity.BusinessPage{}, err
	}
	if p.Limit == 0 {
		p.Limit = defaultLimit
	}
	switch {
	case p.Limit < 1 || p.Limit > maxLimit:
		return entity.BusinessPage{}, badRequest("limit", "A page holds 1 to %d leads, not %d.", maxLimit, p.Limit)
	case p.Number < 0:
		return entity.BusinessPage{}, badRequest("page", "Pages are counted from 1.")
	}
	var from mark
	if p.After != "" {
		if from, err = l.order.decode(p.After); err != nil {
			return entity.BusinessPage{}, err
		}
	}
	page := entity.BusinessPage{}
	err = db.fastRead(ctx, func(conn *zombie.Conn) error {
		know, err := db.known.about(conn, l)
		if err != nil {
			return err
		}
		if know, page.Total, err = know.settled(conn); err != nil {
			return err
		}
		if p.After == "" && p.Number > 1 {
			at, there, err := know.reach(conn, (p.Number-1)*p.Limit)
			if err != nil || !there {
				return err
			}
			from = at
		}
		// One more than asked tells whether there is a next page.
		marks, err := know.walk(conn, from, p.Limit+1)
		if err != nil {
			return err
		}
		if len(marks) > p.Limit {
			marks = marks[:p.Limit]
			page.Next = l.order.encode(marks[p.Limit-1])
			if p.After == "" {
				know.remember(waymark{max(p.Number, 1) * p.Limit, marks[p.Limit-1]}) // the next page is asked for next
			}
		}
		if page.Data, err = byID(conn, idsOf(marks)); err != nil {
			return err
		}
		return fillContacts(conn, page.Data)
	})
	if err != nil {
		return entity.BusinessPage{}, fmt.Errorf("read a page of leads: %w", err)
	}
	if page.Data == nil {
		page.Data = []entity.Business{}
	}
	return page, nil
}

func idsOf(marks []mark) []entity.BusinessID {
	ids := make([]entity.BusinessID, len(marks))
	for i, m := range marks {
		ids[i] = entity.BusinessID(m.ID)
	}
	return ids
}
