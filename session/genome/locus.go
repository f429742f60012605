package genome

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Locus is a place as it was typed.
type Locus struct {
	// Interval is 0-based and half-open. Start and End are 0 for the whole sequence. Seq is
	// "" for a range alone.
	Interval
	// Point reports whether a single position was typed, whose base Interval is.
	Point bool
	// Change is what was typed to be changed there; Interval has the bases of the reference that it is of.
	Change Change
	// Note says how the text was read where that is a guess, or what of it has no meaning.
	Note string
}

// ParseLocus reads what people type or paste for a place. Positions are 1-based and
// inclusive and written as ParsePosition reads them:
//
//	chr1:1,000-2,000   chr1:1000..2000   chr1:5m-5.2m   chr1 1000 2000
//	chr1:1000          the one base
//	chr1               the whole sequence
//	1,000-2,000        a range of the sequence that is shown
//	chr1:g.123A>G      the bases of the reference that are changed, also
//	                   chr1:123A>G, chr1:123:A:G and chr1:g.123_125del
//
// The text may have what papers and web pages print: dashes of all kinds, full-width
// letters, spaces between thousands, a unit after the range (28.5–33.4 Mb), the strand
// after it, as in (+), and quotes around all.
//
// has reports whether a sequence exists; nil knows none. Text that is the name of a
// sequence is that sequence, even if it looks like a locus, as names of HLA alleles do.
// Otherwise the last colon separates the name from the positions, or else a space. Text
// without positions is a name, of a sequence or of anything else.
func ParseLocus(s string, has func(name string) bool) (Locus, error) {
	if s = strings.TrimSpace(s); trim(s) == "" {
		return Locus{}, errors.New("an empty locus; wanted something like chr1:1,000-2,000")
	}
	if has == nil {
		has = func(string) bool { return false }
	}
	whole := Locus{Interval: Interval{Seq: s}}
	if known(s, has) != "" {
		whole.Seq = known(s, has)
		if name, positions, colon := cutName(s, has); colon && known(name, has) != "" {
			if r, err := parseRange(positions, colon); err == nil {
				whole.Note = fmt.Sprintf("%s is a sequence; the place of %s is %s %d %d", whole.Seq, name, name, r.from, r.to)
			}
		}
		return whole, nil
	}
	if m := quoted.FindStringSubmatch(s); m != nil {
		return ParseLocus(m[1], has)
	}
	if l, ok, err := parseVariant(trim(s)); ok {
		if err != nil {
			return Locus{}, fmt.Errorf("locus %q: %w", s, err)
		}
		if name := known(l.Seq, has); name != "" {
			l.Seq = name
		}
		return l, nil
	}
	name, positions, colon := cutName(s, has)
	switch {
	case positions == "" && !colon, !looksPositional(positions) && (colon || known(name, has) == "" || len(strings.Fields(positions)) != 2):
		return whole, nil
	case name == "" && colon:
		return Locus{}, fmt.Errorf("locus %q has no sequence name before the colon", s)
	}
	r, err := parseRange(positions, colon)
	if name == "" && (err != nil || !r.dashed) {
		return whole, nil // 7SK and 5-HT are names
	}
	l := Locus{Point: r.from == r.to && !r.two, Note: strings.Join(r.notes, "; ")}
	if err == nil {
		l.Interval, err = FromInclusive(name, r.from, r.to)
	}
	if err != nil {
		return Locus{}, fmt.Errorf("locus %q: %w", s, err)
	}
	return l, nil
}

// cutName separates the name of a sequence from the positions after it. colon reports
// whether a colon does that. Without one, the name is "" if the text begins with the positions.
func cutName(s string, has func(string) bool) (name, positions string, colon bool) {
	unstranded := strand.ReplaceAllString(s, "") // which may have a colon
	if i := strings.LastIndexFunc(unstranded, isColon); i >= 0 {
		_, width := utf8.DecodeRuneInString(s[i:])
		name = strings.TrimSpace(s[:i])
		if known := known(name, has); known != "" {
			name = known
		}
		return name, s[i+width:], true
	}
	fields := strings.Fields(s)
	for n := len(fields) - 1; n > 0; n-- {
		if name := known(strings.Join(fields[:n], " "), has); name != "" {
			return name, strings.Join(fields[n:], " "), false
		}
	}
	if looksPositional(s) {
		return "", s, false
	}
	return fields[0], strings.Join(fields[1:], " "), false
}

