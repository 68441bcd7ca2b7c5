// Package assets holds what the program carries inside: icon, translations, category list, gazetteer and the sample
// territory. It is data only: each file embeds one thing and names it, nothing here decides anything.
package assets
