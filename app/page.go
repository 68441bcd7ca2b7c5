package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"letip/scrape/fetch"
	"letip/scrape/sample"
	"letip/store"
)

// ReadPage asks for one page as a visit would, robots.txt first, and keeps nothing: neither the answer nor a data
// directory that wasn't there. The contact that public hosts are told is the option's, else the setting's.
func ReadPage(ctx context.Context, o CoreOptions, address string) (_ *fetch.Response, err error) {
	contact, err := contactOf(ctx, o)
	if err != nil {
		return nil, err
	}
	territory, err := sample.New(sample.Config{Latency: sampleLatency})
	if err != nil {
		return nil, err
	}
	client := fetch.New(fetch.Config{
		Version: Version, Contact: contact, AllowPrivate: o.AllowPrivate, Rate: o.Rate, HasRate: o.HasRate,
	})
	client.Mount(sample.Domain, territory)
	defer func() {
		client.Close()
		err = errors.Join(err, territory.Close())
	}()
	return client.Do(ctx, fetch.Request{URL: address, Kind: fetch.Page, Accept: []string{"text/html", "application/xhtml+xml", "text/plain"}})
}

// contactOf reads the setting, where there is a database to read it from.
func contactOf(ctx context.Context, o CoreOptions) (contact string, err error) {
	if o.Contact != "" {
		return o.Contact, nil
	}
	if o.Data == "" {
		o.Data = DefaultData()
	}
	if _, err := os.Stat(filepath.Join(o.Data, store.FileName)); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	db, err := store.Open(ctx, store.Options{Dir: o.Data, ReadOnly: true})
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	settings, err := db.Settings(ctx)
	return settings.Contact, err
}
