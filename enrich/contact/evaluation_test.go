package contact

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const pages = "testdata/pages"

// truth is one line of hand-made annotations.
type truth struct {
	File     string              `json:"file"`
	Entities map[string][]string `json:"entities"`
	CF       []string            `json:"cfemail"`
	Mailto   []string            `json:"mailto"`
	LDPhone  []string            `json:"jsonld_telephone"`
	Tel      []string            `json:"tel_links"`
}

func truths(t testing.TB, name string) []truth {
	f, err := os.Open(filepath.Join(pages, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []truth
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var tr truth
		if err := json.Unmarshal(sc.Bytes(), &tr); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(tr.File, "/") {
			tr.File = "traps/" + tr.File
		}
		all = append(all, tr)
	}
	return all
}

// score counts values found, missed and made up.
type score struct{ right, wrong, missed int }

func (s score) precision() float64 { return float64(s.right) / max(1, float64(s.right+s.wrong)) }
func (s score) recall() float64    { return float64(s.right) / max(1, float64(s.right+s.missed)) }
func (s score) f1() float64 {
	return 2 * float64(s.right) / max(1, float64(2*s.right+s.wrong+s.missed))
}

func (s score) String() string {
	return fmt.Sprintf("precision %.3f  recall %.3f  F1 %.3f  (%d right, %d wrong, %d missed)",
		s.precision(), s.recall(), s.f1(), s.right, s.wrong, s.missed)
}

type teller func(kind, v string)

// many scores a set against a set.
func (s *score) many(got, want []string, tell teller) {
	for _, v := range got {
		if slices.Contains(want, v) {
			s.right++
		} else {
			s.wrong++
			tell("wrong", v)
		}
	}
	for _, v := range want {
		if !slices.Contains(got, v) {
			s.missed++
			tell("missed", v)
		}
	}
}

// one scores a page's single value: right if it is one of those annotated, or begins as one of them.
func (s *score) one(got string, want []string, tell teller) {
	near := func(w string) bool {
		return w == got || len(w) > 6 && (strings.HasPrefix(got, w) || strings.HasPrefix(w, got) && len(got) > 6)
	}
	switch {
	case got == "" && len(want) == 0:
	case got == "":
		s.missed++
		tell("missed", strings.Join(want, " | "))
	case slices.ContainsFunc(want, near):
		s.right++
	default:
		s.wrong++
		if len(want) > 0 {
			s.missed++
		}
		tell("wrong", got+" want "+strings.Join(want, " | "))
	}
}

func unique(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

var marks = regexp.MustCompile(`[^a-z0-9]+`)

func plain(s string) string { return marks.ReplaceAllString(strings.ToLower(s), "") }

// northAmerican is the ten digits of an annotated number that is one, vanity letters read as keys.
func northAmerican(v string) string {
	v, _, _ = strings.Cut(v, "(1-8")
	keys := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return rune("22233344455566677778889999"[r-'A'])
		case r >= '0' && r <= '9':
			return r
		}
		return -1
	}, v)
	if len(keys) >= 11 && keys[0] == '1' {
		keys = keys[1:]
	}
	letters := strings.ContainsFunc(v, func(r rune) bool { return r >= 'A' && r <= 'Z' })
	if len(keys) < 10 || len(keys) > 10 && !letters || keys[0] < '2' || strings.HasPrefix(strings.TrimSpace(v), "+") && v[1] != '1' {
		return ""
	}
	return keys[:10]
}

func load(t testing.TB, file string) Contacts {
	body, err := os.ReadFile(filepath.Join(pages, file))
	if err != nil {
		t.Fatal(err)
	}
	return Extract(Page{Body: body}, Options{})
}

func has(c Contacts, v string) []string {
	if slices.ContainsFunc(c.Emails, func(e Email) bool { return e.Value == v }) {
		return []string{v}
	}
	return nil
}

func floor(t *testing.T, what string, got, want float64) {
	t.Helper()
	if got < want {
		t.Errorf("%s is %.3f, want at least %.2f", what, got, want)
	}
}

