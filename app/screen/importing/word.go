package importing

import (
	"slices"
	"strings"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// fieldWords name what a column can be.
var fieldWords = map[string]string{
	"letip_id": "Our own number", "source_id": "Number of the other program", "source_url": "Page of the entry", "name": "Name",
	"category": "Category", "phone": "Phone", "fax": "Fax", "email": "Email", "website": "Website", "socials": "Social profiles",
	"address": "Street", "house_number": "House number", "unit": "Unit", "full_address": "Whole address", "city": "City", "state": "State",
	"zip": "ZIP", "country": "Country", "lat": "Latitude", "lon": "Longitude", "hours": "Hours", "stage": "Stage", "tags": "Tags",
	"notes": "Notes", "next_action": "Next action", "next_action_due": "Due", "do_not_contact": "Do not contact",
	"first_name": "First name", "last_name": "Last name", "person": "Person", "title": "Title of the person",
}

// fieldWord is a field by the name a person knows it by.
func fieldWord(field string) string {
	if w, ok := fieldWords[field]; ok {
		return screen.L(w)
	}
	return screen.Title(strings.ReplaceAll(field, "_", " "))
}

// unused is the choice for a column that is left out.
func unused() string { return screen.L("— not used —") }

// delimiterWords name what stands between two cells.
var delimiterWords = map[string]string{",": "commas", ";": "semicolons", "tab": "tabs", "|": "upright bars"}

// about says how a file is written: "recognised as Outscraper · divided by semicolons · UTF-16".
func about(p entity.ImportPreview) string {
	format := ""
	if p.Format != "" {
		format = screen.Lf("recognised as {{.Program}}", screen.With{"Program": p.Format})
	} else if p.Delimiter != "" {
		format = screen.L("columns recognised by their headings")
	}
	delimiter := ""
	if w, ok := delimiterWords[p.Delimiter]; ok {
		delimiter = screen.Lf("divided by {{.Sign}}", screen.With{"Sign": screen.L(w)})
	}
	return screen.Joined(" · ", format, delimiter, strings.ToUpper(p.Encoding))
}

// figures are what rows come to, in the order of the screen.
var figures = []struct {
	name string
	role widget.Role
	of   func(entity.ImportCounts) int
}{
	{"New", widget.RoleOK, func(c entity.ImportCounts) int { return c.New }},
	{"Updated", widget.RoleAccent, func(c entity.ImportCounts) int { return c.Updated }},
	{"Known", widget.RoleNone, func(c entity.ImportCounts) int { return c.Duplicate }},
	{"To decide", widget.RoleWarn, func(c entity.ImportCounts) int { return c.Review }},
	{"Skipped", widget.RoleNone, func(c entity.ImportCounts) int { return c.Skipped }},
	{"Refused", widget.RoleError, func(c entity.ImportCounts) int { return c.Errors }},
}

// named reports whether any column of a file can name a lead.
func named(p entity.ImportPreview) bool {
	if len(p.Fields) == 0 { // vCards name themselves
		return true
	}
	return slices.ContainsFunc(p.Columns, func(c entity.ImportColumn) bool {
		return slices.Contains([]string{"name", "other name", "first_name", "last_name", "person"}, c.Field)
	})
}

// troubled are the rows that are worth a look before they are imported, each once.
func troubled(lists ...[]entity.ImportPreviewRow) (out []entity.ImportPreviewRow) {
	for _, rows := range lists {
		for _, r := range rows {
			if (r.Err != "" || len(r.Remarks) > 0) && !slices.ContainsFunc(out, func(x entity.ImportPreviewRow) bool { return x.Row == r.Row }) {
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b entity.ImportPreviewRow) int { return a.Row - b.Row })
	return out
}

// trouble is what is wrong with a row, in one sentence.
func trouble(r entity.ImportPreviewRow) string {
	return screen.Title(screen.Joined("; ", append([]string{r.Err}, r.Remarks...)...))
}
