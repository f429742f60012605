package intervals

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func encode(t testing.TB, stores ...*Store) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, stores); err != nil {
		t.Fatal(err)
	}
	if n := EncodedSize(stores); n != int64(b.Len()) {
		t.Fatalf("%d bytes, said to be %d", b.Len(), n)
	}
	return b.Bytes()
}

func decode(t testing.TB, encoded []byte) []*Store {
	t.Helper()
	stores, err := Decode(bytes.NewReader(encoded), int64(len(encoded)))
	if err != nil {
		t.Fatal(err)
	}
	return stores
}

// full makes stores of which every field is in use in one or the other.
func full(t testing.TB) []*Store {
	t.Helper()
	schema := everything
	schema.Hidden, schema.Phase = true, true
	schema.Values = []string{"score", "exact"}
	schema.Weights = map[string][]string{"exact": {"score"}}
	var stores []*Store
	for _, far := range []int{0, 1 << 33} {
		b := NewBuilder(schema)
		for i := range 3 * judgeAt {
			start, width := far+(i*7919)%5000, i%90+far/2
			err := b.Add(Row{Seq: fmt.Appendf(nil, "chr%d", i%3), Start: start, End: start + width, Strand: "+-*"[i%3],
				Values: []float64{float64(i + 1), 0.1 * float64(i)}, Metadata: [][]byte{fmt.Appendf(nil, "Gene%d", i), {'A' + byte(i%5)}},
				Exons: [][2]int{{start, start + width/3}, {start + width/2, start + width}}, Coding: [2]int{start + width/4, start + width}, Phase: byte(i % 4),
				Names: fmt.Appendf(nil, "other%d,\xff%d", i, i)})
			if err != nil {
				t.Fatal(err)
			}
		}
		s := b.Finish(source.Info{
			Format: "test", Kind: source.Genes, Name: "a name", Series: true, Table: true, Estimated: true, Keys: []string{"name"}, Unsearched: true, Numbered: true,
			Looks: []source.Look{{Color: "#123456", Limits: "0:50"}}, Notes: []string{"a note", "\xe9"},
			Sequences: []genome.Sequence{{Name: "chr0", Length: 1 << 35}, {Name: "chr1", Length: 1 << 35}, {Name: "bare", Length: 9}},
		})
		s.info.Sequences[2].MadeUp = true
		s.Prepare()
		stores = append(stores, s)
	}
	return stores
}

// TestEncodeHasEveryField fails for a field of a store, or of what is in it, that Encode leaves out, and for one that
// the stores of the test do not use, so that it would not be noticed.
func TestEncodeHasEveryField(t *testing.T) {
	stores := full(t)
	w := walk{t: t, used: map[string]bool{}}
	for i, got := range decode(t, encode(t, stores...)) {
		w.compare("Store", reflect.ValueOf(stores[i]).Elem(), reflect.ValueOf(got).Elem())
		w.compare("finder", reflect.ValueOf(stores[i].find.Load()).Elem(), reflect.ValueOf(got.find.Load()).Elem())
	}
	for field, used := range w.used {
		if !used {
			t.Errorf("%s is zero in all stores of this test", field)
		}
	}
}

// made are the fields that are made when they are first used, or are no data.
var made = []string{"Store.pyramids", "Store.finding", "Store.find", "Store.closed"}

// walk compares values field by field.
type walk struct {
	t    *testing.T
	used map[string]bool // fields by their type, and whether one was not zero
}

func (w *walk) compare(path string, a, b reflect.Value) {
	w.t.Helper()
	same := true
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			field := a.Type().Name() + "." + a.Type().Field(i).Name
			if slices.Contains(made, field) {
				continue
			}
			w.used[field] = w.used[field] || !a.Field(i).IsZero()
			w.compare(path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
		}
	case reflect.Slice:
		if same = a.Len() == b.Len() && a.IsNil() == b.IsNil(); same {
			for i := range a.Len() {
				w.compare(path+"[]", a.Index(i), b.Index(i))
			}
		}
	case reflect.Map:
		same = a.Len() == b.Len()
		for _, k := range a.MapKeys() {
			if same = same && b.MapIndex(k).IsValid(); same {
				w.compare(path+"[]", a.MapIndex(k), b.MapIndex(k))
			}
		}
	case reflect.Float32, reflect.Float64:
		same = math.Float64bits(a.Float()) == math.Float64bits(b.Float())
	default:
		same = a.Equal(b)
	}
	if !same {
		w.t.Fatalf("%s is %v, was %v", path, b, a)
	}
}

