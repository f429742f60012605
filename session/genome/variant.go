package genome

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// Change is a change of the reference, as it was typed after its place. It is the zero value for a place alone.
type Change struct {
	// Kind is "sub" for bases that are written for others, "del", "ins", "dup", "inv" or "delins".
	Kind string
	// Ref and Alt are the bases in capitals, "" where the text does not say them.
	Ref, Alt string
}

var (
	// substitution matches chr1:g.123A>G, and the same without g.; of mitochondria it is m.
	substitution = regexp.MustCompile(`(?i)^(.+?):(?:[gm]\.)?([0-9,]+)([ACGTN]+)>([ACGTN]+)$`)
	// coloned matches chr1:123:A:G.
	coloned = regexp.MustCompile(`(?i)^(.+?):([0-9,]+):([ACGTN]+):([ACGTN]+)$`)
	// changed matches what HGVS has for other changes: chr1:g.123_125del.
	changed = regexp.MustCompile(`(?i)^(.+?):[gm]\.([0-9]+)(?:_([0-9]+))?(?:(delins|del|dup|inv|ins)([ACGTN]*)|del([ACGTN]+)ins([ACGTN]+))$`)
	// ofTranscript matches the HGVS names of changes of transcripts and proteins.
	ofTranscript = regexp.MustCompile(`^[^:\s]+:([cnpr])\.[^\s]+$`)
)

// parseVariant reads a change of the reference. ok is false for text of another form.
func parseVariant(s string) (l Locus, ok bool, err error) {
	s = plain(s)
	var name, from, to string
	var c Change
	switch {
	case substitution.MatchString(s):
		m := substitution.FindStringSubmatch(s)
		name, from, c = m[1], m[2], Change{"sub", m[3], m[4]}
	case coloned.MatchString(s):
		m := coloned.FindStringSubmatch(s)
		name, from, c = m[1], m[2], Change{"sub", m[3], m[4]}
	case changed.MatchString(s):
		m := changed.FindStringSubmatch(s)
		name, from, to, c = m[1], m[2], m[3], Change{Kind: strings.ToLower(m[4]), Alt: m[5]}
		if m[6] != "" { // delACGinsTT says both
			c = Change{"sub", m[6], m[7]}
		}
		if c.Kind == "del" || c.Kind == "dup" || c.Kind == "inv" { // the bases that are there
			c.Ref, c.Alt = c.Alt, ""
		}
	case ofTranscript.MatchString(s):
		return l, true, errors.New("the position is of a transcript or protein; wanted one of a sequence, as chr1:g.123A>G")
	default:
		return l, false, nil
	}
	c.Ref, c.Alt = strings.ToUpper(c.Ref), strings.ToUpper(c.Alt)
	first, err := ParsePosition(from)
	if err != nil {
		return l, true, err
	}
	last := first + max(len(c.Ref), 1) - 1
	if to != "" {
		if last, err = ParsePosition(to); err != nil {
			return l, true, err
		}
	}
	switch {
	case c.Kind == "ins" && (to == "" || last != first+1):
		return l, true, errors.New("an insertion is between two bases, as chr1:g.123_124insA")
	case to != "" && c.Ref != "" && len(c.Ref) != last-first+1:
		return l, true, fmt.Errorf("%d bases from %d to %d, and %d are written", last-first+1, first, last, len(c.Ref))
	}
	l.Point, l.Change = true, c
	l.Interval, err = FromInclusive(name, first, last)
	return l, true, err
}

// String returns the change as it is written after a position.
func (c Change) String() string {
	if c.Kind == "sub" {
		return c.Ref + ">" + c.Alt
	}
	return c.Kind + c.Ref + c.Alt
}

// ChangesLength reports whether the change inserts or deletes bases, so that it can be written at several places of a repeat.
func (c Change) ChangesLength() bool {
	switch c.Kind {
	case "sub":
		return len(c.Ref) != len(c.Alt)
	case "inv", "":
		return false
	}
	return true
}

// Is reports whether a variant of a file, whose reference allele begins at start, is the change as it is written, at its place. What the
// alleles have in common does not count.
func (c Change) Is(at Interval, start int, ref, alt string) bool {
	e := NewEdit(start, ref, alt)
	whole := e.Start == at.Start && len(e.Ref) == at.Len()
	switch c.Kind {
	case "del":
		return whole && e.Alt == "" && (c.Ref == "" || c.Ref == e.Ref)
	case "delins":
		return whole && e.Alt == c.Alt
	case "ins":
		return e == Edit{at.Start + 1, "", c.Alt}
	case "dup": // of bases that are known only if they are written
		there := Bases{at.Start, c.Ref}
		return c.Ref != "" && e.Left(there) == Edit{at.End, "", c.Ref}.Left(there)
	case "sub":
		return e == NewEdit(at.Start, c.Ref, c.Alt)
	}
	return false
}

// symbols are what files have for changes of long stretches, behind the base in front of them.
var symbols = map[string]string{"del": "<DEL", "dup": "<DUP", "inv": "<INV"}

// IsSymbol reports whether a symbolic allele of a variant at a place, such as <DEL>, is the change at another.
func (c Change) IsSymbol(at, of Interval, alt string) bool {
	symbol, ok := symbols[c.Kind]
	return ok && strings.HasPrefix(alt, symbol) && of.Start+1 == at.Start && of.End == at.End
}
