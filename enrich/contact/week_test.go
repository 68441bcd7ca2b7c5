package contact

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written writes a week as a test's table does: "mo 09:00-17:00; sa 10:00-14:00, 15:00-18:00", days with the same hours
// together.
func written(w *Week) string {
	if w == nil {
		return "none"
	}
	var parts []string
	for i := 0; i < 7; i++ {
		if len(w[i]) == 0 {
			continue
		}
		j := i
		for j+1 < 7 && cmp.Equal(w[j+1], w[i]) {
			j++
		}
		days := dayNames[i]
		if j > i {
			days += "-" + dayNames[j]
		}
		var spans []string
		for _, s := range w[i] {
			spans = append(spans, s.Open+"-"+s.Close)
		}
		parts = append(parts, days+" "+strings.Join(spans, ", "))
		i = j
	}
	return strings.Join(parts, "; ")
}

func TestHoursAroundTheClock(t *testing.T) {
	const always = "mo-su 00:00-24:00"
	for page, want := range map[string]string{
		"<p>Open 24 hours, 7 days a week": always, "<p>Hours: 24/7": always, "<p>Open 24/7</p>": always,
		"<p>24/7 hotline": "", "<p>Open doors since 1924/7": "",
	} {
		got := ""
		h := on("", page).Hours
		if h != nil {
			got = written(h.Week)
		}
		if got != want || h != nil && !strings.Contains(page, h.Raw) {
			t.Errorf("%s is %q, read from %+v", page, got, h)
		}
	}
}

