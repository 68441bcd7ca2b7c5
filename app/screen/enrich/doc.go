// Package enrich is the screen that visits leads' own websites: which leads to visit, the visits at work with their
// counted figures, what they found as it arrives, and what went wrong with what can be tried again.
package enrich
