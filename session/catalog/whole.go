package catalog

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// Genome lists the main sequences on offer in the order in which people count them, and returns
// how many others there are: alternative loci, unplaced contigs and the like, and those of
// which no length is known.
func (c *Catalog) Genome() (main []genome.Sequence, others int) {
	all := c.Sequences()
	have := make(map[string]bool, len(all))
	for _, s := range all {
		have[s.Name] = true
	}
	for _, s := range all {
		if s.Length > 0 && !genome.Secondary(s.Name, func(name string) bool { return have[name] }) {
			main = append(main, s)
		}
	}
	slices.SortStableFunc(main, byNumber)
	return main, len(all) - len(main)
}

// numbered matches the name of a sequence with a number: chr10, 2L.
var numbered = regexp.MustCompile(`(?i)^(?:chr(?:omosome)?)?_?(\d{1,4})([a-z]?)$`)

// byNumber orders the sequences that are numbered by their numbers, before those that are not, which keep their
// order, with the mitochondrion last.
func byNumber(a, b genome.Sequence) int {
	rank := func(name string) (number int, arm string) {
		if m := numbered.FindStringSubmatch(name); m != nil {
			number, _ = strconv.Atoi(m[1])
			return number, m[2]
		}
		if bare := strings.TrimPrefix(strings.ToLower(name), "chr"); bare == "m" || bare == "mt" {
			return math.MaxInt, ""
		}
		return math.MaxInt - 1, ""
	}
	n, arm := rank(a.Name)
	m, other := rank(b.Name)
	return cmp.Or(cmp.Compare(n, m), strings.Compare(arm, other))
}