// known returns the name that has knows: s itself or, of typeset text, s in plain
// characters; chr 1 and chromosome 1 are chr1. It returns "" if none is known.
func known(s string, has func(string) bool) string {
	for _, name := range []string{s, trim(s), plain(s), chromosome.ReplaceAllString(plain(s), "chr")} {
		if has(name) {
			return name
		}
	}
	return ""
}

// chromosome matches what is before the number of a chromosome in print.
var chromosome = regexp.MustCompile(`(?i)^chr(?:omosome|\.)?\s+`)

// quoted matches a place in typographic quotes.
var quoted = regexp.MustCompile("^[“„«‘](.+)[”“»’]$")

// strand matches the strand after a place, as bedtools and R print it.
var strand = regexp.MustCompile(`\s*(?:\(([-+.*−–])\)|:([-+*]))\s*$`)

// unit matches a unit at the end of a position, and the space before it.
var unit = regexp.MustCompile(`(?i)(\d)(\s*)([kmg]bp?|[kmg]|bp?)$`)

// separated matches two numbers that may be one with a space between its thousands.
var separated = regexp.MustCompile(`^\d{1,3} \d{3}$`)

// positions are those of a locus, 1-based and inclusive.
type positions struct {
	from, to int
	two      bool // rather than one
	dashed   bool // a dash or .. is between them
	notes    []string
}

// parseRange reads the positions of a locus. colon reports whether they follow a colon.
func parseRange(s string, colon bool) (r positions, err error) {
	s = strings.TrimSpace(plain(s))
	if m := strand.FindStringSubmatch(s); m != nil {
		s = strings.TrimSuffix(s, m[0])
		if either := m[1]+m[2] == "*" || m[1] == "."; !either {
			r.notes = append(r.notes, "a place has no strand: "+strings.TrimSpace(m[0])+" is left out")
		}
	}
	from, to := s, s
	for _, sep := range []string{"..", "-"} {
		if a, b, ok := strings.Cut(s, sep); ok && !r.two {
			from, to, r.two, r.dashed = strings.TrimSpace(a), strings.TrimSpace(b), true, true
		}
	}
	if fields := strings.Fields(unit.ReplaceAllString(s, "$1$3")); !r.two && len(fields) == 2 {
		if colon && separated.MatchString(s) {
			return r, fmt.Errorf("%q may be one position or two; write %s or %s", s, strings.Join(fields, ","), strings.Join(fields, "-"))
		}
		from, to, r.two = fields[0], fields[1], true
	}
	if both, note := sharedUnit(from, to); r.two && note != "" {
		from, r.notes = both, append(r.notes, note)
	}
	if r.from, err = ParsePosition(from); err == nil {
		r.to, err = ParsePosition(to)
	}
	return r, err
}

// sharedUnit reads a range whose end alone has a unit of thousands: in print, 28.5-33.4 Mb,
// it is that of both. It returns the start that is read, and the note on it if it is a guess.
func sharedUnit(from, to string) (start, note string) {
	m := unit.FindStringSubmatch(to)
	if m == nil || m[3][0]|0x20 == 'b' || unit.MatchString(from) {
		return from, ""
	}
	shared := from + m[3]
	first, err := ParsePosition(shared)
	last, err2 := ParsePosition(to)
	switch {
	case err != nil || err2 != nil || first < 1 || first > last:
		return from, ""
	case m[2] != "" || strings.Contains(from, "."):
		return shared, fmt.Sprintf("the unit is read as that of both ends: %s-%s", shared, strings.ReplaceAll(to, " ", ""))
	case from == "1":
		return from, "" // from the beginning
	}
	return from, fmt.Sprintf("the unit is read as that of the end alone; write %s-%s for the other", shared, to)
}

