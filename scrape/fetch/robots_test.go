package fetch

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lines joins the lines of a robots.txt.
func lines(l ...string) string { return strings.Join(l, "\n") + "\n" }

func TestRobotsRules(t *testing.T) {
	type ask struct {
		path string
		want bool
	}
	yes := func(path string) ask { return ask{path, true} }
	no := func(path string) ask { return ask{path, false} }
	tests := []struct {
		name string
		file string
		asks []ask
	}{
		{"an empty file allows everything", "", []ask{yes("/"), yes("/a?b")}},
		{"a group of another program says nothing to us", lines("User-agent: OtherBot", "Disallow: /"), []ask{yes("/")}},
		{"the group of * holds for who has none", lines("User-agent: *", "Disallow: /x"), []ask{no("/x"), no("/xy"), no("/x/y"), yes("/")}},
		{"our own group replaces that of *", lines(
			"User-agent: *", "Disallow: /", "User-agent: LeTipLeads", "Disallow: /y"), []ask{yes("/x"), no("/y")}},
		{"our own group may be empty and then allows everything", lines("User-agent: *", "Disallow: /", "", "User-agent: letipleads"), []ask{yes("/")}},
		{"the token counts whatever its case and version", lines("User-Agent: LETIPleads/9.9 (x)", "Disallow: /"), []ask{no("/")}},
		{"a longer or shorter token is another program", lines(
			"User-agent: LeTipLeads-Images", "User-agent: LeTip", "Disallow: /"), []ask{yes("/")}},
		{
			"all groups of our token are one", lines(
				"User-agent: LeTipLeads", "Disallow: /a", "User-agent: b", "Disallow: /b", "User-agent: LeTipLeads", "Disallow: /c"),
			[]ask{no("/a"), yes("/b"), no("/c")},
		},
		{"all groups of * are one", lines("User-agent: *", "Disallow: /a", "", "User-agent: *", "Disallow: /b"), []ask{no("/a"), no("/b")}},
		{"a group may name several programs", lines("User-agent: a", "User-agent: LeTipLeads", "User-agent: b", "Disallow: /a"), []ask{no("/a")}},
		{"an empty line ends no group", lines("User-agent: *", "", "", "Disallow: /a", "", "Disallow: /b"), []ask{no("/a"), no("/b")}},
		{"a rule before any group holds for nobody", lines("Disallow: /a", "User-agent: *", "Disallow: /b"), []ask{yes("/a"), no("/b")}},
		{"another record ends no group", lines(
			"User-agent: LeTipLeads", "Sitemap: https://x.example/s.xml", "Crawl-delay: 3", "User-agent: b", "Disallow: /a"), []ask{no("/a")}},
		{
			"the longest match wins, wherever it stands", lines(
				"User-agent: *", "Allow: /x/page", "Disallow: /x", "Allow: /x/page/y/z", "Disallow: /x/page/y"),
			[]ask{no("/x"), yes("/x/page"), no("/x/page/y"), yes("/x/page/y/z")},
		},
		{"on a tie Allow wins, first or last", lines(
			"User-agent: *", "Disallow: /a", "Allow: /a", "Allow: /b", "Disallow: /b"), []ask{yes("/a"), yes("/b")}},
		{"a star and its octets count for the length", lines("User-agent: *", "Allow: /page", "Disallow: /*.html"), []ask{no("/page.html"), yes("/page")}},
		{"matching is case sensitive", lines("User-agent: *", "Disallow: /Fish"), []ask{yes("/fish"), no("/Fish.asp")}},
		{"matching starts at the first octet", lines("User-agent: *", "Disallow: fish", "Disallow: ish"), []ask{yes("/fish")}},
		{"a star is anything, a slash and nothing too", lines("User-agent: *", "Disallow: /a/*/c"), []ask{no("/a//c"), no("/a/b/c"), no("/a/b/b/c/d"), yes("/a/c")}},
		{"a star may begin a rule", lines("User-agent: *", "Disallow: *.gif$"), []ask{no("/x.gif"), yes("/x.gif?y"), yes("/x.gifs")}},
		{"a star at the end changes nothing", lines("User-agent: *", "Disallow: /fish*"), []ask{no("/fish"), no("/fishes"), yes("/catfish")}},
		{"a dollar at the end is the end", lines("User-agent: *", "Disallow: /a$", "Disallow: /*.php$"), []ask{no("/a"), yes("/a/"), yes("/ab"), no("/i.php"), yes("/i.php5"), yes("/i.php?x")}},
		{"only the root", lines("User-agent: *", "Disallow: /", "Allow: /$"), []ask{yes("/"), no("/a")}},
		{"a dollar elsewhere is a dollar", lines("User-agent: *", "Disallow: /a$b"), []ask{no("/a$b"), no("/a%24bc"), yes("/a")}},
		{
			"a star and a dollar can be asked for encoded", lines("User-agent: *", "Disallow: /file-%2A.html", "Disallow: /foo-%24"),
			[]ask{no("/file-*.html"), no("/file-%2a.html"), yes("/file-x.html"), no("/foo-$"), yes("/foo-")},
		},
		{"a query belongs to the path", lines("User-agent: *", "Disallow: /*?id=", "Disallow: /s?"), []ask{no("/x?id=1"), yes("/x?a=1"), no("/s?"), yes("/s")}},
		{"an empty Disallow allows everything", lines("User-agent: *", "Disallow:"), []ask{yes("/")}},
		{"an empty Allow allows nothing", lines("User-agent: *", "Disallow: /", "Allow:"), []ask{no("/")}},
		{"robots.txt itself may always be read", lines("User-agent: *", "Disallow: /"), []ask{yes("/robots.txt"), no("/robots.txt2")}},
		{"names of lines count whatever their case", lines("USER-AGENT: *", "DISALLOW: /a", "aLLow: /a/b"), []ask{no("/a"), yes("/a/b")}},
		{"a remark ends a line", lines("User-agent: * # all", "# Disallow: /b", "Disallow: /a#b"), []ask{no("/a"), yes("/b")}},
		{"white space around words doesn't count", "\t User-agent \t:\t*\t\n   Disallow  :   /a  \n", []ask{no("/a")}},
		{"lines may end as on a Mac or on DOS", "User-agent: *\rDisallow: /a\r\nDisallow: /b\n\rDisallow: /c", []ask{no("/a"), no("/b"), no("/c")}},
		{"a byte order mark is no letter", "\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", []ask{no("/a")}},
		{"a forgotten colon is understood", lines("User-agent *", "Disallow /a"), []ask{no("/a")}},
		{"common misspellings are understood", lines("useragent: *", "Dissallow: /a", "Disalow: /b"), []ask{no("/a"), no("/b")}},
		{"a web page in its place forbids nothing", "<!DOCTYPE html>\n<title>Disallow: / </title>\n<p style='color: red'>User-agent: *", []ask{yes("/")}},

		// RFC 9309, 2.2.2, "Examples of matching percent-encoded URI components", both ways round.
		{"a plain query", lines("User-agent: *", "Disallow: /foo/bar?baz=quz"), []ask{no("/foo/bar?baz=quz")}},
		{
			"reserved octets in a query, written plainly", lines("User-agent: *", "Disallow: /foo/bar?baz=https://foo.bar"),
			[]ask{no("/foo/bar?baz=https://foo.bar"), no("/foo/bar?baz=https%3A%2F%2Ffoo.bar"), no("/foo/bar?baz=https%3a%2f%2Ffoo.bar")},
		},
		{
			"reserved octets in a query, encoded", lines("User-agent: *", "Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar"),
			[]ask{no("/foo/bar?baz=https://foo.bar"), no("/foo/bar?baz=https%3A%2F%2Ffoo.bar")},
		},
		{"letters beyond ASCII, written plainly", lines("User-agent: *", "Disallow: /foo/bar/ツ"), []ask{no("/foo/bar/%E3%83%84"), no("/foo/bar/%e3%83%84"), no("/foo/bar/ツ")}},
		{"letters beyond ASCII, encoded", lines("User-agent: *", "Disallow: /foo/bar/%e3%83%84"), []ask{no("/foo/bar/%E3%83%84"), no("/foo/bar/ツ")}},
		{"letters encoded without need, in a rule", lines("User-agent: *", "Disallow: /foo/bar/%62%61%7A"), []ask{no("/foo/bar/baz")}},
		{"letters encoded without need, in an address", lines("User-agent: *", "Disallow: /foo/bar/baz"), []ask{no("/foo/bar/%62%61%7A")}},
		{"an encoded slash in a path is no slash", lines("User-agent: *", "Disallow: /a/b"), []ask{yes("/a%2Fb"), no("/a/b")}},
		{"half an escape is itself", lines("User-agent: *", "Disallow: /100%", "Disallow: /%zz"), []ask{no("/100%25"), yes("/100"), no("/%zz")}},

		// RFC 9309, 5.1 and 5.2.
		{
			"the RFC's simple example, for *", lines(
				"User-Agent: *", "Disallow: *.gif$", "Disallow: /example/", "Allow: /publications/", "", "User-Agent: foobot",
				"Disallow:/", "Allow:/example/page.html", "Allow:/example/allowed.gif", "", "User-Agent: barbot", "User-Agent: bazbot",
				"Disallow: /example/page.html", "", "User-Agent: quxbot"),
			[]ask{no("/a.gif"), no("/example/page.html"), yes("/publications/a"), yes("/other")},
		},
		{
			"the RFC's simple example, for foobot", lines(
				"User-Agent: LeTipLeads", "Disallow:/", "Allow:/example/page.html", "Allow:/example/allowed.gif"),
			[]ask{no("/"), yes("/example/page.html"), yes("/example/allowed.gif"), no("/example/disallowed.gif")},
		},
		{
			"the RFC's longest match", lines("User-Agent: LeTipLeads", "Allow: /example/page/", "Disallow: /example/page/disallowed.gif"),
			[]ask{no("/example/page/disallowed.gif"), yes("/example/page/x")},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := parseRobots([]byte(test.file), false)
			for _, ask := range test.asks {
				if got := r.allowed(address(t, ask.path)); got != ask.want {
					t.Errorf("%s allowed = %t; want %t by\n%s", ask.path, got, ask.want, test.file)
				}
			}
		})
	}
}

