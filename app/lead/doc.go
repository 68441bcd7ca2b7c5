// Package lead is what the screens know about leads: typed queries and mutations over the query cache, and the one
// table that says which event touches which key.
//
// It needs a Store, Jobs and a bus, all as small interfaces, and gives a Desk. It promises that every change a screen
// makes goes through a mutation (patched at once, undone on an error), that every event of the catalogue reaches the
// keys the table names, and that nothing it does on the caller's goroutine reads a file or a database. It never draws
// and never opens a connection.
package lead
