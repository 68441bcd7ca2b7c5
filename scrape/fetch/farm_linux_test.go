package fetch

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sourcegraph/conc/pool"
)

// farmVariable makes the test binary a farm in a process of its own, so that a benchmark's CPU is the client's alone.
const farmVariable = "FETCH_FARM"

const (
	farmHosts   = 200
	farmPages   = 5
	farmLatency = 50 * time.Millisecond
	farmBytes   = 99_000
)

// BenchmarkFarmServer is no benchmark: it is the farm, when BenchmarkFarm starts it, and serves until its input ends.
func BenchmarkFarmServer(b *testing.B) {
	if os.Getenv(farmVariable) == "" {
		b.Skip("serves BenchmarkFarm")
	}
	f, stop := plant(b, farmHosts, farmLatency, farmBytes)
	defer stop()
	fmt.Println("farm", strings.Join(f.hosts, " "))
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// startFarm starts the farm and gives its hosts.
func startFarm(b *testing.B) []string {
	b.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), exe, "-test.run=^$", "-test.bench=^BenchmarkFarmServer$", "-test.benchtime=1x")
	cmd.Env = append(os.Environ(), farmVariable+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if _, hosts, ok := strings.Cut(lines.Text(), "farm "); ok {
			return strings.Fields(hosts)
		}
	}
	b.Fatal("the farm did not start")
	return nil
}

// BenchmarkFarm crawls 200 hosts of 50 ms with 64 workers, a task a host, gaps off: pages a second beside what latency
// alone allows, and CPU a page beside a bare transport that checks and limits nothing.
func BenchmarkFarm(b *testing.B) {
	hosts := startFarm(b)
	bare := &http.Transport{MaxConnsPerHost: 1}
	defer bare.CloseIdleConnections()
	for _, bench := range []struct {
		name string
		get  func(ctx context.Context, c *Client, url string) error
	}{
		{"bare transport", func(ctx context.Context, _ *Client, url string) error {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				return err
			}
			res, err := bare.RoundTrip(req)
			if err != nil {
				return err
			}
			defer func() { _ = res.Body.Close() }()
			_, err = io.ReadAll(res.Body)
			return err
		}},
		{"fetch API", func(ctx context.Context, c *Client, url string) error {
			_, err := c.Do(ctx, Request{URL: url, Kind: API})
			return err
		}},
		{"fetch Page", func(ctx context.Context, c *Client, url string) error {
			_, err := c.Do(ctx, Request{URL: url, Kind: Page})
			return err
		}},
	} {
		for _, workers := range []int{8, 64} {
			b.Run(fmt.Sprintf("%s/workers=%d", bench.name, workers), func(b *testing.B) {
				var wall, cpu time.Duration
				for b.Loop() {
					c := New(Config{AllowPrivate: true, HasRate: true})
					began, used := time.Now(), cpuTime(b)
					p := pool.New().WithMaxGoroutines(workers).WithErrors()
					for _, host := range hosts {
						p.Go(func() error {
							for page := range farmPages {
								if err := bench.get(b.Context(), c, fmt.Sprintf("http://%s/%d", host, page)); err != nil {
									return err
								}
							}
							return nil
						})
					}
					if err := p.Wait(); err != nil {
						b.Fatal(err)
					}
					wall += time.Since(began)
					cpu += cpuTime(b) - used
					c.Close()
					bare.CloseIdleConnections()
				}
				pages := float64(b.N * farmHosts * farmPages)
				limit := math.Ceil(farmHosts/float64(workers)) * farmPages * farmLatency.Seconds() * float64(b.N)
				b.ReportMetric(pages/wall.Seconds(), "pages/s")
				b.ReportMetric(100*limit/wall.Seconds(), "%of-latency-bound")
				b.ReportMetric(cpu.Seconds()*1000/pages, "cpu-ms/page")
			})
		}
	}
}

