package genome

import "strings"

// An Edit is bases of a sequence that others take the place of, in capitals. The same change of a repeat can be written at several
// places: what is inserted or deleted can be shifted over bases that are like it.
type Edit struct {
	Start    int
	Ref, Alt string
}

// Bases are the bases of a sequence from a position on, in capitals.
type Bases struct {
	From int
	Text string
}

// At returns the base at a position, 0 outside.
func (b Bases) At(pos int) byte {
	if pos < b.From || pos >= b.From+len(b.Text) {
		return 0
	}
	return b.Text[pos-b.From]
}

// Of returns the bases of an interval. ok is false if they are not all there.
func (b Bases) Of(iv Interval) (text string, ok bool) {
	if iv.Start < b.From || iv.End > b.From+len(b.Text) {
		return "", false
	}
	return b.Text[iv.Start-b.From : iv.End-b.From], true
}

// NewEdit returns the edit of alleles that begin at start, without the bases that they have in common.
func NewEdit(start int, ref, alt string) Edit {
	ref, alt = strings.ToUpper(ref), strings.ToUpper(alt)
	for len(ref) > 0 && len(alt) > 0 && ref[len(ref)-1] == alt[len(alt)-1] {
		ref, alt = ref[:len(ref)-1], alt[:len(alt)-1]
	}
	for len(ref) > 0 && len(alt) > 0 && ref[0] == alt[0] {
		ref, alt, start = ref[1:], alt[1:], start+1
	}
	return Edit{start, ref, alt}
}

// Edit returns what a change at a place does to the bases. ok is false if these do not have the place, or have others there than
// the change says.
func (c Change) Edit(at Interval, bases Bases) (e Edit, ok bool) {
	switch c.Kind {
	case "sub":
		return NewEdit(at.Start, c.Ref, c.Alt), true
	case "ins":
		return Edit{at.Start + 1, "", c.Alt}, true
	}
	there, ok := bases.Of(at)
	ok = ok && (c.Ref == "" || c.Ref == there)
	switch c.Kind {
	case "del":
		return Edit{at.Start, there, ""}, ok
	case "dup":
		return Edit{at.End, "", there}, ok
	case "inv":
		return NewEdit(at.Start, there, reversed(there)), ok
	}
	return NewEdit(at.Start, there, c.Alt), ok
}

// complements are the bases that pair; others stay.
var complements = strings.NewReplacer("A", "T", "T", "A", "C", "G", "G", "C")

// reversed returns bases as the other strand has them.
func reversed(bases string) string {
	out := []byte(complements.Replace(bases))
	for i, k := 0, len(out)-1; i < k; i, k = i+1, k-1 {
		out[i], out[k] = out[k], out[i]
	}
	return string(out)
}

// Shifts reports whether the edit can be written at other places: it only inserts, or only deletes.
func (e Edit) Shifts() bool { return (e.Ref == "") != (e.Alt == "") }

// Left returns the edit as far to the left as it can be written on the bases.
func (e Edit) Left(bases Bases) Edit {
	text, k := e.Ref+e.Alt, 0
	for n := len(text); e.Shifts() && repeats(bases.At(e.Start-1-k), text[n-1-k%n]); {
		k++
	}
	return e.shifted(-k)
}

// Right returns the edit as far to the right as it can be written on the bases.
func (e Edit) Right(bases Bases) Edit {
	text, k := e.Ref+e.Alt, 0
	for n := len(text); e.Shifts() && repeats(bases.At(e.Start+len(e.Ref)+k), text[k%n]); {
		k++
	}
	return e.shifted(k)
}

// shifted returns the edit, which Shifts, by positions to the right.
func (e Edit) shifted(by int) Edit {
	rotated := func(text string) string {
		if text == "" {
			return ""
		}
		k := (by%len(text) + len(text)) % len(text)
		return text[k:] + text[:k]
	}
	if by == 0 {
		return e
	}
	return Edit{e.Start + by, rotated(e.Ref), rotated(e.Alt)}
}

// repeats reports whether a base of the reference is that of an edit. Unknown bases are like none.
func repeats(reference, base byte) bool { return reference == base && base != 'N' && base != 0 }
