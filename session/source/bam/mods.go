package bam

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/source"
)

// Modified bases, in the tags MM and ML ("Sequence Alignment/Map Optional Fields Specification", section 1.7).

// modNames are the names of modifications that measurements have, by their codes.
var modNames = map[string]string{
	"m": "5mC", "h": "5hmC", "f": "5fC", "c": "5caC", "g": "5hmU", "e": "5fU", "b": "5caU", "a": "6mA", "o": "8oxoG", "n": "Xao",
	"27551": "5mC", "76792": "5hmC", "76794": "5fC", "76793": "5caC", "16964": "5hmU", "80961": "5fU", "17477": "5caU", "28871": "6mA",
	"44605": "8oxoG", "18107": "Xao",
}

// modName returns the name of the modification with a code.
func modName(code string) string {
	if name, ok := modNames[code]; ok {
		return name
	}
	if code[0] >= '0' && code[0] <= '9' {
		return "ChEBI_" + code
	}
	return "mod_" + code
}

// modGroup is what MM says of one base of a read: which of them may be modified, and how.
type modGroup struct {
	base     byte // A C G T N, as the sequencer read it
	opposite bool // the modification is on the other strand
	codes    []string
	unsaid   bool // what is skipped is not known, rather than not modified
	skips    []int
	chances  []byte // of each skip and code, of 255; empty for certain ones
}

// modifications parses MM and ML. ok is false where they cannot be trusted: they do not fit each other or the read, which may have lost
// bases (hard clips, no bases at all).
func (r *record) modifications() (groups []modGroup, has, ok bool) {
	mm, kind := r.tag("MM")
	if kind != 'Z' {
		if mm, kind = r.tag("Mm"); kind != 'Z' {
			return nil, false, true
		}
	}
	if r.bases() == 0 {
		return nil, true, false
	}
	if v, kind := r.tag("MN"); kind != 0 {
		if n, fits := integer(v, kind); fits && n != r.bases() {
			return nil, true, false
		}
	} else if r.hardClipped() {
		return nil, true, false
	}
	ml, kind := r.tag("ML")
	if kind == 0 {
		ml, kind = r.tag("Ml")
	}
	var chances []byte
	if kind == 'B' && ml[0] == 'C' {
		chances = ml[5:]
	} else if kind != 0 {
		return nil, true, false
	}
	certain := kind == 0
	groups, ok = parseMM(mm[:len(mm)-1])
	for i := range groups {
		g := &groups[i]
		if n := len(g.skips) * len(g.codes); !certain {
			if n > len(chances) {
				return nil, true, false
			}
			g.chances, chances = chances[:n], chances[n:]
		}
	}
	return groups, true, ok && (certain || len(chances) == 0)
}

// hardClipped reports whether bases of the read are not here.
func (r *record) hardClipped() bool {
	for i := range r.ops() {
		if op, _ := r.op(i); op == 'H' {
			return true
		}
	}
	return false
}

// parseMM parses the tag MM: C+m?,5,12;C+h,3;
func parseMM(text []byte) (groups []modGroup, ok bool) {
	for len(text) > 0 {
		if len(text) < 3 || text[1] != '+' && text[1] != '-' {
			return nil, false
		}
		g := modGroup{base: text[0], opposite: text[1] == '-'}
		if g.base == 'U' {
			g.base = 'T'
		}
		i := 2
		for ; i < len(text) && (text[i] >= '0' && text[i] <= '9' || text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z'); i++ {
		}
		if codes := string(text[2:i]); codes == "" {
			return nil, false
		} else if codes[0] <= '9' {
			g.codes = []string{codes}
		} else {
			for _, c := range codes {
				g.codes = append(g.codes, string(c))
			}
		}
		if i < len(text) && (text[i] == '?' || text[i] == '.') {
			g.unsaid = text[i] == '?'
			i++
		}
		for i < len(text) && text[i] == ',' {
			k := i + 1
			for ; k < len(text) && text[k] >= '0' && text[k] <= '9'; k++ {
			}
			n, err := strconv.Atoi(string(text[i+1 : k]))
			if err != nil {
				return nil, false
			}
			g.skips = append(g.skips, n)
			i = k
		}
		if i == len(text) || text[i] != ';' {
			return nil, false
		}
		groups, text = append(groups, g), text[i+1:]
	}
	return groups, true
}

// modCall is what a read says of one of its bases and one modification.
type modCall struct {
	at     int // in the read, as it is aligned
	code   string
	chance byte // of 255
	// likeliest reports whether the modification is likelier than any other and than none; of several that are as likely it is
	// the first in MM.
	likeliest bool
}

// said is what a group says of a base: the chances of its codes; none where it says nothing.
type said struct {
	codes   []string
	chances []byte
}