// BenchmarkFarmBesideColly crawls the same farm by turns with this package and with gocolly/colly, one limit rule a host,
// no page parsed: what share of the latency bound 64 workers reach, how many connections a host saw, and a page's CPU
// beside colly's. Run it on a calm machine with: go test ./scrape/fetch -run - -bench BesideColly -benchtime 10x
func BenchmarkFarmBesideColly(b *testing.B) {
	const workers = 64
	program := filepath.Join(b.TempDir(), "colly")
	build := exec.CommandContext(b.Context(), "go", "build", "-o", program, ".")
	build.Dir = filepath.Join("testdata", "colly")
	if out, err := build.CombinedOutput(); err != nil {
		b.Skipf("colly does not build here, its module may not be at hand: %v\n%s", err, out)
	}
	hosts := startFarm(b)
	colly := exec.CommandContext(b.Context(), program, append([]string{fmt.Sprint(farmPages)}, hosts...)...)
	in, err := colly.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := colly.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := colly.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() {
		_ = in.Close()
		_, _ = io.Copy(io.Discard, out)
		_ = colly.Wait()
	}()
	crawls := bufio.NewScanner(out)
	var wall, cpu, theirWall, theirCPU time.Duration
	connections, mostInFlight := 0, 0
	watch := &http.Client{} // keeps its connection, so that it is counted once
	defer watch.CloseIdleConnections()
	sum := func() (connections, mostInFlight int) {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://"+hosts[0]+"/sum", nil)
		if err != nil {
			b.Fatal(err)
		}
		res, err := watch.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		if _, err := fmt.Fscan(res.Body, &connections, &mostInFlight); err != nil {
			b.Fatal(err)
		}
		return connections, mostInFlight
	}
	for b.Loop() {
		if _, err := io.WriteString(in, "crawl\n"); err != nil || !crawls.Scan() {
			b.Fatal("colly ended", err, crawls.Err())
		}
		var pages int
		var w, c time.Duration
		if _, err := fmt.Sscan(crawls.Text(), &pages, &w, &c); err != nil || pages != farmHosts*farmPages {
			b.Fatalf("colly says %q, %v", crawls.Text(), err)
		}
		theirWall, theirCPU = theirWall+w, theirCPU+c

		before, _ := sum()
		client := New(Config{AllowPrivate: true, HasRate: true})
		began, used := time.Now(), cpuTime(b)
		p := pool.New().WithMaxGoroutines(workers).WithErrors()
		for _, host := range hosts {
			p.Go(func() error {
				for page := range farmPages {
					res, err := client.Do(b.Context(), Request{URL: fmt.Sprintf("http://%s/%d", host, page), Kind: Page})
					if err != nil {
						return err
					}
					res.Release()
				}
				return nil
			})
		}
		if err := p.Wait(); err != nil {
			b.Fatal(err)
		}
		wall, cpu = wall+time.Since(began), cpu+cpuTime(b)-used
		client.Close()
		var after int
		after, mostInFlight = sum() // both crawlers have one in flight
		connections += after - before
	}
	pages := float64(b.N * farmHosts * farmPages)
	bound := math.Ceil(farmHosts/float64(workers)) * farmPages * farmLatency.Seconds() * float64(b.N)
	b.ReportMetric(100*bound/wall.Seconds(), "%of-latency-bound")
	b.ReportMetric(float64(connections)/float64(b.N*farmHosts), "connections/host")
	b.ReportMetric(float64(mostInFlight), "in-flight/host")
	b.ReportMetric(pages/wall.Seconds(), "pages/s")
	b.ReportMetric(pages/theirWall.Seconds(), "colly-pages/s")
	b.ReportMetric(cpu.Seconds()*1000/pages, "cpu-ms/page")
	b.ReportMetric(theirCPU.Seconds()*1000/pages, "colly-cpu-ms/page")
	b.ReportMetric(cpu.Seconds()/theirCPU.Seconds(), "cpu-of-colly")
}

// cpuTime is what this process has used so far, in its own code and the kernel's.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
