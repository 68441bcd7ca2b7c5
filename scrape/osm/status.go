package osm

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	slotsNow  = regexp.MustCompile(`(?m)^(\d+) slots? available now`)
	slotAfter = regexp.MustCompile(`(?m)^Slot available after: \S+, in (-?\d+) seconds?`)
	rateLimit = regexp.MustCompile(`(?m)^Rate limit: (\d+)`)
)

// slotWait reads Overpass's status page: how long until this address may ask again. ok is false where the page doesn't
// say: it is something else, or all slots are at work.
func slotWait(page string) (wait time.Duration, ok bool) {
	if m := slotsNow.FindStringSubmatch(page); m != nil && strings.Trim(m[1], "0") != "" {
		return 0, true
	}
	if m := rateLimit.FindStringSubmatch(page); m != nil && strings.Trim(m[1], "0") == "" {
		return 0, true // no limit
	}
	for _, m := range slotAfter.FindAllStringSubmatch(page, -1) {
		seconds, err := strconv.ParseInt(m[1], 10, 32)
		if err != nil {
			continue
		}
		// A slot that is free already has a time in the past.
		next := max(0, time.Duration(seconds)*time.Second)
		if !ok || next < wait {
			wait, ok = next, true
		}
	}
	return wait, ok
}
