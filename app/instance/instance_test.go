package instance

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func listen(t *testing.T, dir string) <-chan struct{} {
	t.Helper()
	raised := make(chan struct{}, 10)
	owner, err := Listen(dir, func() { raised <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := owner.Close(); err != nil {
			t.Error(err)
		}
	})
	return raised
}

func TestASecondStartRaisesTheFirst(t *testing.T) {
	dir := t.TempDir()
	raised := listen(t, dir)
	for range 3 {
		if err := Raise(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		<-raised
	}
}

func TestNobodyListensIsSaid(t *testing.T) {
	if err := Raise(t.Context(), t.TempDir()); !errors.Is(err, ErrNobody) {
		t.Errorf("the error is %v, want ErrNobody", err)
	}
}

func TestAnotherDirectoryIsAnotherProgram(t *testing.T) {
	listen(t, t.TempDir())
	if err := Raise(t.Context(), t.TempDir()); !errors.Is(err, ErrNobody) {
		t.Errorf("the error is %v, want ErrNobody", err)
	}
}

func TestASocketLeftByACrashIsInNobodysWay(t *testing.T) {
	dir := t.TempDir()
	path, err := socket(dir)
	if err != nil {
		t.Fatal(err)
	}
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	raised := listen(t, dir)
	if err := Raise(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	<-raised
}

func TestTheSocketIsPrivateWhereverItIs(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, dir := range []string{t.TempDir(), filepath.Join(t.TempDir(), strings.Repeat("long", 20), strings.Repeat("path", 20))} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		raised := listen(t, dir)
		if err := Raise(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		<-raised
		path, err := socket(dir)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 || len(path) > longestName {
			t.Errorf("%s has mode %v, want 0600 and a name of at most %d", path, info.Mode(), longestName)
		}
	}
}

func TestAnAskerThatSaysNothingStopsNobody(t *testing.T) {
	dir := t.TempDir()
	raised := listen(t, dir)
	path, err := socket(dir)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("delete everything\n")); err != nil {
		t.Fatal(err)
	}
	if err := Raise(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	<-raised
	if len(raised) != 0 {
		t.Error("the window was raised for a stranger")
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
}

func TestACancelledAskerGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Raise(ctx, t.TempDir()); err == nil {
		t.Error("a cancelled wish was granted")
	}
}
