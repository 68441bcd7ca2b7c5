//go:build !race

package contact

// pageBytes is the largest page that fetch lets through.
const pageBytes = 2 << 20
