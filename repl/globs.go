package repl

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// Words with * ? or [ stand for names. Which names these can be depends on the command, as
// the Glob column of the table says; a command without it takes such words as they are, and
// so are loci, options and the values of options.

// nameKind is a kind of names that a glob can stand for.
type nameKind struct {
	what string
	// list returns all names in the order in which they are listed; nil for files.
	list func(env *Env) []listed
	// beside returns further names, of Session.Covers, that a glob stands for if so much of it is meant literally; nil for none.
	beside func(env *Env, literal string) []listed
}

// listed is a name that can be matched.
type listed struct {
	word string   // what replaces the glob
	also []string // other texts that the glob may fit
}

// fits reports whether one of the texts of a name is good.
func (n listed) fits(good func(text string) bool) bool {
	return good(n.word) || slices.ContainsFunc(n.also, good)
}

// The kinds of names.
var (
	measurementKind = measurementsThat(func(protocol.Measurement) bool { return true })
	// plottedKind leaves out the number columns of rows, which are seldom meant.
	plottedKind = measurementsThat(func(m protocol.Measurement) bool { return !reply.IsColumn(m) })
	valuedKind  = measurementsThat(func(m protocol.Measurement) bool { return m.Type == protocol.FeatureType })
	chartKind   = &nameKind{what: "chart", list: func(env *Env) (all []listed) {
		for _, handle := range handlesOf(env) {
			all = append(all, listed{word: strconv.Itoa(handle)})
		}
		return all
	}}
	loadedKind   = &nameKind{what: "loaded file or computed measurement", list: loadedNames}
	sequenceKind = &nameKind{what: "sequence", list: func(env *Env) []listed { return listedAll(sequenceNames(env)) }}
	setKindNames = &nameKind{what: "set of regions", list: func(env *Env) []listed { return listedAll(regionSets(env)) }}
	regionNames  = &nameKind{what: "region of interest", list: func(env *Env) (all []listed) {
		for _, r := range env.Session.Regions("") {
			all = append(all, listed{word: r.Name})
		}
		return all
	}}
	fileNames = &nameKind{what: "file"}
)

// measurementsThat returns the kind of the measurements that is reports true for.
func measurementsThat(is func(m protocol.Measurement) bool) *nameKind {
	chosen := func(ms []protocol.Measurement) (all []listed) {
		for _, m := range ms {
			if is(m) {
				all = append(all, listed{m.ID, []string{m.Name}})
			}
		}
		return all
	}
	return &nameKind{
		what: "measurement",
		list: func(env *Env) []listed { return chosen(env.Session.Measurements()) },
		beside: func(env *Env, literal string) []listed {
			return chosen(slices.DeleteFunc(env.Session.Covers(), func(m protocol.Measurement) bool {
				return !isGenotype(m) || literal != allBeside && !startsNaming(literal, m)
			}))
		},
	}
}

// allBeside stands for all names of nameKind.beside.
const allBeside = "*"

// isGenotype reports whether a measurement of Session.Covers is of the genotypes of a file, of which there may be thousands.
func isGenotype(m protocol.Measurement) bool { return strings.HasPrefix(m.ID, m.DatasourceID) }

// startsNaming reports whether the beginning of a word names the rows of a measurement of Session.Covers.
func startsNaming(word string, m protocol.Measurement) bool {
	rows := m.DatasourceID
	if !isGenotype(m) {
		rows = m.ID[:strings.LastIndexByte(m.ID, '_')]
	}
	return len(word) >= len(rows) && strings.EqualFold(word[:len(rows)], rows)
}

func listedAll(names []string) (all []listed) {
	for _, n := range names {
		all = append(all, listed{word: n})
	}
	return all
}

// loadedNames lists the files and the computed measurements. A file is found by its path, the
// end of it, its id and its measurements.
func loadedNames(env *Env) (all []listed) {
	st := env.Session.State()
	for _, f := range st.Files {
		also := []string{filepath.Base(f.Path), f.ID}
		if d, err := env.Session.Info(f.Path); err == nil {
			also = append(also, d.Measurements...)
		}
		all = append(all, listed{f.Path, also})
	}
	for _, c := range st.Computed {
		all = append(all, listed{word: c.Name})
	}
	return all
}

