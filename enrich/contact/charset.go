package contact

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// maxDecoded bounds what a charset may blow a page up to: 2 MiB of a page is at most 6 MiB of UTF-8.
const maxDecoded = 6 << 20

// decode gives the page in UTF-8: by byte order mark, then header, then meta, then by its bytes (WHATWG, in that order).
func decode(body []byte, contentType string) []byte {
	enc, name, certain := charset.DetermineEncoding(body, contentType)
	if name == "utf-8" || (!certain && utf8.Valid(body)) {
		return bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	}
	if utf8.Valid(body) && !asciiOnly(body) && name != "utf-16le" && name != "utf-16be" {
		return body // a lying header: valid multi-byte UTF-8 is not chance
	}
	out, err := io.ReadAll(io.LimitReader(enc.NewDecoder().Reader(bytes.NewReader(body)), maxDecoded))
	if err != nil && len(out) == 0 {
		return body
	}
	return out
}

func asciiOnly(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
