package devtools

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"letip/app/query"
	"letip/app/screen"
	"letip/app/widget"
)

// detail implements page: the chosen query, or what is under the chosen prefix.
func (q *queries) detail(p *picture, d *details) {
	switch {
	case q.chosen.Len() == 0:
		d.nothing(screen.L("Choose a query"), screen.L("Its state, its data and what can be done to it show here."))
	case p.isSeen && p.seen.Path == q.chosen:
		d.show(querySubject(p))
	default:
		if s, ok := prefixSubject(p, q.chosen); ok {
			d.show(s)
		} else if p.list != nil && !p.isSeen {
			d.nothing(screen.L("No longer in the cache"), keyName(q.chosen))
		}
	}
}

// querySubject is one query in full.
func querySubject(p *picture) subject {
	seen := p.seen
	l := labelOf(&seen.EntryInfo)
	return subject{
		key: "query " + seen.Path.String(), title: keyName(seen.Path), word: labelWords[l],
		line:   stateLine(&seen.EntryInfo, p.at),
		target: &target{path: seen.Path, seen: &seen, exact: true},
		items: []item{
			dataOf(p), stateItem(&seen.EntryInfo), optionItem(seen.Options), readerItem(seen.Readers), fetchItem(p.fetches),
		},
	}
}

// stateLine is the line under the key: readers, when it was updated, its version, what is planned.
func stateLine(e *query.EntryInfo, now time.Time) string {
	updated := ""
	if !e.DataUpdatedAt.IsZero() {
		updated = screen.Lf("updated {{.Time}}", screen.With{"Time": e.DataUpdatedAt.Local().Format("15:04:05")})
	}
	return screen.Joined(" · ",
		screen.Count(e.Observers, "reader"), updated,
		screen.Lf("version {{.N}}", screen.With{"N": e.Version}),
		screen.Lf("next poll {{.In}}", screen.With{"In": in(e.PollAt, now)}),
		screen.Lf("collected in {{.In}}", screen.With{"In": in(e.GCAt, now)}))
}

// in is how long until something that is planned.
func in(at, now time.Time) string {
	if at.IsZero() {
		return "–"
	}
	if d := at.Sub(now); d >= time.Second {
		return age(d)
	}
	return screen.L("now")
}

// dataOf is the data with its size.
func dataOf(p *picture) item {
	if !p.seen.HasData {
		return fact(screen.L("data"), screen.L("none"))
	}
	it := dataItem(screen.L("data"), p.seen.Data, true)
	it.named = false
	if it.kids == nil { // a plain value speaks for itself
		return it
	}
	size := bytesWords(p.bytes)
	if p.atLeast {
		size = screen.Lf("over {{.Size}}", screen.With{"Size": size})
	}
	if it.value == p.seen.Type {
		it.value = ""
	}
	it.value = screen.Joined(" · ", it.value, p.seen.Type, size)
	return it
}

func stateItem(e *query.EntryInfo) item {
	when := func(t time.Time) string {
		if t.IsZero() {
			return "–"
		}
		return t.Local().Format("2006-01-02 15:04:05.000")
	}
	kids := []item{
		fact(screen.L("status"), screen.L(e.Status.String())), fact(screen.L("fetch"), screen.L(e.Fetch.String())),
		fact(screen.L("updated"), when(e.DataUpdatedAt)), fact(screen.L("updates"), strconv.Itoa(e.DataUpdates)),
		fact(screen.L("last read"), took(e.Took)), fact(screen.L("reads"), strconv.Itoa(e.Fetches)),
		fact(screen.L("hits"), strconv.Itoa(e.Hits)), fact(screen.L("misses"), strconv.Itoa(e.Misses)),
		fact(screen.L("invalidated"), yes(e.Invalidated)), fact(screen.L("stale"), yes(e.Stale)),
		fact(screen.L("disabled"), yes(e.Disabled)), fact(screen.L("static"), yes(e.Static)),
		fact(screen.L("open layers"), strconv.Itoa(e.Patched)), fact(screen.L("hidden"), yes(e.Hidden)),
		fact(screen.L("failures in a row"), strconv.Itoa(e.FailureCount)),
	}
	if e.Err != nil {
		kids = append(kids, item{name: screen.L("error"), value: e.Err.Error(), role: widget.RoleError}, fact(screen.L("failed"), when(e.ErrUpdatedAt)))
	}
	if e.FailureReason != nil {
		kids = append(kids, item{name: screen.L("last failure"), value: e.FailureReason.Error(), role: widget.RoleError})
	}
	value := screen.L(e.Status.String())
	return group(screen.L("state"), screen.Joined(" · ", value, hitWords(e)), e.Status == query.StatusFailure, kids...)
}

func yes(b bool) string {
	if b {
		return screen.L("yes")
	}
	return screen.L("no")
}

// span words the durations that mean something of their own.
func span(d time.Duration) string {
	switch {
	case d == query.Static:
		return screen.L("never, whatever happens")
	case d == query.Forever:
		return screen.L("never by age")
	case d < 0:
		return screen.L("at once")
	}
	return d.String()
}

