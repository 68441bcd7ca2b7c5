package contact

import "strings"

// titleWords make a line a job's title.
var titleWords = set(`owner co-owner coowner founder co-founder cofounder founders president vice-president ceo cfo coo cto cmo principal partner manager
	director chairman chairwoman chair attorney lawyer paralegal dentist hygienist orthodontist physician surgeon doctor therapist
	psychologist counselor psychiatrist chiropractor optometrist veterinarian pharmacist nurse agent broker realtor chef sommelier
	stylist esthetician barber designer architect engineer contractor superintendent foreman estimator technician carpenter
	electrician plumber coordinator administrator assistant secretary treasurer receptionist accountant bookkeeper controller cpa consultant
	advisor adviser specialist supervisor associate executive instructor teacher trainer coach pastor photographer editor producer
	developer programmer strategist analyst proprietor head officer operator supt superintendent buyer salesperson sales
	representative professor lecturer researcher member`)

// titleFellows are the other words of titles; a text of these and of titleWords alone is a title and nothing else.
var titleFellows = set(`of and the for at in to a an vice general managing senior junior sr jr chief assistant deputy acting interim lead
	master certified licensed registered principal regional national district branch area office account accounts sales marketing
	operations finance financial human resources customer service services client business development product project program
	creative art artistic design interior exterior site field shop store kitchen executive pastry sous parts medical clinical dental
	practice front desk desk event events catering floor night day team group department division staff public relations media
	communications technology information technical software web digital data legal family estate tax real insurance loan mortgage
	wealth investment portfolio physical occupational massage speech health care nursing veterinary animal pet hair color nail yoga
	fitness personal head board co-chair emeritus retired and/or vp svp evp avp ra it hr pr qa r&d new used pre-owned internet fleet
	service body head full part time associate founding co`)

// jobTitle reports a short text with a word of a title, e.g. "Sales Manager".
func jobTitle(s string) bool {
	f := strings.Fields(s)
	if len(f) == 0 || len(f) > 9 || len(s) > 80 || strings.ContainsAny(s, "?!@") || strings.HasSuffix(s, ".") && len(f) > 4 {
		return false
	}
	titled, prose := false, 0
	for _, w := range f {
		lw := word(w)
		if titleIn(lw) {
			titled = true
			continue
		}
		if w[0] >= 'a' && w[0] <= 'z' && !titleFellows[lw] {
			prose++ // "love their family dentist" is a sentence, "Founder of the Mill" isn't
		}
	}
	return titled && (prose == 0 || prose == 1 && len(f) <= 4)
}

// pureTitle reports a text that is a title and can't be anything else.
func pureTitle(s string) bool {
	f := strings.Fields(s)
	if len(f) == 0 || len(f) > 7 || len(s) > 60 {
		return false
	}
	titled := false
	for _, w := range f {
		switch lw := word(w); {
		case titleIn(lw):
			titled = true
		case !titleFellows[lw] && lw != "&" && lw != "-" && lw != "/" && lw != "":
			return false
		}
	}
	return titled
}

// titleIn reports a word of a title, also one joined with another: "owner/broker", "co-founder".
func titleIn(lw string) bool {
	if titleWords[lw] {
		return true
	}
	for part := range strings.FieldsFuncSeq(lw, func(r rune) bool { return r == '/' || r == '-' || r == ':' || r == '&' }) {
		if titleWords[part] {
			return true
		}
	}
	return false
}
