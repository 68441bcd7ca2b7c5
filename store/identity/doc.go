// Package identity says who is who: whether two businesses, from whatever source, are one place of trade.
//
// It is pure. A Record holds a business's comparable forms; its Keys bring together, in near linear time, the few
// that are worth comparing; Compare weighs two of them and gives its reasons; Resolve says where a new one belongs, joins
// transitively what it is the same as, and keeps apart what contradicts itself. It promises that comparing is symmetric,
// that a missing address never matches by name alone, and that a merge by itself (Same) needs evidence beyond a name.
package identity
