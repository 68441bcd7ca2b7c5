package widget

import (
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"golang.org/x/sys/unix"
)

// The figures to hold, main-thread CPU an operation, painting apart: refresh of what is seen 1 ms, scroll by a row
// 1.5 ms, page jump 10 ms, jump to the last row 5 ms.

// wideList has ten columns; each round changes one of them in every row.
type wideList struct {
	n     int
	round int
}

func (l *wideList) Len() int               { return l.n }
func (l *wideList) ID(i int) (int64, bool) { return int64(i + 1), i >= 0 && i < l.n }
func (l *wideList) IndexOf(id int64) int   { return int(id - 1) }
func (l *wideList) Prefetch(int, int)      {}

func (l *wideList) Row(i int) (RowView, bool) {
	name := fmt.Sprintf("Kowalski Plumbing & Heating %d", i)
	if i%9 == 8 {
		name = fmt.Sprintf("Café Añejo مخبز %d", i)
	}
	return RowView{ID: int64(i + 1), Cells: []Cell{
		{Text: name},
		{Text: "Orthodontist", Role: RoleMuted},
		{Text: fmt.Sprintf("(732) 555-%04d", i%10_000)},
		{Text: "enriched", Dot: RoleOK},
		{Text: fmt.Sprintf("%.1f", float64(i%500)/10)},
		{Text: fmt.Sprint((i + l.round) % 100)},
		{Text: fmt.Sprintf("office%d@kowalskiplumbing.example", i)},
		{Text: fmt.Sprintf("%d Throckmorton St", i%900)},
		{Text: "Freehold"},
		{Text: "Contacted"},
	}}, true
}

func millionGrid(b *testing.B) (*Grid, *wideList) {
	b.Helper()
	columns := make([]Column, 10)
	for i := range columns {
		columns[i] = Column{ID: fmt.Sprint(i), Title: fmt.Sprintf("Column %d", i), Width: 130, Sortable: true}
	}
	columns[4].Align, columns[5].Align = fyne.TextAlignTrailing, fyne.TextAlignTrailing
	app(b, ModeLight)
	m := &wideList{n: million}
	g := NewGrid(GridOptions{Columns: columns, Model: m})
	window(b, g, 1400, 860)
	return g, m
}

// measureThread runs op under the benchmark and reports what it costs this thread.
func measureThread(b *testing.B, op func(i int)) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var costs []time.Duration
	for i := 0; b.Loop(); i++ {
		before := threadTime(b)
		op(i)
		costs = append(costs, threadTime(b)-before)
	}
	slices.Sort(costs)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(costs[len(costs)/2]), "ms-cpu-p50/op")
	b.ReportMetric(ms(costs[len(costs)*95/100]), "ms-cpu-p95/op")
}

func threadTime(b *testing.B) time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		b.Fatal(err)
	}
	return time.Duration(t.Nano())
}

func BenchmarkGridRefreshesWhatIsSeen(b *testing.B) {
	g, m := millionGrid(b)
	g.ScrollToRow(829_110)
	measureThread(b, func(i int) {
		m.round = i
		g.Reload()
	})
}

func BenchmarkGridScrollsByARow(b *testing.B) {
	g, _ := millionGrid(b)
	measureThread(b, func(i int) { g.ScrollToRow(500_000 + i%400_000) })
}

func BenchmarkGridJumpsByAPage(b *testing.B) {
	g, _ := millionGrid(b)
	measureThread(b, func(i int) { g.ScrollToRow(i * 25 % (million - 30)) })
}

func BenchmarkGridJumpsToTheLastRow(b *testing.B) {
	g, _ := millionGrid(b)
	measureThread(b, func(i int) {
		if i%2 == 0 {
			g.press(fyne.KeyEnd)
		} else {
			g.press(fyne.KeyHome)
		}
	})
	g.press(fyne.KeyEnd)
	if _, last := g.VisibleRows(); last != million || g.view.y(million-1)+RowHeight != g.body.Size().Height {
		b.Errorf("the last row in sight is %d", last)
	}
}

func BenchmarkGridSelectsByClick(b *testing.B) {
	g, _ := millionGrid(b)
	measureThread(b, func(i int) { g.click(g.view.first+i%20, 0) })
}

func BenchmarkGridFlashesWhatIsSeen(b *testing.B) {
	g, _ := millionGrid(b)
	measureThread(b, func(i int) { g.Flash(int64(i%20 + 1)) })
}
