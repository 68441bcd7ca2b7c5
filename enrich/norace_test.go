//go:build !race

package enrich

// racing says that the race detector is on.
const racing = false
