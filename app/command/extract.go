package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"letip/app"
	"letip/enrich/contact"
	"letip/scrape/fetch"
	"letip/store/entity"
)

// extractDocument is what one page tells of a business.
type extractDocument struct {
	Name       *string         `json:"name"`
	Emails     []emailBody     `json:"emails"`
	Phones     []phoneBody     `json:"phones"`
	People     []personBody    `json:"people"`
	Socials    []entity.Social `json:"socials"`
	Address    *addressBody    `json:"address"`
	Hours      *hoursBody      `json:"hours"`
	DoNotEmail bool            `json:"do_not_email"`
}

type emailBody struct {
	Value      string         `json:"value"`
	Method     contact.Method `json:"method"`
	Confidence float64        `json:"confidence"`
}

type phoneBody struct {
	Value      *string           `json:"value"`
	Raw        string            `json:"raw"`
	Kind       contact.PhoneKind `json:"kind"`
	Method     contact.Method    `json:"method"`
	Confidence float64           `json:"confidence"`
}

type personBody struct {
	Name       string  `json:"name"`
	Title      *string `json:"title"`
	Confidence float64 `json:"confidence"`
}

type addressBody struct {
	Street  *string `json:"street"`
	City    *string `json:"city"`
	State   *string `json:"state"`
	ZIP     *string `json:"zip"`
	Country *string `json:"country"`
}

type hoursBody struct {
	Raw  string    `json:"raw"`
	Week *weekBody `json:"week"`
}

// weekBody has the spans of each day; a closed day has none.
type weekBody struct {
	Monday    []spanBody `json:"mo"`
	Tuesday   []spanBody `json:"tu"`
	Wednesday []spanBody `json:"we"`
	Thursday  []spanBody `json:"th"`
	Friday    []spanBody `json:"fr"`
	Saturday  []spanBody `json:"sa"`
	Sunday    []spanBody `json:"su"`
}

type spanBody struct {
	Opens  string `json:"opens"`
	Closes string `json:"closes"`
}

// mostFile bounds a file that is handed in; a fetched page has fetch's own limit.
const mostFile = 16 << 20

// extract prints what enriching reads from one page. It stores nothing.
func extract(ctx context.Context, c *call) (int, error) {
	page, err := c.page(ctx)
	if err != nil {
		return exitFailed, err
	}
	if base := c.text("url"); base != "" {
		if !app.IsEndpoint(base) {
			return exitFailed, misuse("--url must be a whole URL like https://example.org/path, not %q.", base)
		}
		page.URL = base
	}
	document := extractForm(contact.Extract(page, contact.Options{}))
	return exitDone, c.print(document, func(w io.Writer) error { return printExtract(w, document) })
}

// page reads the file, or asks for the address.
func (c *call) page(ctx context.Context) (contact.Page, error) {
	what := c.words[0]
	if app.IsEndpoint(what) {
		got, err := app.ReadPage(ctx, c.options, what)
		if err != nil {
			return contact.Page{}, err
		}
		return contact.Page{URL: got.URL, ContentType: got.Header.Get("Content-Type"), Body: got.Body}, nil
	}
	f, err := os.Open(what)
	if err != nil {
		reason := err
		if e, ok := errors.AsType[*os.PathError](err); ok {
			reason = e.Err
		}
		return contact.Page{}, fetch.NewError(fetch.ClassBadQuery, "", fmt.Sprintf("The file %s can't be read: %v.", what, reason), err)
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, mostFile+1))
	if err != nil {
		return contact.Page{}, fetch.NewError(fetch.ClassBadQuery, "", fmt.Sprintf("The file %s can't be read.", what), err)
	}
	if len(body) > mostFile {
		return contact.Page{}, fetch.NewError(fetch.ClassTooLarge, "", fmt.Sprintf("The file %s is larger than any page.", what), nil)
	}
	if kind := binary(body); kind != "" {
		return contact.Page{}, fetch.NewError(fetch.ClassNotExpectedType, "", fmt.Sprintf("The file %s is no page but %s.", what, kind), nil)
	}
	return contact.Page{Body: body}, nil
}

// binary names what a file is that is certainly no text; empty is text, of whatever charset.
func binary(body []byte) string {
	head := body[:min(len(body), 512)]
	kind, _, _ := strings.Cut(http.DetectContentType(head), ";")
	if strings.HasPrefix(kind, "text/") {
		return ""
	}
	if kind != "application/octet-stream" {
		return kind
	}
	marks := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b {
			marks++
		}
	}
	if marks*20 < len(head) { // a stray byte makes no text binary
		return ""
	}
	return "binary data"
}

func extractForm(c contact.Contacts) extractDocument {
	d := extractDocument{
		Name:    known(c.Name),
		Emails:  listOf(c.Emails, func(e contact.Email) emailBody { return emailBody(e) }),
		Phones:  listOf(c.Phones, phoneForm),
		People:  listOf(c.People, personForm),
		Socials: orEmpty(c.Socials), DoNotEmail: c.DoNotEmail,
	}
	if a := c.Address; a != nil {
		d.Address = &addressBody{
			Street: known(a.Street), City: known(a.City), State: known(a.State), ZIP: known(a.ZIP), Country: known(a.Country),
		}
	}
	if h := c.Hours; h != nil {
		d.Hours = &hoursBody{Raw: h.Raw}
		if w := h.Week; w != nil {
			day := func(i int) []spanBody {
				return listOf(w[i], func(s contact.Span) spanBody { return spanBody{Opens: s.Open, Closes: s.Close} })
			}
			d.Hours.Week = &weekBody{day(0), day(1), day(2), day(3), day(4), day(5), day(6)}
		}
	}
	return d
}

func phoneForm(n contact.Number) phoneBody {
	return phoneBody{Value: known(n.Value), Raw: n.Raw, Kind: n.Kind, Method: n.Method, Confidence: n.Confidence}
}

func personForm(p contact.Person) personBody {
	return personBody{Name: p.Name, Title: known(p.Title), Confidence: p.Confidence}
}

func printExtract(w io.Writer, d extractDocument) error {
	t := newTable(w)
	line := func(label string, parts ...string) {
		if text := strings.Join(strings.Fields(clean(strings.Join(parts, "  "))), " "); text != "" {
			t.write(label + "\t" + text + "\n")
		}
	}
	sure := func(confidence float64) string { return fmt.Sprintf("%.0f %%", confidence*100) }
	line("name", orBlank(d.Name))
	for _, e := range d.Emails {
		line("email", e.Value, string(e.Method), sure(e.Confidence))
	}
	for _, n := range d.Phones {
		line(string(n.Kind), orBlank(n.Value), n.Raw, string(n.Method), sure(n.Confidence))
	}
	for _, p := range d.People {
		line("person", p.Name, orBlank(p.Title), sure(p.Confidence))
	}
	for _, s := range d.Socials {
		line("profile", s.Network, s.URL)
	}
	if a := d.Address; a != nil {
		line("address", orBlank(a.Street), orBlank(a.City), orBlank(a.State), orBlank(a.ZIP), orBlank(a.Country))
	}
	if d.Hours != nil {
		line("hours", d.Hours.Raw)
	}
	if d.DoNotEmail {
		line("email", "the page asks for no unasked mail")
	}
	return t.flush()
}

func orBlank(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