// address is the URL of a path and query as they stand on a page.
func address(t testing.TB, path string) *url.URL {
	t.Helper()
	path, query, asked := strings.Cut(path, "?")
	u := &url.URL{Scheme: "https", Host: "x.example", RawQuery: query, ForceQuery: asked && query == ""}
	if plain, err := url.PathUnescape(path); err == nil {
		u.Path, u.RawPath = plain, path
	} else {
		u.Path = path
	}
	return u
}

func TestCrawlDelayIsOursOrThatOfAllAndHasACap(t *testing.T) {
	tests := []struct {
		file string
		want time.Duration
	}{
		{lines("User-agent: *", "Crawl-delay: 5"), 5 * time.Second},
		{lines("User-agent: *", "Crawl-delay: 0.5", "Disallow: /x"), 500 * time.Millisecond},
		{lines("User-agent: *", "Crawl-delay: 3600"), 30 * time.Second},
		{lines("User-agent: *", "Crawl-delay: 1e300"), 30 * time.Second},
		{lines("User-agent: *", "Crawl-delay: -1"), 0},
		{lines("User-agent: *", "Crawl-delay: NaN"), 0},
		{lines("User-agent: *", "Crawl-delay: soon"), 0},
		{lines("User-agent: LeTipLeads", "Crawl-delay: 9", "User-agent: other", "Disallow: /x"), 9 * time.Second},
		{lines("User-agent: *", "Crawl-delay: 9", "User-agent: LeTipLeads", "Disallow: /x"), 0}, // said before our name
		{lines("User-agent: *", "Crawl-delay: 9", "Disallow: /x", "User-agent: LeTipLeads", "Crawl-delay: 2"), 2 * time.Second},
		{lines("User-agent: other", "Crawl-delay: 9"), 0},
	}
	for _, test := range tests {
		if got := parseRobots([]byte(test.file), false).delay; got != test.want {
			t.Errorf("Crawl-delay is %v; want %v by\n%s", got, test.want, test.file)
		}
	}
}

