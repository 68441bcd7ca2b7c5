package contact

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"letip/store/entity"
)

// Page is one fetched page: its final address, its Content-Type header and its body, undecoded.
type Page struct {
	URL         string
	ContentType string
	Body        []byte
}

// Options choose what is read; the zero value is right for a US business.
type Options struct {
	Country string // ISO 3166-1 alpha-2 for phones without a country code; empty is US unless the page says otherwise
	Scripts bool   // also join the string constants of scripts, which some pages hide an address in
}

// Method says how a value was read off the page.
type Method string

// The methods of SPEC section 5, extract.
const (
	Mailto    Method = "mailto"
	Tel       Method = "tel"
	Text      Method = "text"
	JSONLD    Method = "jsonld"
	Microdata Method = "microdata"
	HCard     Method = "hcard"
	CFEmail   Method = "cfemail"
	Words     Method = "words"
	Script    Method = "script"
)

// PhoneKind tells a telephone from a fax.
type PhoneKind string

// The kinds of phone of SPEC section 5, extract.
const (
	Phone  PhoneKind = "phone"
	Fax    PhoneKind = "fax"
	Mobile PhoneKind = "mobile"
)

// Email is one address, lower case.
type Email struct {
	Value      string
	Method     Method
	Confidence float64 // 0 to 1
}

// Number is one phone or fax number.
type Number struct {
	Value      string // E.164; empty where the page's form can't be read as one
	Raw        string // as the page writes it
	Kind       PhoneKind
	Method     Method
	Confidence float64 // 0 to 1
}

// Person is somebody who works there.
type Person struct {
	Name       string
	Title      string
	Email      string
	Phone      string // E.164
	Method     Method
	Confidence float64 // 0 to 1
}

// Address is the postal address of the business.
type Address struct {
	Street, City, State, ZIP, Country string
}

// Contacts is what one page tells of a business, each list best first and without doubles.
type Contacts struct {
	Name       string
	Categories []string // schema.org types that say what the business is, e.g. Dentist
	Emails     []Email
	Phones     []Number
	People     []Person
	Socials    []entity.Social
	Address    *Address
	Hours      *Hours
	DoNotEmail bool   // the page says that its addresses are not for unasked mail
	NoIndex    bool   // robots meta: the page is not to be kept
	Refresh    string // absolute address of a meta refresh
	Frames     []string
	Links      []Link // same-site pages worth a visit, best first
}

// Extract reads a page. Whatever the page is, it gives what it found.
func Extract(p Page, o Options) Contacts {
	base, err := url.Parse(p.URL)
	if err != nil || base == nil {
		base = &url.URL{}
	}
	d := newDocument(base, o.Scripts)
	d.borrow()
	defer d.giveBack()
	d.read(decode(p.Body, p.ContentType))
	return d.contacts(o)
}

// maxTree bounds the pages that a tree is built of: a hostile one of 2 MiB takes 130 MB.
const maxTree = 512 << 10

// read takes a page in UTF-8 apart. Microdata that refer to elements elsewhere need a tree; where the page is too deep for
// the parser (x/net/html gives up at 512 open elements, CVE-2025-47911) its tokens say all but that.
func (d *document) read(body []byte) {
	if len(body) <= maxTree && bytes.Contains(body, []byte("itemref")) {
		if root, err := html.ParseWithOptions(bytes.NewReader(body), html.ParseOptionEnableScripting(false)); err == nil {
			d.whole = goquery.NewDocumentFromNode(root)
			d.walk(root)
			d.finish()
			return
		}
	}
	d.tokens(body)
	d.finish()
}

func (d *document) contacts(o Options) Contacts {
	c := Contacts{
		NoIndex: d.noIndex,
		Refresh: d.refresh,
		Frames:  d.frames,
	}
	items := d.allItems()
	country := o.Country
	if country == "" {
		country = d.country(items)
	}
	c.DoNotEmail = forbidsMail(d.lower)
	c.Phones = d.phones(items, country)
	c.Emails = d.emails(items)
	c.Socials = d.socials(items)
	c.Address = d.address(items)
	c.Hours = d.hours(items)
	c.Name, c.Categories = d.name(items)
	c.People = d.people(items)
	c.Links = d.siteLinks()
	c.Emails, c.Phones, c.People = best(c.Emails), best(c.Phones), best(c.People)
	c.Socials, c.Links = best(c.Socials), best(c.Links)
	return c
}

// mostValues bounds what one page may give of each kind. No business has more, and a page that is made to flood a
// list would.
const mostValues = 200

// mostFound bounds the candidates of one kind that are looked at.
const mostFound = 1000

// best is the beginning of a list that is sorted, best first.
func best[T any](list []T) []T { return list[:min(len(list), mostValues)] }

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
