package bam

import (
	"context"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// memory is a File of records that are in memory.
type memory [][]byte

func (memory) Close() error                { return nil }
func (memory) Sorted() bool                { return true }
func (memory) Spread(int) (int, []float64) { return 0, nil }

func (m memory) Window(int, genome.Interval, *Whole) (int64, func(context.Context, func([]byte) bool) error) {
	return 0, func(_ context.Context, yield func([]byte) bool) error {
		for _, data := range m {
			if !yield(data) {
				break
			}
		}
		return nil
	}
}

// madeRecord is a record that is being made: ten bases with the CIGAR 10M at c1:100, unless it says otherwise.
type madeRecord struct {
	name  string
	ref   int
	pos   int
	cigar []uint32 // length and operation
	bases int
	tags  string
}

func (m madeRecord) data() []byte {
	cigar, bases := m.cigar, m.bases
	if cigar == nil {
		cigar, bases = []uint32{10 << 4}, 10
	}
	var b []byte
	put := func(v ...uint32) {
		for _, n := range v {
			b = binary.LittleEndian.AppendUint32(b, n)
		}
	}
	put(uint32(m.ref), uint32(m.pos), uint32(len(m.name)+1)|60<<8, uint32(len(cigar)), uint32(bases), math.MaxUint32, math.MaxUint32, 0)
	b = append(append(b, m.name...), 0)
	put(cigar...)
	b = append(b, make([]byte, (bases+1)/2+bases)...)
	return append(b, m.tags...)
}

// of returns a source of records.
func of(records ...madeRecord) *reads {
	var m memory
	for _, r := range records {
		m = append(m, r.data())
	}
	src := New(m, "made.bam", source.Info{Format: Format, Sequences: []genome.Sequence{{Name: "c1", Length: 1000}}}, "").(*reads)
	src.Configure(context.Background(), nil, source.ReadOptions{})
	return src
}

var whole = genome.Interval{Seq: "c1", End: 1000}

// TestUnsound reads files with a record whose parts do not fit: nothing is counted of it, nor of those around it.
func TestUnsound(t *testing.T) {
	for name, bad := range map[string]struct {
		record madeRecord
		want   string
		hint   string
	}{
		"more by the CIGAR":  {madeRecord{name: "r", pos: 200, cigar: []uint32{20 << 4}, bases: 10}, "10 bases, 20 by its CIGAR, 20M", ""},
		"fewer by the CIGAR": {madeRecord{name: "r", pos: 200, cigar: []uint32{4 << 4, 3<<4 | 1}, bases: 10}, "10 bases, 7 by its CIGAR", ""},
		"unknown operation":  {madeRecord{name: "r", pos: 200, cigar: []uint32{10<<4 | 12}, bases: 10}, "unknown operation", ""},
		"no such sequence":   {madeRecord{name: "r", ref: 4}, "is of sequence 5; the file has 1", ""},
		"not sorted":         {madeRecord{name: "r", pos: 99}, `"r" begins at 100, behind one at 101`, "samtools sort"},
	} {
		src := of(madeRecord{name: "first", pos: 100}, bad.record, madeRecord{name: "last", pos: 300})
		_, depthErr := src.Depth().Rows(t.Context(), whole, source.RowOptions{})
		_, rowsErr := src.Rows(t.Context(), whole, source.RowOptions{Unnumbered: true})
		pileErr := src.EachPile(t.Context(), whole, source.ReadChoice{}, func(int, *source.Pile) error { return nil })
		for _, err := range []error{depthErr, rowsErr, pileErr} {
			if err == nil || !strings.Contains(err.Error(), bad.want) || !strings.Contains(hint.Of(err), bad.hint) {
				t.Errorf("%s: %v; want %q", name, err, bad.want)
			}
		}
	}
	// Without bases a CIGAR may have any.
	if _, err := of(madeRecord{pos: 5, cigar: []uint32{20 << 4}}).Rows(t.Context(), whole, source.RowOptions{Unnumbered: true}); err != nil {
		t.Error(err)
	}
}

// sams returns the reads as SAM.
func sams(t *testing.T, src *reads) (out []string, err error) {
	err = src.EachRead(t.Context(), whole, source.ReadChoice{}, func(line []byte, _ int) error {
		out = append(out, string(line))
		return nil
	})
	return out, err
}

// TestDamagedTags has tags that end before their values do, of unknown types and without an end.
func TestDamagedTags(t *testing.T) {
	for _, tags := range []string{"NHC\x01XAQzzz", "NHC\x01XAZnever ends", "NHC\x01XABI\xff\xff\xff\x7f", "NHC\x01XB"} {
		src := of(madeRecord{name: "r", pos: 5, tags: tags})
		if out, err := sams(t, src); err == nil || !strings.Contains(err.Error(), `the tags of the read "r" are damaged behind NH`) {
			t.Errorf("%q: %q, %v", tags, out, err)
		}
		if rows, err := src.Rows(t.Context(), whole, source.RowOptions{Unnumbered: true}); err != nil || rows.Total != 1 {
			t.Errorf("%q: the read has no place any more: %v", tags, err)
		}
	}
}

// TestTagsAsSAM has values that samtools writes in a way of its own, and texts that would end a field.
func TestTagsAsSAM(t *testing.T) {
	float := func(v float32) string {
		return string(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
	}
	inf := float32(math.Inf(1))
	tags := "AAf" + float(inf) + "ABf" + float(-inf) + "ACf" + float(float32(math.NaN())) + "ADBf\x02\x00\x00\x00" + float(inf) + float(0.5) +
		"AEd" + string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(1.5))) + "AFZa\tb\nc\x00"
	out, err := sams(t, of(madeRecord{name: "a\tb", pos: 5, tags: tags}))
	if err != nil || len(out) != 1 {
		t.Fatal(out, err)
	}
	fields := strings.Split(out[0], "\t")
	want := []string{"AA:f:inf", "AB:f:-inf", "AC:f:nan", "AD:B:f,inf,0.5", "AE:d:1.5", `AF:Z:a\tb\nc`}
	if got := strings.Join(fields[11:], " "); fields[0] != `a\tb` || got != strings.Join(want, " ") {
		t.Errorf("%q; want %q", out[0], want)
	}
}

