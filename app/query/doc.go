// Package query is an observable cache between screens and whatever is slow behind them. It knows keys, time and
// goroutines, and nothing of databases, windows or leads.
package query
