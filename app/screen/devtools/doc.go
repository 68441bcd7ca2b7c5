// Package devtools is the window of the developer tools: every query of the cache with its state, age, readers and
// figures, what can be done to it, the mutations with their open layers, the last 500 events with the keys they touched
// and the cause of each fetch, latency and hit ratio by prefix, and the SQL statements that were slow.
//
// It reads the cache by Entries, Inspect, Mutations, Meters and Story: it observes nothing, so that it keeps no entry
// alive and counts as nobody's reader. While it is closed it does nothing at all. While it is open a goroutine of its own
// takes a picture at most every 250 ms, and none while nothing changes but the age of things; sorting, filtering and the
// tree are made there. The goroutine that draws gets a finished list and formats the rows that are seen.
//
// What it promises: it opens over 10,000 queries in under 200 ms, and no picture of them keeps the window from a frame.
//
// The data explorer only reads: what is shown is shared by all screens, and a value that no store holds would be gone with
// the next read anyway. A change is made where its form is.
//
// # Benchmarks
//
//	go test ./app/screen/devtools -run '^$' -bench .
package devtools
