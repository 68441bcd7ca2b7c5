package dashboard

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fynewidget "fyne.io/fyne/v2/widget"

	"letip/app/screen"
	"letip/app/widget"
	"letip/store/entity"
)

// recentRow is one of the newest leads: a click opens it.
type recentRow struct {
	fynewidget.BaseWidget
	shell   screen.Shell
	id      entity.BusinessID
	name    *widget.Text
	about   *widget.Text
	ago     *widget.Text
	hovered bool
}

var (
	_ fyne.Tappable      = (*recentRow)(nil)
	_ desktop.Hoverable  = (*recentRow)(nil)
	_ desktop.Cursorable = (*recentRow)(nil)
)

func newRecentRow(shell screen.Shell) *recentRow {
	r := &recentRow{
		shell: shell, name: widget.NewText("", widget.StyleValue.Cutting()), about: widget.NewText("", widget.StyleHint.Cutting()),
		ago: widget.NewText("", widget.StyleLabel.Aligned(fyne.TextAlignTrailing)),
	}
	r.ExtendBaseWidget(r)
	return r
}

// set shows a lead, or nothing for nil.
func (r *recentRow) set(b *entity.Business, now time.Time) {
	if b == nil {
		r.id = 0
		r.Hide()
		return
	}
	r.id = b.ID
	r.name.SetText(b.Name)
	r.about.SetText(screen.Joined(" · ", b.Category, b.City))
	r.ago.SetText(screen.Ago(b.CreatedAt, now))
	r.ago.SetTip(screen.Moment(b.CreatedAt))
	r.Show()
	r.Refresh()
}

// Tapped implements fyne.Tappable.
func (r *recentRow) Tapped(*fyne.PointEvent) {
	if r.id != 0 {
		r.shell.ShowLead(r.id)
	}
}

// MouseIn implements desktop.Hoverable.
func (r *recentRow) MouseIn(*desktop.MouseEvent) { r.hovered = true; r.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (r *recentRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (r *recentRow) MouseOut() { r.hovered = false; r.Refresh() }

// Cursor implements desktop.Cursorable.
func (r *recentRow) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (r *recentRow) CreateRenderer() fyne.WidgetRenderer {
	ground := &canvas.Rectangle{CornerRadius: 4}
	x := &recentRenderer{r: r, ground: ground}
	x.Refresh()
	return x
}

type recentRenderer struct {
	r      *recentRow
	ground *canvas.Rectangle
}

func (x *recentRenderer) Destroy() {}
func (x *recentRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{x.ground, x.r.name, x.r.about, x.r.ago}
}
func (x *recentRenderer) MinSize() fyne.Size { return fyne.NewSize(120, 32) }
func (x *recentRenderer) Layout(s fyne.Size) {
	const agoWidth = 84
	x.ground.Resize(fyne.NewSize(s.Width+12, s.Height))
	x.ground.Move(fyne.NewPos(-6, 0))
	top := (s.Height - 33) / 2
	x.r.name.Resize(fyne.NewSize(s.Width-agoWidth, 18))
	x.r.name.Move(fyne.NewPos(0, top))
	x.r.about.Resize(fyne.NewSize(s.Width-agoWidth, 15))
	x.r.about.Move(fyne.NewPos(0, top+18))
	x.r.ago.Resize(fyne.NewSize(agoWidth, s.Height))
	x.r.ago.Move(fyne.NewPos(s.Width-agoWidth, 0))
}

func (x *recentRenderer) Refresh() {
	role := widget.RoleSurface
	if x.r.hovered {
		role = widget.RoleHover
	}
	x.ground.FillColor = widget.Color(role)
	x.ground.Refresh()
	x.r.name.Refresh()
	x.r.about.Refresh()
	x.r.ago.Refresh()
}

// rowsLayout shares the height among the rows, none higher than is good to read; what doesn't fit is not shown.
type rowsLayout struct{}

func (rowsLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const least, most = 34, 40
	fit := max(1, min(len(o), int(size.Height/least)))
	pitch := min(float32(most), size.Height/float32(fit))
	for i, r := range o {
		if i >= fit {
			r.Resize(fyne.Size{})
			r.Move(fyne.NewPos(0, -1000))
			continue
		}
		r.Resize(fyne.NewSize(size.Width, pitch))
		r.Move(fyne.NewPos(0, float32(i)*pitch))
	}
}

func (rowsLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 60) }
