package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"letip/store"
	"letip/store/entity"
	"letip/store/normal"
)

// show prints one lead with its contacts, where its values came from, and what happened to it.
func show(ctx context.Context, c *call) (int, error) {
	id, err := id[entity.BusinessID](c.words[0], "lead")
	if err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		b, err := core.DB.Business(ctx, id)
		if err == nil && !b.DeletedAt.IsZero() {
			err = store.ErrNotFound // the trash is nobody's list
		}
		if errors.Is(err, store.ErrNotFound) {
			return exitFailed, fmt.Errorf("there is no lead %d (%w)", id, store.ErrNotFound)
		}
		if err != nil {
			return exitFailed, err
		}
		provenance, err := core.DB.Provenance(ctx, id)
		if err != nil {
			return exitFailed, err
		}
		timeline, err := core.DB.Timeline(ctx, id)
		if err != nil {
			return exitFailed, err
		}
		document := leadDocument{
			businessDocument: businessForm(b),
			Provenance:       listOf(provenance, provenanceForm),
			Timeline:         listOf(timeline, timelineForm),
		}
		return exitDone, c.print(document, func(w io.Writer) error { return printLead(w, b, timeline) })
	})
}

func printLead(w io.Writer, b entity.Business, timeline []entity.TimelineEntry) error {
	t := newTable(w)
	line := func(label, value string) {
		if value != "" {
			t.write(label + "\t" + clean(value) + "\n")
		}
	}
	phone := normal.NationalPhone(b.Phone)
	if b.Phone == "" {
		phone = b.PhoneRaw
	}
	line("id", fmt.Sprint(b.ID))
	line("name", b.Name)
	line("category", b.Category)
	line("phone", phone)
	line("fax", normal.NationalPhone(b.Fax))
	line("email", b.Email)
	line("website", b.Website)
	line("address", b.Address)
	line("city", strings.Join(strings.Fields(b.City+" "+b.State+" "+b.ZIP), " "))
	line("hours", b.Hours)
	line("status", string(b.Status))
	line("stage", string(b.Stage))
	line("tags", strings.Join(b.Tags, ", "))
	line("next", b.NextAction)
	line("notes", b.Notes)
	if b.DoNotContact {
		line("contact", "do not contact")
	}
	for _, c := range b.Contacts {
		line(string(c.Kind), strings.TrimSpace(c.Value+"  "+c.Person+"  "+c.Title))
	}
	for _, s := range b.Sources {
		line("source", s.Source+" "+s.SourceID+" "+s.URL)
	}
	for _, e := range timeline {
		line(e.At.Local().Format(time.DateTime), e.Text)
	}
	return t.flush()
}
