package widget

import (
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTheAxisHasRoundSteps(t *testing.T) {
	for most, want := range map[int]int{0: 1, 1: 1, 3: 1, 4: 2, 7: 3, 30: 10, 33: 12, 37: 15, 100: 40, 1000: 400, 1214: 500, 999_999: 400_000} {
		if got := axisStep(most); got != want {
			t.Errorf("for %d a step of %d, want %d", most, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		most := rapid.IntRange(0, 50_000_000).Draw(t, "most")
		if step := axisStep(most); step < 1 || step*axisSteps < most || step*axisSteps > max(6, most*4) {
			t.Fatalf("three steps of %d for %d", step, most)
		}
	})
}

func TestATapOnABarsRowOpensIt(t *testing.T) {
	app(t, ModeLight)
	var opened []int
	c := NewBarChart(4, func(i int) { opened = append(opened, i) })
	window(t, c, 400, 112)
	c.SetBars([]Bar{{Label: "Freehold", Value: 412, Text: "412"}, {Label: "Howell", Value: 1, Text: "1"}, {Label: "None", Text: "0"}})
	for _, y := range []float32{5, 30, 80, 100} {
		test.TapAt(c, fyne.NewPos(300, y))
	}
	if diff := cmp.Diff([]int{0, 1, 2}, opened); diff != "" {
		t.Error(diff)
	}
	if w := c.parts[1].bar.Size().Width; w < 6 {
		t.Errorf("a bar of one in 412 is %v wide, and not seen", w)
	}
	if w := c.parts[2].bar.Size().Width; w != 0 {
		t.Errorf("a bar of nothing is %v wide", w)
	}
	if text := c.parts[0].text; text.Position().X+rulerFor(LabelSize, false).width("412") > 400 {
		t.Error("the longest bar's value stands out of the chart")
	}
}

func TestADonutsPartsFillTheRing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := &Donut{}
		sum := 0
		for _, v := range rapid.SliceOfN(rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 1_000_000)), 1, 8).Draw(t, "values") {
			d.slices = append(d.slices, Slice{Value: v})
			sum += v
		}
		ends := d.angles()
		from := 0.0
		for i, to := range ends {
			if width := to - from; (d.slices[i].Value > 0) != (width > 1) {
				t.Fatalf("a part of %d in %d takes %v degrees", d.slices[i].Value, sum, width)
			}
			from = to
		}
		if sum > 0 && math.Abs(from-360) > 1e-6 {
			t.Fatalf("the parts end at %v degrees", from)
		}
	})
}

func TestATapOnAPartOrItsNameOpensIt(t *testing.T) {
	app(t, ModeLight)
	var opened []int
	d := NewDonut(func(i int) { opened = append(opened, i) })
	window(t, d, 320, 180)
	d.SetSlices([]Slice{{Label: "Enriched", Value: 50, Role: RoleOK}, {Label: "Pending", Value: 50, Role: RoleIdle}}, "100", "leads")
	cx, cy, radius, legend := d.geometry()
	for _, at := range []fyne.Position{
		fyne.NewPos(cx+radius*0.8, cy), fyne.NewPos(cx-radius*0.8, cy), fyne.NewPos(cx, cy), fyne.NewPos(2, 2),
		fyne.NewPos(legend+20, cy-10), fyne.NewPos(legend+20, cy+10), fyne.NewPos(legend+20, 2),
	} {
		test.TapAt(d, at)
	}
	if diff := cmp.Diff([]int{0, 1, 0, 1}, opened); diff != "" {
		t.Error(diff)
	}
}

func TestTheDayUnderThePointerShowsItsValue(t *testing.T) {
	app(t, ModeLight)
	c := NewDayChart(nil, nil)
	w := window(t, c, 400, 200)
	c.SetDays([]DayBar{{Value: 3, Label: "25 Oct", Text: "3 leads"}, {Value: 0, Label: "26 Oct", Text: "0 leads"}, {Value: 33, Label: "27 Oct", Text: "33 leads"}})
	test.MoveMouse(w.Canvas(), fyne.NewPos(390, 100))
	words := map[string]bool{}
	for _, text := range textsOf(c) {
		words[text] = true
	}
	if !words["33 leads"] || words["3 leads"] || !words["36"] {
		t.Errorf("over the last day it shows %v", words)
	}
	c.SetDays(c.Days()[:1]) // fewer days than the one that is hovered
	c.MouseMoved(&desktop.MouseEvent{})
	c.SetDays(nil)
}