// TestExtractionReadsBusinessPages measures the fields against hand-made truth on 163 pages of small businesses.
// VERBOSE=phone,street,... lists what went wrong.
func TestExtractionReadsBusinessPages(t *testing.T) {
	var phones, emails, zips, streets, people score
	verbose := os.Getenv("VERBOSE")
	for _, tr := range truths(t, "business_truth.jsonl") {
		c := load(t, tr.File)
		tell := func(field string) teller {
			return func(kind, v string) {
				if strings.Contains(verbose, field) {
					t.Logf("%s %s %s %q", tr.File, field, kind, v)
				}
			}
		}
		var got, want []string
		for _, n := range c.Phones {
			if strings.HasPrefix(n.Value, "+1") {
				got = append(got, n.Value[2:])
			}
		}
		for _, v := range slices.Concat(tr.Entities["TEL"], tr.Entities["FAX"]) {
			if d := northAmerican(v); d != "" {
				want = append(want, d)
			}
		}
		phones.many(unique(got), unique(want), tell("phone"))

		for _, v := range tr.Entities["EMAIL"] {
			v = strings.ToLower(v)
			emails.many(has(c, v), []string{v}, tell("email"))
		}

		var a Address
		if c.Address != nil {
			a = *c.Address
		}
		want = nil
		for _, v := range tr.Entities["ZIPCODE"] {
			want = append(want, plain(v))
		}
		zips.one(plain(a.ZIP), want, tell("zip"))
		want = nil
		for _, v := range tr.Entities["STREET"] {
			want = append(want, plain(v))
		}
		streets.one(plain(a.Street), want, tell("street"))

		got, want = nil, nil
		for _, p := range c.People {
			got = append(got, plain(p.Name))
		}
		for _, v := range tr.Entities["PER"] {
			if v = bare(v); strings.Contains(v, " ") {
				want = append(want, plain(v))
			}
		}
		people.many(unique(got), unique(want), tell("people"))
	}
	t.Logf("phone and fax  %v", phones)
	t.Logf("email          %v", emails)
	t.Logf("ZIP            %v", zips)
	t.Logf("street         %v", streets)
	t.Logf("people         %v", people)
	floor(t, "phone and fax F1", phones.f1(), 0.96)
	floor(t, "email F1", emails.f1(), 0.98)
	floor(t, "ZIP F1", zips.f1(), 0.90)
	floor(t, "street F1", streets.f1(), 0.85)
	floor(t, "people precision", people.precision(), 0.70)
	floor(t, "people recall", people.recall(), 0.35)
}

// bare drops what stands around an annotated name: honorifics, degrees.
func bare(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
	f := strings.Fields(s)
	for len(f) > 1 && honorifics[word(f[0])] {
		f = f[1:]
	}
	for len(f) > 1 && credentials[strings.ReplaceAll(word(f[len(f)-1]), ".", "")] {
		f = f[:len(f)-1]
	}
	return strings.Join(f, " ")
}

var junkShapes = regexp.MustCompile(`@\dx|sentry|wixpress|\.(png|jpe?g|gif|svg|webp|js|css)$|^u00|example\.|^[0-9a-f-]{16,}@|domain\.com|yoursite|@email\.com|@test\.`)

// TestTrapPagesYieldNoJunk measures pages that were chosen for what harvesters stumble over.
func TestTrapPagesYieldNoJunk(t *testing.T) {
	var mailto, cf score
	junk, total, heard, telephones := 0, 0, 0, 0
	for _, tr := range truths(t, "traps_truth.jsonl") {
		c := load(t, tr.File)
		tell := func(kind, v string) { t.Logf("%s %s %q", tr.File, kind, v) }
		for _, e := range c.Emails {
			total++
			if junkShapes.MatchString(e.Value) {
				junk++
				tell("junk", e.Value)
			}
			if os.Getenv("VERBOSE") != "" {
				tell(string(e.Method), e.Value)
			}
		}
		for _, v := range tr.CF {
			cf.many(has(c, strings.ToLower(v)), []string{strings.ToLower(v)}, tell)
		}
		for _, v := range tr.Mailto {
			mailto.many(has(c, strings.ToLower(v)), []string{strings.ToLower(v)}, tell)
		}
		for _, v := range slices.Concat(tr.LDPhone, tr.Tel) {
			telephones++
			d := digits(v)
			if slices.ContainsFunc(c.Phones, func(n Number) bool {
				return digits(n.Raw) == d || strings.HasSuffix(digits(n.Value), strings.TrimLeft(d, "0"))
			}) {
				heard++
			} else {
				tell("telephone missed", v)
			}
		}
	}
	t.Logf("mailto      %v", mailto)
	t.Logf("Cloudflare  %v", cf)
	t.Logf("junk        %d of %d emails", junk, total)
	t.Logf("telephones  %d of %d in structured data and tel links", heard, telephones)
	floor(t, "mailto F1", mailto.f1(), 0.98)
	floor(t, "Cloudflare recall", cf.recall(), 0.95)
	floor(t, "share of emails that are no junk", 1-float64(junk)/max(1, float64(total)), 0.97)
	floor(t, "structured telephones", float64(heard)/float64(telephones), 1)
}
