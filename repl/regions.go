package repl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// This file reads REGIONS, the words of every command that takes regions.

// placed is a region named by a word of REGIONS.
type placed struct {
	state.Region
	// typed reports whether the word is a locus or gene. An End of 0 is then a whole sequence.
	typed bool
	// room and notes are as in reply.Locus.
	room  int
	notes []string
	// rows and row are where the region is from, if it is from a file or data; rows is nil otherwise.
	rows *reply.FeatureRows
	row  int
}

// locus returns the region as the session resolved it. One of a list has no margin.
func (r placed) locus() reply.Locus {
	p := reply.Locus{Interval: r.Interval, Room: r.room, Notes: r.notes}
	if r.typed {
		p.Name = r.Name
	}
	return p
}

// title returns the region's name, or else its locus.
func (r placed) title() string {
	if r.Name != "" {
		return r.Name
	}
	return text.Locus(r.Interval)
}

// regionKind is a kind of thing that a word of REGIONS can name.
type regionKind struct {
	what   string // with its article, for errors
	prefix string // before a word, restricts it to this kind
	fits   func(ctx context.Context, env *Env, word string) bool
	read   func(ctx context.Context, env *Env, word string) ([]placed, error)
}

// The kinds of regions.
var (
	setKind     = &regionKind{"a set of regions of interest", "set:", isRegionSet, readRegionSet}
	dataKind    = &regionKind{"loaded data", "data:", isLoadedData, readLoadedData}
	fileKind    = &regionKind{"a file", "./", isRegionFile, readRegionFile}
	locusKind   = &regionKind{"a locus or gene", "locus:", isLocus, readLocus}
	regionKinds = []*regionKind{setKind, dataKind, fileKind, locusKind}
)

// mostRegions bounds the regions that a command takes, which are kept in memory: an answer has at
// least a line for most of them.
const mostRegions = mostLines

