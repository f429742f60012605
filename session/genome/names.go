package genome

import (
	"fmt"
	"regexp"
	"strings"
)

// Names resolves the name of a sequence to the spelling that one source uses
// for it: chr1 to 1, chrM to MT, NC_000001.11 to chr1, chrUn_KI270302v1 to
// KI270302.1, and each of them back. It is safe for concurrent use.
type Names struct {
	seqs  []Sequence
	exact map[string]int   // name → index in seqs
	plain map[string]int   // Plain name → index in seqs, of names that have markup
	byKey map[string][]int // identity key → indexes in seqs
	rest  *Names           // asked for what seqs do not have; nil if there is nothing to ask
}

// NewNames prepares the names of a source. Those of rest count only where none of seqs fits.
func NewNames(seqs []Sequence, rest ...Sequence) *Names {
	n := &Names{seqs: seqs, exact: make(map[string]int), plain: make(map[string]int), byKey: make(map[string][]int)}
	if len(rest) > 0 {
		n.rest = NewNames(rest)
	}
	for i, s := range seqs {
		if _, twice := n.exact[s.Name]; !twice {
			n.exact[s.Name] = i
			if plain := Plain(s.Name); plain != s.Name {
				n.plain[plain] = i
			}
			key, _ := identify(s.Name)
			n.byKey[key] = append(n.byKey[key], i)
		}
	}
	return n
}

// Match is the outcome of Names.Resolve.
type Match struct {
	// Name is the source's own spelling; "" when nothing matched.
	Name string
	// Alias reports whether Name differs from the name that was asked for, which is
	// worth a note.
	Alias bool
	// Warning is "" or a sentence for people about lengths that disagree, with
	// or without a match. "here" in it is the asker, "the file" the source.
	Warning string
}

// Resolve finds the source's name for a sequence; asked.Length counts only where it is
// known.
//
// The very name that was asked for always matches, with a warning if the lengths
// disagree, and so does its form for real pages (Plain). Another spelling is a guess
// that the lengths must not contradict: chrM of hg19 (16571 bases) is not MT (16569), and chr1 of hg19
// not NC_000001.11. Then, or when several names fit, there is no match and the
// warning says why.
func (n *Names) Resolve(asked Sequence) (Match, bool) {
	m, ok := n.resolve(asked)
	if ok || n.rest == nil {
		return m, ok
	}
	if other, ok := n.rest.resolve(asked); ok {
		return other, true
	}
	return m, false
}

func (n *Names) resolve(asked Sequence) (Match, bool) {
	i, ok := n.exact[asked.Name]
	if !ok {
		i, ok = n.plain[asked.Name]
	}
	if ok {
		m := Match{Name: n.seqs[i].Name}
		if why := n.contradiction(asked, i); why != "" {
			m.Warning = why + ": another assembly?"
		}
		return m, true
	}
	key, length := identify(asked.Name)
	if !asked.Known() {
		asked.Length, asked.Open = length, false
	}
	var m Match
	for _, i := range n.byKey[key] {
		if why := n.contradiction(asked, i); why != "" {
			if m.Warning == "" {
				m.Warning = why + ": not taken for the same sequence"
			}
			continue
		}
		if m.Name != "" {
			return Match{Warning: fmt.Sprintf("%s may be %s or %s in the file", asked.Name, m.Name, n.seqs[i].Name)}, false
		}
		m = Match{Name: n.seqs[i].Name, Alias: true}
	}
	return m, m.Name != ""
}

// contradiction returns how the lengths of asked and of the source's sequence i
// exclude that they are one sequence, "" if they do not.
func (n *Names) contradiction(asked Sequence, i int) string {
	have := n.seqs[i]
	if have.MadeUp {
		return ""
	}
	key, length := identify(have.Name)
	if length > 0 && !have.Known() {
		have.Length, have.Open = length, false // known from its accession
	}
	switch {
	case asked.Known() && have.Length > asked.Length && have.Open:
		return fmt.Sprintf("%s is %d bases long here, but %s reaches to %d in the file",
			asked.Name, asked.Length, have.Name, have.Length)
	case asked.Known() && have.Known() && asked.Length != have.Length:
		return fmt.Sprintf("%s is %d bases long here, %s %d in the file",
			asked.Name, asked.Length, have.Name, have.Length)
	case key == mitochondrion && isM(asked.Name) != isM(have.Name) && (asked.Length == hg19M) != (have.Length == hg19M):
		return fmt.Sprintf("of %s here and %s in the file one has %d bases as hg19's chrM, which is not MT",
			asked.Name, have.Name, hg19M)
	}
	return ""
}

const (
	mitochondrion = "MT"
	// hg19M is the length of hg19's chrM, NC_001807.4. All later ones, MT of
	// GRCh37 among them, are NC_012920.1 with 16569 bases.
	hg19M = 16571
)

// isM reports whether name is one of UCSC's for the mitochondrion. No other name
// ever meant hg19's.
func isM(name string) bool { return strings.EqualFold(name, "chrM") || strings.EqualFold(name, "M") }

// mitochondria are the names of the mitochondrion without "chr", in upper case.
var mitochondria = map[string]bool{
	"M": true, "MT": true, "MTDNA": true, "MITO": true,
	"MITOCHONDRION_GENOME": true, "DMEL_MITOCHONDRION_GENOME": true, // FlyBase, Ensembl
}

// ucscContig is the accession in UCSC's name of a contig: chrUn_KI270302v1,
// chr1_gl000191_random. The version was 1 while names left it out.
var ucscContig = regexp.MustCompile(`^[0-9A-Z]+_([A-Z]{2}_?\d{6,9}|[A-Z]{4,6}\d{8,10})(?:V(\d+))?(?:_(?:RANDOM|ALT|FIX|DECOY))?$`)

// identify returns a key that is the same for every spelling of a sequence's name,
// and the sequence's length if the name is a known accession, else 0.
func identify(name string) (key string, length int) {
	if strings.Contains(name, ".") {
		if s, ok := accessions()[name]; ok {
			name, length = s.Name, s.Length
		}
	}
	key = strings.ToUpper(name)
	for _, prefix := range []string{"CHROMOSOME_", "CHR"} {
		if rest, ok := strings.CutPrefix(key, prefix); ok && rest != "" {
			key = rest
			break
		}
	}
	if mitochondria[key] {
		return mitochondrion, length
	}
	if !strings.Contains(key, "_") {
		return key, length
	}
	if c := ucscContig.FindStringSubmatch(key); c != nil {
		version := c[2]
		if version == "" {
			version = "1"
		}
		key = c[1] + "." + version
	}
	return key, length
}
