package normal

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for raw, want := range map[string]string{
		"Freehold":            "freehold",
		"  FREE\tHOLD ":       "free hold",
		"Café  MÜLLER":        "cafe muller",
		"Straße":              "strasse",
		"Łódź":                "lodz",
		"Joe’s":               "joe's",
		"ﬁne":                 "fine",
		"Saint\u2011Germain":  "saint-germain",
		"zero\u200bwidth":     "zerowidth",
		"":                    "",
		"İstanbul":            "istanbul",
		"\u00a0Route\u00a09 ": "route 9",
	} {
		if got := Fold(raw); got != want {
			t.Errorf("Fold(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestFoldName(t *testing.T) {
	for raw, want := range map[string]string{
		"Joe's Pizza LLC":           "joes pizza",
		"JOES PIZZA":                "joes pizza",
		"Joe’s Pizza, L.L.C.":       "joes pizza",
		"The Smith & Sons Co., Inc": "smith and sons",
		"Smith + Sons":              "smith and sons",
		"Dr. Ana Ruiz, P.A.":        "dr ana ruiz",
		"The Company":               "company",
		"LLC":                       "llc",
		"Inc. Inc.":                 "inc",
		"M&T Bank":                  "m and t bank",
		"Café Gelato":               "cafe gelato",
		"84 Lumber":                 "84 lumber",
		"!!!":                       "",
		"A & Co":                    "a",
	} {
		if got := FoldName(raw); got != want {
			t.Errorf("FoldName(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestSplitList(t *testing.T) {
	for raw, want := range map[string][]string{
		"a;b; c": {"a", "b", "c"}, " ;; a;a": {"a"}, "": nil, "one": {"one"},
	} {
		if diff := cmp.Diff(want, SplitList(raw)); diff != "" {
			t.Errorf("SplitList(%q): %s", raw, diff)
		}
	}
}

func TestZIP(t *testing.T) {
	for _, c := range []struct {
		raw, want string
		ok        bool
	}{
		{"07728", "07728", true},
		{"7728", "07728", true},
		{" 19711-9998 ", "19711-9998", true},
		{"7728-1234", "07728-1234", true},
		{"077281234", "07728-1234", true},
		{"19711 9998", "19711-9998", true},
		{"NJ 07728", "07728", true},
		{"07728;07747", "07728", true},
		{"77281234", "77281234", false},
		{"SW1A 2AA", "SW1A 2AA", false},
		{"135-0002", "135-0002", false},
		{"123", "123", false},
		{"", "", false},
	} {
		if got, ok := ZIP(c.raw); got != c.want || ok != c.ok {
			t.Errorf("ZIP(%q) = %q, %v, want %q, %v", c.raw, got, ok, c.want, c.ok)
		}
	}
}

func TestStateCodesAndNames(t *testing.T) {
	for raw, want := range map[string]string{
		"NJ": "NJ", "nj": "NJ", "N.J.": "NJ", "N. J.": "NJ", "US-NJ": "NJ", "New Jersey": "NJ", " new  jersey ": "NJ",
		"de": "DE", "Washington, D.C.": "", "Washington D.C.": "DC", "Ontario": "", "": "",
	} {
		got, ok := StateCode(raw)
		if got != want || ok != (want != "") {
			t.Errorf("StateCode(%q) = %q, %v, want %q", raw, got, ok, want)
		}
	}
	for _, s := range states {
		if code, ok := StateCode(StateName(s.code)); !ok || code != s.code {
			t.Errorf("%s is %q, which is %q", s.code, StateName(s.code), code)
		}
	}
	if StateName("XX") != "" {
		t.Error("XX is no state")
	}
}

func TestCountry(t *testing.T) {
	for raw, want := range map[string]string{
		"us": "US", "USA": "US", "U.S.A.": "US", "United States": "US", "de": "DE", "Germany": "DE", "Narnia": "", "": "", "1a": "",
	} {
		got, ok := Country(raw)
		if got != want || ok != (want != "") {
			t.Errorf("Country(%q) = %q, %v, want %q", raw, got, ok, want)
		}
	}
}

// Every form is stable: what a function returned goes through it unchanged. Matching relies on it, since stored values
// are folded again when they are compared.
func TestFormsAreStable(t *testing.T) {
	forms := map[string]func(string) string{
		"Fold": Fold, "FoldName": FoldName, "Host": Host, "Domain": Domain,
		"ZIP":     func(s string) string { z, _ := ZIP(s); return z },
		"Website": func(s string) string { w, _ := Website(s); return w },
		"Email":   func(s string) string { e, _ := Email(s); return e },
		"State":   func(s string) string { c, _ := StateCode(s); return c },
		"Country": func(s string) string { c, _ := Country(s); return c },
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				once := form(rapid.OneOf(rapid.String(), rapid.StringMatching(`(The )?[A-Za-z&' .,]{0,20}(LLC|Inc\.|P\.A\.)?`),
					rapid.StringMatching(`(https?://)?[a-z0-9.-]{1,12}\.(com|co\.uk|test)(/[ -~]{0,9})?`)).Draw(t, "raw"))
				if twice := form(once); twice != once {
					t.Fatalf("%q became %q", once, twice)
				}
			})
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Café", "ẛ̣", "ﷺ", "\xff", "ΐ", "ŉ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
		}
		if once := FoldName(s); FoldName(once) != once {
			t.Fatalf("FoldName(%q) = %q, folded again %q", s, once, FoldName(once))
		}
	})
}
