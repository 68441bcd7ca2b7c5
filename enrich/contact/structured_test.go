package contact

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
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

// TestHCardGivesTheValuesOfTheMicroformatsSuite compares the properties that reach a business; what implies a name
// from a bare link or a picture is left to the suite.
func TestHCardGivesTheValuesOfTheMicroformatsSuite(t *testing.T) {
	for _, name := range []string{ // email wants absolute URLs even of text: without a base both agree
		"microformats-v1/hcard/email", "microformats-v1/hcard/multiple", "microformats-v1/hcard/name", "microformats-v1/hcard/single",
		"microformats-v1/hcard/format", "microformats-v1/adr/simpleproperties", "microformats-v2/h-adr/simpleproperties",
		"microformats-v2/h-card/p-property",
	} {
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
