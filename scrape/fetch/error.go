package fetch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"letip/store/entity"
)

// Class says what kind of thing went wrong, in the words of SPEC section 5.
type Class string

// All classes. Fetch itself makes most of them; quota, duplicate-query and parse come from the sources, which read
// what an answer says (see Request.Check).
const (
	ClassDNS             Class = "dns"
	ClassTLS             Class = "tls"
	ClassConnect         Class = "connect"
	ClassTimeout         Class = "timeout"
	ClassBlocked         Class = "blocked"
	ClassRobots          Class = "robots"
	ClassPrivateAddress  Class = "private-address"
	ClassRateLimited     Class = "rate-limited"
	ClassBusy            Class = "busy"
	ClassQuota           Class = "quota"
	ClassDuplicateQuery  Class = "duplicate-query"
	ClassBadQuery        Class = "bad-query"
	ClassHTTP4xx         Class = "http-4xx"
	ClassHTTP5xx         Class = "http-5xx"
	ClassTooLarge        Class = "too-large"
	ClassNotExpectedType Class = "not-expected-type"
	ClassParse           Class = "parse"
	ClassCancelled       Class = "cancelled"
	ClassInternal        Class = "internal"
)

// trait is what the program knows of a class.
type trait struct {
	sentence string             // for a person; %s is the host
	later    bool               // asking again later can end otherwise, so a failed item may be retried
	again    bool               // Do asks again by itself: the 1, 2, 4 s of SPEC section 4
	hostIll  bool               // counts towards the five failures in a row after which a host rests
	health   entity.HealthState // of an API that answers so; empty says nothing of it
}

// traits has every class. "Not on 4xx, but on 429", the rule of the user's document, is the column again.
var traits = map[Class]trait{
	ClassDNS:             {"No address was found for %s: the name may be wrong, or there is no network.", true, true, true, entity.Offline},
	ClassTLS:             {"The certificate or encryption of %s is not in order, so it was not visited.", false, false, true, entity.Limited},
	ClassConnect:         {"%s could not be reached.", true, true, true, entity.Offline},
	ClassTimeout:         {"%s took too long to answer.", true, true, true, entity.Limited},
	ClassBlocked:         {"%s does not let this program in.", false, false, false, entity.Limited},
	ClassRobots:          {"%s asks programs not to read this page (robots.txt).", false, false, false, ""},
	ClassPrivateAddress:  {"%s leads to a private address; only public ones are visited.", false, false, false, ""},
	ClassRateLimited:     {"%s asks for a pause: too many requests.", true, true, true, entity.Limited},
	ClassBusy:            {"%s is too busy to answer now.", true, true, true, entity.Limited},
	ClassQuota:           {"%s stopped before the end: the question was too big for it.", true, false, false, entity.Limited},
	ClassDuplicateQuery:  {"%s is still at work on the same question.", true, true, false, entity.Online},
	ClassBadQuery:        {"%s did not understand the question.", false, false, false, entity.Online},
	ClassHTTP4xx:         {"%s does not have this page.", false, false, false, entity.Limited},
	ClassHTTP5xx:         {"%s has a fault of its own.", true, true, true, entity.Limited},
	ClassTooLarge:        {"%s sent more than this program accepts.", false, false, false, entity.Online},
	ClassNotExpectedType: {"%s answered with something else than was asked for.", false, false, false, entity.Limited},
	ClassParse:           {"The answer of %s could not be read.", false, false, false, entity.Limited},
	ClassCancelled:       {"The request to %s was cancelled.", true, false, false, ""},
	ClassInternal:        {"Something went wrong in this program while asking %s.", true, false, false, ""},
}

// Retryable reports whether the same question may get a better answer later, so that a failed item can be retried.
func (c Class) Retryable() bool { return traits[c].later }

// ForGood are the classes that are not Retryable.
func ForGood() (classes []Class) {
	for class, t := range traits {
		if !t.later {
			classes = append(classes, class)
		}
	}
	return classes
}

// Sentence is the class in one sentence for a person about a host.
func (c Class) Sentence(host string) string {
	if host == "" {
		host = "the source"
	}
	t, ok := traits[c]
	if !ok {
		t = traits[ClassInternal]
	}
	return fmt.Sprintf(t.sentence, host)
}

// Error is what Do returns when it has no answer to give.
type Error struct {
	Class      Class
	URL        string        // what was asked for, after the redirects that were followed
	Status     int           // of HTTP; zero where none came
	RetryAfter time.Duration // not before this from now: the server's own wish, or the host's rest; zero is not said
	Message    string        // one sentence for a person
	Response   *Response     // what came with an error status or a wrong type, its body cut at 64 KiB; nil if nothing came
	Err        error         // the cause; nil where a status or a content type says it all

	resting bool // the host rests: asking again at once is pointless
	ours    bool // the caller's context ended: says nothing about the host
	final   bool // of a class that is asked again, but this one isn't (a name that doesn't exist)
	dialled bool // no connection came about: dns, or connect before the first byte
}

// NewError makes an Error; an empty message becomes the class's own sentence. Sources use it for what they read in an
// answer: quota, duplicate-query, parse.
func NewError(class Class, rawURL, message string, err error) *Error {
	if message == "" {
		message = class.Sentence(hostOf(rawURL))
	}
	return &Error{Class: class, URL: rawURL, Message: message, Err: err}
}

// Error is for the log; a person reads Message.
func (e *Error) Error() string {
	s := string(e.Class) + ": " + e.Message
	if e.URL != "" {
		s += " [" + e.URL + "]"
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// AsError finds the *Error in err, or makes one: a cancelled context is cancelled, a context out of time a timeout,
// anything else internal. It returns nil for nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	switch {
	case errors.Is(err, context.Canceled):
		return NewError(ClassCancelled, "", "The request was cancelled.", err)
	case errors.Is(err, context.DeadlineExceeded):
		return NewError(ClassTimeout, "", "There was no time left.", err)
	}
	return NewError(ClassInternal, "", "Something went wrong in this program.", err)
}
