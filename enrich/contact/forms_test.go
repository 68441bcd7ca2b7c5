package contact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func on(address, page string) Contacts {
	return Extract(Page{URL: address, ContentType: "text/html; charset=utf-8", Body: []byte(page)}, Options{})
}

func TestEmailsInEachFormThatPagesUse(t *testing.T) {
	const site = "http://www.joes-pizza.net/contact"
	for _, tt := range []struct {
		name, page string
		want       []string // address and method
	}{
		{"mailto", `<a href="mailto:Joe@Joes-Pizza.net">write</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto with a subject", `<a href="MAILTO:joe@joes-pizza.net?Subject=Web%20Inquiry">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto percent-encoded", `<a href="mailto:joe%40joes-pizza.net">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto of several", `<a href="mailto:a@joes-pizza.net,b@joes-pizza.net;c@joes-pizza.net?cc=d@joes-pizza.net">x</a>`, []string{
			"a@joes-pizza.net mailto", "b@joes-pizza.net mailto", "c@joes-pizza.net mailto", "d@joes-pizza.net mailto",
		}},
		{"mailto in angle brackets", `<a href="mailto:Joe &lt;joe@joes-pizza.net&gt;">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto encoded twice", `<a href="mailto:joe%2540joes-pizza.net">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto with a stray sign", `<a href="mailto:joe@joes-pizza.net%">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto in words", `<a href="mailto:joe[at]joes-pizza[dot]net">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"a label glued on", `info@joes-pizza.netPhone: `, []string{"info@joes-pizza.net text"}},
		{"a blank of links", `%20bob@joes-pizza.net`, []string{"bob@joes-pizza.net text"}},
		{"a null within", "in\x00fo@joes-pizza.net", []string{"info@joes-pizza.net text"}},
		{"Cloudflare's two", `<a data-cfemail="00614078742e6e65742c624078742e6e6574">x</a>`, []string{"a@xt.net cfemail", "b@xt.net cfemail"}},
		{"text", `<p>Write to info@joes-pizza.net.`, []string{"info@joes-pizza.net text"}},
		{"text in brackets", `(info@joes-pizza.net)`, []string{"info@joes-pizza.net text"}},
		{"text over tags", `info<b>@joes-</b><i>pizza</i>.net`, []string{"info@joes-pizza.net text"}},
		{"text beside a block", `<td>info@joes-pizza.net</td><td>Phone</td>`, []string{"info@joes-pizza.net text"}},
		{"links side by side", `<a href=x>@joes</a><a href=y>info@joes-pizza.net</a>`, []string{"info@joes-pizza.net text"}},
		{"entities", `info&#64;joes-pizza&#x2e;net`, []string{"info@joes-pizza.net text"}},
		{"JSON-LD", `<script type="application/ld+json">{"@type":"Restaurant","email":"mailto:joe@joes-pizza.net"}</script>`, []string{"joe@joes-pizza.net jsonld"}},
		{"microdata", `<div itemscope itemtype="http://schema.org/Store"><i itemprop="email">joe@joes-pizza.net</i></div>`, []string{"joe@joes-pizza.net microdata"}},
		{"hCard", `<div class="vcard"><a class="email" href="mailto:joe@joes-pizza.net">x</a></div>`, []string{"joe@joes-pizza.net mailto"}},
		{"Cloudflare's attribute", `<span data-cfemail="127b7c747d52787d77613f627b6868733c7c7766">[email&#160;protected]</span>`, []string{"info@joes-pizza.net cfemail"}},
		{"Cloudflare's link", `<a href="/cdn-cgi/l/email-protection#127b7c747d52787d77613f627b6868733c7c7766">x</a>`, []string{"info@joes-pizza.net cfemail"}},
		{"words in square brackets", `joe [at] joes-pizza [dot] net`, []string{"joe@joes-pizza.net words"}},
		{"words in round brackets", `joe (at) joes-pizza.net`, []string{"joe@joes-pizza.net words"}},
		{"dots of the name in words", `joe [dot] smith [at] mail [dot] joes-pizza [dot] net, ann[dot]lee[at]joes-pizza[dot]net`, []string{"joe.smith@mail.joes-pizza.net words", "ann.lee@joes-pizza.net words"}},
		{"words in capitals", `joe AT joes-pizza DOT net`, []string{"joe@joes-pizza.net words"}},
		{"words in small letters of the site itself", `joe at joes-pizza dot net`, []string{"joe@joes-pizza.net words"}},
		{"words in small letters behind a label", `Email joe at gmail dot com`, []string{"joe@gmail.com words"}},
		{"signs in brackets", `joe(@)joes-pizza(.)net`, []string{"joe@joes-pizza.net words"}},
		{"an at sign in brackets", `joe [@] joes-pizza.net`, []string{"joe@joes-pizza.net words"}},
		{"mailto without its question mark", `<a href="mailto:joe@joes-pizza.net&subject=x">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"mailto with slashes", `<a href="mailto://joe@joes-pizza.net">x</a>`, []string{"joe@joes-pizza.net mailto"}},
		{"a hidden span inside", `joe<span style="display:none">nospam</span>@joes-pizza.net`, []string{"joe@joes-pizza.net text"}},
		{"of another domain", `joespizza@gmail.com`, []string{"joespizza@gmail.com text"}},
		{"the site's own before others", `z@gmail.com a@joes-pizza.net`, []string{"a@joes-pizza.net text", "z@gmail.com text"}},
		{"nobody reads it", `noreply@joes-pizza.net joe@joes-pizza.net`, []string{"joe@joes-pizza.net text", "noreply@joes-pizza.net text"}},
		// what is none
		{"a picture's name", `<img src="logo@2x.png"> logo@2x.png photo@3x.jpg`, nil},
		{"a tracker's id", `a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5@sentry.io 0f3c9d0a1b2c4d5e@joes-pizza.net`, nil},
		{"a script's version", `shimport@0.0.11.js jquery@3.6.0`, nil},
		{"placeholders", `user@example.com your@email.com name@domain.com you@yourdomain.com info@yoursite.com`, nil},
		{"an escape glued on", `u002fjoe@joes-pizza.net`, nil},
		{"words that are no address", `We are at home. Meet us AT the shop. Bob at work dot com`, nil},
		{"a name with at in it", `meet-at-large.com`, nil},
		{"within scripts and styles", `<script>var a="joe@joes-pizza.net"</script><style>a{b:url(x@y.com)}</style>`, nil},
		{"within attributes", `<img srcset="a@b.com 2x" alt="x">`, nil},
		{"a repository", `git@github.com:joe/pizza`, nil},
		{"what a person takes out", `infoNOSPAM@joes-pizza.net joe@REMOVEjoes-pizza.net`, nil},
		{"a page builder's", `hello@squarespace.com support@wix.com sales@parkingcrew.com`, nil},
		{"a handle", `@joespizza on x`, nil},
		{"two at signs", `a@b@joes-pizza.net`, nil},
		{"no such ending", `joe@joes-pizza.notld`, nil},
		{"the designer's", `<footer>Site by hello@great-studio.net</footer>`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range on(site, tt.page).Emails {
				got = append(got, e.Value+" "+string(e.Method))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.page, diff)
			}
		})
	}
}

func TestPhonesInEachFormThatPagesUse(t *testing.T) {
	for _, tt := range []struct {
		name, page string
		want       []string // number, kind and method
	}{
		{"a link", `<a href="tel:+17325550100">call</a>`, []string{"+17325550100 phone tel"}},
		{"a link with blanks", `<a href="tel:%28732%29%20555-0100">call</a>`, []string{"+17325550100 phone tel"}},
		{"a link with an extension", `<a href="tel:7325550100;ext=12">call</a>`, []string{"+17325550100 phone tel"}},
		{"a link with words", `<a href="tel:Call 732-555-0100">call</a>`, []string{"+17325550100 phone tel"}},
		{"a fax link", `<a href="fax:732-555-0100">x</a>`, []string{"+17325550100 fax tel"}},
		{"round brackets", `(732) 555-0100`, []string{"+17325550100 phone text"}},
		{"points", `732.555.0100`, []string{"+17325550100 phone text"}},
		{"dashes of print", `732–555–0100`, []string{"+17325550100 phone text"}},
		{"with a country", `+1 732 555 0100`, []string{"+17325550100 phone text"}},
		{"a leading one", `1-800-555-0199`, []string{"+18005550199 phone text"}},
		{"over tags", `(732) <b>555</b>-<i>0100</i>`, []string{"+17325550100 phone text"}},
		{"an extension", `732-555-0100 x12, 732-555-0101 ext. 7`, []string{"+17325550100 phone text", "+17325550101 phone text"}},
		{"vanity", `Call 303.333.PAUL or (734) 668-TIME or 1-866-MCCAIN1 or 800-FLOWERS`, []string{
			"+13033337285 phone text", "+17346688463 phone text", "+18666222461 phone text", "+18003569377 phone text",
		}},
		{"labels", `Tel: 7325550100 Fax: 732-555-0101 Cell: 732-555-0102`, []string{
			"+17325550100 phone text", "+17325550101 fax text", "+17325550102 mobile text",
		}},
		{"a label in the cell before", `<td>Fax</td><td>732-555-0101</td>`, []string{"+17325550101 fax text"}},
		{"fax behind", `732-555-0101 (fax)`, []string{"+17325550101 fax text"}},
		{"phone and fax in one", `Phone/Fax: 732-555-0100`, []string{"+17325550100 phone text"}},
		{"phone and fax in words", `Phone and fax: 732-555-0100`, []string{"+17325550100 phone text"}},
		{"letters in brackets", `(P) 732-555-0100 (F) 732-555-0101 (C) 732-555-0102`, []string{
			"+17325550100 phone text", "+17325550101 fax text", "+17325550102 mobile text",
		}},
		{"bare letters", `T 732.555.0100 | F 732.555.0101`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		{"a label before what a class names", `<div class="vcard">Phone <i class="tel">732-555-0100</i> Fax <i class="tel">732-555-0101</i></div>`, []string{
			"+17325550100 phone hcard", "+17325550101 fax hcard",
		}},
		{"a link beside a link", `<a href="#">1.800.555.0199</a><a href="/x">CONTACT US</a>`, []string{"+18005550199 phone text"}},
		{"a telefax", `Telefax: 732-555-0101`, []string{"+17325550101 fax text"}},
		{"a link for messages", `<a href="sms:+17325550100">text us</a>`, []string{"+17325550100 phone tel"}},
		{"one number in a link and in text", `<a href="tel:+17325550100">(732) 555-0100</a> or 732-555-0100`, []string{"+17325550100 phone tel"}},
		{"JSON-LD", `<script type="application/ld+json">{"@type":"Store","telephone":"732-555-0100","faxNumber":"732-555-0101"}</script>`, []string{
			"+17325550100 phone jsonld", "+17325550101 fax jsonld",
		}},
		{"abroad", `+44 20 7433 3338`, []string{"+442074333338 phone text"}},
		{"what is written and can't be dialled", `<a href="tel:555-0100">call</a>`, []string{" phone tel"}},
		{"a table's columns", `<table><tr><th>Phone<th>Fax<tr><td>732-555-0100<td>732-555-0101</table>`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		{"columns with the office", `<table><tr><th>Office<th>Phone<th>Fax<tr><td>Freehold<td>732-555-0100<td>732-555-0101</table>`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		{"labels in the line before", `<p>Phone: Fax:</p><p>732-555-0100 732-555-0101</p>`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		{"no fax any more", `<p>We no longer use fax.</p><p>732-555-0100</p>`, []string{"+17325550100 phone text"}},
		{"a fax link above a phone", `<a href='fax:7325550101'>fax</a><p>732-555-0100</p>`, []string{"+17325550101 fax tel", "+17325550100 phone text"}},
		{"Fx", `Tel: 732-555-0100 Fx: 732-555-0101`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		{"letters without a colon", `P 732-555-0100<br>F 732-555-0101`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		{"a fax's picture", `<i class='fa fa-phone'></i> 732-555-0100 <i class='fa fa-fax'></i> 732-555-0101`, []string{"+17325550101 fax text", "+17325550100 phone text"}},
		{"a link that says it to who can't see", `<a href=tel:7325550101 aria-label='Fax number'>732-555-0101</a>`, []string{"+17325550101 fax tel"}},
		{"labels glued on", `Phone:732-555-0100Fax:732-555-0101Email:x`, []string{"+17325550100 phone text", "+17325550101 fax text"}},
		// what is none
		{"ten bare digits", `Order 7325550100`, nil},
		{"ids by their labels", `<p>License # 732-555-0100<p>SKU 732-555-0101<p>Policy No. 732-555-0102<p>Claim: 732-555-0103<p>Account 732-555-0104<p>Item 732-555-0105<p>Ref: 732-555-0106`, nil},
		{"round figures", `<p>Mon 800 500 1200<p>201 300 2000<p>300 400 5000`, nil},
		{"measures", `405-220-1500 sq ft, 210-320-4500 mm, Score 210-334-2210, Format: 732-555-0100`, nil},
		{"part of a card", `4012 732 555 0100`, nil},
		{"letters nobody dials", `Model 732-555-ABCD, 800-555-TEST, 360-DEGREES`, nil},
		{"glued spans", `<span>732-555-0100</span><span>732-555-0101</span>`, []string{"+17325550100 phone text", "+17325550101 phone text"}},
		{"an exchange that none has", `732-155-0100 132-555-0100 911-555-0100`, nil},
		{"a placeholder", `Call 234-567-8910`, nil},
		{"a price, a date, an id", `$732 555 0100 #732-555-0100 2026-11-23 12-34-5678-90`, nil},
		{"part of a longer one", `732-555-01002 4732-555-0100`, nil},
		{"within a review's data", `<script type="application/ld+json">{"@type":"Review","telephone":"732-555-0100"}</script>`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, n := range on("http://shop.net/", tt.page).Phones {
				got = append(got, n.Value+" "+string(n.Kind)+" "+string(n.Method))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.page, diff)
			}
		})
	}
}

