package contact

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readDocument gives the document of a fixture as reading leaves it.
func readDocument(t *testing.T, file, base string) *document {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	d := newDocument(u, false)
	d.read(decode(body, ""))
	return d
}

// shapeOf writes an item as the W3C's expected files do.
func shapeOf(it *item) map[string][]string {
	m := map[string][]string{}
	for _, p := range it.props {
		v := squeeze(p.text)
		if p.child != nil {
			b, _ := json.Marshal(shapeOf(p.child))
			v = string(b)
		}
		m[p.name] = append(m[p.name], v)
	}
	for _, v := range m {
		slices.Sort(v)
	}
	return m
}

func wanted(s map[string]any) map[string][]string {
	m := map[string][]string{}
	properties, _ := s["properties"].(map[string]any)
	for name, v := range properties {
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, e := range list {
			switch e := e.(type) {
			case string:
				m[name] = append(m[name], squeeze(e))
			case map[string]any:
				b, _ := json.Marshal(wanted(e))
				m[name] = append(m[name], string(b))
			}
		}
		slices.Sort(m[name])
	}
	return m
}

// TestMicrodataGivesTheValuesOfTheStandardsExamples reads the examples of the HTML Standard's chapter on microdata.
func TestMicrodataGivesTheValuesOfTheStandardsExamples(t *testing.T) {
	files, err := filepath.Glob("testdata/structured/extruct/w3c/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var list []map[string]any
			if err := json.Unmarshal(raw, &list); err != nil {
				t.Fatal(err)
			}
			base := "http://www.example.com/"
			switch filepath.Base(file) { // the files' expectations were made with these
			case "microdata.5.5.html":
				base = ""
			case "microdata.object.html":
				base = "http://www.example.com/microdata/"
			case "microdata.7.1.html":
				base = "http://blog.example.com/progress-report"
			}
			d := readDocument(t, file, base)
			var got, want []map[string][]string
			for _, it := range d.items {
				got = append(got, shapeOf(it))
			}
			for _, s := range list {
				want = append(want, wanted(s))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// TestBrokenJSONLDIsMended reads JSON-LD with comments and control characters, as pages write it.
func TestBrokenJSONLDIsMended(t *testing.T) {
	files, err := filepath.Glob("testdata/structured/extruct/custom.invalid/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".jsonld")
			if err != nil {
				t.Fatal(err)
			}
			var list []any
			if err := json.Unmarshal(raw, &list); err != nil {
				t.Fatal(err)
			}
			d := readDocument(t, file, "http://www.example.com/")
			var got, want []map[string][]string
			for _, it := range d.linkedData() {
				got = append(got, shapeOf(it))
			}
			for _, it := range itemsOf(list, 0) {
				want = append(want, shapeOf(it))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", file, diff)
			}
		})
	}
}

// cardShape is what a rep needs of an hCard.
var cardShape = map[string]string{
	"name": "name", "org": "org", "tel": "telephone", "email": "email", "job-title": "jobTitle", "role": "role",
	"street-address": "streetAddress", "locality": "addressLocality", "region": "addressRegion",
	"postal-code": "postalCode", "country-name": "addressCountry",
}

// TestHCardGivesTheValuesOfTheMicroformatsSuite compares the properties that reach a business; places on a map are left
// to the suite, and what a property's own card implies.
func TestHCardGivesTheValuesOfTheMicroformatsSuite(t *testing.T) {
	files, err := filepath.Glob("testdata/structured/microformats/*/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	left := regexp.MustCompile(`geo/|hreview-aggregate/|itemref$|h-adr/justaname$|h-card/(baseurl|hcard|relativeurls)$`)
	for _, file := range files { // email wants absolute URLs even of text: without a base both agree
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(file), "testdata/structured/microformats/"), ".json")
		if left.MatchString(name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			file := "testdata/structured/microformats/" + name
			raw, err := os.ReadFile(file + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Items []struct {
					Properties map[string][]any `json:"properties"`
				} `json:"items"`
			}
			if err := json.Unmarshal(raw, &doc); err != nil {
				t.Fatal(err)
			}
			d := readDocument(t, file+".html", "http://example.com/")
			if len(d.cards) == 0 || len(doc.Items) == 0 {
				t.Fatalf("%d cards, %d wanted", len(d.cards), len(doc.Items))
			}
			for property, ours := range cardShape {
				var want, got []string
				for _, v := range doc.Items[0].Properties[property] {
					if s, ok := v.(string); ok {
						want = append(want, strings.TrimPrefix(trimScheme(squeeze(s), "mailto:"), "http://example.com/"))
					}
				}
				for _, p := range d.cards[0].props {
					if p.name == ours && p.child == nil {
						got = append(got, trimScheme(squeeze(p.text), "mailto:"))
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", property, diff)
				}
			}
		})
	}
}

