package contact

import "bytes"

// idLabels say that the number behind them is no telephone's.
var idLabels = set(`license licence lic sku policy claim account acct item ref reference order model part serial upc isbn ein npi dea case
	file invoice format score id permit registration reg cert certificate certification docket parcel lot po
	vat tax tin abn acn siret siren iban bic ust uid geo lat lng lon latitude longitude coordinates price prices cost total amount sum
	qty bond dot usdot mc cslb hic hicpa tracking track barcode asin vin gtin patent doi issn routing swift pin zip code member
	membership customer ticket confirmation booking serial version ver rev page pages`)

// units behind a number say that it measures something.
var units = set("sq sqft ft feet mm cm mi miles lbs lb kg acres acre usd dollars points pts units psi rpm")

// numberWords may stand between such a label and its number: "License No. 732-...".
var numberWords = set("no nr num number")

// noPhone reports a number that the text itself says is another: an id by its label, a measure by its unit, one of a card by the
// group of digits before it, or round figures with nothing but blanks between them, such as prices.
func (d *document) noPhone(g []group, start, end, last int) bool {
	before := d.lower[max(0, start-28):start]
	if i := bytes.LastIndexByte(before, '\n'); i >= 0 {
		before = before[i+1:]
	}
	label, rest := lastWord(before)
	if numberWords[label] {
		label, _ = lastWord(rest)
	}
	if idLabels[label] {
		return true
	}
	if len(label) == 4 && allDigits(label) && bytes.HasSuffix(before, []byte(label+" ")) && start-last > 2 {
		return true // of a card, unless those four end a telephone's number
	}
	if end < len(d.lower) && d.lower[end] == ' ' {
		after := d.lower[end+1 : min(end+12, len(d.lower))]
		n := 0
		for n < len(after) && isWord(after[n]) {
			n++
		}
		if units[string(after[:n])] {
			return true
		}
	}
	if len(g) != 3 || g[0].letters || g[2].letters {
		return false
	}
	for i := 1; i < 3; i++ {
		if g[i].start-g[i-1].end != 1 || d.text[g[i-1].end] != ' ' {
			return false
		}
	}
	return bytes.HasSuffix(d.text[:g[1].end], []byte("00")) && bytes.HasSuffix(d.text[:g[2].end], []byte("00"))
}

// decimals reports figures that go on before or behind the groups: $1,732-462-0101 and 402-600-1234.55.
func (d *document) decimals(start, end int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(d.text) && isDigit(d.text[i]) }
	if start > 1 && d.text[start-1] == ',' && digit(start-2) && !(digit(start-3) && digit(start-4) && digit(start-5)) {
		return true
	}
	return end+1 < len(d.text) && d.text[end] == '.' && digit(end+1) && !(digit(end+2) && digit(end+3))
}

// lastWord gives the last word of a text, and what stands before it.
func lastWord(s []byte) (string, []byte) {
	end := len(s)
	for end > 0 && !isWord(s[end-1]) {
		end--
	}
	start := end
	for start > 0 && isWord(s[start-1]) {
		start--
	}
	return string(s[start:end]), s[:start]
}

// notSpelled reports letters behind digits that nobody dials: a unit, a placeholder of a form.
func notSpelled(letters string, g []group) bool {
	switch letters {
	case "abcd", "xxxx", "test", "degrees", "degree":
		return true
	}
	return len(g) == 2 && len(letters) == 7 && bytes.ContainsAny([]byte(letters), "-")
}