func TestDecodedConforms(t *testing.T) {
	reopen := func(records []record) func(testing.TB) source.Source {
		return func(t testing.TB) source.Source { return decode(t, encode(t, build(t, records).(*Store)))[0] }
	}
	sourcetest.Run(t, reopen(few), sourcetest.Want{Kind: source.Genes, Items: int64(len(few)), Sequences: []string{"chr2", "chr1"}})
	sourcetest.Run(t, reopen(many(3000)), sourcetest.Want{Kind: source.Genes, Items: 3000, Sequences: []string{"a", "b", "c"}})
}

func TestDecodeWithoutRows(t *testing.T) {
	got := decode(t, encode(t, NewBuilder(everything).Finish(source.Info{Format: "test"}), NewBuilder(Schema{}).Finish(source.Info{})))
	for _, s := range got {
		use(t, s)
	}
	if info := got[0].Info(); info.Items != 0 || info.Format != "test" || info.Min == info.Min ||
		!slices.Equal(info.Values, everything.Values) {
		t.Errorf("%+v", info)
	}
}

// TestDecodeDamaged changes every byte, and every number, in turn: the result is an error or can be used.
func TestDecodeDamaged(t *testing.T) {
	s := build(t, few).(*Store)
	s.Prepare()
	good := encode(t, s)
	try := func(bad []byte) {
		if stores, err := Decode(bytes.NewReader(bad), int64(len(bad))); err == nil {
			use(t, stores...)
		}
	}
	for i := range good {
		for _, n := range []uint64{0, 1, 6, 1 << 20, 1 << 40, math.MaxInt64, math.MaxUint64} {
			try(append(binary.LittleEndian.AppendUint64(bytes.Clone(good[:i]), n), good[min(i+8, len(good)):]...))
		}
		for _, bit := range []byte{1, 0x80, 0xff} {
			bad := bytes.Clone(good)
			bad[i] ^= bit
			try(bad)
		}
		if _, err := Decode(bytes.NewReader(good[:i]), int64(i)); err == nil {
			t.Fatalf("the first %d bytes of %d are read", i, len(good))
		}
		if _, err := Decode(bytes.NewReader(good[:i]), int64(len(good))); err == nil {
			t.Fatalf("%d bytes of %d suffice", i, len(good))
		}
	}
	if _, err := Decode(bytes.NewReader(append(good, 0)), int64(len(good)+1)); err == nil || !strings.Contains(err.Error(), "1 bytes behind") {
		t.Errorf("a byte behind the end: %v", err)
	}
}

