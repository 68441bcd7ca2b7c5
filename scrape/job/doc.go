// Package job runs the jobs of both kinds, scrape and enrich, and keeps their journal true while it does.
//
// A Runner takes a job's items one after the other or over a pool, counts what they bring, publishes progress that
// never falls, and ends the job in the journal. A job can be cancelled, paused, interrupted and resumed at any moment:
// its context ends, no item starts any more, what is stored stays, and whoever resumes it starts behind the last
// finished item. Jobs of one kind run one at a time, the next ones wait as queued: the sources ask for that (Overpass
// admits one request in flight), and two enrichments would only share the same eight workers.
//
// It needs a Journal (the store), a bus, and a Work for each kind. It promises that a panic in an item fails that item
// alone and that Close leaves no goroutine behind. It never asks the network, and knows neither places nor pages.
package job
