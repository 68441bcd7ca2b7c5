package settings

import (
	"net/url"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"letip/app/screen"
	"letip/app/widget"
)

// newPlaces is the card of where the rep's data and the program's log lie.
func newPlaces(s *Settings) fyne.CanvasObject {
	f := s.room.Facts
	about := widget.NewParagraph(screen.L("All leads, jobs and settings are in this folder, on this computer. Nothing of it is sent anywhere."), widget.StyleLabel)
	rows := []fyne.CanvasObject{about, place(s.room, screen.L("Folder"), f.DataDir)}
	if f.LogFile != "" {
		rows = append(rows, place(s.room, screen.L("Log"), f.LogFile))
	}
	return widget.NewTitledCard(screen.L("Your data"), nil, screen.Column(10, rows...))
}

// place is a file or a folder: its path, and what can be done with it.
func place(room *screen.Room, name, path string) fyne.CanvasObject {
	show := widget.NewButton(screen.L("Open"), widget.Secondary, func() { room.Shell.Browse(fileURL(path)) })
	take := widget.NewButton(screen.L("Copy path"), widget.Secondary, func() { room.Shell.Copy(path) })
	text := screen.Column(1, widget.NewText(name, widget.StyleLabel), widget.NewParagraph(path, widget.StyleValue))
	return container.NewBorder(nil, nil, nil, screen.Inset(12, 0, 0, 0, screen.Row(8, show, take)), text)
}

// fileURL is a path as the system's programs take it.
func fileURL(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/Users
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