func TestParseWeek(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// OpenStreetMap and schema.org
		{"Mo-Fr 09:00-17:00", "mo-fr 09:00-17:00"},
		{"Mo-Th 11:00-21:00; Fr-Sa 11:00-22:30; Su 12:00-20:00", "mo-th 11:00-21:00; fr-sa 11:00-22:30; su 12:00-20:00"},
		{"Mo-Fr 08:30-12:30,13:30-18:00; Sa 09:00-13:00; PH off", "mo-fr 08:30-12:30, 13:30-18:00; sa 09:00-13:00"},
		{"24/7", "mo-su 00:00-24:00"},
		{"Mo-Su 00:00-24:00", "mo-su 00:00-24:00"},
		{"Fr-Sa 18:00-02:00", "fr-sa 18:00-02:00"},
		{"Mo,We,Fr 09:00-17:00", "mo 09:00-17:00; we 09:00-17:00; fr 09:00-17:00"},
		{"Sa-Mo 10:00-16:00", "mo 10:00-16:00; sa-su 10:00-16:00"},
		{"Monday,Tuesday 08:00-17:00", "mo-tu 08:00-17:00"},
		{"Mo-Fr 05:00-10:00", "mo-fr 05:00-10:00"},
		{"Mo-Fr 08:00-18:00; Dec 24 08:00-12:00", "mo-fr 08:00-18:00"},
		{"Tu-Su 10:00-18:00; Mo closed", "tu-su 10:00-18:00"},
		// as people write
		{"Monday - Friday: 8:30am to 5pm, Sat by appointment, Sunday closed", "mo-fr 08:30-17:00"},
		{"Mon-Fri 9-5, Sat 10-2", "mo-fr 09:00-17:00; sa 10:00-14:00"},
		{"Mon. - Fri. 8:00 a.m. - 4:30 p.m.", "mo-fr 08:00-16:30"},
		{"M-F 7am-7pm", "mo-fr 07:00-19:00"},
		{"M, W, F 8am - 5pm; T, Th 10am - 7pm", "mo 08:00-17:00; tu 10:00-19:00; we 08:00-17:00; th 10:00-19:00; fr 08:00-17:00"},
		{"Mon & Fri 10am-9pm", "mo 10:00-21:00; fr 10:00-21:00"},
		{"Monday through Thursday 8-12 and 1-5:30", "mo-th 08:00-12:00, 13:00-17:30"},
		{"Mon-Thurs 8.00am-4.15pm and Fri 8.00am-3.45pm", "mo-th 08:00-16:15; fr 08:00-15:45"},
		{"Daily 11am - midnight", "mo-su 11:00-24:00"},
		{"Open 7 days a week 8am-8pm", "mo-su 08:00-20:00"},
		{"Weekdays 9 to 6, weekends noon - 4", "mo-fr 09:00-18:00; sa-su 12:00-16:00"},
		{"Mon-Sat 9:30 AM-6 PM closed Sunday", "mo-sa 09:30-18:00"},
		{"Fri & Sat 5pm-2am", "fr-sa 17:00-02:00"},
		{"Thu 6pm-2", "th 18:00-02:00"},
		{"Sun 1-5", "su 13:00-17:00"},
		{"Tues 12-8", "tu 12:00-20:00"},
		{"Mon 0900-1700", "mo 09:00-17:00"},
		{"Monday9:00am - 6:00pm", "mo 09:00-18:00"},
		{"Mon: 10-6\nTue: 10-6\nWed: Closed\nThu: 10-8", "mo-tu 10:00-18:00; th 10:00-20:00"},
		{"Monday\n9am – 5pm\nTuesday\nClosed\nWednesday\n10am–4pm", "mo 09:00-17:00; we 10:00-16:00"},
		{"8 AM - 5 PM Monday - Friday; 10 AM - 2 PM Saturday", "mo-fr 08:00-17:00; sa 10:00-14:00"},
		{"9-5 Mon-Fri, 10-2 Sat", "mo-fr 09:00-17:00; sa 10:00-14:00"},
		{"Open 24 hours daily", "mo-su 00:00-24:00"},
		{"Mon-Fri 24 hours; Sat 8am-8pm", "mo-fr 00:00-24:00; sa 08:00-20:00"},
		{"Daily 9am-5pm except Sunday", "mo-sa 09:00-17:00"},
		{"Mon-Fri 9am-5pm (closed 12-1)", "mo-fr 09:00-17:00"},
		{"Saturday by appointment, Sunday 12-4", "su 12:00-16:00"},
		{"Mon 9-12, 1-5; Tue 9-12", "mo 09:00-12:00, 13:00-17:00; tu 09:00-12:00"},
		{"Saturday 9am-5pm and Sunday 10am-4pm. Our hotline is there 24 hours a day", "sa 09:00-17:00; su 10:00-16:00"},
		// what is none
		{"1-3 full working days, Monday to Friday", "none"},
		{"", "none"},
		{"Closed", "none"},
		{"Mon-Fri", "none"},
		{"9am-5pm", "none"},
		{"Sunday brunch for 12-14 people", "su 12:00-14:00"}, // days and times are all it goes by
		{"Call 416-736-6120 on Monday", "none"},
		{"We are open", "none"},
		{"Mon 25:00-26:00", "none"},
	} {
		t.Run(tt.text, func(t *testing.T) {
			if got := written(ParseWeek(tt.text)); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestHoursAreCutOutOfWhatStandsAroundThem(t *testing.T) {
	for _, tt := range []struct{ page, raw, week string }{
		{`<p>Call us toll-free: 800-330-8247 (Mon.–Fri., 8:30–5:30, Central Time) | info@x.com`, "Mon.–Fri., 8:30–5:30", "mo-fr 08:30-17:30"},
		{`<dl><dt>Monday<dd>9am - 5pm<dt>Tuesday<dd>9am - 5pm<dt>Wednesday<dd>Closed</dl>`, "Monday; 9am - 5pm; Tuesday; 9am - 5pm; Wednesday; Closed", "mo-tu 09:00-17:00"},
		{`<table><tr><td>Mon<td>9-5<tr><td>Sat<td>10-2</table>`, "Mon; 9-5; Sat; 10-2", "mo 09:00-17:00; sa 10:00-14:00"},
		{`<p>Store: <p>Mon-Sat 10am-9pm<p>Sunday 12pm-5pm<p>Office Hours: Mon-Fri 9am-5pm<p>Tel: (416) 736-6120`, "Mon-Sat 10am-9pm; Sunday 12pm-5pm", "mo-sa 10:00-21:00; su 12:00-17:00"},
		{`<script type="application/ld+json">{"@type":"Dentist","openingHours":["Mo-Fr 08:00-17:00","Sa 09:00-12:00"]}</script>`, "Mo-Fr 08:00-17:00; Sa 09:00-12:00", "mo-fr 08:00-17:00; sa 09:00-12:00"},
		{
			`<script type="application/ld+json">{"@type":"Store","openingHoursSpecification":[{"@type":"OpeningHoursSpecification",
			"dayOfWeek":["https://schema.org/Monday","Tuesday"],"opens":"09:00","closes":"18:00"},{"dayOfWeek":"Sunday","opens":"00:00","closes":"00:00"}]}</script>`,
			"Mo,Tu 09:00-18:00; Su closed", "mo-tu 09:00-18:00",
		},
		{`<div itemscope itemtype="http://schema.org/Store"><time itemprop="openingHours" datetime="Mo-Sa 11:00-14:30">lunch</time></div>`, "Mo-Sa 11:00-14:30", "mo-sa 11:00-14:30"},
		{`<p>Walk-ins welcome. Hours by appointment only.`, "", "none"},
	} {
		c := Extract(Page{Body: []byte(tt.page)}, Options{})
		raw, week := "", (*Week)(nil)
		if c.Hours != nil {
			raw, week = c.Hours.Raw, c.Hours.Week
		}
		if raw != tt.raw || written(week) != tt.week {
			t.Errorf("%s\ngives %q, %q\nwant %q, %q", tt.page, raw, written(week), tt.raw, tt.week)
		}
	}
}
