package repl

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/session/hint"
)

// Names of the files of snapshot.

// namings are patterns by which files are named: usually, and where a region has no name.
const usualNaming, locusNaming = "{name}_{locus}", "{locus}"

// mostName bounds a name in bytes, without what is added to it: file systems take 255.
const mostName = 180

// naming gives each region a file name of its own.
type naming struct {
	pattern string
	ext     string // with its dot
	digits  int    // of {n}

	taken    map[string]bool // in lower case, since file systems may not tell cases apart
	last     map[string]int  // the last number of a name that came again
	numbered int             // names that came again
	changed  int             // names that were made safe
	example  string          // of those, before and after
}

// placeholders are what a pattern may have in braces.
var placeholders = []string{"{name}", "{locus}", "{n}", "{seqname}", "{start}", "{end}"}

// newNaming reads a pattern for the names of files of some number of regions.
func newNaming(pattern, ext string, regions int) (*naming, error) {
	n := &naming{
		pattern: pattern, ext: ext, digits: len(fmt.Sprint(regions)), taken: map[string]bool{}, last: map[string]int{},
	}
	rest := pattern
	for _, p := range placeholders {
		rest = strings.ReplaceAll(rest, p, "")
	}
	if at := strings.IndexAny(rest, "{}"); at >= 0 {
		word := rest[at : at+1]
		if end := strings.IndexByte(rest[at:], '}'); end > 0 {
			word = rest[at : at+end+1]
		}
		return nil, withHint(misused("--name has %s, which stands for nothing", word), "%s", hint.Among(placeholders))
	}
	if bad := strings.IndexFunc(rest, func(r rune) bool { return !isNameRune(r) }); bad >= 0 {
		r, _ := utf8.DecodeRuneInString(rest[bad:])
		return nil, misused("--name is for names of files in the folder and has %q, which not all of them can have", r)
	}
	return n, nil
}

// isNameRune reports whether every file system takes a rune, and no shell or terminal makes anything of it.
func isNameRune(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N) || strings.ContainsRune("._-+", r)
}

// file returns the name of a region's file; i counts the regions from 0.
func (n *naming) file(i int, r placed) string {
	locus := fmt.Sprintf("%s_%d-%d", r.Seq, r.Start+1, r.End)
	name := r.Name
	if r.Interval.String() == name {
		name = ""
	}
	pattern := n.pattern
	if name == "" && pattern == usualNaming {
		pattern = locusNaming
	} else if name == "" {
		name = locus
	}
	named := func(name string) string {
		return strings.NewReplacer("{name}", name, "{locus}", locus, "{n}", fmt.Sprintf("%0*d", n.digits, i+1),
			"{seqname}", r.Seq, "{start}", fmt.Sprint(r.Start+1), "{end}", fmt.Sprint(r.End)).Replace(pattern)
	}
	text := named(name)
	// Of what is too long the name is cut, which others may begin with, before the rest.
	times := max(strings.Count(pattern, "{name}"), 1)
	over := (max(len(text)-mostName, 0) + times - 1) / times
	safe := safeName(named(firstBytes(name, max(len(name)-over, 0))))
	if safe == "" {
		safe = safeName(locus)
	}
	if safe != text {
		if n.changed++; n.changed == 1 {
			n.example = fmt.Sprintf("%.80q is %.80s%s", text, safe, n.ext)
		}
	}
	own := safe
	for key := strings.ToLower(safe); n.taken[strings.ToLower(own)]; own = fmt.Sprintf("%s_%d", safe, n.last[key]) {
		if n.last[key] == 0 {
			n.last[key] = 1
		}
		n.last[key]++
	}
	if own != safe {
		n.numbered++
	}
	n.taken[strings.ToLower(own)] = true
	return own + n.ext
}

// devices are names that Windows has taken, whatever follows a dot.
var devices = []string{"con", "prn", "aux", "nul", "com", "lpt"}

// firstBytes returns the whole letters among the first n bytes of a text.
func firstBytes(s string, n int) string {
	for len(s) > n {
		_, last := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-last]
	}
	return s
}

// safeName returns a text as the name of a file that every file system takes, without an ending; "" if nothing of it can
// be in one. It is never hidden, an option or a path.
func safeName(text string) string {
	var b strings.Builder
	last := ' '
	for _, r := range text {
		if !isNameRune(r) {
			r = '_'
		}
		if r == last && (r == '_' || r == '.') {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	name := firstBytes(b.String(), mostName)
	name = strings.TrimLeft(strings.TrimRight(name, "._"), "._-+")
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	if device := strings.TrimRight(stem, "0123456789"); len(stem)-len(device) <= 1 && slices.Contains(devices, device) {
		return "_" + name
	}
	return name
}
