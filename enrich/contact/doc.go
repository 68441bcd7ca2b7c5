// Package contact reads a web page as a person would and says how to reach the business behind it: emails, phones,
// people, profiles, the postal address, opening hours and the name, each with how it was read and how sure that is.
//
// It is pure: bytes in, values out. It needs no network, no clock and no database, so the same page gives the same
// contacts for ever. It reads a page's tokens once, without building a tree of them: that takes no more time than a
// parser alone and no depth of nesting defeats it; a test holds what it sees against the tree, line by line. It promises
// never a value that the page doesn't hold. It never guesses an address and never runs a script: with Options.Scripts
// it joins the string constants of one.
package contact
