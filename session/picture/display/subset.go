package display

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"golang.org/x/image/font/sfnt"
)

// subset returns the font file with the outlines of some glyphs alone, and of those that these are made of. Glyphs
// keep their numbers.
func (f *face) subset(glyphs map[sfnt.GlyphIndex]rune) ([]byte, error) {
	f.open()
	tables, err := tablesOf(f.ttf)
	if err != nil {
		return nil, err
	}
	head, loca, glyf, maxp := tables["head"], tables["loca"], tables["glyf"], tables["maxp"]
	if len(head) < 54 || len(maxp) < 6 {
		return nil, fmt.Errorf("the font's tables head and maxp have %d and %d bytes", len(head), len(maxp))
	}
	count := int(binary.BigEndian.Uint16(maxp[4:]))
	offset := func(i int) int { return 2 * int(binary.BigEndian.Uint16(loca[2*i:])) }
	size := 2
	if binary.BigEndian.Uint16(head[50:]) == 1 {
		offset = func(i int) int { return int(binary.BigEndian.Uint32(loca[4*i:])) }
		size = 4
	}
	if len(loca) < size*(count+1) {
		return nil, fmt.Errorf("the font's table loca has %d bytes for %d glyphs", len(loca), count)
	}
	outlineOf := func(i int) []byte {
		from, to := offset(i), offset(i+1)
		if i >= count || from > to || to > len(glyf) {
			return nil
		}
		return glyf[from:to]
	}
	wanted := map[int]bool{0: true}
	todo := []int{}
	for g := range glyphs {
		todo = append(todo, int(g))
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if i < count {
			wanted[i] = true
		}
		for _, part := range components(outlineOf(i)) {
			if !wanted[part] {
				todo = append(todo, part)
			}
		}
	}
	var newGlyf, newLoca []byte
	for i := range count + 1 {
		newLoca = binary.BigEndian.AppendUint32(newLoca, uint32(len(newGlyf)))
		if wanted[i] && i < count {
			newGlyf = append(newGlyf, outlineOf(i)...)
			for len(newGlyf)%4 != 0 {
				newGlyf = append(newGlyf, 0)
			}
		}
	}
	newHead := slices.Clone(head)
	binary.BigEndian.PutUint16(newHead[50:], 1) // loca has 4 bytes an offset
	kept := map[string][]byte{"head": newHead, "loca": newLoca, "glyf": newGlyf}
	for _, name := range []string{"hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep"} {
		if t := tables[name]; t != nil {
			kept[name] = t
		}
	}
	return fontFile(kept), nil
}

// components returns the glyphs that a glyph is made of.
func components(outline []byte) (parts []int) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	const words, scaled, more, scaledBoth, matrix = 1, 8, 32, 64, 128
	for b := outline[10:]; len(b) >= 4; {
		flags := binary.BigEndian.Uint16(b)
		parts = append(parts, int(binary.BigEndian.Uint16(b[2:])))
		n := 6
		if flags&words != 0 {
			n = 8
		}
		switch {
		case flags&scaled != 0:
			n += 2
		case flags&scaledBoth != 0:
			n += 4
		case flags&matrix != 0:
			n += 8
		}
		if flags&more == 0 || n > len(b) {
			break
		}
		b = b[n:]
	}
	return parts
}

// tablesOf returns the tables of a font file by their names.
func tablesOf(ttf []byte) (map[string][]byte, error) {
	if len(ttf) < 12 {
		return nil, fmt.Errorf("a font file of %d bytes", len(ttf))
	}
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		if len(ttf) < 28+16*i {
			return nil, fmt.Errorf("the font file ends in its list of tables")
		}
		r := ttf[12+16*i:]
		at, n := uint64(binary.BigEndian.Uint32(r[8:])), uint64(binary.BigEndian.Uint32(r[12:]))
		if at+n > uint64(len(ttf)) {
			return nil, fmt.Errorf("the font's table %q ends behind the file", r[:4])
		}
		tables[string(r[:4])] = ttf[at : at+n]
	}
	return tables, nil
}

// fontFile joins tables to a font file.
func fontFile(tables map[string][]byte) []byte {
	names := slices.Sorted(maps.Keys(tables))
	n := len(names)
	log := 0
	for 2<<log <= n {
		log++
	}
	b := []byte{0, 1, 0, 0}
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	at := 12 + 16*n
	var data []byte
	for _, name := range names {
		t := tables[name]
		b = append(b, name...)
		sum := uint32(0)
		for i := 0; i < len(t); i += 4 {
			var word [4]byte
			copy(word[:], t[i:])
			sum += binary.BigEndian.Uint32(word[:])
		}
		for _, v := range []uint32{sum, uint32(at + len(data)), uint32(len(t))} {
			b = binary.BigEndian.AppendUint32(b, v)
		}
		data = append(data, t...)
		for len(data)%4 != 0 {
			data = append(data, 0)
		}
	}
	return append(b, data...)
}
