//go:build e2e

package app

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"letip/app/screen"
	"letip/store"
	"letip/store/entity"
)

// shotsVariable names a directory in which the screenshots are kept.
const shotsVariable = "LETIP_SHOTS"

// alarms are what must never stand in the program's standard error.
var alarms = []string{"Error in Fyne call thread", "panic:", "fatal error:", "DATA RACE", "Failed to focus"}

// program is the real program in a real window.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	home   string
	data   string
	shots  string
	ready  chan struct{}
	read   sync.WaitGroup // the reader of standard error
	mu     sync.Mutex     // guards errors
	errors strings.Builder
}

// build makes the program without migrated_fynedo, so that Fyne reports calls from a wrong goroutine.
func build(t *testing.T, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "letip")
	args = append([]string{"build", "-tags", "no_metadata", "-o", path}, args...)
	if out, err := exec.CommandContext(t.Context(), "go", append(args, "letip")...).CombinedOutput(); err != nil {
		t.Fatalf("the program does not build: %v\n%s", err, out)
	}
	return path
}

// start opens the window over a fresh data directory, or over data, and waits until the first screen is there. before
// stands before the program's name, as "unshare --net" does.
func start(t *testing.T, path, data string, before ...string) *program {
	t.Helper()
	p := &program{t: t, home: t.TempDir(), data: data, ready: make(chan struct{})}
	if p.data == "" {
		p.data = filepath.Join(p.home, "data")
	}
	if p.shots = os.Getenv(shotsVariable); p.shots == "" {
		p.shots = t.TempDir()
	}
	for _, dir := range []string{p.shots, filepath.Join(p.home, "Documents"), filepath.Join(p.home, ".cache")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	words := append(before, path, "--data", p.data)
	p.cmd = exec.Command(words[0], words[1:]...) // ended by a signal, as a person's is
	p.cmd.Env = append(os.Environ(), "HOME="+p.home, "XDG_CACHE_HOME="+filepath.Join(p.home, ".cache"),
		"XDG_CONFIG_HOME="+filepath.Join(p.home, ".config"), "LANG=C.UTF-8", "FYNE_SCALE=1", readyVariable+"=1")
	errs, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.read.Go(func() { p.listen(errs) }) // ends with the program; stop waits for it
	t.Cleanup(func() {
		if p.cmd.ProcessState == nil {
			_ = p.cmd.Process.Kill() // the test has failed already
			p.read.Wait()
			_ = p.cmd.Wait()
		}
	})
	select {
	case <-p.ready:
	case <-time.After(patience):
		t.Fatalf("no window after %v:\n%s", patience, p.said())
	}
	return p
}

func (p *program) listen(errs io.Reader) {
	once := sync.OnceFunc(func() { close(p.ready) })
	for lines := bufio.NewScanner(errs); lines.Scan(); {
		if lines.Text() == "READY" {
			once()
		}
		p.mu.Lock()
		p.errors.WriteString(lines.Text() + "\n")
		p.mu.Unlock()
	}
}

func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.errors.String()
}

// stop ends the program as the system does, and reports what went wrong in its life.
func (p *program) stop() []string {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	p.read.Wait()
	var wrong []string
	if err := p.cmd.Wait(); err != nil {
		wrong = append(wrong, fmt.Sprintf("after SIGTERM it ends with %v", err))
	}
	for _, alarm := range alarms {
		if said := p.said(); strings.Contains(said, alarm) {
			wrong = append(wrong, fmt.Sprintf("its standard error says %q:\n%s", alarm, said))
		}
	}
	return wrong
}

func (p *program) end() {
	p.t.Helper()
	for _, w := range p.stop() {
		p.t.Error(w)
	}
}

// do drives the window as a hand would.
func (p *program) do(words ...string) {
	p.t.Helper()
	if out, err := exec.CommandContext(p.t.Context(), "xdotool", words...).CombinedOutput(); err != nil {
		p.t.Fatalf("xdotool %v: %v\n%s", words, err, out)
	}
}