func TestPeopleWhoWorkThere(t *testing.T) {
	for _, tt := range []struct {
		name, page string
		want       []string // name and title
	}{
		{"heading and title", `<h3>Dana Smith</h3><p>Sales Manager</p>`, []string{"Dana Smith / Sales Manager"}},
		{"a name no list has", `<h3>Xanthippe Vrbová</h3><p>Owner</p>`, []string{"Xanthippe Vrbová / Owner"}},
		{"one line", `<p>Dana Smith, Owner</p><p>Owner: Lee Jones</p><p>Maria Lopez - Office Manager</p>`, []string{
			"Dana Smith / Owner", "Lee Jones / Owner", "Maria Lopez / Office Manager",
		}},
		{"degrees", `<p>Priya Raman, DDS</p><p>Alan B. Whitcombe, M.D.</p>`, []string{"Priya Raman / DDS", "Alan B. Whitcombe / M.D."}},
		{"a sentence", `<p>Today Hannah Briar leads the house that her father built as Owner and she is proud of it.</p>`, []string{"Hannah Briar / Owner"}},
		{"a head of a trade", `<p>For twelve years Hannah Briar is our Head Brewer, and she is proud of it.</p>`, []string{"Hannah Briar / Head Brewer"}},
		{"JSON-LD", `<script type="application/ld+json">{"@type":"Store","employee":{"@type":"Person","name":"Dana Smith","jobTitle":"Buyer"},"founder":"Lee Jones"}</script>`, []string{
			"Lee Jones / Founder", "Dana Smith / Buyer",
		}},
		{"hCard", `<div class="vcard"><b class="fn">Dana Smith</b><i class="title">Owner</i></div>`, []string{"Dana Smith / Owner"}},
		{"one person once", `<h3>Brian Harris</h3><p>Owner</p><p>Dr. Harris said so and left</p><p>Brian A. Harris, MD</p>`, []string{"Brian A. Harris / Owner"}},
		{"capitals", `<h3>DANA SMITH</h3><p>OWNER</p>`, []string{"Dana Smith / OWNER"}},
		{"titles above names", `<h1>Team</h1><div><p>Owner</p><h4>Tom Baker</h4></div><div><p>Office Manager</p><h4>Tina Fey</h4></div>`, []string{
			"Tom Baker / Owner", "Tina Fey / Office Manager",
		}},
		{"a section's heading above names", `<h2>Sales</h2><h4>Tom Baker</h4><p>Sales Manager</p><h4>Tina Fey</h4><p>Sales Associate</p>`, []string{
			"Tom Baker / Sales Manager", "Tina Fey / Sales Associate",
		}},
		{"with a street below", `<p>Dana Smith</p><p>12 Main Street</p><p>Freehold, NJ`, []string{"Dana Smith / "}},
		{"with a number below", `<p>Dana Smith</p><p>Freehold</p><p>732-555-0100`, []string{"Dana Smith / "}},
		{"a list on a page about them", `<title>Our Staff</title><ul><li>Dana Smith<li>Maria Lopez<li>Brian Harris</ul>`, []string{"Dana Smith / ", "Maria Lopez / ", "Brian Harris / "}},
		{"under a heading", `<h3>The Shop's Team</h3><p>Dana Smith</p>`, []string{"Dana Smith / "}},
		{"whose name the business has", `<title>R.S. Harris &amp; Associates</title><p>A new book by Roger Harris on plumbing and its tools</p>`, []string{"Roger Harris / "}},
		{"whom to ask", `<p>If you have any enquiries about our services please contact Steve Flint today.</p>`, []string{"Steve Flint / "}},
		{"whom data name as an employee", `<script type="application/ld+json">{"@type":"Store","employee":{"@type":"Person","name":"Dana Smith"}}</script>`, []string{"Dana Smith / "}},
		// who doesn't
		{"who praises in a section by its id", `<section id='testimonials'><p>“Loved it” – Sarah Connor, Owner of Skynet Cafe</p><p>Sarah Connor</p><p>CEO, Skynet</p></section>`, nil},
		{"who praises under a heading", `<h2>Testimonials</h2><blockquote>Great. <cite>- John Adams, Owner, Adams Deli</cite></blockquote><h3>Dana Smith</h3><p>Owner</p>`, nil},
		{"who comes after what is praised", `<h2>Testimonials</h2><p>Good!</p><h2>Team</h2><p>Dana Smith, Owner</p>`, []string{"Dana Smith / Owner"}},
		{"a critic in microdata", `<div itemprop=review><i itemprop=author itemscope itemtype="http://schema.org/Person"><i itemprop=name>Carl Critic</i><i itemprop=jobTitle>Owner</i></i></div>`, nil},
		{"a reviewer's card", `<div class=hreview><p class="reviewer vcard"><b class=fn>Carl Sagan</b><i class=title>Owner</i></p></div>`, nil},
		{"who performs", `<script type="application/ld+json">{"@type":"ComedyEvent","performer":{"@type":"Person","name":"Dana Smith","jobTitle":"Singer"}}</script>`, nil},
		{"a president of the country", `<p>In 1961 President John F. Kennedy visited our store and bought two pairs of shoes.</p>`, nil},
		{"who praises", `<div class="testimonial"><p>Great work!</p><p>Dana Smith, Owner</p></div>`, nil},
		{"who reviews", `<script type="application/ld+json">{"@type":"Store","review":{"@type":"Review","author":{"@type":"Person","name":"Dana Smith"}}}</script>`, nil},
		{"who writes", `<script type="application/ld+json">{"@type":"BlogPosting","author":{"@type":"Person","name":"Dana Smith"}}</script>`, nil},
		{"goods", `<h3>Stainless Steel Large</h3><p>Buyer</p><p>Dell Storage, OD</p>`, nil},
		{"places and pages", `<h3>Contact Us</h3><p>Manager</p><h3>Freehold Township</h3><p>Our President</p><h3>Main Street</h3><p>Agent</p>`, nil},
		{"a firm", `<h3>Smith Plumbing</h3><p>Contractor</p>`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range on("http://shop.net/", tt.page).People {
				got = append(got, p.Name+" / "+p.Title)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.page, diff)
			}
		})
	}
}

