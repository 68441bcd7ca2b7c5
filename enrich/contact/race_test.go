//go:build race

package contact

// pageBytes is a quarter of the largest page that fetch lets through: with the race detector on each byte takes ten times
// as long. The benchmark of hostile pages reads whole ones.
const pageBytes = 512<<10 + 1
