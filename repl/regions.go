package repl

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// regionKind is one of the things that a word of REGIONS can be.
type regionKind struct {
	what   string // with its article, for errors
	prefix string // before a word it makes the word one of this kind alone
	fits   func(ctx context.Context, env *Env, word string) bool
	read   func(ctx context.Context, env *Env, word string) ([]state.Region, error)
}

// The kinds of regions.
var (
	setKind     = &regionKind{"a set of regions of interest", "set:", isRegionSet, readRegionSet}
	dataKind    = &regionKind{"loaded data", "data:", isLoadedData, readLoadedData}
	bedFileKind = &regionKind{"a file", "./", isBEDFile, readBEDFile}
	locusKind   = &regionKind{"a locus or gene", "locus:", isLocus, readLocus}
	regionKinds = []*regionKind{setKind, dataKind, bedFileKind, locusKind}
)

// regionsOf reads REGIONS, the words of a command that takes regions: names of sets of
// regions of interest, of loaded measurements and files, paths of BED files, loci and
// genes. The regions are in the order of the words, at least one and at most
// mostRegions. They have a name where the word, row or line gives one.
func regionsOf(ctx context.Context, env *Env, words []string) ([]state.Region, error) {
	var all []state.Region
	for _, word := range words {
		kind, err := env.regionKind(ctx, word)
		if err != nil {
			return nil, err
		}
		if kind != bedFileKind {
			word = strings.TrimPrefix(word, kind.prefix)
		}
		regions, err := kind.read(ctx, env, word)
		if err != nil {
			return nil, err
		}
		if all = append(all, regions...); len(all) > mostRegions {
			return nil, fmt.Errorf("there are more than %d regions", mostRegions)
		}
	}
	return all, nil
}

// regionKind returns what a word of REGIONS is. One that fits several kinds is an error.
func (e *Env) regionKind(ctx context.Context, word string) (*regionKind, error) {
	if filepath.IsAbs(word) || strings.HasPrefix(word, "../") || strings.HasPrefix(word, "~/") {
		return bedFileKind, nil
	}
	var fits []*regionKind
	for _, kind := range regionKinds {
		if strings.HasPrefix(word, kind.prefix) {
			return kind, nil
		}
		if kind.fits(ctx, e, word) {
			fits = append(fits, kind)
		}
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return nil, e.noRegions(word)
	}
	var what, spellings []string
	for _, kind := range fits {
		what, spellings = append(what, kind.what), append(spellings, line.Quote(kind.prefix+word))
	}
	return nil, withHint(fmt.Errorf("%s is %s", word, strings.Join(what, " and ")), "say which: %s", strings.Join(spellings, " or "))
}

// noRegions is the error of a word that is of no kind.
func (e *Env) noRegions(word string) error {
	err := fmt.Errorf("%s names no regions: wanted a set of regions of interest, loaded data, a BED file, a locus or a gene", word)
	err = suggest(err, word, append(regionSets(e), measurementNames(e)...))
	return withHint(err, "region list shows the sets, measurements the data that are loaded")
}

// regionSets returns the names of the sets of regions of interest.
func regionSets(env *Env) []string {
	var sets []string
	for _, r := range env.Session.Regions("") {
		if !slices.Contains(sets, r.Set) {
			sets = append(sets, r.Set)
		}
	}
	return sets
}

func isRegionSet(_ context.Context, env *Env, word string) bool {
	return slices.Contains(regionSets(env), word)
}

func readRegionSet(_ context.Context, env *Env, word string) ([]state.Region, error) {
	sets := regionSets(env)
	if !slices.Contains(sets, word) {
		return nil, suggest(fmt.Errorf("there is no set of regions of interest %q", word), word, sets)
	}
	return env.Session.Regions(word), nil
}

// isLoadedData reports whether a word names data that are loaded. A path is left to
// bedFileKind, which also takes files that are loaded.
func isLoadedData(_ context.Context, env *Env, word string) bool {
	d, err := env.Session.Info(env.asLoaded(word))
	return err == nil && (d.Path == "" || absolute(d.Path) != absolute(expandHome(word)))
}

