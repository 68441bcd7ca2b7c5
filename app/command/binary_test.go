package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"letip/store/entity"
)

// built is the program as README's "go build" makes it, once for all tests; TestMain removes it.
var built struct {
	once sync.Once
	path string
	err  error
}

// builtProgram is where the program is.
func builtProgram(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		var dir string
		if dir, built.err = os.MkdirTemp("", "letip-test-"); built.err != nil {
			return
		}
		built.path = filepath.Join(dir, "letip")
		if runtime.GOOS == "windows" {
			built.path += ".exe"
		}
		if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", built.path, "letip").CombinedOutput(); err != nil {
			built.err = fmt.Errorf("the program does not build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// startProgram runs the built program in an environment without a display.
func startProgram(t *testing.T, path string, args ...string) (c *exec.Cmd, out, errs *strings.Builder) {
	t.Helper()
	c = exec.CommandContext(t.Context(), path, args...)
	c.Env = slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "DISPLAY=") || strings.HasPrefix(v, "WAYLAND_DISPLAY=")
	})
	out, errs = &strings.Builder{}, &strings.Builder{}
	c.Stdout, c.Stderr = out, errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, out, errs
}

func exitOf(t *testing.T, c *exec.Cmd) int {
	t.Helper()
	err := c.Wait()
	if failed := (*exec.ExitError)(nil); err != nil && !errors.As(err, &failed) {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode()
}

func TestTheBuiltProgramKeepsTheContractOfCommandsAndSignals(t *testing.T) {
	path := builtProgram(t)
	dir := filepath.Join(t.TempDir(), "data")

	c, out, errs := startProgram(t, path, "--data", dir)
	if exit := exitOf(t, c); exit != exitFailed || out.Len() > 0 || strings.Count(errs.String(), "\n") != 1 || !strings.Contains(errs.String(), "find, enrich, jobs") {
		t.Errorf("without a display it exits with %d, says %q and %q; want 1 and one sentence that names the commands", exit, out, errs)
	}

	c, out, errs = startProgram(t, path, "find", "--source", "sample", "--place", "Sample Mills, NJ", "--json", "--data", dir)
	exit := exitOf(t, c)
	var found findDocument
	if err := json.Unmarshal([]byte(out.String()), &found); err != nil || exit != exitDone || found.Saved != 50 {
		t.Fatalf("a search of the sample territory exits with %d: %s%s", exit, out, errs)
	}

	for i, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		s := newark(t)
		s.hold, s.asked = make(chan struct{}), make(chan struct{}, 10)
		c, out, errs = startProgram(t, path, slices.Concat(findNewark, s.flags(t, dir))...)
		<-s.asked
		if err := c.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		exit := exitOf(t, c)
		close(s.hold)
		var cut findDocument
		if err := json.Unmarshal([]byte(out.String()), &cut); err != nil || exit != exitInterrupted || cut.Status != entity.JobInterrupted {
			t.Errorf("%v: exit %d with %s%s, want 130 and the interrupted job", sig, exit, out, errs)
		}
		if want := entity.JobID(2 + i); cut.JobID == nil || *cut.JobID != want {
			t.Errorf("%v: the document is of job %v, want %d", sig, cut.JobID, want)
		}
	}
}
