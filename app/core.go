package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/adrg/xdg"
	"github.com/sourcegraph/conc"

	"letip/assets"
	"letip/enrich"
	"letip/enrich/mail"
	"letip/scrape"
	"letip/scrape/category"
	"letip/scrape/fetch"
	"letip/scrape/gazetteer"
	"letip/scrape/osm"
	"letip/scrape/sample"
	"letip/store"
	"letip/store/entity"
	"letip/store/event"
)

// Version is the program's; FyneApp.toml says the same.
const Version = "0.1.0"

// sampleLatency is how long a page of the sample territory takes, so that a person can watch rows arrive.
const sampleLatency = 150 * time.Millisecond

// CoreOptions say where the data lives and what the flags of a command change. The zero value is the program as a rep
// starts it.
type CoreOptions struct {
	Data         string  // the data directory; empty is DefaultData
	AllowPrivate bool    // lets fetch reach loopback and private addresses: for tests
	Nominatim    string  // base URL of the geocoder; empty is the setting. With it the gazetteer is not asked
	Overpass     string  // whole URL of the interpreter; empty is the setting
	Rate         float64 // requests a second to one host. Counts with HasRate only
	HasRate      bool
	Contact      string // for the User-Agent; empty is the setting
	ReadOnly     bool   // read beside a running program: no network, no jobs, no log
}

// DefaultData is the directory the data lives in where no flag names another: the system's place for user data.
func DefaultData() string { return filepath.Join(xdg.DataHome, "letip") }

// HasData reports whether a data directory, empty being DefaultData, has a database already.
func HasData(dir string) bool {
	if dir == "" {
		dir = DefaultData()
	}
	_, err := os.Stat(filepath.Join(dir, store.FileName))
	return err == nil
}

// Core is the program without its face: what the desktop and the commands share. Its parts may be used from any
// goroutine; Close ends them in order.
type Core struct {
	Options    CoreOptions // with Data filled in
	DB         *store.DB
	Bus        *event.Bus
	Fetch      *fetch.Client   // nil when read-only, as all that follows but Log
	Scrape     *scrape.Service // takes searches and runs them; steers the jobs of both kinds
	Enrich     *enrich.Service // takes leads and visits their websites, on Scrape's runner
	Categories *category.List  // as they were at the start; UseCategories brings others
	OSM        *osm.Source
	Sample     *sample.Server
	Log        *slog.Logger // in the data directory

	// CategoryError says why the rep's own category list isn't used; nil if it is, or there is none.
	CategoryError error

	categories atomic.Pointer[category.List] // that searches go by
	sample     sample.Source

	slow       slowLog
	logFile    io.Closer
	life       context.CancelFunc // ends what runs in the background
	background conc.WaitGroup     // the watch over the network interfaces; Close waits for it
}

