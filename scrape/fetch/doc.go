// Package fetch is the one HTTP client of the program: polite, guarded and counted. No other package dials.
//
// It gives Client.Do: one question, one whole answer or one *Error with a class of SPEC section 5 and a sentence for a
// person. It needs a Config; what it keeps between runs goes through the Cache that is handed in.
//
// It promises, for every host: one request in flight, a gap between requests, robots.txt before a page, Retry-After to
// the second, a rest after five failures in a row; for every request: an address that was checked after DNS and again
// on each redirect, limits on time, size and slowness, an end within 200 ms of a cancelled context, and a User-Agent
// with the program's name and a contact address. Nothing public is asked before that contact is set.
//
// It never follows a proxy from the environment, keeps cookies, decodes anything but gzip, or probes: what it knows of
// the network's health it has from real requests and from the network interfaces.
package fetch
