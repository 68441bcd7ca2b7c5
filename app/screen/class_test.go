package screen

import (
	"testing"

	"letip/scrape/fetch"
)

func TestEachClassOfFailureHasPlainWordsAndIsRetriedAsTheFetcherHoldsIt(t *testing.T) {
	for _, c := range []fetch.Class{
		fetch.ClassDNS, fetch.ClassTLS, fetch.ClassConnect, fetch.ClassTimeout, fetch.ClassBlocked, fetch.ClassRobots,
		fetch.ClassPrivateAddress, fetch.ClassRateLimited, fetch.ClassBusy, fetch.ClassQuota, fetch.ClassDuplicateQuery,
		fetch.ClassBadQuery, fetch.ClassHTTP4xx, fetch.ClassHTTP5xx, fetch.ClassTooLarge, fetch.ClassNotExpectedType,
		fetch.ClassParse, fetch.ClassCancelled, fetch.ClassInternal,
	} {
		ours, ok := classes[string(c)]
		if !ok || ours.Word == "" {
			t.Errorf("the class %q has no words", c)
		}
		if ours.Again != c.Retryable() {
			t.Errorf("%q can be retried: %v here, %v in fetch", c, ours.Again, c.Retryable())
		}
	}
	if len(classes) != 19 {
		t.Errorf("%d classes have words, SPEC section 5 has 19", len(classes))
	}
}
