// Package enrich visits businesses' own websites: it asks politely for the few pages that likely hold contacts, has
// contact read them, and writes what they say, each value with its page, into the store.
//
// It needs the store, the job runner and fetch's client. It promises at most six pages and 20 seconds a business, no
// page of another site, nothing kept from a page that asks not to be, and that the rep's own edits always win.
package enrich
