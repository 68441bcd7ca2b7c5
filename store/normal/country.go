package normal

import "strings"

// countries are the names that occur in American address data; every other country is known by its code alone.
var countries = map[string]string{
	"usa": "US", "united states": "US", "united states of america": "US", "america": "US", "u s": "US", "u s a": "US",
	"canada": "CA", "mexico": "MX", "puerto rico": "PR", "united kingdom": "GB", "uk": "GB", "great britain": "GB",
	"germany": "DE", "france": "FR", "ireland": "IE", "australia": "AU",
}

// Country gives the ISO 3166-1 code of two letters from a code or one of the usual names: "USA" is "US".
func Country(s string) (code string, ok bool) {
	folded := squeeze(strings.ReplaceAll(Fold(s), ".", " "))
	if code, ok := countries[folded]; ok {
		return code, true
	}
	if len(folded) != 2 || folded[0] < 'a' || folded[0] > 'z' || folded[1] < 'a' || folded[1] > 'z' {
		return "", false
	}
	return strings.ToUpper(folded), true
}