func optionItem(o query.Options) item {
	triggers := map[query.Trigger]string{query.TriggerStale: "if stale", query.TriggerNever: "never", query.TriggerAlways: "always"}
	modes := map[query.NetworkMode]string{
		query.ModeAlways: "with or without it", query.ModeOnline: "waits for it", query.ModeOfflineFirst: "tries once without it",
	}
	retry := strconv.Itoa(o.Retry.Max)
	switch o.Retry.Max {
	case query.Unlimited:
		retry = screen.L("again and again")
	case query.NoRetry:
		retry = screen.L("none")
	}
	if o.Retry.Should != nil && o.Retry.Max != query.NoRetry {
		retry = screen.Lf("{{.N}}, where it makes sense", screen.With{"N": retry})
	}
	polls := screen.L("in the background too")
	if o.PollFocusedOnly {
		polls = screen.L("only with the window in front")
	}
	kids := []item{
		fact(screen.L("stale time"), span(o.StaleTime)), fact(screen.L("collected after"), span(o.GCTime)),
		fact(screen.L("retry"), retry), fact(screen.L("network"), screen.L(modes[o.Network])),
		fact(screen.L("on mount"), screen.L(triggers[o.OnMount])), fact(screen.L("on focus"), screen.L(triggers[o.OnFocus])),
		fact(screen.L("on reconnect"), screen.L(triggers[o.OnReconnect])), fact(screen.L("polls"), polls),
		fact(screen.L("finished unseen"), yes(o.KeepGoing)),
	}
	if len(o.Meta) > 0 {
		kids = append(kids, dataItem(screen.L("meta"), o.Meta, false))
	}
	return group(screen.L("options"), "", true, kids...)
}

func readerItem(all []query.Reader) item {
	if len(all) == 0 {
		return fact(screen.L("readers"), "0")
	}
	kids := make([]item, len(all))
	for i, r := range all {
		words := []string{}
		switch {
		case !r.Enabled:
			words = append(words, screen.L("disabled"))
		case r.Paused:
			words = append(words, screen.L("paused"))
		default:
			words = append(words, screen.L("active"))
		}
		words = append(words, screen.Lf("stale after {{.Time}}", screen.With{"Time": span(r.StaleTime)}))
		if r.Poll > 0 {
			words = append(words, screen.Lf("polls every {{.Time}}", screen.With{"Time": r.Poll}))
		}
		kids[i] = fact(strconv.Itoa(i+1), screen.Joined(" · ", words...))
	}
	return group(screen.L("readers"), strconv.Itoa(len(all)), false, kids...)
}

// fetchItem are the newest fetches of a query, each with its cause.
func fetchItem(all []moment) item {
	if len(all) == 0 {
		return fact(screen.L("fetches"), screen.L("none of late"))
	}
	var took95 []time.Duration
	kids := make([]item, len(all))
	for i := range all {
		m := &all[i]
		kids[i] = item{name: clock(m.at), value: m.came(), role: widget.RoleMuted}
		if m.err != nil {
			kids[i].value, kids[i].role = screen.Joined(" · ", kids[i].value, m.err.Error()), widget.RoleError
		}
		took95 = append(took95, m.took)
	}
	slices.Sort(took95)
	value := screen.Lf("last {{.N}}, p95 {{.Time}}", screen.With{"N": len(all), "Time": took(took95[min(len(all)-1, len(all)*95/100)])})
	return group(screen.L("fetches"), value, false, kids...)
}

// clock is a moment to the millisecond.
func clock(t time.Time) string { return t.Local().Format("15:04:05.000") }

// slowestShown is how many of a prefix's slowest queries are told.
const slowestShown = 20

// prefixSubject is what is under a prefix together.
func prefixSubject(p *picture, path query.Path) (subject, bool) {
	var n int
	var counts [labels]int
	var under []*query.EntryInfo
	for i := range p.entries {
		e := &p.entries[i]
		if e.Path.HasPrefix(path) {
			n++
			counts[labelOf(e)]++
			if e.Fetches > 0 {
				under = append(under, e)
			}
		}
	}
	if n == 0 {
		return subject{}, false
	}
	var kids []item
	for l, c := range counts {
		if c > 0 {
			kids = append(kids, fact(screen.L(lower[l]), screen.Number(c)))
		}
	}
	s := subject{
		key: "prefix " + path.String(), title: keyName(path), target: &target{path: path},
		word:  screen.Word{Text: screen.Count(n, "query"), Role: widget.RoleIdle},
		items: []item{group(screen.L("status"), countWords(counts, n), true, kids...)},
	}
	for _, m := range p.meters {
		if m.Prefix == path {
			s.items = append(s.items, meterItem(m))
		}
	}
	slices.SortStableFunc(under, func(a, b *query.EntryInfo) int { return cmp.Compare(b.Took, a.Took) })
	var slowest []item
	for _, e := range under[:min(slowestShown, len(under))] {
		slowest = append(slowest, fact(took(e.Took), keyName(e.Path)))
	}
	if len(slowest) > 0 {
		s.items = append(s.items, group(screen.L("slowest"), "", true, slowest...))
	}
	return s, true
}

func meterItem(m query.Meter) item {
	return group(screen.L("figures"), "", true,
		fact(screen.L("reads"), screen.Number(m.Fetches)), fact(screen.L("failed"), screen.Number(m.Failures)),
		fact(screen.L("hits"), screen.Number(m.Hits)), fact(screen.L("misses"), screen.Number(m.Misses)),
		fact(screen.L("hit ratio"), screen.Share(m.Hits, m.Hits+m.Misses)),
		fact("p50", took(m.P50)), fact("p95", took(m.P95)))
}