func TestARuleAt499KiBCountsAndHalfALineDoesNot(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("User-agent: *\n")
	for b.Len() < 499<<10 {
		fmt.Fprintf(&b, "# %0100d\n", b.Len())
	}
	b.WriteString("Disallow: /deep\n")
	for b.Len() < 600<<10 {
		b.WriteString("\xff\x00garbage: \x01 /\n")
	}
	cut := b.Bytes()[:maxRobotsBytes]
	r := parseRobots(cut, true)
	if r.allowed(address(t, "/deep/x")) || !r.allowed(address(t, "/other")) {
		t.Error("a rule at 499 KiB was lost, or garbage forbade something")
	}
	r = parseRobots([]byte("User-agent: *\nDisallow: /a\nDisallow: /"), true)
	if !r.allowed(address(t, "/b")) || r.allowed(address(t, "/a")) {
		t.Error("a line that was cut in the middle counted as a rule, or the one before it didn't")
	}
}

func TestMatchingAgreesWithARegularExpression(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rule := "/" + rapid.StringMatching(`[ab*/$]{0,8}`).Draw(t, "rule")
		path := "/" + rapid.StringMatching(`[ab/$*]{0,10}`).Draw(t, "path")
		text, anchored := strings.CutSuffix(rule, "$")
		re := "^" + strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, ".*")
		if anchored {
			re += "$"
		}
		want := regexp.MustCompile(re).MatchString(path)
		r := parseRobots([]byte("User-agent: *\nDisallow: "+rule+"\n"), false)
		if got := !r.allowed(&url.URL{Path: path}); got != want {
			t.Fatalf("rule %q forbids %q = %t; want %t", rule, path, got, want)
		}
	})
}

