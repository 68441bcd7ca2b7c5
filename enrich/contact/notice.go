package contact

import "bytes"

// notices are the ways a site says that its addresses are not for unasked mail, which 15 U.S.C. 7704(b)(1)(A) gives
// weight.
var notices = []struct {
	anchor []byte // looked for first: few pages hold it
	words  [][]byte
}{
	{[]byte("solicit"), [][]byte{
		[]byte("no unsolicited"), []byte("no solicit"), []byte("do not send unsolicited"), []byte("not accept unsolicited"),
		[]byte("unsolicited email is not"), []byte("unsolicited emails are not"),
		[]byte("not use this email for marketing or solicit"), []byte("unsolicited commercial e"), []byte("used for unsolicited"),
		[]byte("used to send unsolicited"), []byte("do not solicit"), []byte("not for solicitation"),
	}},
	{[]byte("give, sell"), [][]byte{[]byte("not give, sell")}},
	{[]byte("marketing"), [][]byte{[]byte("do not contact us for marketing"), []byte("not for marketing purposes")}},
	{[]byte("addresses away"), [][]byte{[]byte("give our addresses away"), []byte("give our email addresses away")}},
	{[]byte("do not email"), [][]byte{[]byte("do not email us."), []byte("do not email."), []byte("do not email us!"), []byte("do not email us,"), []byte("do not email us\n"), []byte("do not email\n"), []byte("do not email us with offers"), []byte("do not email us to sell")}},
	{[]byte("vendors"), [][]byte{[]byte("vendors: do not contact"), []byte("vendors, do not contact"), []byte("vendors: please do not contact")}},
	{[]byte("no spam!"), [][]byte{[]byte("addresses out. no spam!")}},
	{[]byte("cold calls"), [][]byte{[]byte("no cold calls")}},
}

func forbidsMail(lower []byte) bool {
	for _, n := range notices {
		if !bytes.Contains(lower, n.anchor) {
			continue
		}
		for _, w := range n.words {
			if bytes.Contains(lower, w) {
				return true
			}
		}
	}
	return false
}