// globKinds returns the kinds of names that a word of a command may stand for. The first
// that has a match is meant. before are the words before it, without options. Nil means
// that the word is as it is.
type globKinds func(env *Env, before []string, word string) []*nameKind

// each returns globKinds for a command all of whose words are of these kinds.
func each(kinds ...*nameKind) globKinds {
	return func(*Env, []string, string) []*nameKind { return kinds }
}

// addChartGlobs are the globs of addchart, whose first word is a type: measurements that it
// takes, or files.
func addChartGlobs(_ *Env, before []string, _ string) []*nameKind {
	if len(before) == 0 {
		return nil
	}
	t, known := protocol.LookupChartType(before[0])
	if !known {
		return nil
	}
	return []*nameKind{measurementsThat(func(m protocol.Measurement) bool { return t.Suits(m) }), fileNames}
}

// settingGlobs are the globs of a command that takes charts and then settings.
func settingGlobs(_ *Env, before []string, word string) []*nameKind {
	if strings.Contains(word, "=") || slices.ContainsFunc(before, func(w string) bool { return !isHandles(w) }) {
		return nil
	}
	return []*nameKind{chartKind}
}

// regionGlobs are the globs of a command that takes REGIONS. What has a colon and is no path
// is a locus, right or wrong.
func regionGlobs(env *Env, _ []string, word string) []*nameKind {
	if strings.Contains(word, ":") && !strings.ContainsRune(word, '/') || isLocus(context.Background(), env, word) {
		return nil
	}
	return []*nameKind{setKindNames, plottedKind, measurementKind, fileNames}
}

// valuesGlobs are the globs of values: REGIONS, then measurements, of which those with values
// are meant.
func valuesGlobs(env *Env, before []string, word string) []*nameKind {
	if len(before) == 0 || regionGlobs(env, before, word) == nil {
		return regionGlobs(env, before, word)
	}
	return []*nameKind{valuedKind, measurementKind, setKindNames, fileNames}
}

// regionCommandGlobs are the globs of region.
func regionCommandGlobs(env *Env, before []string, word string) []*nameKind {
	if len(before) == 0 {
		return nil
	}
	switch strings.ToLower(before[0]) {
	case "add":
		return regionGlobs(env, before, word)
	case "remove":
		return []*nameKind{regionNames}
	}
	return nil
}

// globs expands the globs of a command line. A nil one leaves them as they are.
type globs struct {
	kinds   globKinds
	options []Option
	before  []string // the words so far, without options
	dashed  bool     // what follows is no option
	value   bool     // the next word is the value of an option
	oneName bool     // as in Command
	several string   // the last word that is no option, if it stands for several
}

// globsOf returns the globs of a command, nil if it takes none.
func globsOf(c *Command) *globs {
	if c.Glob == nil {
		return nil
	}
	return &globs{kinds: c.Glob, options: c.Options, oneName: c.OneName}
}

// take notes words that are as they are.
func (g *globs) take(words ...string) {
	if g == nil {
		return
	}
	for _, w := range words {
		name, option := strings.CutPrefix(w, "--")
		switch {
		case g.value:
			g.value = false
		case g.dashed || !option:
			g.before = append(g.before, w)
		case name == "":
			g.dashed = true
		default:
			g.value = slices.ContainsFunc(g.options, func(o Option) bool { return strings.EqualFold(o.Name, name) && o.Arg != "" })
		}
	}
}

// takeFor notes the words that a word of the command line stands for.
func (g *globs) takeFor(word string, found []string) {
	if g == nil {
		return
	}
	n := len(g.before)
	if g.take(found...); len(g.before) > n {
		if g.several = ""; len(found) > 1 {
			g.several = word
		}
	}
}

// check returns an error if the last word stands for several names and the command takes one.
func (g *globs) check() error {
	if g == nil || !g.oneName || g.several == "" {
		return nil
	}
	return withHint(misused("wanted one name at the end; %s stands for several", g.several), "ask for one at a time")
}

