package identity

import "strconv"

// houses is what two house numbers say.
type houses int

const (
	unknownHouse houses = iota // one of them isn't known
	sameHouse
	nearHouse // a slip of the pen away, or the next door
	otherHouse
)

// nextDoor is how far two numbers of one entrance may lie apart: shops have two doors, or a number for a whole front.
const nextDoor = 4

func compareHouses(a, b string) houses {
	switch {
	case a == "" || b == "":
		return unknownHouse
	case a == b:
		return sameHouse
	}
	x, errX := strconv.Atoi(a)
	y, errY := strconv.Atoi(b)
	if errX == nil && errY == nil && max(x-y, y-x) <= nextDoor {
		return nearHouse
	}
	if len(a) >= 2 && len(b) >= 2 && distance([]rune(a), []rune(b)) <= 1 {
		return nearHouse
	}
	return otherHouse
}
