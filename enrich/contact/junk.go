package contact

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

var (
	// fileEndings look like a top-level domain after an @, as in logo@2x.png; some are one (zip, mov, app is not here).
	fileEndings = set(`png jpg jpeg gif webp svg css js mjs woff woff2 ttf eot ico pdf mp4 mp3 webm avif bmp tif tiff zip mov
		json xml html htm php asp aspx min map md ts jsx scss less`)
	freeMail = set(`gmail.com googlemail.com yahoo.com ymail.com rocketmail.com hotmail.com outlook.com live.com msn.com aol.com
		icloud.com me.com mac.com comcast.net verizon.net optonline.net optimum.net att.net sbcglobal.net bellsouth.net cox.net
		charter.net earthlink.net juno.com netzero.net proton.me protonmail.com gmx.com gmx.net mail.com zoho.com yandex.com
		yahoo.co.uk hotmail.co.uk btinternet.com`)
	roleLocals = set(`info contact office sales support hello admin service services help mail email enquiries inquiries team
		marketing billing accounts reception frontdesk orders booking bookings reservations jobs careers hr press media`)
	robotLocals = set(`noreply no-reply donotreply do-not-reply no_reply mailer-daemon postmaster abuse hostmaster webmaster`)
	// placeholders are what forms and themes show instead of an address.
	placeholders = set(`your you yourname your-name your.name youremail your-email your.email yourmail username user name
		firstname.lastname firstname lastname first.last someone somebody example email@ me@ xxx xxxx test tester johndoe
		john.doe jane.doe janedoe`)
	junkDomains = set(`example.com example.org example.net example.edu domain.com yourdomain.com your-domain.com mydomain.com
		yoursite.com yourwebsite.com yourcompany.com company.com email.com mail.example website.com site.com mysite.com
		test.com sentry.io sentry-next.wixpress.com wixpress.com sentry.wixpress.com address.com youremail.com yourmail.com
		emailaddress.com somewhere.com somedomain.com anydomain.com xyz.com abc.com acme.com domain.tld godaddy.com latofonts.com
		2x.com 3x.com squarespace.com wix.com weebly.com shopify.com parkingcrew.com sedo.com`)
	// placeholderHosts stand before a reserved ending where a form shows what to write.
	placeholderHosts = set(`domain yourdomain your-domain mydomain company yourcompany site yoursite website yourwebsite email
		mail test acme business yourbusiness host server`)
)

// junkLocal reports a local part that is a tracker's id or a placeholder.
func junkLocal(local string) bool {
	if len(local) >= 16 && allHex(local) {
		return true
	}
	if strings.HasPrefix(local, "u00") && len(local) > 5 || strings.HasPrefix(local, "x22") {
		return true // a JSON escape glued on
	}
	return local == "git" || placeholders[local] || strings.Contains(local, "nospam") || strings.Trim(local, "x.") == ""
}

func allHex(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || c == '-') {
			return false
		}
	}
	return true
}

func junkDomain(domain string) bool {
	if junkDomains[domain] || junkDomains[registrable(domain)] {
		return true
	}
	first, _, _ := strings.Cut(domain, ".")
	switch {
	case strings.HasPrefix(first, "sentry"), strings.HasPrefix(first, "ingest"), strings.Contains(domain, ".ingest."):
		return true
	case strings.HasPrefix(first, "example"), strings.HasPrefix(first, "yoursite"), strings.HasPrefix(first, "yourdomain"):
		return true
	}
	return allDigits(first) || reserved(domain) && placeholderHosts[first]
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
