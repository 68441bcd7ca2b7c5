package screen

// FailureClass is a kind of failure: what a person calls it, whether the same request may go well another time, and
// whether Settings holds what may be wrong.
type FailureClass struct {
	Word     string // not yet translated: ClassWord is
	Again    bool
	Settings bool
}

// classes are those of the journal, SPEC section 5; Again is what the fetcher holds of them.
var classes = map[string]FailureClass{
	"dns":               {Word: "address not found", Again: true, Settings: true},
	"tls":               {Word: "no secure connection", Settings: true},
	"connect":           {Word: "no connection", Again: true, Settings: true},
	"timeout":           {Word: "no answer in time", Again: true},
	"blocked":           {Word: "refused", Settings: true},
	"robots":            {Word: "not allowed by the website"},
	"private-address":   {Word: "private address, not asked", Settings: true},
	"rate-limited":      {Word: "too many requests", Again: true},
	"busy":              {Word: "server busy", Again: true},
	"quota":             {Word: "too much asked at once", Again: true},
	"duplicate-query":   {Word: "the same question still runs", Again: true},
	"bad-query":         {Word: "question not understood", Settings: true},
	"http-4xx":          {Word: "refused by the server", Settings: true},
	"http-5xx":          {Word: "fault of the server", Again: true},
	"too-large":         {Word: "answer too large"},
	"not-expected-type": {Word: "unexpected kind of answer", Settings: true},
	"parse":             {Word: "answer not readable", Settings: true},
	"cancelled":         {Word: "cancelled", Again: true},
	"internal":          {Word: "fault of this program", Again: true},
}

// Class is what is known of a class of failure by its name in the journal.
func Class(name string) FailureClass { return classes[name] }

// ClassWord is a class of failure in plain words.
func ClassWord(name string) string {
	if c, ok := classes[name]; ok {
		return L(c.Word)
	}
	return name
}