// BenchmarkRobotsOfManyStars is the worst rule that fits into a file, against a long address.
func BenchmarkRobotsOfManyStars(b *testing.B) {
	r := parseRobots([]byte("User-agent: *\nDisallow: /"+strings.Repeat("*a", 250_000)+"b\n"), false)
	u := &url.URL{Path: "/" + strings.Repeat("a", 8000)}
	for b.Loop() {
		if !r.allowed(u) {
			b.Fatal("the rule matched without its b")
		}
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1"), "/a/b?c=%41")
	f.Add([]byte("user agent * \r\rdisallow /%\x00\xff"), "/%")
	f.Add([]byte("User-agent: LeTipLeads\nAllow: /ツ%e3\nDisallow: *"), "/ツ")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		for _, cut := range []bool{false, true} {
			r := parseRobots(file, cut)
			u := &url.URL{Scheme: "http", Host: "x", Path: "/" + path, RawQuery: path}
			r.allowed(u)
			if !r.allowed(&url.URL{Path: "/robots.txt"}) {
				t.Error("robots.txt itself is forbidden")
			}
			if r.delay < 0 || r.delay > maxCrawlDelay {
				t.Errorf("Crawl-delay is %v", r.delay)
			}
			for _, rule := range r.rules {
				if len(rule.pattern.parts) == 0 {
					t.Error("a rule without a part")
				}
			}
		}
		for _, isRule := range []bool{false, true} {
			once := octets(path, isRule)
			if !isRule && octets(once, isRule) != once {
				t.Errorf("octets(%q) = %q isn't stable", path, once)
			}
		}
	})
}
