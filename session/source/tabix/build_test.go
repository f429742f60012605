package tabix

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// indexed is a bgzip file of rows sorted by sequence and start, and its index
// in both formats.
type indexed struct {
	data, tbi, csi []byte
	places         []place
}

// place is where a sequence's rows are.
type place struct {
	name     string
	from, to uint64
	end      int
	rows     []span
	spoil    func(linear []uint64) []uint64 // damages the offsets of first rows; nil for none
}

// span is a row, and its place in the file.
type span struct {
	start, end int
	from, to   uint64
}

// build makes blocks of blockSize bytes of text, which may part lines. Of rows, those that
// begin with # are comments, which the index takes for a part of the row behind, as htslib does.
func build(t testing.TB, header string, rows []string, blockSize int) indexed {
	t.Helper()
	text := []byte(header)
	type line struct{ seq, start, end, from, to int }
	var places []place
	var all []line
	from := len(text)
	for _, row := range rows {
		if row[0] == '#' {
			text = append(text, row+"\n"...)
			continue
		}
		f := strings.Split(row, "\t")
		start, _ := strconv.Atoi(f[1])
		end, _ := strconv.Atoi(f[2])
		if n := len(places); n == 0 || places[n-1].name != f[0] {
			places = append(places, place{name: f[0]})
		}
		text = append(text, row+"\n"...)
		all = append(all, line{len(places) - 1, start, end, from, len(text)})
		from = len(text)
	}
	var out indexed
	offset := make([]uint64, 0, len(text)/blockSize+1)
	for at := 0; at < len(text); at += blockSize {
		offset = append(offset, uint64(len(out.data)))
		out.data = append(out.data, bgzftest.Block(text[at:min(at+blockSize, len(text))])...)
	}
	offset = append(offset, uint64(len(out.data)))
	out.data = append(out.data, bgzftest.Block("")...)
	virtual := func(at int) uint64 { return offset[at/blockSize]<<16 | uint64(at%blockSize) }
	for _, l := range all {
		p := &places[l.seq]
		p.add(span{l.start, l.end, virtual(l.from), virtual(l.to)})
	}
	out.tbi, out.csi, out.places = members(t, tbi(places)), members(t, csi(places)), places
	return out
}

func (p *place) add(s span) {
	if len(p.rows) == 0 {
		p.from = s.from
	}
	p.to = s.to
	p.end = max(p.end, s.end)
	p.rows = append(p.rows, s)
}

// binOf is the number of the smallest bin that holds a row (section 5.3 of the
// SAM specification, with levels as in the CSI's).
func binOf(s span, minShift, depth int) int {
	first, last := s.start, max(s.end-1, s.start)
	for level, shift := depth, minShift; level > 0; level, shift = level-1, shift+3 {
		if first>>shift == last>>shift {
			return (1<<(3*level)-1)/7 + first>>shift
		}
	}
	return 0
}

// binned returns the chunks of each bin, in order of the bins' first rows.
func (p *place) binned(minShift, depth int) (numbers []int, chunks map[int][][2]uint64) {
	chunks = map[int][][2]uint64{}
	for _, s := range p.rows {
		n := binOf(s, minShift, depth)
		list := chunks[n]
		if list == nil {
			numbers = append(numbers, n)
		}
		if k := len(list); k > 0 && list[k-1][1] == s.from {
			list[k-1][1] = s.to
		} else {
			list = append(list, [2]uint64{s.from, s.to})
		}
		chunks[n] = list
	}
	return numbers, chunks
}

// linear returns for every 16 kb the offset of the first row that reaches into them.
func (p *place) linear(minShift int) []uint64 {
	out := make([]uint64, (max(p.end, 1)-1)>>minShift+1)
	for i := range p.rows {
		s := p.rows[len(p.rows)-1-i]
		for w := s.start >> minShift; w <= max(s.end-1, s.start)>>minShift && w < len(out); w++ {
			out[w] = s.from
		}
	}
	for i := range out { // stretches without rows have the offset before them
		if i > 0 && out[i] == 0 {
			out[i] = out[i-1]
		}
	}
	if p.spoil != nil {
		return p.spoil(out)
	}
	return out
}

// members returns as many blocks as data need.
func members(t testing.TB, data []byte) []byte {
	var out []byte
	for part := range slices.Chunk(data, 60_000) {
		out = append(out, bgzftest.Block(part)...)
	}
	return out
}

func u32(b []byte, vs ...int) []byte {
	for _, v := range vs {
		b = binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	return b
}

func u64(b []byte, vs ...uint64) []byte {
	for _, v := range vs {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	return b
}

// configuration returns the configuration of BED: generic, zero-based, columns 1 to 3.
func configuration(places []place) []byte {
	names := ""
	for _, p := range places {
		names += p.name + "\x00"
	}
	return append(u32(nil, 0x10000, 1, 2, 3, '#', 0, len(names)), names...)
}

func tbi(places []place) []byte {
	b := append(u32([]byte("TBI\x01"), len(places)), configuration(places)...)
	for _, p := range places {
		numbers, chunks := p.binned(14, 5)
		b = u32(b, len(numbers)+1)
		for _, n := range numbers {
			b = u32(b, n, len(chunks[n]))
			for _, k := range chunks[n] {
				b = u64(b, k[0], k[1])
			}
		}
		b = u64(u32(b, 37450, 2), p.from, p.to, uint64(len(p.rows)), 0)
		linear := p.linear(14)
		b = u64(u32(b, len(linear)), linear...)
	}
	return b
}

func csi(places []place) []byte {
	const minShift, depth = 12, 6
	aux := configuration(places)
	b := append(u32([]byte("CSI\x01"), minShift, depth, len(aux)), aux...)
	b = u32(b, len(places))
	for _, p := range places {
		numbers, chunks := p.binned(minShift, depth)
		linear := p.linear(minShift)
		b = u32(b, len(numbers)+1)
		for _, n := range numbers {
			start, _ := fileindex.Stretch(uint32(n), depth, minShift)
			b = u64(u32(b, n), linear[start>>minShift])
			b = u32(b, len(chunks[n]))
			for _, k := range chunks[n] {
				b = u64(b, k[0], k[1])
			}
		}
		b = u64(u32(b, (1<<21-1)/7+1), 0)
		b = u64(u32(b, 2), p.from, p.to, uint64(len(p.rows)), 0)
	}
	return b
}