// readLoadedData returns the rows of a measurement or file as regions.
func readLoadedData(ctx context.Context, env *Env, word string) ([]state.Region, error) {
	name := word
	if !slices.Contains(measurementNames(env), word) {
		d, err := env.Session.Info(env.asLoaded(word))
		if err != nil {
			return nil, suggest(err, word, measurementNames(env))
		}
		ids := usual(env, d.Measurements)
		if len(ids) == 0 {
			return nil, fmt.Errorf("%s has nothing to chart, and so no regions", word)
		}
		name = ids[0] // all measurements of a file are of the same rows
	}
	all, err := env.Session.AllRows(ctx, name, mostRegions)
	if err != nil {
		return nil, err
	}
	var regions []state.Region
	for _, rows := range all {
		regions = append(regions, rowRegions(rows)...)
	}
	if len(regions) == 0 {
		return nil, fmt.Errorf("%s has no rows", word)
	}
	return regions, nil
}

// rowRegions returns rows as regions, with the names that they have.
func rowRegions(rows reply.FeatureRows) []state.Region {
	name := rowNames(rows)
	regions := make([]state.Region, len(rows.Start))
	for i := range regions {
		regions[i].Interval = genome.Interval{Seq: rows.Chr, Start: rows.Start[i], End: rows.End[i]}
		if n := name(i); n != missing {
			regions[i].Name = n
		}
	}
	return regions
}

func isBEDFile(_ context.Context, _ *Env, word string) bool {
	info, err := os.Stat(expandHome(word))
	return err == nil && !info.IsDir()
}

// readBEDFile reads BED as it is on disk, with the lines in their order. A file that is
// loaded and is not BED, or is compressed, gives its rows.
func readBEDFile(ctx context.Context, env *Env, word string) ([]state.Region, error) {
	path := expandHome(word)
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	regions, err := parseBED(path, f)
	if err != nil && env.Loaded(path) {
		return readLoadedData(ctx, env, env.asLoaded(path))
	}
	return regions, err
}

// isLocus reports whether a word is a locus, right or wrong, a sequence or a gene.
func isLocus(ctx context.Context, env *Env, word string) bool {
	iv, err := genome.ParseLocus(word)
	if err == nil && iv.End == 0 {
		_, err = env.Session.Locate(ctx, iv)
		return err == nil
	}
	return err != nil && strings.Contains(word, ":") || err == nil
}

func readLocus(ctx context.Context, env *Env, word string) ([]state.Region, error) {
	iv, err := genome.ParseLocus(word)
	if err != nil {
		return nil, err
	}
	at, err := env.Session.Locate(ctx, iv)
	if err != nil {
		return nil, suggestSequence(err, iv.Seq, sequenceNames(env))
	}
	r := state.Region{Interval: at}
	if iv.End == 0 && at.Start > 0 { // a gene: sequences begin at 0
		r.Name = word
	}
	return []state.Region{r}, nil
}

// mostRegions bounds regions that a command takes: as a slideshow, at a second each, they
// last a day.
const mostRegions = 86400

// parseBED reads BED: a sequence, a start from 0, an end, and perhaps a name,
// separated by tabs or blanks. Lines with track, browser and # are skipped.
func parseBED(name string, r io.Reader) ([]state.Region, error) {
	var list []state.Region
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		fields := strings.Fields(line)
		if strings.Contains(line, "\t") {
			fields = strings.Split(line, "\t") // names may have blanks
		}
		if line == "" || line[0] == '#' || fields[0] == "track" || fields[0] == "browser" {
			continue
		}
		if len(fields) < 3 {
			return nil, fmt.Errorf("%s:%d: wanted a sequence, a start and an end; found %s", name, number, text.Count(len(fields), "column"))
		}
		start, err1 := strconv.Atoi(strings.TrimSpace(fields[1]))
		end, err2 := strconv.Atoi(strings.TrimSpace(fields[2]))
		if err1 != nil || err2 != nil || start < 0 || end <= start || end > genome.MaxPosition {
			return nil, fmt.Errorf("%s:%d: wanted a start and a later end, counted from 0; found %q and %q", name, number, fields[1], fields[2])
		}
		r := state.Region{Interval: genome.Interval{Seq: fields[0], Start: start, End: end}}
		if len(fields) > 3 && fields[3] != missing {
			r.Name = fields[3]
		}
		if list = append(list, r); len(list) > mostRegions {
			return nil, fmt.Errorf("%s: more than %d regions", name, mostRegions)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no regions", name)
	}
	return list, nil
}
