package contact

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// maxDecoded bounds what a charset may blow a page up to: 2 MiB of a page is at most 6 MiB of UTF-8.
const maxDecoded = 6 << 20

// decode gives the page in UTF-8: by byte order mark, then header, then meta, then by its bytes (WHATWG, in that order).
func decode(body []byte, contentType string) []byte {
	if saysUTF8(body, contentType) {
		return body
	}
	enc, name, certain := charset.DetermineEncoding(body, contentType)
	if name == "utf-8" || (!certain && utf8.Valid(body)) {
		return bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	}
	if utf8.Valid(body) && !asciiOnly(body) && name != "utf-16le" && name != "utf-16be" {
		return body // a lying header: valid multi-byte UTF-8 is not chance
	}
	var out bytes.Buffer
	out.Grow(len(body) + len(body)/8)
	if _, err := io.Copy(&out, io.LimitReader(enc.NewDecoder().Reader(bytes.NewReader(body)), maxDecoded)); err != nil && out.Len() == 0 {
		return body
	}
	return out.Bytes()
}

// saysUTF8 is the short way for what most pages are: no byte order mark, no charset in the header but utf-8, and where
// that is silent one in a meta element.
func saysUTF8(body []byte, contentType string) bool {
	if len(body) > 1 && (body[0] >= 0xEF || body[0] == 0) {
		return false
	}
	if i := strings.Index(strings.ToLower(contentType), "charset"); i >= 0 {
		return utf8Label(contentType[i+len("charset"):])
	}
	head := body[:min(len(body), 1024)]
	i := bytes.Index(head, []byte("charset"))
	// Only where it can't stand in a comment or a script, which the long way takes apart.
	return i >= 0 && utf8Label(string(head[i+len("charset"):min(len(head), i+24)])) && !bytes.Contains(head[:i], []byte("<!--")) &&
		!bytes.Contains(head[:i], []byte("<script")) && bytes.Contains(head[:i], []byte("<meta"))
}

// utf8Label reports what stands behind the word charset: = and utf-8, in quotes or not.
func utf8Label(s string) bool {
	s = strings.TrimLeft(s, " =\"'")
	return len(s) >= 5 && strings.EqualFold(s[:5], "utf-8") && (len(s) == 5 || !isWord(s[5]))
}

func asciiOnly(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
