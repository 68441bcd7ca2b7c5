package frame

import (
	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/app/widget"
)

// opener is the screen that takes files.
type opener interface{ Open(path string) }

// Drop takes a file that was dropped onto the window, and shows it on the import screen.
func (f *Frame) Drop(files []fyne.URI) {
	if len(files) == 0 || f.room.SheetOpen() {
		return
	}
	if files[0].Scheme() != "file" {
		f.Say(widget.Toast{Kind: widget.ToastInfo, Title: screen.L("Only files of this computer can be imported")})
		return
	}
	if len(files) > 1 {
		f.Say(widget.Toast{Kind: widget.ToastInfo, Title: screen.L("One file at a time"), Text: files[0].Name()})
	}
	if s, ok := f.screen(screen.Import).(opener); ok {
		f.Go(screen.Import)
		s.Open(files[0].Path())
	}
}
