package contact

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"letip/store/entity"
)

// network is one place of profiles: its hosts, and the first path words that are no profile.
type network struct {
	name  string
	hosts []string
	not   map[string]bool // first path segments that are share links, widgets or pages of the network itself
	need  []string        // first path segments that a profile has; empty is any
}

var networks = []network{
	{"facebook", []string{"facebook.com", "fb.com", "fb.me"}, set(`sharer sharer.php share share.php share_channel plugins dialog tr home home.php
		login login.php l.php hashtag groups events help policies privacy legal terms business ads facebook watch marketplace badges
		about.php story.php permalink.php photo.php photo v2.0 search policy.php recover ajax connect`), nil},
	{"x", []string{"twitter.com", "x.com"}, set(`intent share home search hashtag i login signup widgets widgets.js privacy tos about explore
		statuses goodies twitter twitterapi javascripts share.php account logout`), nil},
	{"instagram", []string{"instagram.com"}, set(`p explore accounts reel reels tv stories about legal developer embed.js`), nil},
	{
		"linkedin",
		[]string{"linkedin.com"},
		set(`sharearticle cws shareArticle share sharing uas login feed jobs legal help redirect signup`),
		[]string{"in", "company", "school", "pub", "showcase", "profile", "groups"},
	},
	{"youtube", []string{"youtube.com"}, set(`watch embed v playlist results redirect t about shorts iframe_api feed yt subscription_center`), nil},
	{"pinterest", []string{"pinterest.com", "pinterest.ca", "pinterest.co.uk"}, set(`pin search about js ideas business`), nil},
	{"tiktok", []string{"tiktok.com"}, set(`embed share tag discover login about`), nil},
	{"yelp", []string{"yelp.com", "yelp.ca"}, nil, []string{"biz"}},
	{"google", []string{"plus.google.com"}, set(`share communities u`), nil},
}

// builders are those whose own profiles their themes link to.
var builders = set(`wix wixcom wordpress wordpressdotcom squarespace godaddy weebly shopify webflow duda jimdo elegantthemes themeforest
	envato elementor themeisle studiopress hubspot mailchimp`)

// socials keeps profiles: no share links, no widgets, not the page builder's own account.
func (d *document) socials(items []*item) []entity.Social {
	var out []entity.Social
	add := func(href string) {
		if len(out) >= mostValues {
			return
		}
		s, ok := profile(href)
		same := func(o entity.Social) bool { return strings.EqualFold(o.URL, s.URL) } // handles know no case
		if ok && !slices.ContainsFunc(out, same) {
			out = append(out, s)
		}
	}
	for i := range d.links {
		if strings.Contains(d.links[i].href, "//") { // a profile is never a relative link
			add(d.links[i].href)
		}
	}
	for _, href := range d.plugins {
		add(href)
	}
	for _, it := range items {
		if it.other {
			continue
		}
		for _, v := range it.get("sameAs") {
			add(v)
		}
	}
	return out
}

// profile recognises the address of somebody's page on a network and drops what tracks the click.
func profile(href string) (entity.Social, bool) {
	href = strings.TrimSpace(href)
	if strings.HasPrefix(href, "//") {
		href = "https:" + href
	}
	if !socialHost(href) {
		return entity.Social{}, false
	}
	u, err := url.Parse(href)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return entity.Social{}, false
	}
	h := strings.ToLower(u.Hostname())
	if h == "l.facebook.com" || h == "lm.facebook.com" { // it leads on, and to no other that does
		to := u.Query().Get("u")
		if strings.Contains(to, "m.facebook.com/l.php") || strings.Contains(to, "l.facebook.com") {
			return entity.Social{}, false
		}
		return profile(to)
	}
	if strings.HasSuffix(h, "facebook.com") && strings.HasPrefix(u.Path, "/plugins/") { // a page's box of its profile
		if to := u.Query().Get("href"); !strings.Contains(to, "/plugins/") {
			return profile(to)
		}
		return entity.Social{}, false
	}
	h = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(h, "www."), "m."), "mobile.")
	h = strings.Replace(h, "business.facebook.com", "facebook.com", 1)
	for _, n := range networks {
		for _, want := range n.hosts {
			if h == want || strings.HasSuffix(h, "."+want) && n.name != "google" && !serviceHost(h) {
				return n.profile(u, want)
			}
		}
	}
	return entity.Social{}, false
}

