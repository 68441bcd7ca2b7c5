package mail

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"letip/assets"
)

var (
	free       = sync.OnceValue(func() []string { return unpack(assets.FreeDomains) })
	disposable = sync.OnceValue(func() []string { return unpack(assets.DisposableDomains) })
	wildcards  = sync.OnceValue(func() []string { return unpack(assets.DisposableWildcards) })
)

// unpack reads a list that is built in; that it can be read is a test's business.
func unpack(packed []byte) []string {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("unpack a built-in list: %v", err))
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(fmt.Sprintf("unpack a built-in list: %v", err))
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func listed(sorted []string, domain string) bool {
	_, ok := slices.BinarySearch(sorted, domain)
	return ok
}

// below reports a domain that stands in the list or below one that does.
func below(sorted []string, domain string) bool {
	for domain != "" {
		if listed(sorted, domain) {
			return true
		}
		_, domain, _ = strings.Cut(domain, ".")
	}
	return false
}

func words(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

var (
	roles = words(`info contact office sales support hello admin service services help mail email enquiries inquiries enquiry inquiry team
		marketing billing accounts accounting reception frontdesk orders order booking bookings reservations jobs careers hr press
		media feedback customerservice general shop store dispatch estimates quotes appointments events catering webmaster`)
	robots = words(`noreply no-reply no_reply donotreply do-not-reply do_not_reply mailer-daemon postmaster bounce bounces abuse`)
)