func TestProfilesAndNotWhatSharesAPage(t *testing.T) {
	for _, tt := range []struct {
		href, want string
	}{
		{"https://www.facebook.com/joespizza?ref=hl", "facebook https://www.facebook.com/joespizza"},
		{"http://m.facebook.com/joespizza/", "facebook https://www.facebook.com/joespizza"},
		{"//fb.com/joespizza", "facebook https://www.facebook.com/joespizza"},
		{"https://www.facebook.com/pages/Joes-Pizza/123456?sk=info", "facebook https://www.facebook.com/pages/Joes-Pizza/123456"},
		{"https://www.facebook.com/profile.php?id=100063&x=1", "facebook https://www.facebook.com/profile.php?id=100063"},
		{"https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.instagram.com%2Fjoespizza%2F&h=x", "instagram https://www.instagram.com/joespizza"},
		{"http://twitter.com/#!/joespizza", "x https://x.com/joespizza"},
		{"https://www.x.com/joespizza", "x https://x.com/joespizza"},
		{"https://www.linkedin.com/company/joes-pizza/about/", "linkedin https://www.linkedin.com/company/joes-pizza"},
		{"https://www.youtube.com/channel/UCabc123", "youtube https://www.youtube.com/channel/UCabc123"},
		{"https://www.youtube.com/@joespizza", "youtube https://www.youtube.com/@joespizza"},
		{"https://www.yelp.com/biz/joes-pizza-freehold?osq=x", "yelp https://www.yelp.com/biz/joes-pizza-freehold"},
		{"https://www.pinterest.co.uk/joespizza", "pinterest https://www.pinterest.co.uk/joespizza"},
		{"https://www.facebook.com/pg/joespizza/about", "facebook https://www.facebook.com/joespizza"},
		{"https://business.facebook.com/joespizza", "facebook https://www.facebook.com/joespizza"},
		{"https://x.com/@joespizza", "x https://x.com/joespizza"},
		{"https://twitter.com/500258288563269633", ""},
		{"https://x.com/shopify", ""},
		{"https://www.youtube.com/user/wix", ""},
		{"https://www.facebook.com/elegantthemes", ""},
		{"https://www.facebook.com/policy.php", ""},
		{"https://www.facebook.com/sharer/sharer.php?u=x", ""},
		{"https://www.facebook.com/", ""},
		{"https://www.facebook.com/wix", ""},
		{"https://www.facebook.com/tr?id=1", ""},
		{"https://www.facebook.com/plugins/like.php", ""},
		{"https://twitter.com/intent/tweet?text=x", ""},
		{"https://twitter.com/share", ""},
		{"https://twitter.com/https://x", ""},
		{"https://pinterest.com/pin/create/button/?url=x", ""},
		{"https://www.linkedin.com/shareArticle?mini=true", ""},
		{"https://www.youtube.com/watch?v=1", ""},
		{"https://developers.facebook.com/docs", ""},
		{"https://notfacebook.com/joespizza", ""},
		{"/facebook.com/joespizza", ""},
	} {
		var got []string
		for _, s := range on("http://shop.net/", `<a href="`+tt.href+`">x</a>`).Socials {
			got = append(got, s.Network+" "+s.URL)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s is %q, want %q", tt.href, got, tt.want)
		}
	}
	for _, box := range []string{
		`<iframe src="https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Fjoespizza%2F&tabs=timeline"></iframe>`,
		`<div class="fb-page" data-href="https://www.facebook.com/joespizza/"></div>`,
	} {
		if got := on("http://shop.net/", box).Socials; len(got) != 1 || got[0].URL != "https://www.facebook.com/joespizza" {
			t.Errorf("%s is %v", box, got)
		}
	}
	c := on("http://shop.net/", `<a href="https://facebook.com/JoesPizza">a</a><a href="https://www.facebook.com/joespizza/">b</a>`)
	if len(c.Socials) != 1 {
		t.Errorf("one profile is given as %v", c.Socials)
	}
}

