package contact

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestEachCharsetIsReadAsItsWriterMeantIt(t *testing.T) {
	const latin, japan, china, russia = "Café Añejo – “Müller & Söhne”", "喫茶店カフェ", "咖啡馆", "Кафе Пушкин"
	utf16le := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	utf16be := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	for _, tt := range []struct {
		name     string
		text     string
		enc      encoding.Encoding // nil is UTF-8
		header   string
		meta     string
		withMark bool // a byte order mark in UTF-8
	}{
		{"windows-1252 by header", latin, charmap.Windows1252, "text/html; charset=windows-1252", "", false},
		{"windows-1252 by meta", latin, charmap.Windows1252, "text/html", `<meta charset="windows-1252">`, false},
		{"ISO-8859-1, which is windows-1252", latin, charmap.Windows1252, "text/html; charset=ISO-8859-1", "", false},
		{"windows-1252 that nobody declares", latin, charmap.Windows1252, "", "", false},
		{"an old meta", latin, charmap.Windows1252, "", `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=iso-8859-1">`, false},
		{"Shift-JIS by meta", japan, japanese.ShiftJIS, "text/html", `<meta charset=shift_jis>`, false},
		{"EUC-JP by header", japan, japanese.EUCJP, "text/html;charset=euc-jp", "", false},
		{"GBK", china, simplifiedchinese.GBK, "text/html; charset=gb2312", "", false},
		{"windows-1251", russia, charmap.Windows1251, "", `<meta charset='windows-1251'>`, false},
		{"KOI8-R", russia, charmap.KOI8R, "text/html; charset=koi8-r", "", false},
		{"UTF-16, little end first", japan, utf16le, "text/html", "", false},
		{"UTF-16, big end first", latin, utf16be, "", "", false},
		{"UTF-8 by header", japan, nil, "text/html; charset=utf-8", "", false},
		{"UTF-8 by meta", latin, nil, "", `<meta charset="UTF-8">`, false},
		{"UTF-8 by its mark", russia, nil, "", "", true},
		{"UTF-8 that nobody declares", russia, nil, "", "", false},
		{"a header that lies about UTF-8", latin, nil, "text/html; charset=iso-8859-1", "", false},
		{"a meta that lies about UTF-8", japan, nil, "", `<meta charset="windows-1252">`, false},
		{"a mark against the header", latin, nil, "text/html; charset=shift_jis", "", true},
		{"a charset nobody knows", latin, nil, "text/html; charset=klingon", "", false},
		{"a charset in a comment", latin, charmap.Windows1252, "", `<!-- <meta charset="utf-8"> --><meta charset="windows-1252">`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := "<html><head>" + tt.meta + "<title>x</title></head><body><h1>" + tt.text + "</h1><p>joe@cafe-shop.net"
			body := []byte(page)
			if tt.enc != nil {
				var err error
				if body, err = tt.enc.NewEncoder().Bytes(body); err != nil {
					t.Fatal(err)
				}
			}
			if tt.withMark {
				body = append([]byte("\xef\xbb\xbf"), body...)
			}
			before := bytes.Clone(body)
			d := newDocument(nil, false)
			d.read(decode(body, tt.header))
			if len(d.lines) == 0 || d.lineText(0) != tt.text {
				t.Errorf("it reads %q, want %q", d.text, tt.text)
			}
			if c := Extract(Page{ContentType: tt.header, Body: body}, Options{}); len(c.Emails) != 1 {
				t.Errorf("emails %+v", c.Emails)
			}
			if !bytes.Equal(body, before) {
				t.Error("the caller's bytes were changed")
			}
		})
	}
}

// TestADecodedPageIsNeverMuchLargerThanItCame has bytes of which a charset makes three each.
func TestADecodedPageIsNeverMuchLargerThanItCame(t *testing.T) {
	body := []byte(strings.Repeat("\xff\xd7", pageBytes/2))
	for _, charset := range []string{"windows-874", "koi8-r", "iso-2022-jp", "utf-16le", "gb18030", "x-user-defined"} {
		if got := len(decode(body, "text/html; charset="+charset)); got > maxDecoded {
			t.Errorf("%s makes %d bytes of %d", charset, got, len(body))
		}
	}
}
