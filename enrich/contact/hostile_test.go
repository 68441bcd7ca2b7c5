package contact

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// fill repeats a piece until a page is full. %d in it counts.
func fill(piece string) string {
	if !strings.Contains(piece, "%d") {
		return strings.Repeat(piece, pageBytes/len(piece))
	}
	var b strings.Builder
	for i := 0; b.Len() < pageBytes; i++ {
		b.WriteString(strings.ReplaceAll(piece, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// hostilePages are pages of 2 MiB that are made to cost: what nests, what repeats, what one mark of makes a reader look
// far in both directions, and what breaks parsers (facts/reliability.md A2, C5).
func hostilePages() map[string]func() string {
	pages := map[string]func() string{}
	for name, parts := range hostileShapes {
		pages[name] = func() string { return parts[0] + fill(parts[1]) + parts[2] }
	}
	return pages
}

// hostileShapes are what stands before, what is repeated, and what stands behind.
var hostileShapes = map[string][3]string{
	// markup
	"deep divs":            {"", "<div>", ""},
	"deep formatting":      {"", "<b><i>", ""},
	"deep custom elements": {"", "<x-%d>", ""},
	"misnested formatting": {"", "<b><i></b></i>", ""},
	"formatting in blocks": {"", "<a><b><div></b></a>", ""},
	"unclosed paragraphs":  {"", "<p>a", ""},
	"deep tables":          {"", "<table><tr><td>", ""},
	"cells":                {"", "<td>1", ""},
	"lists":                {"", "<ul><li>", ""},
	"stray end tags":       {"", "</div></p></b></td>", ""},
	"headings":             {"", "<h1>John Smith<p>Owner", ""},
	"distinct attributes":  {"<p ", "a%d=1 ", ">"},
	"one attribute":        {`<p class="`, "a", `">x`},
	"class words":          {"", `<i class="name title review-x">`, ""},
	"hidden styles":        {"", `<i style="display:none">a`, ""},
	"angles":               {"", "<", ""},
	"ampersands":           {"", "&", ""},
	"entities":             {"", "&#64;&commat;", ""},
	"an open comment":      {"<!--", "a", ""},
	"an open script":       {"<script>", "<!--<script>", ""},
	"pictures":             {"", "<svg><title>", ""},
	"selects":              {"", "<select><option>", ""},
	"frames":               {"", "<frame src=a%d>", ""},
	"metas":                {"", `<meta name=a%d content="x">`, ""},
	// text
	"at signs":            {"", "a@", ""},
	"at signs alone":      {"", "@", ""},
	"addresses":           {"", "a%d@b%d.com ", ""},
	"long local parts":    {"", "a.b-c_d+", ""},
	"brackets":            {"", "(", ""},
	"digits":              {"", "7", ""},
	"groups of digits":    {"", "7 3 2 ", ""},
	"numbers":             {"", "(732) 555-%d ", ""},
	"numbers by the line": {"", "<p>732-555-0%d Fax: 732.555.1%d", ""},
	"plus signs":          {"", "+1 ", ""},
	"vanity":              {"", "800-FLO-WERS ", ""},
	"names":               {"", "<p>John A%dx Smith", ""},
	"names in a line":     {"", "John Smith ", ""},
	"names and titles":    {"", "<p>John Smith, Owner", ""},
	"unknown names":       {"", "<h4>Ewa Kowal%da</h4><p>Owner", ""},
	"names in prose":      {"<p>", "and then Mary Jones is our owner who ", ""},
	"honorifics":          {"", "<p>Dr. Smith said that Mr. Jones and Mrs. Brown said that Dr. Smith is here. ", ""},
	"days":                {"", "<p>Monday 9-5", ""},
	"days in a line":      {"<p>", "Mon-Fri 9-5 ", ""},
	"times":               {"", "9:00-17:00 ", ""},
	"postcodes":           {"", "<p>12 Main Street, Freehold, NJ 07728", ""},
	"postcodes in a line": {"", "NJ 07728 ", ""},
	"words for at":        {"", "joe [at] shop [dot] com ", ""},
	"at without end":      {"", "a [at] ", ""},
	"AT DOT":              {"", "A AT B DOT ", ""},
	"dots for dot":        {"a [at] ", "b [dot] ", ""},
	"one line":            {"", "a ", ""},
	"one word":            {"", "a", ""},
	"titles":              {"<title>", "a | b - ", "</title>"},
	// links
	"links":              {"", `<a href="/contact%d">contact</a>`, ""},
	"links elsewhere":    {"", `<a href="http://h%d.example/about">about`, ""},
	"one long link":      {`<a href="`, "/contact", `">contact</a>`},
	"mailto addresses":   {`<a href="mailto:`, "a%d@b.com,", `">x`},
	"mailto links":       {"", `<a href="mailto:a%d@b.com">x</a>`, ""},
	"tel links":          {"", `<a href="tel:732555%d">x</a>`, ""},
	"profiles":           {"", `<a href="https://facebook.com/a%d">x</a>`, ""},
	"redirects to one":   {`<a href="`, "https://l.facebook.com/l.php?u=", `">x`},
	"cloudflare":         {`<a data-cfemail="`, "00", `">`},
	"bases":              {"", `<base href="/a/%d/">`, ""},
	"ats and dots":       {"", "at dot ", ""},
	"ATs and DOTs":       {"", "AT DOT ", ""},
	"signs and dots":     {"", "(@)a(.)", ""},
	"towns without ZIPs": {"", "<p>Freehold, NJ", ""},
	"streets and towns":  {"", "<p>12 Main Street<p>Freehold, NJ", ""},
	"numbers at links":   {"", `<a href="/a">732-555-0100</a>x `, ""},
	"faxes":              {"", "T 732-555-0100 F 732-555-0101 ", ""},
	"open always":        {"", "<p>Open 24/7", ""},
	// data
	"deep JSON":            {`<script type="application/ld+json">`, "[", `</script>`},
	"deep objects":         {`<script type="application/ld+json">`, `{"a":`, `</script>`},
	"broken JSON":          {`<script type="application/ld+json">`, `{"a":"b",,}//`, `</script>`},
	"many scripts":         {"", `<script type="application/ld+json">{"@type":"Person","name":"John Smith"}</script>`, ""},
	"many objects":         {`<script type="application/ld+json">[`, `{"@type":"Person","name":"John Smith"},`, `{}]</script>`},
	"items":                {"", `<p itemscope itemtype=Person><i itemprop=name>John Smith</i>`, ""},
	"nested items":         {"", `<p itemscope itemprop=a>`, ""},
	"item references":      {"", `<p itemscope itemref="a b c" id=a><p itemscope itemref="a b" id=b><p itemprop=x itemscope itemref=a id=c>`, ""},
	"a loop of references": {`<p itemscope itemref=a></p><div id=a itemprop=x itemscope itemref=a>`, "<i itemprop=y>z</i>", "</div>"},
	"cards":                {"", `<p class=vcard><i class=fn>John Smith</i>`, ""},
	"card in card":         {"", `<div class="vcard adr tel value">`, ""},
	"property lists":       {`<p itemscope><i itemprop="`, "a%d ", `">x</i>`},
	"strings":              {"<script>", `"a"+`, "</script>"},
	"quotes":               {"<script>", `"`, "</script>"},
	"char codes":           {"<script>", "String.fromCharCode(64,64)+", "</script>"},
	"tags in strings":      {"<script>", `"<a>mailto:"+`, "</script>"},
}

// TestHostilePagesCostWhatTheyMay reads each hostile page and holds what it allocates; how long it may take is said so
// that only a loop within a loop over the page fails, for the machine's own pace is the benchmark's matter.
func TestHostilePagesCostWhatTheyMay(t *testing.T) {
	for name, page := range hostilePages() {
		t.Run(name, func(t *testing.T) {
			body := []byte(page())
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := spent(t)
			c := Extract(Page{URL: "http://shop.example/", Body: body}, Options{Scripts: true})
			took := spent(t) - began
			runtime.ReadMemStats(&after)
			t.Logf("%d ms of a processor, %d MiB", took.Milliseconds(), (after.TotalAlloc-before.TotalAlloc)>>20)
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 160 {
				t.Errorf("it allocated %d MiB", mb)
			}
			if took > patienceFor() {
				t.Errorf("it took %v of a processor", took)
			}
			if n := len(c.Emails) + len(c.Phones) + len(c.People) + len(c.Socials) + len(c.Links); n > 5*mostValues {
				t.Errorf("it gave %d values", n)
			}
		})
	}
}
