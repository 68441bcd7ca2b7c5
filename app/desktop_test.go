package app

import (
	"errors"
	"strings"
	"testing"
)

func TestWithoutADisplayOneSentenceNamesWhatWorks(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	if displayNamed() {
		t.Skip("this system always has a display")
	}
	err := RunDesktop(t.Context(), CoreOptions{Data: t.TempDir()})
	if !errors.Is(err, ErrNoDisplay) {
		t.Fatalf("it says %v", err)
	}
	for _, command := range []string{"find", "list", "export", "doctor"} {
		if !strings.Contains(err.Error(), command) {
			t.Errorf("the sentence does not name %s: %v", command, err)
		}
	}
}
