package osm

import (
	"strings"

	"letip/store/entity"
	"letip/store/normal"
)

// The keys under which mappers write contacts, the likeliest first.
var (
	phoneKeys   = []string{"phone", "contact:phone", "phone:US", "contact:mobile", "mobile", "phone:mobile", "contact:phone:mobile"}
	faxKeys     = []string{"fax", "contact:fax"}
	emailKeys   = []string{"email", "contact:email"}
	websiteKeys = []string{"website", "contact:website", "url", "contact:url", "website:official"}
	networks    = []string{"facebook", "instagram", "twitter", "x", "linkedin", "youtube", "tiktok", "pinterest", "threads", "yelp"}
)

// texts are all values of some keys, in order.
func texts(tags map[string]string, keys []string) []string {
	var all []string
	for _, key := range keys {
		if v := clean(tags[key]); v != "" {
			all = append(all, v)
		}
	}
	return all
}

// phones fills the phone, the fax, and with further numbers the contacts. What can't be read as a number is kept as it
// was written.
func phones(f *entity.Found, tags map[string]string) {
	seen := map[string]bool{}
	add := func(n normal.Number) {
		if seen[n.E164] {
			return
		}
		seen[n.E164] = true
		switch {
		case n.Kind == normal.PhoneFax && f.Fax == "":
			f.Fax = n.E164
		case n.Kind == normal.PhoneFax:
			addContact(f, entity.ContactFax, n.E164)
		case f.Phone == "":
			f.Phone, f.PhoneRaw = n.E164, n.Raw
		default:
			addContact(f, entity.ContactPhone, n.E164)
		}
	}
	raw := texts(tags, phoneKeys)
	for _, text := range raw {
		for _, n := range normal.Phones(text, f.Country) {
			add(n)
		}
	}
	for _, text := range texts(tags, faxKeys) {
		for _, n := range normal.Phones(text, f.Country) {
			n.Kind = normal.PhoneFax
			add(n)
		}
	}
	if f.Phone == "" && len(raw) > 0 {
		f.PhoneRaw = raw[0]
	}
}

func emails(f *entity.Found, tags map[string]string) {
	for _, text := range texts(tags, emailKeys) {
		for _, part := range normal.SplitList(strings.ReplaceAll(text, ",", ";")) {
			email, ok := normal.Email(part)
			switch {
			case !ok:
			case f.Email == "":
				f.Email = email
			case f.Email != email:
				addContact(f, entity.ContactEmail, email)
			}
		}
	}
}

// websites fills the website and the socials. A page on a network is a website only where there is no other.
func websites(f *entity.Found, tags map[string]string) {
	elsewhere := ""
	for _, text := range texts(tags, websiteKeys) {
		for _, part := range normal.SplitList(text) {
			website, ok := normal.Website(part)
			if !ok {
				continue
			}
			if network, profile, social := normal.Social(website); social {
				addSocial(f, network, profile)
			}
			if normal.SharedHost(website) {
				elsewhere = or(elsewhere, website)
				continue
			}
			f.Website = or(f.Website, website)
		}
	}
	f.Website = or(f.Website, elsewhere)
	for _, network := range networks {
		for _, text := range texts(tags, []string{"contact:" + network, network}) {
			for _, part := range normal.SplitList(text) {
				if profile, ok := normal.SocialHandle(network, part); ok {
					if network == "twitter" {
						addSocial(f, "x", profile)
						continue
					}
					addSocial(f, network, profile)
				}
			}
		}
	}
}

func addContact(f *entity.Found, kind entity.ContactKind, value string) {
	for _, c := range f.Contacts {
		if c.Kind == kind && c.Value == value {
			return
		}
	}
	f.Contacts = append(f.Contacts, entity.Contact{
		Kind: kind, Value: value, Confidence: confidence, SourceURL: f.URL, Method: f.Method,
	})
}

func addSocial(f *entity.Found, network, profile string) {
	for _, s := range f.Socials {
		if s.URL == profile {
			return
		}
	}
	f.Socials = append(f.Socials, entity.Social{Network: network, URL: profile})
}
