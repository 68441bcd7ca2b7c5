package contact

import (
	"encoding/hex"
	"strings"
)

const cfPath = "/cdn-cgi/l/email-protection#"

// cloudflareEmail decodes what Cloudflare's e-mail protection writes: the first byte is the XOR key of the rest.
func cloudflareEmail(code string) (string, bool) {
	b, err := hex.DecodeString(strings.TrimSpace(code))
	if err != nil || len(b) < 4 || len(b) > 256 {
		return "", false
	}
	for i := range b[1:] {
		b[i+1] ^= b[0]
	}
	s, _, _ := strings.Cut(string(b[1:]), "?")
	return s, strings.Contains(s, "@")
}

func (d *document) addCloudflare(code string) {
	if v, ok := cloudflareEmail(code); ok {
		for one := range strings.SplitSeq(v, ",") {
			d.cfs = append(d.cfs, cfHit{value: one, at: len(d.text)})
		}
	}
}
