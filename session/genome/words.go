package genome

import (
	"regexp"
	"slices"
	"strings"
)

// Several words: which of them are a locus together.

// IsNumber reports whether a word is meant as a position, right or wrong.
func IsNumber(word string) bool { return number.MatchString(plain(word)) }

var number = regexp.MustCompile(`(?i)^[0-9][0-9.,_']*([kmg]?bp?|[kmg])?$`)

// IsRange reports whether two words after that of a sequence are its start and end: three such
// words are always one place, even if each is also the name of a sequence.
func IsRange(start, end string) bool {
	return IsNumber(start) && IsNumber(end)
}

// MeantAsOne reports whether several words that are no places are rather one that is wrong: chr1 ten 20, chr1:100 200.
func MeantAsOne(words []string) bool {
	_, err := ParseLocus(strings.Join(words, " "), nil)
	return err != nil || len(words) == 3 && (IsNumber(words[1]) || IsNumber(words[2]))
}

// mostWords bounds the words of a locus: chr1 : 1000 - 2000 bp.
const mostWords = 6

// inside matches a word that cannot be the first of a locus, but may be the second.
var inside = regexp.MustCompile(`(?i)^([0-9:：(.\-–—−]|[kmg]?bp?$|[kmg]$)`)

// LocusWords returns how many of the first words are a locus together, such as chr1 1000 2000,
// at least 1, and the locus if these are several. has reports whether a sequence exists, and apart
// whether a word is complete by itself; nil knows none.
func LocusWords(words []string, has, apart func(string) bool) (int, Locus) {
	for n := min(len(words), mostWords); n > 1 && inside.MatchString(words[1]); n-- {
		if apart != nil && slices.ContainsFunc(words[:n], apart) {
			continue
		}
		text := strings.Join(words[:n], " ")
		l, err := ParseLocus(text, has)
		if err == nil && l.Len() > 0 && (!l.Point || strings.ContainsFunc(text, isColon)) && has(l.Seq) {
			return n, l
		}
	}
	return 1, Locus{}
}
