// Package mail says what can be known of an email address without sending anything: whether it is one, what kind of
// mailbox it is, and whether its domain takes mail.
//
// It needs a resolver for MX records, and asks each domain once a week. It promises that DNS being down is unknown,
// never invalid, and it never talks SMTP and never guesses an address.
package mail