// regionsOf reads REGIONS: names of sets of regions of interest, of loaded measurements
// and files, paths of files, loci and genes. The regions are in the order of the words,
// and those of a file in its order; there are at least one and at most mostRegions. They
// have a name if the word, row or line gives one. A note tells what is left out of a file.
// A locus may be several words (see joinLoci).
func regionsOf(ctx context.Context, env *Env, words []string) ([]placed, error) {
	var all []placed
	var empty error
	words, err := joinLoci(ctx, env, words)
	if err != nil {
		return nil, err
	}
	for _, word := range words {
		kind, err := oneKind(word, env.kindsOf(ctx, word))
		if err != nil {
			return nil, env.noRegions(ctx, word, err)
		}
		regions, err := kind.regions(ctx, env, word)
		if errors.Is(err, errEmpty) && len(words) > 1 { // the others have some
			env.noteOnRegions(word, errEmpty.Error())
			empty = errors.Join(empty, err)
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, r := range regions {
			env.report(reply.Report{Notes: r.notes})
		}
		if all = append(all, regions...); len(all) > mostRegions {
			return nil, withHint(fmt.Errorf("there are more than %s regions", text.Thousands(mostRegions)), "ask about some of them at a time")
		}
	}
	if len(all) == 0 {
		return nil, empty
	}
	return all, nil
}

// errEmpty is the error of a file or data without rows, after its name.
var errEmpty = errors.New("has no regions")

// joinLoci joins the words that are a locus together, such as chr1 1000 2000. It is an error
// if each of them is a region by itself, too.
func joinLoci(ctx context.Context, env *Env, words []string) ([]string, error) {
	var joined []string
	for len(words) > 0 {
		n, err := locusWords(ctx, env, words)
		if err != nil {
			return nil, err
		}
		joined, words = append(joined, strings.Join(words[:n], " ")), words[n:]
	}
	return joined, nil
}

// locusWords returns how many of the first words are a locus together, at least one.
func locusWords(ctx context.Context, env *Env, words []string) (int, error) {
	has := func(name string) bool { // without a search for genes
		_, err := env.Session.Locate(ctx, genome.Interval{Seq: name, End: 1})
		return err == nil
	}
	n, l := genome.LocusWords(words, has, func(w string) bool { return env.loci[w] }) // the value of a variable is a whole one
	if n > 1 && !slices.ContainsFunc(words[:n], func(w string) bool { return !isAlone(ctx, env, w) }) {
		return 0, bothLocusAndRegions(l, words[:n])
	}
	return n, nil
}

// isAlone reports whether a word names regions whatever is before it.
func isAlone(ctx context.Context, env *Env, word string) bool {
	if l, err := genome.ParseLocus(word, nil); err == nil && l.Seq == "" {
		return false // a range alone
	}
	return slices.ContainsFunc(env.kindsOf(ctx, word), func(k *regionKind) bool {
		_, err := env.Session.Resolve(ctx, word)
		return k != locusKind || err == nil
	})
}

// bothLocusAndRegions returns the error for words that are a locus, and a region each.
func bothLocusAndRegions(l genome.Locus, words []string) error {
	var each []string
	for _, w := range words {
		each = append(each, line.Quote(locusKind.prefix+w))
	}
	return withHint(fmt.Errorf("%s is a locus and %d regions", strings.Join(words, " "), len(words)),
		"say which: %s or %s", line.Quote(l.String()), strings.Join(each, " "))
}

// oneRegion reads a word of REGIONS for a command that takes a single region. A word that
// names both a locus and a list of several regions means the locus. It leaves the notes to
// the caller.
func oneRegion(ctx context.Context, env *Env, word string) (placed, error) {
	kinds := env.kindsOf(ctx, word)
	if len(kinds) == 0 {
		kinds = []*regionKind{locusKind} // whose error says what is wrong with the word
	}
	if len(kinds) > 1 && slices.Contains(kinds, locusKind) {
		quiet := *env
		quiet.Talk = io.Discard
		kinds = slices.DeleteFunc(kinds, func(k *regionKind) bool {
			regions, err := k.regions(ctx, &quiet, word)
			return k != locusKind && (err != nil || len(regions) != 1)
		})
	}
	kind, err := oneKind(word, kinds)
	if err != nil {
		return placed{}, err
	}
	regions, err := kind.regions(ctx, env, word)
	if err != nil {
		return placed{}, err
	}
	if len(regions) != 1 {
		return placed{}, withHint(fmt.Errorf("%s is %s; wanted one", word, text.Count(len(regions), "region")),
			"slideshow %s shows them one after the other", line.Quote(word))
	}
	return regions[0], nil
}

// regions returns the regions that a word of the kind names.
func (k *regionKind) regions(ctx context.Context, env *Env, word string) ([]placed, error) {
	if k != fileKind && !env.loci[word] {
		word = strings.TrimPrefix(word, k.prefix)
	}
	return k.read(ctx, env, word)
}

// kindsOf returns the kinds that a word of REGIONS fits.
func (e *Env) kindsOf(ctx context.Context, word string) []*regionKind {
	if e.loci[word] {
		return []*regionKind{locusKind}
	}
	if filepath.IsAbs(word) || strings.HasPrefix(word, "../") || strings.HasPrefix(word, "~/") {
		return []*regionKind{fileKind}
	}
	var fits []*regionKind
	for _, kind := range regionKinds {
		if strings.HasPrefix(word, kind.prefix) {
			return []*regionKind{kind}
		}
		if kind.fits(ctx, e, word) {
			fits = append(fits, kind)
		}
	}
	return fits
}

// errNoKind is the error for a word that fits no kind of regions.
var errNoKind = errors.New("wanted a set of regions of interest, loaded data, a file, a locus or a gene")

// oneKind returns the only kind that a word fits. Several are an error.
func oneKind(word string, fits []*regionKind) (*regionKind, error) {
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return nil, fmt.Errorf("%s names no regions: %w", cmp.Or(word, `""`), errNoKind)
	}
	var what, spellings []string
	for _, kind := range fits {
		what, spellings = append(what, kind.what), append(spellings, line.Quote(kind.prefix+word))
	}
	return nil, withHint(fmt.Errorf("%s is %s", word, strings.Join(what, " and ")), "say which: %s", strings.Join(spellings, " or "))
}