// isColon reports whether r is a colon of some script.
func isColon(r rune) bool { return r == ':' || r == '：' || r == '﹕' || r == '∶' || r == '꞉' }

// plain replaces the characters of typeset text by those that people type.
func plain(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf
	}
	if ascii {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case isColon(r):
			b.WriteByte(':')
		case isInvisible(r):
		case r == '…' || r == '‥':
			b.WriteString("..")
		case unicode.Is(unicode.Pd, r) || r == '−' || r == '⁃' || r == '﹣':
			b.WriteByte('-')
		case r >= '！' && r <= '～': // full-width forms of ASCII
			b.WriteRune(r - '！' + '!')
		case isThin(r) && i > 0 && i < len(runes)-1 && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]):
			b.WriteByte(',') // between thousands
		case r == '’' || r == '٬':
			b.WriteByte('\'')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isThin reports whether r is a space that is narrower than one between words.
func isThin(r rune) bool { return r >= '\u2006' && r <= '\u200a' || r == '\u202f' }

// isInvisible reports whether r takes no room: zero-width spaces, marks of direction, soft
// hyphens.
func isInvisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

// trim removes what cannot be seen at either end of s.
func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || isInvisible(r) })
}

// looksPositional reports whether the text after a name's colon is meant as
// positions, right or wrong: it is empty, or begins with a digit or with
// something that people type before one by mistake. "01:01" of an HLA allele does
// as well, but "A*01" does not.
func looksPositional(s string) bool {
	s = strings.TrimSpace(plain(s))
	return s == "" || strings.IndexByte("0123456789.,-+", s[0]) >= 0
}

// FromInclusive turns 1-based inclusive positions, as typed, into an Interval.
func FromInclusive(seq string, start, end int) (Interval, error) {
	switch {
	case start < 1:
		return Interval{}, fmt.Errorf("start %d: positions are counted from 1", start)
	case end < start:
		return Interval{}, fmt.Errorf("end %d lies before start %d", end, start)
	case end > MaxPosition:
		return Interval{}, errTooFar(fmt.Sprint(end))
	}
	return Interval{Seq: seq, Start: start - 1, End: end}, nil
}

// ParsePosition reads one typed position: digits, which may have one kind of separator
// between groups of three, or a number with a unit, k, m or g with or without b or bp (5kb,
// 1.5 Mbp), that comes to a whole number. The result is at least 0 and at most
// MaxPosition.
func ParsePosition(s string) (int, error) {
	t := strings.TrimSpace(s)
	decimals := 0 // digits that the unit allows after the point
	if m := unit.FindStringSubmatchIndex(t); m != nil {
		decimals = map[byte]int{'k': 3, 'm': 6, 'g': 9}[t[m[6]]|0x20]
		t = t[:m[3]]
	}
	whole, fraction, point := strings.Cut(t, ".")
	for _, sep := range []string{",", "_", "'", " "} {
		groups := strings.Split(whole, sep)
		if len(groups) == 1 {
			continue
		}
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return 0, fmt.Errorf("%q is not a position: %q is only for groups of three digits, as in 1,000", s, sep)
			}
		}
		whole = strings.Join(groups, "")
		break
	}
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" || point && decimals == 0 || len(fraction) > decimals {
		return 0, errNotPosition(s)
	}
	// In decimal, since a float makes 1004999.99… of 1.005m.
	pos := 0
	for _, c := range whole + fraction + strings.Repeat("0", decimals-len(fraction)) {
		if c < '0' || c > '9' {
			return 0, errNotPosition(s)
		}
		if pos = 10*pos + int(c-'0'); pos > MaxPosition {
			return 0, errTooFar(s)
		}
	}
	return pos, nil
}

func errNotPosition(s string) error {
	if s == "" {
		return errors.New("a position is missing; wanted a whole number such as 1,000 or 1.5m")
	}
	return fmt.Errorf("%q is not a position; wanted a whole number such as 1,000 or 1.5m", s)
}

func errTooFar(s string) error {
	return fmt.Errorf("position %s lies beyond the largest that is supported, %d", s, MaxPosition)
}