// OpenCore opens the data directory and builds every part over it. Its errors are those of store.Open: *store.LockedError
// where another program has the directory, *store.NewerError, *store.DamagedError and so on.
func OpenCore(ctx context.Context, o CoreOptions) (*Core, error) {
	if o.Data == "" {
		o.Data = DefaultData()
	}
	data, err := filepath.Abs(o.Data)
	if err != nil {
		return nil, fmt.Errorf("find the data directory: %w", err)
	}
	o.Data = data
	c := &Core{Options: o, Log: slog.New(slog.DiscardHandler), life: func() {}}
	c.Bus = event.NewBus()
	if c.DB, err = store.Open(ctx, store.Options{Dir: o.Data, Bus: c.Bus, ReadOnly: o.ReadOnly, OnSlow: c.slow.add}); err != nil {
		c.Bus.Close()
		return nil, err
	}
	if o.ReadOnly {
		return c, nil
	}
	if err := c.build(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// build makes what writes: the log, the network and the jobs.
func (c *Core) build(ctx context.Context) error {
	file, err := openLog(c.Options.Data)
	if err != nil {
		return err
	}
	c.logFile = file
	c.Log = slog.New(slog.NewTextHandler(file, nil))
	settings, err := c.DB.Settings(ctx)
	if err != nil {
		return err
	}
	if c.Sample, err = sample.New(sample.Config{Latency: sampleLatency}); err != nil {
		return err
	}
	c.Fetch = fetch.New(fetch.Config{
		Version: Version, Contact: first(c.Options.Contact, settings.Contact), AllowPrivate: c.Options.AllowPrivate,
		Rate: c.Options.Rate, HasRate: c.Options.HasRate, Cache: c.DB, Log: c.Log,
		OnHealth: func(h entity.Health) { c.Bus.Publish(event.HealthChanged{Health: h}) },
	})
	c.Fetch.Mount(sample.Domain, c.Sample)
	if c.Categories, c.CategoryError = category.Load(c.Options.Data); c.CategoryError != nil {
		c.Log.Warn("the rep's own category list is not used", "error", c.CategoryError)
	}
	config := osm.Config{
		Client: c.Fetch, Categories: c.Categories, Gazetteer: gazetteer.New(assets.Gazetteer),
		NominatimURL: first(c.Options.Nominatim, settings.NominatimURL),
		OverpassURL:  first(c.Options.Overpass, settings.OverpassURL),
	}
	if c.Options.Nominatim != "" {
		config.Gazetteer = nil
	}
	c.OSM = osm.New(config)
	c.sample = sample.NewSource(c.Fetch, c.Categories)
	c.categories.Store(c.Categories)
	c.Scrape = scrape.New(scrape.Deps{
		DB: c.DB, Bus: c.Bus, Log: c.Log,
		Sources:       []scrape.Source{c.OSM, c.sample},
		CheckCategory: c.checkCategory,
	})
	c.Enrich = enrich.New(enrich.Deps{
		DB: c.DB, Runner: c.Scrape.Runner(), Fetch: c.Fetch, Bus: c.Bus, Log: c.Log, Mail: &mail.Checker{Resolver: c.Fetch, Cache: c.DB},
		Scripts: settings.ReadScripts,
	})
	event.Subscribe(c.Bus, c.settingsChanged)
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	c.life = end
	c.background.Go(func() { c.Fetch.Watch(watching) })
	return nil
}

// checkCategory says why a word is no category, with the nearest ones.
func (c *Core) checkCategory(word string) error {
	_, err := c.categories.Load().Resolve(word)
	return err
}

// UseCategories has searches from now on go by another category list.
func (c *Core) UseCategories(l *category.List) {
	c.categories.Store(l)
	c.OSM.SetCategories(l)
	c.sample.SetCategories(l)
}

// settingsChanged brings what the rep changed to the parts that work by it; a flag stays stronger.
func (c *Core) settingsChanged(event.SettingsChanged) {
	settings, err := c.DB.Settings(context.Background())
	if err != nil {
		c.Log.Error("the changed settings could not be read", "error", err)
		return
	}
	c.Fetch.SetContact(first(c.Options.Contact, settings.Contact))
	c.OSM.SetServers(first(c.Options.Nominatim, settings.NominatimURL), first(c.Options.Overpass, settings.OverpassURL))
	c.Enrich.SetScripts(settings.ReadScripts)
}

// Close interrupts the jobs, ends the requests, waits for all that runs, and closes the database last.
func (c *Core) Close() error {
	c.life()
	if c.Scrape != nil {
		c.Scrape.Close()
	}
	if c.Fetch != nil {
		c.Fetch.Close()
	}
	c.background.Wait()
	c.Bus.Close()
	var errs []error
	if c.Sample != nil {
		errs = append(errs, c.Sample.Close())
	}
	errs = append(errs, c.DB.Close())
	if c.logFile != nil {
		errs = append(errs, c.logFile.Close())
	}
	return errors.Join(errs...)
}

// first is the first text that says something.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// IsEndpoint reports whether a text can be the address of a service: an absolute URL of http or https with a host.
func IsEndpoint(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
