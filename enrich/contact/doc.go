// Package contact reads a web page as a person would and says how to reach the business behind it: emails, phones,
// people, profiles, the postal address, opening hours and the name, each with how it was read and how sure that is.
//
// It is pure: bytes in, values out. It needs no network, no clock and no database, so the same page gives the same
// contacts for ever. It promises one parse and one walk a page, never a value that the page doesn't hold, and an
// answer for HTML that is too deep for a parser, from its tokens alone. It never guesses an address and never runs
// a script: with Options.Scripts it joins the string constants of one.
package contact
