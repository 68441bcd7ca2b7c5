package command

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"letip/store/entity"
)

const ownPage = `<!doctype html><title>Contact | Joe's Pizza</title>
<meta property="og:site_name" content="Joe's Pizza">
<h1>Joe's Pizza</h1>
<p>Write to <a href="mailto:Info@JoesPizza.net?subject=Hi">INFO@joespizza.net</a> or info [at] joespizza [dot] net.</p>
<p>Call <a href="tel:+17325550100">(732) 555-0100</a>. Fax: 732-555-0101. Kitchen: +44 20</p>
<p>12 Main Street<br>Freehold, NJ 07728</p>
<h3>Dana Smith</h3><p>Owner</p>
<p>Mon-Fri 11am - 9pm, Sat 12-10pm, closed Sunday</p>
<a href="https://twitter.com/joespizza?ref=1">x</a> <a href="https://www.facebook.com/sharer/sharer.php?u=x">share</a>
<p>We do not accept unsolicited mail.</p>`

func TestExtractPrintsEachValueOnceInLowerCaseBestFirst(t *testing.T) {
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(ownPage), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "nothing here")
	day := []spanBody{{"11:00", "21:00"}}
	want := extractDocument{
		Name:   known("Joe's Pizza"),
		Emails: []emailBody{{"info@joespizza.net", "mailto", 0.98}},
		Phones: []phoneBody{
			{known("+17325550100"), "(732) 555-0100", "phone", "tel", 0.95},
			{known("+17325550101"), "732-555-0101", "fax", "text", 0.85},
		},
		People:  []personBody{{"Dana Smith", known("Owner"), 0.8}},
		Socials: []entity.Social{{Network: "x", URL: "https://x.com/joespizza"}},
		Address: &addressBody{known("12 Main Street"), known("Freehold"), known("NJ"), known("07728"), known("US")},
		Hours: &hoursBody{Raw: "Mon-Fri 11am - 9pm, Sat 12-10pm, closed Sunday", Week: &weekBody{
			day, day, day, day, day, []spanBody{{"12:00", "22:00"}}, []spanBody{},
		}},
		DoNotEmail: true,
	}
	var got extractDocument
	r := run(t.Context(), t, "extract", file, "--url", "https://www.joespizza.net/contact", "--json", "--data", data)
	r.document(t, &got)
	if diff := cmp.Diff(want, got); diff != "" || r.exit != exitDone {
		t.Errorf("exit %d, (-want +got):\n%s", r.exit, diff)
	}
	if _, err := os.Stat(data); err == nil {
		t.Error("extract made a data directory")
	}
}

func TestExtractOfAnEmptyPageHasEveryField(t *testing.T) {
	file := filepath.Join(t.TempDir(), "empty.html")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t.Context(), t, "extract", file, "--json")
	want := `{
  "name": null,
  "emails": [],
  "phones": [],
  "people": [],
  "socials": [],
  "address": null,
  "hours": null,
  "do_not_email": false
}
`
	if diff := cmp.Diff(want, r.out); diff != "" || r.exit != exitDone {
		t.Errorf("exit %d, (-want +got):\n%s", r.exit, diff)
	}
}

func TestExtractAsksAnAddressByTheRulesOfAVisit(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			_, _ = w.Write([]byte("User-agent: *\nDisallow: /private\n"))
		case "/contact":
			w.Header().Set("Content-Type", "text/html; charset=windows-1252")
			_, _ = w.Write([]byte("<title>Caf\xe9</title><h1>Caf\xe9</h1><p>mail@cafe-shop.net"))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	flags := []string{"--json", "--allow-private", "--rate", "0", "--data", t.TempDir()}
	var got extractDocument
	r := run(t.Context(), t, slices.Concat([]string{"extract", server.URL + "/contact"}, flags)...)
	r.document(t, &got)
	if r.exit != exitDone || got.Name == nil || *got.Name != "Café" || len(got.Emails) != 1 {
		t.Errorf("exit %d with %+v", r.exit, got)
	}
	for path, class := range map[string]string{"/private": "robots", "/nowhere": "http-4xx"} {
		var problem errorDocument
		r := run(t.Context(), t, slices.Concat([]string{"extract", server.URL + path}, flags)...)
		r.document(t, &problem)
		if r.exit != exitFailed || problem.Error.Class != class || problem.Error.URL == nil {
			t.Errorf("%s: exit %d with %+v, want 1 and class %s", path, r.exit, problem.Error, class)
		}
	}
}

func TestExtractRefusesWhatItCannotRead(t *testing.T) {
	for _, tt := range []struct {
		args  []string
		exit  int
		class string
	}{
		{[]string{"extract", filepath.Join(t.TempDir(), "none.html")}, exitFailed, "bad-query"},
		{[]string{"extract", t.TempDir()}, exitFailed, "bad-query"},
		{[]string{"extract"}, exitUsage, "bad-query"},
		{[]string{"extract", "a", "b"}, exitUsage, "bad-query"},
		{[]string{"extract", "http://127.0.0.1:1/"}, exitFailed, "private-address"},
	} {
		var problem errorDocument
		r := run(t.Context(), t, append(tt.args, "--json", "--data", filepath.Join(t.TempDir(), "none"))...)
		r.document(t, &problem)
		if r.exit != tt.exit || problem.Error.Class != tt.class {
			t.Errorf("%v: exit %d with class %s, want %d with %s", tt.args, r.exit, problem.Error.Class, tt.exit, tt.class)
		}
	}
}

func TestExtractTellsTextInAnyCharsetFromWhatIsNone(t *testing.T) {
	utf16 := []byte{0xff, 0xfe}
	for _, r := range "<title>Caf\u00e9</title><p>mail@cafe-shop.net" {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	noise := make([]byte, 4096)
	for i := range noise {
		noise[i] = byte(i * 7)
	}
	for name, tt := range map[string]struct {
		body []byte
		name string // empty is refused
	}{
		"latin-1 that says so": {[]byte("<meta charset=iso-8859-1><title>Caf\xe9</title>"), "Café"},
		"latin-1 that doesn't": {[]byte("<title>Caf\xe9</title>"), "Café"},
		"UTF-8 with its mark":  {[]byte("\xef\xbb\xbf<title>Café</title>"), "Café"},
		"UTF-16":               {utf16, "Café"},
		"a stray byte":         {[]byte("<title>Café</title>\x01<p>" + strings.Repeat("x", 500)), "Café"},
		"a picture":            {[]byte("\x89PNG\r\n\x1a\n<title>Café</title>"), ""},
		"a PDF":                {[]byte("%PDF-1.4\n<title>Café</title>"), ""},
		"a packed page":        {[]byte("\x1f\x8b\x08<title>Café</title>"), ""},
		"noise":                {noise, ""},
	} {
		file := filepath.Join(t.TempDir(), "page.html")
		if err := os.WriteFile(file, tt.body, 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(t.Context(), t, "extract", file, "--json")
		if tt.name == "" {
			var problem errorDocument
			if r.document(t, &problem); r.exit != exitFailed || problem.Error.Class != "not-expected-type" {
				t.Errorf("%s: exit %d with %+v", name, r.exit, problem.Error)
			}
			continue
		}
		var got extractDocument
		if r.document(t, &got); r.exit != exitDone || got.Name == nil || *got.Name != tt.name {
			t.Errorf("%s: exit %d with %+v", name, r.exit, got)
		}
	}
}