// socialHost looks at the host's last two labels alone, before an address is taken apart.
func socialHost(href string) bool {
	_, h, _ := strings.Cut(href, "//")
	h = h[:min(len(h), 60)]
	if i := strings.IndexAny(h, "/?#:"); i >= 0 {
		h = h[:i]
	}
	last := strings.LastIndexByte(h, '.')
	if last < 0 {
		return false
	}
	from := strings.LastIndexByte(h[:last], '.') + 1
	if socialHosts[h[from:]] || socialHosts[strings.ToLower(h[from:])] {
		return true
	}
	if last-from > 3 {
		return false
	}
	from = strings.LastIndexByte(h[:max(from-1, 0)], '.') + 1 // pinterest.co.uk
	return socialHosts[strings.ToLower(h[from:])]
}

var socialHosts = func() map[string]bool {
	m := map[string]bool{}
	for _, n := range networks {
		for _, h := range n.hosts {
			m[strings.TrimPrefix(h, "plus.")] = true
		}
	}
	return m
}()

// serviceHost reports hosts of a network that serve no profiles.
func serviceHost(h string) bool {
	first, _, _ := strings.Cut(h, ".")
	switch first {
	case "developers", "business", "help", "about", "platform", "api", "blog", "support", "graph", "connect", "badge", "static", "assets", "ads", "dev", "search", "status", "pic", "img":
		return true
	}
	return false
}

func (n network) profile(u *url.URL, h string) (entity.Social, bool) {
	path := strings.Trim(u.Path, "/")
	if strings.HasPrefix(path, "#!/") || path == "" && strings.HasPrefix(u.Fragment, "!/") {
		path = strings.Trim(strings.TrimPrefix(u.Fragment, "!/"), "/")
	}
	segments := strings.Split(path, "/")
	if n.name == "x" || n.name == "facebook" || n.name == "instagram" {
		segments[0] = strings.TrimPrefix(segments[0], "@")
	}
	first := strings.ToLower(segments[0])
	if n.name == "facebook" && first == "pg" && len(segments) > 1 { // how such an address was once written
		segments = segments[1:]
		first = strings.ToLower(segments[0])
	}
	if builders[strings.TrimPrefix(strings.ToLower(segments[min(len(segments)-1, 1)]), "@")] || n.name == "x" && len(first) > 15 && allDigits(first) {
		return entity.Social{}, false // whose theme it is, or a widget's id
	}
	if first == "" || n.not[first] || strings.HasSuffix(first, ".js") {
		return entity.Social{}, false
	}
	if len(n.need) > 0 && (!slices.Contains(n.need, first) || len(segments) < 2) {
		return entity.Social{}, false
	}
	query := ""
	switch {
	case first == "profile.php":
		id := u.Query().Get("id")
		if id == "" {
			return entity.Social{}, false
		}
		query = "?id=" + url.QueryEscape(id)
	case first == "profile" && n.name == "linkedin":
		return entity.Social{}, false
	case first == "pages" && len(segments) < 3, first == "pg", first == "people" && len(segments) < 3:
		return entity.Social{}, false
	case (first == "user" || first == "channel" || first == "c") && len(segments) < 2:
		return entity.Social{}, false
	}
	keep := 1
	switch first {
	case "pages", "people":
		keep = 3
	case "in", "company", "school", "pub", "showcase", "groups", "user", "channel", "c", "biz":
		keep = 2
	}
	if first == "pub" {
		keep = len(segments)
	}
	segments = segments[:min(keep, len(segments))]
	for _, s := range segments {
		odd := func(r rune) bool {
			return r <= ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(":<>\"{}|\\^`%?#", r)
		}
		if s == "" || strings.ContainsFunc(s, odd) {
			return entity.Social{}, false // a piece of another address, or of a template that was never filled in
		}
	}
	switch n.name {
	case "x":
		h = "x.com"
	case "facebook":
		h = "www.facebook.com"
	case "google":
	default:
		h = "www." + h
	}
	return entity.Social{Network: n.name, URL: "https://" + h + "/" + strings.Join(segments, "/") + query}, true
}