// sections cuts one of schema.org's examples into its id, its microdata and its JSON-LD.
func sections(example string) (id, microdata, linked string) {
	parts := map[string]*strings.Builder{}
	var b *strings.Builder
	for i, line := range strings.Split(example, "\n") {
		if i == 0 {
			id = strings.Fields(line)[0]
		}
		if name := strings.TrimSpace(line); strings.HasSuffix(name, ":") && name == strings.ToUpper(name) {
			b = &strings.Builder{}
			parts[name] = b
		} else if b != nil {
			b.WriteString(line + "\n")
		}
	}
	return id, parts["MICRODATA:"].String(), parts["JSON:"].String()
}

// TestMicrodataAndJSONLDOfOneExampleSayTheSame reads examples of schema.org in both encodings.
func TestMicrodataAndJSONLDOfOneExampleSayTheSame(t *testing.T) {
	raw, err := os.ReadFile("testdata/structured/schemaorg/examples.txt")
	if err != nil {
		t.Fatal(err)
	}
	// said is what both encodings may say: their own text aside.
	said := func(page string) Contacts {
		c := Extract(Page{URL: "http://www.example-shop.net/", Body: []byte(page)}, Options{})
		s := Contacts{Name: c.Name, Address: c.Address}
		if strings.Contains(page, "Event") {
			s.Address = nil // where an event takes place is another's address, though visible text may show it
		}
		if c.Hours != nil {
			s.Hours = &Hours{Week: c.Hours.Week}
		}
		for _, n := range c.Phones {
			if n.Method != Text {
				s.Phones = append(s.Phones, Number{Value: n.Value, Raw: n.Raw, Kind: n.Kind})
			}
		}
		for _, p := range c.People {
			if p.Method != Text {
				s.People = append(s.People, Person{Name: p.Name, Title: p.Title})
			}
		}
		return s
	}
	read := map[string]Contacts{}
	for _, example := range strings.Split("\n"+string(raw), "\nTYPES: ")[1:] {
		id, microdata, linked := sections(example)
		read[id] = said(linked)
		if diff := cmp.Diff(said(microdata), read[id]); diff != "" {
			t.Errorf("%s (-microdata +JSON-LD):\n%s", id, diff)
		}
	}
	if len(read) != 10 {
		t.Errorf("%d examples", len(read))
	}
	lunch, dinner, late := Span{"11:00", "14:30"}, Span{"17:00", "21:30"}, Span{"17:00", "22:00"}
	for id, want := range map[string]Contacts{
		"#eg-0004": {
			Name: "GreatFood", Phones: []Number{{Value: "+14087141489", Raw: "(408) 714-1489", Kind: Phone}},
			Address: &Address{"1901 Lemur Ave", "Sunnyvale", "CA", "94086", "US"},
			Hours: &Hours{Week: &Week{
				{lunch, dinner}, {lunch, dinner}, {lunch, dinner}, {lunch, dinner}, {lunch, late}, {lunch, late}, nil,
			}},
		},
		"#eg-0015": {
			Name: "Beachwalk Beachwear & Giftware", Phones: []Number{{Value: "+18506484200", Raw: "850-648-4200", Kind: Phone}},
			Address: &Address{"3102 Highway 98", "Mexico Beach", "FL", "", ""},
		},
		"#eg-0025": {
			Name: "Palo Alto High School", Address: &Address{"50 Embarcadero Rd", "Palo Alto", "CA", "94301", "US"},
		},
	} {
		if diff := cmp.Diff(want, read[id]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
}
