package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"letip/app"
	"letip/store"
	"letip/store/entity"
)

// doctor checks the data directory. It never asks the network, and changes nothing.
func doctor(ctx context.Context, c *call) (int, error) {
	dir, err := filepath.Abs(c.options.Data)
	if c.options.Data == "" {
		dir, err = app.DefaultData(), nil
	}
	if err != nil {
		return exitFailed, err
	}
	d := &examination{dir: dir}
	d.directory()
	d.data(ctx, c)
	document := doctorDocument{OK: true, Checks: d.checks}
	exit := exitDone
	for _, check := range d.checks {
		if !check.OK {
			document.OK, exit = false, exitFailed
		}
	}
	return exit, c.print(document, func(w io.Writer) error {
		t := newTable(w)
		for _, check := range d.checks {
			word := "ok"
			if !check.OK {
				word = "WRONG"
			}
			t.write(check.Name + "\t" + word + "\t" + clean(check.Detail) + "\n")
		}
		return t.flush()
	})
}

// examination collects checks in the order of SPEC: directory, permissions, integrity, schema, search, keyring, settings.
type examination struct {
	dir    string
	checks []checkBody
}

// note adds a check: wrong is nil where all is well, and then detail says what was seen.
func (d *examination) note(name string, wrong error, detail string) {
	if wrong != nil {
		detail = sentence(wrong)
	}
	d.checks = append(d.checks, checkBody{Name: name, OK: wrong == nil, Detail: detail})
}

// directory looks whether data can be kept there at all.
func (d *examination) directory() {
	err := os.MkdirAll(d.dir, 0o700)
	if err == nil {
		var probe *os.File
		if probe, err = os.CreateTemp(d.dir, ".doctor-*"); err == nil {
			err = errors.Join(probe.Close(), os.Remove(probe.Name()))
		}
	}
	d.note("directory", err, d.dir+" can be written")
}

// data opens the database as a reader and looks at all that is in it.
func (d *examination) data(ctx context.Context, c *call) {
	core, err := c.open(ctx, true)
	// Opening made what was missing; so the permissions are looked at after it.
	d.note("permissions", d.permissions(), "nobody else can read the data")
	if err != nil {
		integrity, schema := err, error(nil)
		if errors.Is(err, store.ErrNewer) || errors.Is(err, store.ErrForeign) {
			integrity, schema = errors.New("not checked: the format is not ours to read"), err
		}
		unread := errors.New("not checked: the database can't be opened")
		d.note("integrity", integrity, "")
		d.note("schema", firstError(schema, unread), "")
		d.note("search", unread, "")
		d.keyring()
		d.note("settings", unread, "")
		return
	}
	checkup, err := core.DB.Check(ctx)
	d.note("integrity", firstError(err, checkup.Integrity), "the file is sound")
	d.note("schema", firstError(err, checkup.Schema), fmt.Sprintf("format %d", checkup.Version))
	d.note("search", firstError(err, checkup.Search), fmt.Sprintf("%d leads can be found", checkup.Leads))
	d.keyring()
	settings, err := core.DB.Settings(ctx)
	if err == nil {
		err = checkSettings(settings)
	}
	d.note("settings", err, "they can be used")
	if err := core.Close(); err != nil {
		d.note("directory", err, "")
	}
}

// permissions looks for files that others on this machine can read or write, and for directories they can write to. A
// directory that was there before the program may let others see names.
func (d *examination) permissions() error {
	if runtime.GOOS == "windows" {
		return nil // there the user's own directory protects what is in it
	}
	var open []string
	err := filepath.WalkDir(d.dir, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a running program removed it
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		private := fs.FileMode(0o077)
		if info.IsDir() {
			private = 0o022
		}
		if info.Mode().Perm()&private != 0 {
			open = append(open, fmt.Sprintf("%s (%v)", path, info.Mode().Perm()))
		}
		return nil
	})
	if err == nil && len(open) > 0 {
		err = fmt.Errorf("others have access to %s: make it yours alone with chmod go-rwx", strings.Join(open, ", "))
	}
	return err
}

// keyringPatience is how long the system's keyring may take; a locked one asks its user and waits.
const keyringPatience = 2 * time.Second

// keyring asks the system's keyring for a secret that nobody stored. None at all is well: secrets then last as long as the
// program runs.
func (d *examination) keyring() {
	detail := "there is none: secrets are kept until the program ends"
	if runtime.GOOS != "linux" || os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		answer := make(chan error, 1)
		// Owner: nobody can wait for it. A keyring that asks its user may answer after the program has ended.
		go func() {
			_, err := keyring.Get("letip", "doctor")
			answer <- err
		}()
		timer := time.NewTimer(keyringPatience)
		defer timer.Stop()
		select {
		case err := <-answer:
			if err == nil || errors.Is(err, keyring.ErrNotFound) {
				detail = "it answers"
			}
		case <-timer.C:
			detail = "it is locked: secrets are kept until the program ends"
		}
	}
	d.note("keyring", nil, detail)
}

// checkSettings looks whether the settings can be worked with.
func checkSettings(s entity.Settings) error {
	for _, endpoint := range []struct{ name, text string }{{"geocoder", s.NominatimURL}, {"Overpass", s.OverpassURL}} {
		if !app.IsEndpoint(endpoint.text) {
			return fmt.Errorf("the address of the %s is no URL: %q", endpoint.name, endpoint.text)
		}
	}
	if _, err := mail.ParseAddress(s.Contact); s.Contact != "" && err != nil && !app.IsEndpoint(s.Contact) {
		return fmt.Errorf("the contact address is neither an email nor a URL: %q", s.Contact)
	}
	return nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
