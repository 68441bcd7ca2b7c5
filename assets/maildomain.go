package assets

import _ "embed"

// Domains of mail, one a line, sorted, gzipped; maildomain/README.md says whose lists they are.
var (
	// DisposableDomains give mailboxes away for ten minutes.
	//
	//go:embed maildomain/disposable.txt.gz
	DisposableDomains []byte
	// DisposableWildcards do so on every domain below them.
	//
	//go:embed maildomain/wildcard.txt.gz
	DisposableWildcards []byte
	// FreeDomains give mailboxes to everybody.
	//
	//go:embed maildomain/free.txt.gz
	FreeDomains []byte
)
