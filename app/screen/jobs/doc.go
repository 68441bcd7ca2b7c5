// Package jobs is the screen of the journal: what was searched and visited, how each of it stands, what failed and why.
//
// It reads lead.Desk's queries of jobs and failures and steers jobs by its mutations: pause, resume, cancel, run again,
// retry. Jobs that were interrupted stand on top and offer to be resumed. It never waits on the goroutine that draws.
package jobs