// noRegions adds a suggestion to the error for a word of no kind.
func (e *Env) noRegions(ctx context.Context, word string, err error) error {
	if !errors.Is(err, errNoKind) {
		return err
	}
	err = suggest(err, word, append(regionSets(e), measurementNames(e)...))
	if _, none := e.Session.Resolve(ctx, word); hint.Of(none) != "" && !strings.ContainsAny(word, "./") {
		err = withHint(err, "%s; help regions explains what can be given", hint.Of(none)) // genes with similar names, or where they were searched
	}
	return withHint(err, "help regions explains what can be given")
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

func readRegionSet(_ context.Context, env *Env, word string) ([]placed, error) {
	sets := regionSets(env)
	if !slices.Contains(sets, word) {
		return nil, suggest(fmt.Errorf("there is no set of regions of interest %q", word), word, sets)
	}
	var regions []placed
	for _, r := range env.Session.Regions(word) {
		regions = append(regions, placed{Region: r})
	}
	return regions, nil
}

// isLoadedData reports whether a word names data that are loaded. It reports
// false for the path of a file: fileKind also takes files that are loaded.
func isLoadedData(ctx context.Context, env *Env, word string) bool {
	d, err := env.Session.Info(env.named(word))
	if err != nil {
		return isAmbiguous(err) // which is an error of readLoadedData
	}
	return d.Path == "" || !source.ParseRef(d.Path).Same(source.ParseRef(env.named(word))) || !isRegionFile(ctx, env, word)
}

// readLoadedData returns the rows of a measurement or file as regions.
func readLoadedData(ctx context.Context, env *Env, word string) ([]placed, error) {
	name := word
	if !slices.Contains(measurementNames(env), word) {
		d, err := env.Session.Info(env.named(word))
		if isAmbiguous(err) {
			return nil, err
		}
		if err != nil {
			return nil, suggest(err, word, measurementNames(env))
		}
		ids := usual(env, d.Main)
		if len(ids) == 0 {
			return nil, fmt.Errorf("%s has nothing to chart, and so no regions", word)
		}
		name = ids[0] // all measurements of a file are of the same rows
	}
	all, err := env.Session.AllRows(ctx, name, mostRegions)
	if err != nil {
		return nil, err
	}
	return env.rowRegions(word, all)
}

// isRegionFile reports whether there is a file of that name.
func isRegionFile(_ context.Context, env *Env, word string) bool { return isFile(env.named(word)) }

// readRegionFile returns the rows of a file as regions, in the order of the file. It is
// read from disk even if it is loaded.
func readRegionFile(ctx context.Context, env *Env, word string) ([]placed, error) {
	file, err := env.Session.FileRows(ctx, env.named(word), mostRegions)
	if err != nil {
		return nil, err
	}
	for _, note := range file.Notes {
		env.noteOnRegions(word, note)
	}
	sorted, err := env.rowRegions(word, file.Rows)
	if err != nil || file.Order == nil {
		return sorted, err
	}
	regions := make([]placed, len(sorted))
	for i, r := range sorted {
		regions[file.Order[i]] = r
	}
	return regions, nil
}

// rowRegions returns rows of name as regions, with the names and colours that they have.
// A row without width, which is between two bases, becomes the base after it, with a
// note.
func (e *Env) rowRegions(name string, all []reply.FeatureRows) ([]placed, error) {
	var regions []placed
	points := 0
	for k, rows := range all {
		named, color := rowNames(rows), columnOf(rows, "itemRgb", "field9")   // which not all rows may have
		ref, alt := columnOf(rows, "ref"), columnOf(rows, "alt")              // variants without an id are known by their alleles
		number := columnOf(reply.FeatureRows{Columns: rows.Columns}, "value") // a BED4's name that is a number
		for i := range rows.Start {
			r := placed{rows: &all[k], row: i}
			r.Interval = genome.Interval{Seq: rows.Chr, Start: rows.Start[i], End: rows.End[i]}
			if r.Len() == 0 {
				r.End++
				points++
			}
			if n := cmp.Or(named(i), number(i)); n != missing {
				r.Name = n
			}
			if r.Name == "" && alt(i) != "" {
				r.Name = shortened(ref(i)+">"+alt(i), mostAlleles)
			}
			r.Color = hexColor(color(i))
			regions = append(regions, r)
		}
	}
	if len(regions) == 0 {
		return nil, fmt.Errorf("%s %w", name, errEmpty)
	}
	if points > 0 {
		e.noteOnRegions(name, text.Count(points, "row")+" without width: each stands for the base after it")
	}
	return regions, nil
}

// noteOnRegions prints what there is to say of a file or data that regions are read from, and keeps it.
func (e *Env) noteOnRegions(name, note string) {
	e.note(name + ": " + note)
	e.ofRegions = append(e.ofRegions, filepath.Base(name)+": "+note)
}

// mostAlleles bounds the letters of a name that is made of alleles.
const mostAlleles = 40

// shortened cuts a text of ASCII that is too long.
func shortened(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

// hexColor turns a BED colour into a CSS one. It returns "" for any other text.
func hexColor(rgb string) string {
	var r, g, b uint8
	if n, err := fmt.Sscanf(rgb, "%d,%d,%d", &r, &g, &b); n != 3 || err != nil || rgb == "0,0,0" {
		return ""
	}
	return fmt.Sprintf("#%02x%02x%02x", r, g, b)
}

// isLocus reports whether a word is a locus, right or wrong, a sequence or a gene.
func isLocus(ctx context.Context, env *Env, word string) bool {
	_, err := env.Session.Resolve(ctx, word)
	return err == nil || strings.ContainsAny(word, ":：")
}

func readLocus(ctx context.Context, env *Env, word string) ([]placed, error) {
	if env.loci[word] { // which the program wrote
		l, err := genome.ParseLocus(word, nil)
		return []placed{{Region: state.Region{Interval: l.Interval}, typed: true}}, err
	}
	r, err := resolved(ctx, env, word)
	if err != nil {
		return nil, err
	}
	return []placed{r}, nil
}

// resolved returns the region that a text stands for.
func resolved(ctx context.Context, env *Env, text string) (placed, error) {
	p, err := env.Session.Resolve(ctx, text)
	if isNoSequence(err) {
		err = suggestSequence(err, text, sequenceNames(env))
	}
	if err != nil {
		return placed{}, err
	}
	return placed{Region: state.Region{Interval: p.Interval, Name: p.Name}, typed: true, room: p.Room, notes: p.Notes}, nil
}

// leftOut counts those of several regions that a command fails on.
type leftOut struct {
	count int
	first error
	why   []string // the first few reasons
}

// mostReasons bounds the reasons of leftOut.
const mostReasons = 3

// take counts one of several regions as left out because of err. It returns err instead if
// the region is required or the only one.
func (l *leftOut) take(required bool, among int, err error) error {
	if required || among == 1 {
		return err
	}
	if l.count++; l.first == nil {
		l.first = err
	}
	if why := err.Error(); len(l.why) < mostReasons && !slices.Contains(l.why, why) {
		l.why = append(l.why, why)
	}
	return nil
}

// tell prints how many regions were left out. It is an error if all were.
func (l *leftOut) tell(env *Env, among int) error {
	if l.count > 0 && l.count == among {
		return fmt.Errorf("none of the %s can be used: %w", text.Count(among, "region"), l.first)
	}
	if l.count > 0 {
		fmt.Fprintf(env.Talk, "%s left out: %s\n", text.Count(l.count, "region"), safe.Text(strings.Join(l.why, "; ")))
	}
	return nil
}

// onOffer returns the regions without those of lists that are on no sequence on offer or
// beyond its end, and prints how many those are.
func onOffer(ctx context.Context, env *Env, list []placed) ([]placed, error) {
	var kept []placed
	var left leftOut
	for _, r := range list {
		if r.typed {
			kept = append(kept, r) // the command reports its error
			continue
		}
		_, err := env.Session.Locate(ctx, r.Interval)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			kept = append(kept, r)
		} else if err := left.take(false, len(list), err); err != nil {
			return nil, suggestSequence(err, r.Seq, sequenceNames(env))
		}
	}
	return kept, left.tell(env, len(list))
}

// isAmbiguous reports whether a query failed because several data have the name.
func isAmbiguous(err error) bool {
	var ambiguous interface{ Ambiguous() }
	return errors.As(err, &ambiguous)
}

// isNoSequence reports whether a query failed because the data lack the sequence.
func isNoSequence(err error) bool {
	var none *reply.NoSequence
	return errors.As(err, &none)
}
