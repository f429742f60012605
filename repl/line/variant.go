package line

import (
	"regexp"
	"strings"
)

// beforeArrow matches the beginning of a word that is a change of bases, as chr1:g.123A>G, up to the arrow. Changes of transcripts, as
// NM_1.2:c.68+1A>G, are refused as such.
var beforeArrow = regexp.MustCompile(`(?i).:(?:[0-9,]+|[a-z]\.[-*]?[0-9,+-]*)[ACGTN]+$`)

// inVariant reports whether a > between the beginning of a word and the rest of the line is the arrow of a change of bases: no redirection
// is meant where only bases follow it.
func inVariant(before, after string) bool {
	bases := len(after) - len(strings.TrimLeft(after, "ACGTNacgtn"))
	ends := bases == len(after) || strings.IndexByte(" \t\r\n;|>", after[bases]) >= 0
	return bases > 0 && ends && beforeArrow.MatchString(before)
}
