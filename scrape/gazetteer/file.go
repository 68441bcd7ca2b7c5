package gazetteer

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"letip/store/entity"
)

// Record is one place or one ZIP code.
type Record struct {
	Key        string // Key of the name, or the five digits
	Name       string // the town's; for a ZIP code that of its post office, empty where none is known
	State      string // two letters
	County     string
	Population int // orders places of one name; zero is unknown
	entity.Point
}

// The file: a magic line; then, as uvarints and strings with their length before, how many blocks there are and each
// block's first key and packed length; then the blocks, each packed by itself. A block holds lines of tab-separated
// fields sorted by key; lines of one key stand in one block.
const (
	magic     = "letip gazetteer 1\n"
	blockSize = 64 << 10 // of lines before packing: unpacked in about half a millisecond
)

// Write packs records into a file for New.
func Write(w io.Writer, records []Record) error {
	records = slices.Clone(records)
	slices.SortFunc(records, func(a, b Record) int {
		return cmp.Or(strings.Compare(a.Key, b.Key), cmp.Compare(b.Population, a.Population),
			strings.Compare(a.State, b.State), strings.Compare(a.County, b.County), cmp.Compare(a.Lat, b.Lat))
	})
	type block struct {
		first  string
		packed bytes.Buffer
	}
	var blocks []*block
	var lines bytes.Buffer
	first := ""
	flush := func() error {
		if lines.Len() == 0 {
			return nil
		}
		b := &block{first: first}
		z, err := flate.NewWriter(&b.packed, flate.BestCompression)
		if err != nil {
			return err
		}
		if _, err := z.Write(lines.Bytes()); err != nil {
			return err
		}
		lines.Reset()
		blocks = append(blocks, b)
		return z.Close()
	}
	for i, r := range records {
		if lines.Len() > blockSize && r.Key != records[i-1].Key {
			if err := flush(); err != nil {
				return err
			}
		}
		if lines.Len() == 0 {
			first = r.Key
		}
		lines.WriteString(r.line())
	}
	if err := flush(); err != nil {
		return err
	}
	head := binary.AppendUvarint([]byte(magic), uint64(len(blocks)))
	for _, b := range blocks {
		head = binary.AppendUvarint(head, uint64(len(b.first)))
		head = append(head, b.first...)
		head = binary.AppendUvarint(head, uint64(b.packed.Len()))
	}
	out := bufio.NewWriter(w)
	if _, err := out.Write(head); err != nil {
		return err
	}
	for _, b := range blocks {
		if _, err := out.Write(b.packed.Bytes()); err != nil {
			return err
		}
	}
	return out.Flush()
}

func (r Record) line() string {
	clean := strings.NewReplacer("\t", " ", "\n", " ")
	return strings.Join([]string{
		clean.Replace(r.Key), clean.Replace(r.Name), r.State, clean.Replace(r.County), strconv.Itoa(r.Population),
		strconv.FormatFloat(r.Lat, 'f', 4, 64), strconv.FormatFloat(r.Lon, 'f', 4, 64),
	}, "\t") + "\n"
}

func parseLine(line string) (Record, error) {
	f := strings.Split(line, "\t")
	if len(f) != 7 {
		return Record{}, fmt.Errorf("%d fields in the line %q", len(f), line)
	}
	people, err1 := strconv.Atoi(f[4])
	lat, err2 := strconv.ParseFloat(f[5], 64)
	lon, err3 := strconv.ParseFloat(f[6], 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return Record{}, fmt.Errorf("the line %q: %w", line, err)
	}
	return Record{
		Key: f[0], Name: f[1], State: f[2], County: f[3], Population: people, Point: entity.Point{Lat: lat, Lon: lon},
	}, nil
}

// index is a file's table of blocks.
type index struct {
	firsts []string
	starts []int // of each block in the file, and the end of the last
	data   []byte
}

var errFile = errors.New("the gazetteer's file is damaged")

func readIndex(data []byte) (index, error) {
	rest, found := bytes.CutPrefix(data, []byte(magic))
	if !found {
		return index{}, errFile
	}
	number := func() (int, error) {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(data)) {
			return 0, errFile
		}
		rest = rest[size:]
		return int(n), nil
	}
	count, err := number()
	if err != nil {
		return index{}, err
	}
	ix := index{data: data}
	var lengths []int
	for range count {
		n, err := number()
		if err != nil || n > len(rest) {
			return index{}, errFile
		}
		ix.firsts = append(ix.firsts, string(rest[:n]))
		rest = rest[n:]
		length, err := number()
		if err != nil {
			return index{}, err
		}
		lengths = append(lengths, length)
	}
	at := len(data) - len(rest)
	for _, n := range lengths {
		ix.starts = append(ix.starts, at)
		at += n
	}
	ix.starts = append(ix.starts, at)
	if at != len(data) || !slices.IsSorted(ix.firsts) {
		return index{}, errFile
	}
	return ix, nil
}

// find gives the records of a key, the most populous first.
func (ix index) find(key string) ([]Record, error) {
	i, exact := slices.BinarySearch(ix.firsts, key)
	if !exact {
		i--
	}
	if i < 0 {
		return nil, nil
	}
	z := flate.NewReader(bytes.NewReader(ix.data[ix.starts[i]:ix.starts[i+1]]))
	lines := bufio.NewScanner(io.LimitReader(z, 64*blockSize))
	var found []Record
	for lines.Scan() {
		have, _, _ := bytes.Cut(lines.Bytes(), []byte("\t"))
		switch strings.Compare(string(have), key) {
		case 0:
			r, err := parseLine(lines.Text())
			if err != nil {
				return nil, err
			}
			found = append(found, r)
		case 1:
			return found, nil
		}
	}
	return found, lines.Err()
}