// TestDecodeRefuses has what a store cannot be.
func TestDecodeRefuses(t *testing.T) {
	for want, damage := range map[string]func(s *Store){
		"row 1 from":             func(s *Store) { s.starts.narrow[0], s.starts.narrow[1] = 50, 40 },
		"row 0 from":             func(s *Store) { s.ends.narrow[0] = math.MaxUint32 },
		"strand 65":              func(s *Store) { s.strands[2] = 'A' },
		"has the rows":           func(s *Store) { s.sequences[1].lo-- },
		"are on no sequence":     func(s *Store) { s.sequences = s.sequences[:1] },
		"twice":                  func(s *Store) { s.sequences[1].name = s.sequences[0].name },
		"value column 0":         func(s *Store) { s.values[0].narrow, s.values[0].wide = nil, s.values[0].wide[1:] },
		"0 and 2 columns":        func(s *Store) { s.values = nil },
		"text column 0":          func(s *Store) { s.metadata[0].codes[3] = 100 },
		"text column 1":          func(s *Store) { s.metadata[1] = column{text: "abc", ends: ints{narrow: []uint32{1, 2, 2, 1, 3, 3, 3}}} },
		"names for searches":     func(s *Store) { s.schema.Hidden = true },
		"exons are":              func(s *Store) { s.exons.ends.narrow[6]++ },
		"an exon of row 1":       func(s *Store) { s.exons.size.narrow[3] = 10_000 },
		"coding stretches":       func(s *Store) { s.codingFrom = ints{} },
		"stretch of row 0":       func(s *Store) { s.codingFrom.narrow[0] = 10_000 },
		"place 3 in the":         func(s *Store) { s.fileOrder[1] = 3 },
		"of 1 rows of 7":         func(s *Store) { s.fileOrder = s.fileOrder[:1] },
		"words for searches are": func(s *Store) { s.find.Load().signs = nil },
		"is of row 9":            func(s *Store) { s.find.Load().rows[0] = 9 },
		"has no end":             func(s *Store) { s.find.Load().text = strings.ReplaceAll(s.find.Load().text, "\n", "x") },
		"is out of order":        func(s *Store) { s.find.Load().text = "z" + s.find.Load().text[1:] },
		"the first view":         func(s *Store) { s.info.First.Seq = "chrX" },
		"kind 4":                 func(s *Store) { s.info.Kind = source.Pairs + 1 },
		"both narrow and wide":   func(s *Store) { s.starts.wide = []uint64{1} },
		"the number 184467":      func(s *Store) { s.sequences[0].lo = -1 },
		"view chr2:0-945":        func(s *Store) { s.info.First.Start = -1 },
		"without its columns":    func(s *Store) { s.schema.Exons, s.exons = false, blocks{} },
		"of other rows":          func(s *Store) { s.info.Items = -1 },
		"in the description":     func(s *Store) { s.info.Sequences[1].Length++ },
	} {
		s := build(t, few).(*Store)
		s.Prepare()
		damage(s)
		encoded := encode(t, s)
		if _, err := Decode(bytes.NewReader(encoded), int64(len(encoded))); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// use asks a store for all that it has.
func use(t testing.TB, stores ...*Store) {
	t.Helper()
	ctx := context.Background()
	for _, s := range stores {
		info := s.Info()
		for _, q := range info.Sequences {
			rows := sourcetest.All(t, s, q.Name)
			if rows.Len() == 0 {
				t.Fatalf("sequence %q has no rows", q.Name)
			}
			iv := genome.Interval{Seq: q.Name, Start: rows.Start[rows.Len()/2], End: min(q.Length, genome.MaxPosition)}
			if _, err := s.Rows(ctx, iv, source.RowOptions{Unbroken: true}); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.Thinned(ctx, iv, 3, true); err != nil {
				t.Fatal(err)
			}
			for i := range info.Values {
				if _, err := s.Summarize(ctx, iv, min(10, iv.Len()), source.SummaryOptions{Column: i}); err != nil && iv.Len() > 0 {
					t.Fatal(err)
				}
			}
		}
		for _, text := range []string{"e", "early", "n1"} {
			if _, err := s.Search(ctx, text, 10); err != nil {
				t.Fatal(err)
			}
		}
		decode(t, encode(t, s))
	}
}

// Bytes that stand for much more memory, as a list of very many empty columns, are refused before they take it.
func TestDecodeIsBounded(t *testing.T) {
	const size = 1 << 20
	crafted := make([]byte, size) // flags: no narrow and no wide column
	crafted[0] = 1
	binary.NativeEndian.PutUint64(crafted[1:], size/2-8)
	c := newDecoder(bytes.NewReader(crafted), size)
	var columns []floats
	list(c, &columns, c.floats)
	if used := cap(columns) * int(reflect.TypeFor[floats]().Size()) / size; c.err == nil || used > 5 {
		t.Errorf("%d columns, %v: %d times the bytes", len(columns), c.err, used)
	}
	// Rows of very many sequences are no such bytes.
	b := NewBuilder(Schema{Metadata: []string{"name"}})
	for i := range 5000 {
		if err := b.Add(Row{Seq: fmt.Append(nil, i), Start: 1, End: 2, Strand: '+', Metadata: [][]byte{{'a'}}}); err != nil {
			t.Fatal(err)
		}
	}
	if got := decode(t, encode(t, b.Finish(source.Info{}))); len(got[0].strands) != 5000 {
		t.Errorf("%d rows", len(got[0].strands))
	}
}

func FuzzDecode(f *testing.F) {
	add := func(s *Store) {
		f.Add(encode(f, s))
		s.Prepare()
		f.Add(encode(f, s))
	}
	add(build(f, few).(*Store))
	add(build(f, many(50)).(*Store))
	add(build(f, []record{{"far", 1 << 33, 1<<33 + 5, '+', 0.1, "a,b"}}).(*Store))
	rnd := rand.New(rand.NewPCG(3, 3))
	b := NewBuilder(Schema{Values: []string{"v"}})
	for range 40 {
		start := rnd.IntN(500)
		if err := b.Add(Row{Seq: []byte("s"), Start: start, End: start + rnd.IntN(40), Values: []float64{rnd.Float64()}}); err != nil {
			f.Fatal(err)
		}
	}
	add(b.Finish(source.Info{Kind: source.Signal}))
	pairs := build(f, few).(*Store)
	pairs.info.Kind = source.Pairs
	add(pairs)
	f.Fuzz(func(t *testing.T, encoded []byte) {
		if stores, err := Decode(bytes.NewReader(encoded), int64(len(encoded))); err == nil {
			use(t, stores...)
		}
	})
}

// TestEncodeOnlyReads is for the race detector: a source is encoded while it answers.
func TestEncodeOnlyReads(t *testing.T) {
	stores := full(t)
	want := stores[0].Info().Name
	encoded := make(chan error, 1)
	go func() { encoded <- Encode(io.Discard, stores) }()
	for _, s := range stores {
		if _, err := s.Rows(context.Background(), genome.Interval{Seq: "chr1", End: 1 << 34}, source.RowOptions{}); err != nil {
			t.Error(err)
		}
		if info := s.Info(); info.Name != want {
			t.Errorf("name %q, want %q", info.Name, want)
		}
	}
	if err := <-encoded; err != nil {
		t.Error(err)
	}
}