// expand returns the names that the next word stands for.
func (g *globs) expand(env *Env, pattern string) ([]string, error) {
	word := line.Unescaped(pattern)
	if g == nil || g.value || !g.dashed && strings.HasPrefix(word, "--") {
		return []string{word}, nil
	}
	if names, ok, err := g.samples(env, pattern); ok {
		return names, err
	}
	kinds := g.kinds(env, g.before, word)
	if kinds == nil {
		return []string{word}, nil
	}
	found, err := env.globbed(pattern, kinds)
	return without(found, g.before), err // of globs that overlap, each name once
}

// globbed returns the names that a pattern stands for.
func (e *Env) globbed(pattern string, kinds []*nameKind) ([]string, error) {
	word := line.Unescaped(pattern)
	var what []string
	for _, k := range kinds {
		if k.has(e, word) {
			return []string{word}, nil // a name wins over a glob
		}
		if !slices.Contains(what, k.what) {
			what = append(what, k.what)
		}
	}
	for _, k := range kinds {
		if found := k.match(e, pattern); len(found) > 0 {
			return found, nil
		}
	}
	return nil, withHint(fmt.Errorf("no %s matches %s", strings.Join(what, " and no "), word), "%s", e.thereIs(pattern, kinds))
}

// has reports whether a word is a name of the kind.
func (k *nameKind) has(env *Env, word string) bool {
	if k.list == nil {
		_, err := os.Lstat(cmp.Or(env.besides(word), expandHome(word)))
		return err == nil
	}
	return slices.ContainsFunc(k.list(env), func(n listed) bool { return n.fits(func(text string) bool { return text == word }) })
}

// match returns the names of the kind that a glob stands for: files sorted, all else as it is listed.
func (k *nameKind) match(env *Env, glob string) (found []string) {
	if k.list == nil {
		return matchingFiles(env.folder, glob)
	}
	all := k.list(env)
	if k.beside != nil {
		all = append(all, k.beside(env, glob[:len(glob)-len(strings.TrimLeft(glob, literalLetters))])...)
	}
	for _, n := range all {
		if n.fits(func(text string) bool { return line.Match(glob, text) }) && !slices.Contains(found, n.word) {
			found = append(found, n.word)
		}
	}
	return found
}

// literalLetters are the letters of ids, which have no meaning in a glob.
const literalLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

// matchingFiles returns the files of a folder, "" for the working folder, that a glob stands for,
// sorted. Folders are none, and what begins with a dot needs one in the glob.
func matchingFiles(folder, glob string) (found []string) {
	pattern := line.GoGlob(glob)
	if filepath.IsAbs(pattern) {
		folder = ""
	}
	if folder != "" {
		pattern = asItIs.Replace(folder) + "/" + pattern
	}
	paths, _ := filepath.Glob(pattern) // which is well formed
	parts := strings.Split(glob, "/")
	for _, full := range paths {
		path := full
		if folder != "" {
			path, _ = filepath.Rel(folder, full) // which is in it
		}
		names := strings.Split(path, "/")
		hidden := func(i int) bool {
			return i < len(names) && strings.HasPrefix(names[i], ".") && line.IsGlob(parts[i]) && parts[i][0] != '.'
		}
		info, err := os.Stat(full)
		if slices.ContainsFunc(indexes(len(parts)), hidden) || err == nil && info.IsDir() {
			continue
		}
		if strings.HasPrefix(path, "--") {
			path = "./" + path // it is no option
		}
		found = append(found, path)
	}
	slices.Sort(found)
	return found
}

// asItIs escapes what has a meaning in a glob.
var asItIs = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// thereIs tells what a glob without a match could have been.
func (e *Env) thereIs(glob string, kinds []*nameKind) string {
	var names []string
	for _, k := range kinds {
		if k.list == nil {
			folder := filepath.Dir(line.Unescaped(glob))
			entries, _ := os.ReadDir(cmp.Or(e.besides(folder), expandHome(folder))) // a folder that cannot be read has none
			for _, entry := range entries {
				if name := filepath.Join(folder, entry.Name()); !entry.IsDir() && !strings.HasPrefix(entry.Name(), ".") {
					names = append(names, source.ParseRef(name).Name())
				}
			}
			continue
		}
		for _, n := range k.list(e) {
			if !slices.Contains(names, n.word) {
				names = append(names, n.word)
			}
		}
	}
	if len(names) == 0 {
		return "there is none; quotes keep * ? and [ as they are"
	}
	return hint.Among(names)
}
