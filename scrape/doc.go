// Package scrape finds the businesses around a place: it checks what a rep asks for, finds out where that is, asks the
// sources ring by ring, counts what comes and hands the nearest to the store.
//
// A Source is where businesses come from; each has a folder of its own. A Service takes searches and runs each as a job:
// each ring is an item of the journal, its answer stored before its first row, so that a job that was stopped goes on
// without asking again and ends with the same businesses.
//
// It needs the store, a bus and at least one source. It promises that nothing is asked of the network for a search that
// can't be done, that found = saved + duplicate + outside + over the limit + failed at every moment, and that a
// cancelled job starts no request. It makes no request itself: the sources do, through fetch.
package scrape