func TestAddressesFromDataAndFromText(t *testing.T) {
	for _, tt := range []struct {
		name, page string
		want       Address
	}{
		{"lines", `<p>Joe's Pizza<br>12 Main Street<br>Freehold, NJ 07728`, Address{"12 Main Street", "Freehold", "NJ", "07728", "US"}},
		{"one line", `Visit us at 12 Main Street, Suite 4, Freehold, New Jersey 07728-1234!`, Address{"12 Main Street Suite 4", "Freehold", "NJ", "07728-1234", "US"}},
		{"a name with a unit's word", `<p>Kettle &amp; Crane Tea Room<br>47 Canal Street<br>Freehold, NJ 07728`, Address{"47 Canal Street", "Freehold", "NJ", "07728", "US"}},
		{"a box", `PO Box 377, Freehold NJ 07728`, Address{"PO Box 377", "Freehold", "NJ", "07728", "US"}},
		{"JSON-LD", `<script type="application/ld+json">{"@type":"Store","address":{"@type":"PostalAddress","streetAddress":"12 Main St","addressLocality":"Freehold","addressRegion":"New Jersey","postalCode":"07728","addressCountry":"USA"}}</script>`, Address{"12 Main St", "Freehold", "NJ", "07728", "US"}},
		{"a ZIP that is a number", `<script type="application/ld+json">{"@type":"Store","address":{"@type":"PostalAddress","streetAddress":"12 Main St","addressLocality":"Freehold","addressRegion":"NJ","postalCode":7728}}</script>`, Address{"12 Main St", "Freehold", "NJ", "07728", "US"}},
		{"a country in the state's place", `<div itemscope itemtype="http://schema.org/Store"><p itemprop=address itemscope itemtype="http://schema.org/PostalAddress"><i itemprop=streetAddress>1224 Katella Avenue</i> <i itemprop=addressLocality>Orange</i> <i itemprop=addressRegion>US</i></p></div>`, Address{"1224 Katella Avenue", "Orange", "", "", "US"}},
		{"hCard", `<div class="vcard"><div class="adr"><i class="street-address">12 Main St</i>, <i class="locality">Freehold</i> <i class="region">NJ</i> <i class="postal-code">07728</i></div></div>`, Address{"12 Main St", "Freehold", "NJ", "07728", "US"}},
		{"a street that says it all", `<div itemscope itemtype="http://schema.org/PostalAddress"><i itemprop=streetAddress>12 Main St, Freehold, NJ 07728</i> <i itemprop=addressLocality>Freehold</i> <i itemprop=addressRegion>NJ</i> <i itemprop=postalCode>07728</i></div>`, Address{"12 Main St", "Freehold", "NJ", "07728", "US"}},
		{"a street that says the ZIP alone", `<div itemscope itemtype="http://schema.org/PostalAddress"><i itemprop=streetAddress>12 Main St, Suite 5, Freehold, NJ, 07728</i> <i itemprop=addressLocality>Freehold</i></div>`, Address{"12 Main St Suite 5", "Freehold", "NJ", "07728", "US"}},
		{"a road with a number for its name", `<p>Route 9 North, Freehold NJ 07728`, Address{"Route 9 North", "Freehold", "NJ", "07728", "US"}},
		{"a house at such a road", `<p>3680 U.S. Highway 9, Freehold, NJ 07728`, Address{"3680 U.S. Highway 9", "Freehold", "NJ", "07728", "US"}},
		{"of the Americas", `<p>1234 Avenue of the Americas, 5th Floor, New York, NY 10020`, Address{"1234 Avenue of the Americas 5th Floor", "New York", "NY", "10020", "US"}},
		{"bars", `<p>100 Broadway | New York | NY | 10005`, Address{"100 Broadway", "New York", "NY", "10005", "US"}},
		{"no ZIP", `<p>12 Main Street<br>Freehold, NJ<br>Phone: 732-555-0100`, Address{"12 Main Street", "Freehold", "NJ", "", "US"}},
		{"a British house with a name", `<p>Mill House, Church Lane, Wilmslow, SK9 2GH`, Address{"Mill House Church Lane", "Wilmslow", "", "SK9 2GH", "GB"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := on("http://shop.net/", tt.page)
			if c.Address == nil || *c.Address != tt.want {
				t.Errorf("%+v, want %+v", c.Address, tt.want)
			}
		})
	}
}

