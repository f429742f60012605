package vcf

import (
	"bytes"
	"math"
	"strconv"

	"github.com/epiviz/epivizgo/session/genome"
)

// origin is where the frequency of a site is from.
type origin int

const (
	unknown origin = iota
	stated
	unfit // stated, and no share for each alternate allele
	counted
	genotyped
	origins
)

// frequency returns the share of alternate alleles, NaN if the site does not say. What it states is not set aside for a share that is
// computed, whatever it is. odd is as genotypes returns it, where these are counted.
func (s *site) frequency() (share float64, from origin, odd []byte) {
	if sum, n, known := total(s.frequencies); known {
		if fits := n == 1 || n == s.alternates(); !fits || sum-sum != 0 {
			return math.NaN(), unfit, nil
		}
		return sum, stated, nil
	}
	if n, err := strconv.ParseFloat(string(s.alleles), 64); err == nil && n > 0 {
		if sum, _, known := total(s.counts); known && sum-sum == 0 {
			return sum / n, counted, nil
		}
	}
	called, alternate, odd := s.genotypes()
	if called > 0 {
		return float64(alternate) / float64(called), genotyped, odd
	}
	return math.NaN(), unknown, odd
}

// total returns the sum of n numbers that commas separate, NaN if one cannot be read. known is false if one is missing.
func total(list []byte) (sum float64, n int, known bool) {
	for len(list) > 0 {
		var one []byte
		if one, list, _ = bytes.Cut(list, []byte{','}); missing(one) {
			return 0, 0, false
		}
		v, err := strconv.ParseFloat(string(one), 64)
		if err != nil {
			v = math.NaN()
		}
		sum, n, known = sum+v, n+1, true
	}
	return sum, n, known
}

// genotypes counts the alleles that are called in the genotypes of all samples, and the alternate ones among
// them. odd is the first genotype that cannot be read, or names an allele that the site does not have: such count nothing.
func (s *site) genotypes() (called, alternate int, odd []byte) {
	at := s.genotypeField()
	if at < 0 {
		return 0, 0, nil
	}
	most := s.alternates()
	rest := s.samples
	for len(rest) > 0 {
		digits, allele, wrong := 0, 0, false
		n, others := 0, 0
		i := skipFields(rest, at)
		from := i
	genotype:
		for ; i < len(rest); i++ {
			switch c := rest[i]; {
			case c >= '0' && c <= '9':
				digits, allele = digits+1, min(10*allele+int(c-'0'), genome.MaxPosition)
				wrong = wrong || allele > most
			case c == '/' || c == '|' || c == '.':
				n, others = count(n, others, digits, allele > 0)
				digits, allele = 0, 0
			case c == ':' || c == '\t':
				break genotype
			default:
				wrong = true
			}
		}
		if n, others = count(n, others, digits, allele > 0); !wrong {
			called, alternate = called+n, alternate+others
		} else if odd == nil {
			odd = rest[from:i]
		}
		if rest = rest[i:]; len(rest) > 0 {
			_, rest, _ = bytes.Cut(rest, []byte{'\t'})
		}
	}
	return called, alternate, odd
}

// alternates returns the number of alternate alleles.
func (s *site) alternates() int {
	if missing(s.column[altColumn]) {
		return 0
	}
	return bytes.Count(s.column[altColumn], []byte{','}) + 1
}

// genotypeField returns which of the fields of a sample is its genotype, -1 if none is. The format wants it first.
func (s *site) genotypeField() int {
	n := 0
	for key := range bytes.SplitSeq(s.column[formatColumn], []byte{':'}) {
		if string(key) == genotypeKey {
			return n
		}
		n++
	}
	return -1
}

// skipFields returns where a field of a sample begins: at the tab behind it if it has fewer.
func skipFields(samples []byte, n int) (at int) {
	for ; n > 0 && at < len(samples) && samples[at] != '\t'; at++ {
		if samples[at] == ':' {
			n--
		}
	}
	return at
}

// count counts an allele that has digits.
func count(called, alternate, digits int, nonzero bool) (int, int) {
	if digits == 0 {
		return called, alternate
	}
	if nonzero {
		alternate++
	}
	return called + 1, alternate
}
