package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// filter reads the filters of list and export.
func (c *call) filter() (entity.Filter, error) {
	f := entity.Filter{City: c.text("city"), Tag: c.text("tag"), Search: c.text("search")}
	if len(c.flags["category"]) > 1 {
		return f, misuse("--category is given twice; a list has one category at a time.")
	}
	f.Category = c.text("category")
	if err := c.statusFilter(&f); err != nil {
		return f, err
	}
	if c.has("stage") {
		i := slices.IndexFunc(entity.Stages, func(s entity.Stage) bool { return strings.EqualFold(string(s), c.text("stage")) })
		if i < 0 {
			return f, misuse("There is no stage %q; there are %s.", c.text("stage"), join(entity.Stages))
		}
		f.Stage = entity.Stages[i]
	}
	for _, what := range c.flags["has"] {
		switch strings.ToLower(what) {
		case "email":
			f.HasEmail = true
		case "phone":
			f.HasPhone = true
		case "website":
			f.HasWebsite = true
		default:
			return f, misuse("--has takes email, phone or website, not %q.", what)
		}
	}
	within, err := c.decimal("within", 0, 0, 12_500) // half around the earth
	if err != nil {
		return f, err
	}
	if c.has("within") && within == 0 {
		return f, misuse("--within must be more than 0 miles.")
	}
	f.Within = entity.Miles(within)
	f.Since, err = c.moment("since")
	return f, err
}

func (c *call) statusFilter(f *entity.Filter) error {
	if c.has("status") {
		f.Status = entity.EnrichmentStatus(strings.ToLower(c.text("status")))
		if _, group := entity.StatusGroups[f.Status]; !group {
			return misuse("--status takes pending, enriched or failed, not %q; --exact-status takes one of all seven.", c.text("status"))
		}
	}
	if c.has("exact-status") {
		f.ExactStatus = entity.EnrichmentStatus(strings.ToLower(c.text("exact-status")))
		if !slices.Contains(entity.EnrichmentStatuses, f.ExactStatus) {
			return misuse("There is no status %q; there are %s.", c.text("exact-status"), join(entity.EnrichmentStatuses))
		}
	}
	return nil
}

func (c *call) sort() entity.Sort {
	field := strings.ToLower(strings.TrimSpace(c.text("sort")))
	if field == "" && c.on("desc") {
		return entity.Sort{} // newest first is what the default already is
	}
	return entity.Sort{Field: field, Desc: c.on("desc")}
}

func join[T ~string](list []T) string {
	words := make([]string, 0, len(list))
	for _, w := range list {
		words = append(words, string(w))
	}
	return strings.Join(words, ", ")
}

// list prints a page of leads.
func list(ctx context.Context, c *call) (int, error) {
	filter, err := c.filter()
	if err != nil {
		return exitFailed, err
	}
	if c.has("page") && c.has("after") {
		return exitFailed, misuse("Give --page or --after, not both.")
	}
	page := entity.Page{After: c.text("after")}
	if page.Limit, err = c.count("limit", 20, 1, 500); err != nil {
		return exitFailed, err
	}
	if page.Number, err = c.count("page", 0, 1, 1_000_000_000); err != nil {
		return exitFailed, err
	}
	core, err := c.open(ctx, true)
	if err != nil {
		return exitFailed, err
	}
	return closing(core, func() (int, error) {
		found, err := core.DB.Businesses(ctx, filter, c.sort(), page)
		if err != nil {
			return exitFailed, err
		}
		document := listDocument{Total: found.Total, Next: known(found.Next), Data: listOf(found.Data, businessForm)}
		return exitDone, c.print(document, func(w io.Writer) error { return printList(w, found) })
	})
}

func printList(w io.Writer, page entity.BusinessPage) error {
	t := newTable(w, "id", "name", "category", "phone", "city", "status", "miles")
	for _, b := range page.Data {
		phone := normal.NationalPhone(b.Phone)
		if b.Phone == "" {
			phone = b.PhoneRaw
		}
		miles := ""
		if b.Distance != nil {
			miles = fmt.Sprintf("%.1f", *b.Distance)
		}
		t.row(fmt.Sprint(b.ID), b.Name, b.Category, phone, b.City, string(b.Status), miles)
	}
	if err := t.flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%d of %d leads\n", len(page.Data), page.Total)
	if err == nil && page.Next != "" {
		_, err = fmt.Fprintf(w, "More with: --after %s\n", page.Next)
	}
	return err
}