func TestNoticesAgainstUnaskedMail(t *testing.T) {
	for page, want := range map[string]bool{
		`<p>We will not give, sell, or otherwise transfer addresses maintained by this site.`: true,
		`<p>No unsolicited offers, please.`:                                                   true,
		`<p>We don't give our addresses away.`:                                                true,
		`<p>NO SOLICITATION`:                                                                  true,
		`<p>Please do not email us your medical records; call instead`:                        false,
		`<p>Do not email this form</p><p>Fax it`:                                              false,
		`<p>No offers: please do not email us.</p>`:                                           true,
		`<p>Unsolicited emails are not welcome`:                                               true,
		`<p>Vendors: do not contact us by e-mail`:                                             true,
		`<p>We don't give our email addresses out. NO SPAM!`:                                  true,
		`<p>Please do not use this email for marketing or solicitation purposes`:              true,
		`<p>Solicitors and barristers, email us`:                                              false,
		`<p>Our marketing team will contact you`:                                              false,
		`<script>"no unsolicited mail"</script>`:                                              false,
		`<p>Sign up for our mailing list and we won't send anything you didn't ask`:           false,
	} {
		if got := on("", page).DoNotEmail; got != want {
			t.Errorf("%s is %v, want %v", page, got, want)
		}
	}
}

func TestWhatAServerSaysIsNoBusinesssName(t *testing.T) {
	for page, want := range map[string]string{
		`<title>404 Not Found</title>`:                                             "",
		`<title>Just a moment...</title>`:                                          "",
		`<title>Index of /</title>`:                                                "",
		`<title>Welcome to our website</title>`:                                    "",
		`<title>Contact Us</title><h1>enquiries@joes-pizza.net</h1>`:               "",
		`<header><img alt="View Now"><img alt="Joe Plumbing"></header>`:            "Joe Plumbing",
		`<header><img alt="Facebook"><img alt="Joe Plumbing logo"></header><p>Hi.`: "Joe Plumbing",
	} {
		if got := on("http://shop.net/", page).Name; got != want {
			t.Errorf("%s is %q, want %q", page, got, want)
		}
	}
}
