// Command colly crawls with gocolly/colly, one limit rule a host: its arguments are how many pages a host has and the
// hosts, each line of standard input starts a crawl, and each crawl prints what it took: pages, nanoseconds, nanoseconds
// of a processor. It is a module of its own so that the program does not depend on colly; BenchmarkFarmBesideColly
// builds and runs it.
package main

import (
	"bufio"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gocolly/colly/v2"
)

func main() {
	perHost, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		crawl(os.Args[2:], perHost)
	}
}

// crawl reads every host's pages, one in flight a host, and leaves them unparsed.
func crawl(hosts []string, perHost int) {
	c := colly.NewCollector(colly.Async(true))
	transport := &http.Transport{MaxConnsPerHost: 1}
	defer transport.CloseIdleConnections()
	c.WithTransport(transport)
	for _, host := range hosts {
		if err := c.Limit(&colly.LimitRule{DomainGlob: host, Parallelism: 1}); err != nil {
			log.Fatal(err)
		}
	}
	var pages atomic.Int64
	c.OnResponse(func(r *colly.Response) {
		if len(r.Body) > 0 {
			pages.Add(1)
		}
	})
	began, used := time.Now(), spent()
	for page := range perHost {
		for _, host := range hosts {
			if err := c.Visit(fmt.Sprintf("http://%s/%d", host, page)); err != nil {
				log.Fatal(err)
			}
		}
	}
	c.Wait()
	fmt.Println(pages.Load(), time.Since(began).Nanoseconds(), (spent() - used).Nanoseconds())
}

// spent is what this process has used so far, in its own code and the kernel's.
func spent() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		log.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
