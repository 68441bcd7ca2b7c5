package enrich

import (
	"context"
	"strings"
	"time"

	"letip/enrich/mail"
	"letip/store/entity"
)

const (
	// mostChecked bounds the addresses that a visit looks at: a page that lists a hundred is no business's own.
	mostChecked = 20
	// checkTime is how long the questions to DNS may take together.
	checkTime = 5 * time.Second
)

// check looks at the addresses that a visit found, and at the one the lead had. It never writes to any of them.
func (s *Service) check(ctx context.Context, b entity.Business, visit *entity.Visit) {
	if s.mail == nil {
		return
	}
	limited, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	seen := map[string]bool{}
	look := func(address string) {
		key := strings.ToLower(address)
		if address == "" || seen[key] || len(seen) >= mostChecked || noMailEver(key) {
			return
		}
		seen[key] = true
		report, err := s.mail.Check(limited, address, b.Website)
		if err != nil {
			report.Verdict = mail.Unknown
		}
		visit.Checked = append(visit.Checked, entity.EmailCheck{Address: address, Verdict: report.Verdict, Reasons: report.Reasons})
	}
	look(b.Email)
	for _, c := range visit.Contacts {
		if c.Kind == entity.ContactEmail {
			look(c.Value)
		}
	}
}

// noMailEver reports an address below a name that DNS never has (RFC 6761), as those of the sample territory.
func noMailEver(address string) bool {
	switch address[strings.LastIndexByte(address, '.')+1:] {
	case "test", "example", "invalid", "localhost":
		return true
	}
	return false
}
