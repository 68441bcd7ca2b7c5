// Package store is the embedded database: one SQLite file that holds the businesses, where each of their values came
// from, the journal of jobs, the fetch cache and the settings.
//
// It promises that every write is one transaction on the one writer connection, that its events are published after it
// has committed, and that what a person typed is on the disk before the call returns; a scraped batch that was
// acknowledged survives the death of the process. Reads run beside the writer on connections that can't write. One
// process at a time may hold a data directory for writing; others may read beside it.
//
// It knows no network, no pool and no window, and never hands an SQL error to a person: typed errors carry a sentence.
package store