// modCalls calls yield with what a read says of its bases: for each modification that is known there, whether it is modified or
// not. It reports whether the tags are there and can be trusted.
func (r *record) modCalls(yield func(c modCall)) (has, ok bool) {
	groups, has, ok := r.modifications()
	if !has || !ok {
		return has, ok
	}
	type strandBase struct {
		base     byte
		opposite bool
	}
	done := map[strandBase]bool{}
	for i := range groups {
		key := strandBase{groups[i].base, groups[i].opposite}
		if done[key] {
			continue
		}
		done[key] = true
		var of []*modGroup
		for k := range groups {
			if (strandBase{groups[k].base, groups[k].opposite}) == key {
				of = append(of, &groups[k])
			}
		}
		if !r.callsOf(key.base, of, yield) {
			return true, false
		}
	}
	return true, true
}

// callsOf is modCalls for the groups of one base and strand.
func (r *record) callsOf(base byte, groups []*modGroup, yield func(c modCall)) bool {
	n, back := r.bases(), r.flag()&reverse != 0
	want := baseCode(base)
	if back && base != 'N' {
		want = complements[want]
	}
	next := make([]int, len(groups)) // of skips
	left := make([]int, len(groups)) // to skip before it
	for g := range groups {
		if len(groups[g].skips) > 0 {
			left[g] = groups[g].skips[0]
		}
	}
	var all said
	for i := range n {
		at := i
		if back {
			at = n - 1 - i
		}
		if base != 'N' && r.base(at) != want {
			continue
		}
		all.codes, all.chances = all.codes[:0], all.chances[:0]
		for g, group := range groups {
			if next[g] < len(group.skips) && left[g] == 0 {
				for k, code := range group.codes {
					chance := byte(255)
					if group.chances != nil {
						chance = group.chances[next[g]*len(group.codes)+k]
					}
					all.codes, all.chances = append(all.codes, code), append(all.chances, chance)
				}
				if next[g]++; next[g] < len(group.skips) {
					left[g] = group.skips[next[g]]
				}
				continue
			}
			left[g]--
			if !group.unsaid {
				for _, code := range group.codes {
					all.codes, all.chances = append(all.codes, code), append(all.chances, 0)
				}
			}
		}
		all.call(at, yield)
	}
	for g := range groups {
		if next[g] < len(groups[g].skips) {
			return false // there are fewer such bases
		}
	}
	return true
}

// call yields what is said of a base.
func (s *said) call(at int, yield func(c modCall)) {
	if len(s.codes) == 0 {
		return
	}
	best, sum := 0, 0
	for i, chance := range s.chances {
		sum += int(chance)
		if chance > s.chances[best] {
			best = i
		}
	}
	// A chance of n of 255 stands for n/256 to (n+1)/256.
	modified := s.chances[best] > 0 && 2*int(s.chances[best])+1 > 2*(255-min(sum, 255))
	for i, code := range s.codes {
		yield(modCall{at, code, s.chances[i], modified && i == best})
	}
}

// complements are the codes of the complements of bases.
var complements = [16]byte{0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}

// looked is how many reads are looked at to find which modifications a file has.
const looked = 500

// errLooked ends the look at reads.
var errLooked = errors.New("enough reads")

// addModifications adds the signals of the modifications that the first reads have.
func (f *reads) addModifications(ctx context.Context) {
	seq, ok := f.number[f.info.First.Seq]
	if !ok {
		return
	}
	names, codes := []string(nil), map[string][]string{}
	reads, modified, untrusted := 0, 0, 0
	err := f.eachOf(ctx, seq, f.info.First, false, func(r *record, _ int) error {
		if reads++; reads > looked {
			return errLooked
		}
		mm, kind := r.tag("MM")
		if kind != 'Z' {
			if mm, kind = r.tag("Mm"); kind != 'Z' {
				return nil
			}
		}
		modified++
		groups, ok := parseMM(mm[:len(mm)-1])
		if r.bases() > 0 {
			_, ok = r.modCalls(func(modCall) {})
		} else if _, stated := r.tag("MN"); stated == 0 && r.hardClipped() {
			ok = false // the bases are not read here, or there are none
		}
		if !ok {
			untrusted++
		}
		for _, g := range groups {
			for _, code := range g.codes {
				name := modName(code)
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
				if !slices.Contains(codes[name], code) {
					codes[name] = append(codes[name], code)
				}
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errLooked) {
		f.info.Notes = append(slices.Clip(f.info.Notes),
			fmt.Sprintf("which modified bases there are is not known beyond the first %d reads: %v", reads, err))
	}
	slices.Sort(names)
	for _, name := range names {
		slices.Sort(codes[name])
		fraction, coverage := f.modified(codes[name])
		f.signals = append(f.signals, source.Counted{Name: name, Source: fraction}, source.Counted{Name: name + "_coverage", Source: coverage})
	}
	if len(names) > 0 {
		f.info.Notes = append(slices.Clip(f.info.Notes),
			fmt.Sprintf("modified bases, as the first %d reads have them: %s", min(reads, looked), strings.Join(names, ", ")))
	}
	if untrusted > 0 {
		f.info.Notes = append(slices.Clip(f.info.Notes),
			fmt.Sprintf("%d of %d of these have tags MM that do not fit, or lost bases (hard clips without MN), and do not count",
				untrusted, modified))
	}
}