// TestPaddedInsertions has insertions in parts, which are one.
func TestPaddedInsertions(t *testing.T) {
	src := of(
		madeRecord{pos: 10, cigar: []uint32{4 << 4, 3<<4 | 1, 1<<4 | 6, 2<<4 | 1, 4 << 4}, bases: 13},
		madeRecord{pos: 10, cigar: []uint32{4 << 4, 3<<4 | 1, 2<<4 | 1, 2 << 4, 1<<4 | 1, 2 << 4}, bases: 14},
	)
	got := map[int]int{}
	err := src.EachPile(t.Context(), whole, source.ReadChoice{}, func(pos int, p *source.Pile) error {
		if n := p.Insertions[0]; n > 0 {
			got[pos] = n
		}
		return nil
	})
	if err != nil || len(got) != 2 || got[13] != 2 || got[15] != 1 {
		t.Errorf("insertions %v, %v; want 2 behind 14 and 1 behind 16", got, err)
	}
}

// TestUnfitModifications tells of tags that do not fit the read or each other.
func TestUnfitModifications(t *testing.T) {
	ok := "MMZC+m?;\x00MLBC\x00\x00\x00\x00"
	for name, tags := range map[string]string{
		"too few chances":   "MMZN+m,0,0;\x00MLBC\x01\x00\x00\x00\x64",
		"too many chances":  "MMZN+m,0;\x00MLBC\x02\x00\x00\x00\x64\x64",
		"chances of a type": "MMZN+m,0;\x00MLBi\x01\x00\x00\x00\x64\x00\x00\x00",
		"behind the end":    "MMZN+m,80;\x00MLBC\x01\x00\x00\x00\x64",
		"another length":    "MMZN+m,0;\x00MLBC\x01\x00\x00\x00\x64MNC\x14",
		"no such base":      "MMZX+m,0;\x00MLBC\x01\x00\x00\x00\x64",
	} {
		src := of(madeRecord{name: "a", pos: 5, tags: ok}, madeRecord{name: "b", pos: 6, tags: tags})
		src.info.First = whole
		src.info.Notes, src.signals = nil, nil
		src.addModifications(t.Context())
		if notes := strings.Join(src.info.Notes, "\n"); !strings.Contains(notes, "1 of 2 of these have tags MM that do not fit") {
			t.Errorf("%s: %q", name, notes)
		}
	}
}

// huge is memory that says that it is large.
type huge struct{ memory }

func (huge) Spread(int) (int, []float64) { return 500, []float64{0, 1 << 29, 1 << 30} }

func (h huge) Window(seq int, iv genome.Interval, with *Whole) (int64, func(context.Context, func([]byte) bool) error) {
	_, each := h.memory.Window(seq, iv, with)
	return 1 << 30, each
}

// TestExtremesAreExact asks for the greatest and the least depth of more than is read for a mean: an index knows neither.
func TestExtremesAreExact(t *testing.T) {
	src := of(madeRecord{name: "a", pos: 5}, madeRecord{name: "b", pos: 6})
	src.file = huge{src.file.(memory)}
	sum, err := src.depth.Summarize(t.Context(), whole, 1, source.SummaryOptions{Extremes: true})
	if err != nil || sum.Max[0] != 2 || sum.Min[0] != 0 || sum.Sum[0] != 20 || sum.Estimated != (source.Estimates{}) {
		t.Errorf("%+v, %v", sum, err)
	}
	if sum, err := src.depth.Summarize(t.Context(), whole, 1, source.SummaryOptions{}); err != nil || !sum.Estimated.Sum {
		t.Errorf("the mean is no estimate: %+v, %v", sum, err)
	}
}