func (p *program) click(at fyne.Position) {
	p.t.Helper()
	p.do("mousemove", fmt.Sprint(int(at.X)), fmt.Sprint(int(at.Y)), "click", "1")
}

// shot keeps a picture of the window.
func (p *program) shot(name string) {
	p.t.Helper()
	path := filepath.Join(p.shots, name+".png")
	if out, err := exec.CommandContext(p.t.Context(), "import", "-window", "root", path).CombinedOutput(); err != nil {
		p.t.Fatalf("no picture: %v\n%s", err, out)
	}
	if info, err := os.Stat(path); err != nil || info.Size() < 10_000 {
		p.t.Errorf("the picture %s shows nothing: %v", name, err)
	}
}

// look opens the database for reading, beside the running program.
func (p *program) look() *store.DB {
	p.t.Helper()
	db, err := store.Open(context.Background(), store.Options{Dir: p.data, ReadOnly: true})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			p.t.Error(err)
		}
	})
	return db
}

func needsDisplay(t *testing.T) {
	t.Helper()
	if os.Getenv("DISPLAY") == "" {
		t.Skip("no display: run it under xvfb-run")
	}
	for _, tool := range []string{"xdotool", "import"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
}

func TestE2ESampleTerritoryIsFoundLiveAndExported(t *testing.T) {
	needsDisplay(t)
	places := newTwin(t, "")
	p := start(t, build(t), "")
	db := p.look()
	p.shot("1-first-start")

	p.click(places.button(screen.L("Try the sample territory")))
	p.begin(db)

	var whileRunning int
	eventually(t, "leads that arrive while the job runs", func() bool {
		jobs, err := db.Jobs(t.Context(), entity.JobFilter{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := db.Count(t.Context(), entity.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(jobs) == 1 && jobs[0].Status == entity.JobActive && n > 0 {
			whileRunning = n
		}
		return whileRunning > 0 || len(jobs) == 1 && jobs[0].Status.Ended()
	})
	if whileRunning == 0 {
		t.Error("no lead was there before the job had ended")
	}
	eventually(t, "more leads, or the job's end", func() bool {
		jobs, err := db.Jobs(t.Context(), entity.JobFilter{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := db.Count(t.Context(), entity.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return n > whileRunning || jobs[0].Status.Ended()
	})
	p.shot("2-arriving")
	var job entity.Job
	eventually(t, "the job's end", func() bool {
		jobs, err := db.Jobs(t.Context(), entity.JobFilter{})
		if err != nil || len(jobs) != 1 {
			t.Fatal(len(jobs), err)
		}
		job = jobs[0]
		return job.Status.Ended()
	})
	p.shot("3-found")
	if job.Status != entity.JobCompleted || job.Search.Radius != 1 {
		t.Errorf("the job of radius %g ended as %s, want completed with radius 1", job.Search.Radius, job.Status)
	}
	all, err := db.Count(t.Context(), entity.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if all != job.Counts.Saved || all <= whileRunning || all < 100 {
		t.Errorf("%d leads are there, %d were while it ran, the job counts %d saved", all, whileRunning, job.Counts.Saved)
	}

	p.do("key", "ctrl+2")
	file := p.exported()
	p.shot("4-exported")
	p.checkCSV(db, file, all)

	p.do("key", "Down")
	p.do("key", "Return")
	p.do("key", "ctrl+1")
	p.shot("5-dashboard")
	p.do("key", "ctrl+5")
	p.shot("6-fourth-screen")
	p.do("key", "ctrl+6")
	p.shot("7-fifth-screen")
	p.end()
}

// begin presses the keys for "Find businesses" until a search is in the journal: the screen before may still be there when
// they come first.
func (p *program) begin(db *store.DB) {
	p.t.Helper()
	var clicked time.Time
	eventually(p.t, "a search in the journal", func() bool {
		jobs, err := db.Jobs(p.t.Context(), entity.JobFilter{})
		if err != nil {
			p.t.Fatal(err)
		}
		if len(jobs) == 0 && time.Since(clicked) > again {
			p.do("key", "ctrl+Return")
			clicked = time.Now()
		}
		return len(jobs) > 0
	})
}

// again is how long a click or a key has before it is given once more.
const again = 3 * time.Second

// exported asks for a CSV file with the keyboard, in the folder that the program proposes, and waits for it.
func (p *program) exported() (path string) {
	p.t.Helper()
	var asked time.Time
	eventually(p.t, "the exported file", func() bool {
		files, err := filepath.Glob(filepath.Join(p.home, "Documents", "*.csv"))
		if err != nil {
			p.t.Fatal(err)
		}
		if len(files) == 0 && time.Since(asked) > again {
			p.do("key", "Escape")
			p.do("key", "ctrl+e")
			p.do("key", "Return")
			asked = time.Now()
		}
		if len(files) == 1 {
			path = files[0]
		}
		return len(files) == 1
	})
	return path
}

// checkCSV compares the file with the database, lead by lead.
func (p *program) checkCSV(db *store.DB, path string, want int) {
	p.t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		p.t.Fatal(err)
	}
	text, bom := strings.CutPrefix(string(raw), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	if !bom || len(rows) != want+1 {
		p.t.Fatalf("the file has %d rows and a byte order mark: %v; want %d leads below their heading, and the mark", len(rows), bom, want)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	seen := map[string]bool{}
	err = db.Each(p.t.Context(), entity.Filter{}, entity.Sort{}, func(b *entity.Business) error {
		seen[fmt.Sprint(b.ID)] = true
		row := rows[len(seen)]
		for column, want := range map[string]string{
			"letip_id": fmt.Sprint(b.ID), "name": b.Name, "city": b.City, "category": b.Category, "website": b.Website,
		} {
			if got := strings.TrimPrefix(row[at[column]], "'"); got != want {
				p.t.Errorf("row %d: %s is %q in the file and %q in the database", len(seen), column, got, want)
			}
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if len(seen) != want {
		p.t.Errorf("the database gave %d leads, want %d", len(seen), want)
	}
}

func TestE2EStartsAndWorksWithoutANetwork(t *testing.T) {
	needsDisplay(t)
	alone := []string{"unshare", "--net"}
	if os.Getuid() != 0 {
		alone = []string{"unshare", "--net", "--map-root-user"}
	}
	if runtime.GOOS != "linux" || exec.CommandContext(t.Context(), alone[0], append(alone[1:], "true")...).Run() != nil {
		t.Skip("this system lets no test cut its own network")
	}
	path, data := build(t), filepath.Join(t.TempDir(), "data")
	search := exec.CommandContext(t.Context(), path, "find", "--source", "sample", "--place", samplePlace, "--data", data)
	if out, err := search.CombinedOutput(); err != nil {
		t.Fatalf("no leads to begin with: %v\n%s", err, out)
	}
	began := time.Now()
	p := start(t, path, data, alone...)
	t.Logf("without a network the first screen was there after %v", time.Since(began).Round(time.Millisecond))
	db := p.look()
	n, err := db.Count(t.Context(), entity.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	p.do("key", "ctrl+2")
	p.shot("offline-leads")
	p.do("key", "ctrl+e")
	p.do("key", "Return")
	p.checkCSV(db, p.exported(), n)
	p.end()
}

// emptyWindow is the least that opens a window with this toolkit and says when it is painted: what no program of ours can
// start faster than.
const emptyWindow = `package main

import (
	"fmt"
	"image"
	"os"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
)

func main() {
	a := app.NewWithID("com.letip.empty")
	w := a.NewWindow("empty")
	painted := sync.OnceFunc(func() { fmt.Fprintln(os.Stderr, "READY") })
	w.SetContent(canvas.NewRaster(func(int, int) image.Image { painted(); return image.NewNRGBA(image.Rect(0, 0, 1, 1)) }))
	w.Resize(fyne.NewSize(1280, 800))
	w.SetMaster()
	w.Show()
	a.Run()
}
`

// TestE2EStartBesideAnEmptyWindow measures how long it takes from the start of the process to the first painted rows of
// 10,000 leads, and to an empty window of the toolkit. It prints the figures and judges nothing.
func TestE2EStartBesideAnEmptyWindow(t *testing.T) {
	needsDisplay(t)
	dir := t.TempDir()
	main, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	here, err := filepath.Abs(filepath.Join("..", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{main: emptyWindow, overlay: fmt.Sprintf(`{"Replace": {%q: %q}}`, here, main)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ours, empty := build(t), build(t, "-overlay", overlay)
	data := filepath.Join(t.TempDir(), "data")
	fill(t, data, 10_000)
	const rounds = 5
	times := map[string][]time.Duration{}
	for range rounds {
		for name, path := range map[string]string{"rows of 10,000 leads": ours, "an empty window": empty} {
			began := time.Now()
			p := start(t, path, data)
			times[name] = append(times[name], time.Since(began))
			wrong := p.stop()
			if path == ours && len(wrong) > 0 {
				t.Error(wrong)
			}
		}
	}
	for name, all := range times {
		slices.Sort(all)
		t.Logf("start to %s: median %v, least %v, most %v of %d", name, all[rounds/2].Round(time.Millisecond),
			all[0].Round(time.Millisecond), all[rounds-1].Round(time.Millisecond), rounds)
	}
}

// fill makes a data directory with n leads that opens on the list.
func fill(t *testing.T, dir string, n int) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	for at := 0; at < n; at += 1000 {
		found := make([]entity.Found, min(1000, n-at))
		for i := range found {
			found[i] = entity.Found{
				Source: "osm", SourceID: fmt.Sprintf("node/%d", at+i), Method: "osm", Name: fmt.Sprintf("Lead %d of many", at+i),
				Category: "Plumber", City: "Freehold", State: "NJ", Country: "US", Phone: fmt.Sprintf("+1732555%04d", (at+i)%10000),
			}
		}
		if _, err := db.SaveFound(ctx, 0, "ring 1", found); err != nil {
			t.Fatal(err)
		}
	}
	err = db.SaveUIState(ctx, "desktop", map[string]screen.ID{"screen": screen.Leads})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestE2EAlarmHearsAViolation plants a call from a wrong goroutine into a copy of the program: the check that the other
// tests rely on must report it.
func TestE2EAlarmHearsAViolation(t *testing.T) {
	needsDisplay(t)
	source, err := os.ReadFile("desktop.go")
	if err != nil {
		t.Fatal(err)
	}
	const mark = "	d.frame.Open()\n"
	if strings.Count(string(source), mark) != 1 {
		t.Fatalf("desktop.go has not one %q to plant at", mark)
	}
	dir := t.TempDir()
	planted, overlay := filepath.Join(dir, "desktop.go"), filepath.Join(dir, "overlay.json")
	text := strings.Replace(string(source), mark, mark+"	go func() { d.window.Canvas().Refresh(d.frame.Content()) }()\n", 1)
	here, err := filepath.Abs("desktop.go")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{planted: text, overlay: fmt.Sprintf(`{"Replace": {%q: %q}}`, here, planted)} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, build(t, "-overlay", overlay), "")
	eventually(t, "the toolkit's complaint", func() bool { return strings.Contains(p.said(), alarms[0]) })
	wrong := p.stop()
	if len(wrong) != 1 || !strings.Contains(wrong[0], alarms[0]) {
		t.Errorf("the planted violation is reported as %q, want the one alarm %q", wrong, alarms[0])
	}
}
