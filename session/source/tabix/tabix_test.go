package tabix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bed"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
	"github.com/epiviz/epivizgo/session/source/fileindex"
	"github.com/epiviz/epivizgo/session/source/intervals"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// open opens the file through an index, as formats.Open does.
func open(t testing.TB, data, index []byte, ext string) source.Source {
	t.Helper()
	src, err := tryOpen(data, index, ext, nil)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func tryOpen(data, index []byte, ext string, warn func(string)) (source.Source, error) {
	idx, err := fileindex.Read(bytes.NewReader(index), "index")
	if err != nil {
		return nil, err
	}
	r, err := lines.NewReader("data", bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	head, err := r.Peek()
	if err != nil {
		return nil, err
	}
	layout, ok := bed.Sniff(head, ext)
	if !ok {
		return nil, errors.New("not BED")
	}
	read := func(ctx context.Context, r *lines.Reader) (source.Source, error) {
		return bed.Read(ctx, r, layout.Fixed())
	}
	if i := bytes.LastIndexByte(head, '\n'); i >= 0 {
		head = head[:i+1]
	}
	sampled, err := lines.NewReader("data", bytes.NewReader(head))
	if err != nil {
		return nil, err
	}
	sample, err := read(context.Background(), sampled)
	if err != nil {
		return nil, err
	}
	return Open(bytes.NewReader(data), int64(len(data)), "data", idx, Options{Load: read, Sample: sample.Info(), Warn: warn})
}

// someRows returns sorted BED6 rows on three sequences.
func someRows(n int) []string {
	rnd := rand.New(rand.NewPCG(9, 9))
	var out []string
	for _, seq := range []string{"chr1", "chr10", "chrM"} {
		at := 0
		for i := range n {
			at += rnd.IntN(300)
			out = append(out, fmt.Sprintf("%s\t%d\t%d\tname%d\t%d\t+", seq, at, at+rnd.IntN(500), i, rnd.IntN(1000)))
		}
	}
	return out
}

func TestConformance(t *testing.T) {
	const n = 300
	file := build(t, "#a header\n", someRows(n), 1000)
	want := sourcetest.Want{Kind: source.Features, Items: 3 * n, Sequences: []string{"chr1", "chr10", "chrM"}}
	for name, index := range map[string][]byte{"tbi": file.tbi, "csi": file.csi} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, file.data, index, ".bed") }, want)
		})
	}
}

// The rows are those of the file read whole.
func TestSameAsWhole(t *testing.T) {
	dir := sourcetest.SharedData(t)
	for _, c := range []struct{ file, index, ext string }{
		{"bed/knownGene.hg18.chr21.bed.gz", ".tbi", ".bed"},
		{"bed/na12878-chrM-Y-trunc.bed.gz", ".tbi", ".bed"},
		{"bedgraph/dm3_chrX_2e6_5e6.bg.bgz", ".tbi", ".bg"},
	} {
		data, err := os.ReadFile(dir + "/" + c.file)
		if err != nil {
			t.Fatal(err)
		}
		index, err := os.ReadFile(dir + "/" + c.file + c.index)
		if err != nil {
			t.Fatal(err)
		}
		src := open(t, data, index, c.ext)
		r, err := lines.NewReader(c.file, bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		head, err := r.Peek()
		if err != nil {
			t.Fatal(err)
		}
		layout, _ := bed.Sniff(head, c.ext)
		whole, err := bed.Read(context.Background(), r, layout.Fixed())
		if err != nil {
			t.Fatal(err)
		}
		if a, b := src.Info(), whole.Info(); a.Items != b.Items || len(a.Sequences) != len(b.Sequences) || a.Format != b.Format {
			t.Errorf("%s: %d %s rows on %d sequences; whole %d %s on %d",
				c.file, a.Items, a.Format, len(a.Sequences), b.Items, b.Format, len(b.Sequences))
		}
		for _, q := range whole.Info().Sequences {
			iv := genome.Interval{Seq: q.Name, End: genome.MaxPosition}
			a, err := src.Rows(context.Background(), iv, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			b, err := whole.Rows(context.Background(), iv, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s: rows of %s differ", c.file, q.Name)
			}
			// The whole, and what reaches into its second half.
			half := genome.Interval{Seq: q.Name, Start: (b.Start[0] + q.Length) / 2, End: q.Length}
			for _, iv := range []genome.Interval{iv, {Seq: q.Name, End: q.Length}, half} {
				sourcetest.CheckThinned(t, src.(source.Thinner), iv)
			}
		}
		_ = src.Close()
	}
}

// Real indexes of all kinds can be read, and their counts are right.
func TestRealIndexes(t *testing.T) {
	dir := sourcetest.SharedData(t)
	for name, want := range map[string]int64{
		"gtf/dm3_subset_BDGP5.78.sorted.gtf.gz.tbi":            15429,
		"gtf/example.gtf.gz.tbi":                               -2, // of an old tabix, which did not count
		"gff3/Homo_sapiens.GRCh38.94.chr20.sorted.gff3.gz.tbi": 8171,
		"gff3/large_chrom_csi.gff3.gz.csi":                     241,
	} {
		data, err := os.ReadFile(dir + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		idx, err := fileindex.Read(bytes.NewReader(data), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rows := int64(0)
		for _, s := range idx.Sequences {
			rows += s.Rows // -1 when not known
		}
		if rows != want || idx.Preset != 0 && idx.Preset != 1 || idx.SeqColumn != 1 {
			t.Errorf("%s: %d rows, preset %d, column %d; want %d", name, rows, idx.Preset, idx.SeqColumn, want)
		}
	}
	if data, err := os.ReadFile(dir + "/bad/TSVC.cut_index.vcf.gz.tbi"); err != nil {
		t.Fatal(err)
	} else if _, err := fileindex.Read(bytes.NewReader(data), "cut.tbi"); err == nil || !strings.Contains(err.Error(), "cut.tbi") {
		t.Errorf("a cut index: %v", err)
	}
}

// somePlace returns a sequence of two rows.
func somePlace(name string) place {
	p := place{name: name}
	p.add(span{100, 200, 0, 50 << 16})
	p.add(span{20_000, 30_000, 50 << 16, 100 << 16})
	return p
}

// Windows read by themselves have the rows of the file read whole.
func TestWindowsWithoutNumbers(t *testing.T) {
	rows := someRows(5000)
	for i := 0; i < len(rows); i += 97 { // some reach far, some have no width
		f := strings.Split(rows[i], "\t")
		start, _ := strconv.Atoi(f[1])
		f[2] = strconv.Itoa(start + (i%3)*30_000)
		rows[i] = strings.Join(f, "\t")
	}
	made := build(t, "#header\n", rows, 3000)
	whole := open(t, made.data, made.tbi, ".bed")
	for name, index := range map[string][]byte{"tbi": made.tbi, "csi": made.csi} {
		src := open(t, made.data, index, ".bed")
		rnd := rand.New(rand.NewPCG(4, 4))
		for i := range 300 {
			start := rnd.IntN(800_000)
			iv := genome.Interval{Seq: []string{"chr1", "chr10", "chrM"}[i%3], Start: start, End: start + 1 + rnd.IntN(1<<(i%17))}
			got, err := src.Rows(context.Background(), iv, source.RowOptions{Unnumbered: true})
			if err != nil {
				t.Fatal(err)
			}
			want, err := whole.Rows(context.Background(), iv, source.RowOptions{})
			if err != nil {
				t.Fatal(err)
			}
			want.Number = nil
			if !slices.Equal(got.Start, want.Start) || !slices.Equal(got.End, want.End) || got.Number != nil || got.Total != want.Total {
				t.Fatalf("%s: %v has %d rows from %v, want %d from %v", name, iv, got.Len(), got.Start, want.Len(), want.Start)
			}
			if want.Len() > 0 && !slices.Equal(got.Metadata[0], want.Metadata[0]) {
				t.Errorf("%s: %v has %q, want %q", name, iv, got.Metadata[0], want.Metadata[0])
			}
		}
		for seq, p := range src.(*file).parts {
			if p.load != nil {
				t.Errorf("%s: all of %s was read", name, seq)
			}
		}
		_ = src.Close()
	}
	_ = whole.Close()
}

// A window has its rows wherever the buffers cut a long line, and whatever row the rest of
// that line looks like. A comment is no row either.
func TestLongLines(t *testing.T) {
	const n = 100
	window := genome.Interval{Seq: "chr1", End: 800} // the first 80 rows
	for _, size := range []int{100, 65_000, 64 << 10, 70_000, 200_000, 2_000_000} {
		for _, at := range []int{0, 10, 79, n - 1} {
			for _, comment := range []bool{false, true} {
				var rows []string
				for i := range n {
					name := "x"
					switch {
					case i != at:
					case comment:
						// Where a buffer of 64 KB ends, the rest looks like a row.
						rows = append(rows, "#"+strings.Repeat("x", min(size, 64<<10)-1)+strings.Repeat("chr1\t99999\t", size/11))
					default:
						name = strings.Repeat("N", size)
					}
					rows = append(rows, fmt.Sprintf("chr1\t%d\t%d\t%s\t900\t+", i*10, i*10+5, name))
				}
				made := build(t, "", rows, 60_000)
				for format, index := range map[string][]byte{"tbi": made.tbi, "csi": made.csi} {
					src := open(t, made.data, index, ".bed")
					got, err := src.Rows(t.Context(), window, source.RowOptions{Unnumbered: true})
					if err != nil {
						t.Fatal(err)
					}
					if src.(*file).parts["chr1"].load != nil {
						t.Error("the sequence was read for a window")
					}
					name := fmt.Sprintf("%d bytes in row %d, comment %t, %s", size, at, comment, format)
					if got.Len() != 80 || got.Total != 80 {
						t.Errorf("%s: %d rows, want 80", name, got.Len())
					} else if last := got.Start[79]; last != 790 {
						t.Errorf("%s: the last row begins at %d, want 790", name, last)
					} else if at < 80 && !comment && len(got.Metadata[0][at]) != size {
						t.Errorf("%s: its name has %d bytes", name, len(got.Metadata[0][at]))
					}
					_ = src.Close()
				}
			}
		}
	}
}

func TestBadIndexes(t *testing.T) {
	places := []place{somePlace("chr1")}
	good := tbi(places)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"magic":       {[]byte("XYZ\x01rest"), "wanted TBI, CSI or BAI"},
		"empty":       {nil, "wanted TBI, CSI or BAI"},
		"cut":         {good[:len(good)-9], "2 intervals at offset"},
		"sequences":   {u32([]byte("TBI\x01"), 1<<30), "1073741824 sequences"},
		"names":       {append(u32([]byte("TBI\x01"), 0, 0, 1, 2, 3, '#', 0, 3), "abc"...), "without its end"},
		"no names":    {append(u32([]byte("TBI\x01"), 1, 0, 1, 2, 3, '#', 0, 0), 0, 0, 0, 0, 0, 0, 0, 0), "1 sequences, but 0 names"},
		"csi depth":   {u32([]byte("CSI\x01"), 14, 40, 0, 0), "on 40 levels"},
		"csi cut":     {csi(places)[:60], "offset"},
		"csi aux":     {u32([]byte("CSI\x01"), 14, 6, 4, 0, 0), "bytes wanted"},
		"chunk count": {u32(append(u32([]byte("TBI\x01"), 1), configuration(places)...), 1, 0, 1<<30), "1073741824 chunks at offset"},
	} {
		_, err := fileindex.Read(bytes.NewReader(bgzftest.Block(c.data)), "x.tbi")
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "index x.tbi") {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if _, err := fileindex.Read(strings.NewReader("no bgzip"), "x.tbi"); err == nil {
		t.Error("an index that is not compressed was read")
	}
}

func TestIndexOfAnotherFile(t *testing.T) {
	file := build(t, "", someRows(200), 1000)
	other := build(t, "", someRows(2), 1000)
	if _, err := tryOpen(other.data, file.tbi, ".bed", nil); !errors.Is(err, source.ErrFormat) {
		t.Errorf("an index that points behind the file: %v", err)
	}
	shifted := build(t, "#"+strings.Repeat("x", 300)+"\n", someRows(200), 1000)
	if _, err := tryOpen(file.data, shifted.tbi, ".bed", nil); !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "not of this file") {
		t.Errorf("an index that points between blocks: %v", err)
	}
	for _, index := range [][]byte{other.tbi, other.csi} { // points into the first rows
		if _, err := tryOpen(file.data, index, ".bed", nil); !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "ends before the rows do") {
			t.Errorf("an index of the first rows: %v", err)
		}
	}
}

// TestIndexBeforeMoreRows has a file to which rows were added after it was indexed, in a block of their own too.
func TestIndexBeforeMoreRows(t *testing.T) {
	rows := someRows(200)
	for _, size := range []int{100, 1000, 60_000} {
		file := build(t, "#names\n", rows, size)
		more := build(t, "#names\n", append(slices.Clone(rows), "chr9\t5\t10\tnew\t1\t+"), size)
		joined := append(slices.Clone(file.data), build(t, "", []string{"chr9\t5\t10\tnew\t1\t+"}, size).data...)
		comment := append(slices.Clone(file.data), build(t, "#end\n\n", nil, size).data...)
		for _, c := range []struct {
			what string
			data []byte
			good bool
		}{{"the same", file.data, true}, {"one more", more.data, false}, {"joined", joined, false}, {"a comment", comment, true}} {
			if _, err := tryOpen(c.data, file.tbi, ".bed", nil); (err == nil) != c.good {
				t.Errorf("%s, in blocks of %d: %v", c.what, size, err)
			}
		}
	}
}

// TestIndexBeforeTheBlockGrew has an index as htslib makes it, which ends at the block behind the last rows: with
// more rows no block begins there.
func TestIndexBeforeTheBlockGrew(t *testing.T) {
	rows := someRows(200)
	file, more := build(t, "", rows[:1], 60_000), build(t, "", rows[:2], 60_000)
	p := file.places[0]
	p.to = uint64(len(file.data)-len(bgzftest.Block(""))) << 16
	p.rows[0].to = p.to
	for _, index := range [][]byte{tbi([]place{p}), csi([]place{p})} {
		index = members(t, index)
		if _, err := tryOpen(file.data, index, ".bed", nil); err != nil {
			t.Errorf("the file of the index: %v", err)
		}
		if _, err := tryOpen(more.data, index, ".bed", nil); err == nil || !strings.Contains(err.Error(), "not of this file: its end") {
			t.Errorf("one row more: %v", err)
		}
	}
}

func TestWarn(t *testing.T) {
	rows := someRows(50)
	rows[10] = "chr1\t2000\t10\tbad\t1\t+"
	file := build(t, "", rows, 1000)
	var mu sync.Mutex
	var notes []string
	src, err := tryOpen(file.data, file.tbi, ".bed", func(n string) { mu.Lock(); notes = append(notes, n); mu.Unlock() })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	for range 3 {
		if _, err := src.Rows(context.Background(), genome.Interval{Seq: "chr1", End: 100}, source.RowOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"data, rows of chr1: 1 row left out: line 11: end 10 lies before start 2000"}
	if !slices.Equal(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
}

// TestWarnOfWindows shows that a narrow view does not leave out rows in silence: the first one with faults tells them.
func TestWarnOfWindows(t *testing.T) {
	rows := someRows(50)
	rows[10] = "chr1\t2000\t2O10\tbad\t1\t+"
	file := build(t, "", rows, 1000)
	var notes []string
	src, err := tryOpen(file.data, file.tbi, ".bed", func(n string) { notes = append(notes, n) })
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	for i := range 5 {
		iv := genome.Interval{Seq: "chr1", Start: 10 * i, End: 100_000 + 10*i}
		if _, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true}); err != nil {
			t.Fatal(err)
		}
	}
	if len(notes) != 1 || !strings.HasPrefix(notes[0], "data, rows round chr1:1-") || !strings.Contains(notes[0], ": 1 row left out: line ") {
		t.Errorf("notes %q", notes)
	}
}

// unlisted is a store that only thins: its rows are not asked for, but to find
// out whether it has a sequence.
type unlisted struct {
	*intervals.Store
	t testing.TB
}

func (u unlisted) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	if iv.Len() > 0 {
		u.t.Errorf("rows of %v were asked for", iv)
	}
	return u.Store.Rows(ctx, iv, opt)
}

// The rows of a sequence thin themselves, and only that sequence is read.
func TestThinnedByTheRowsThemselves(t *testing.T) {
	made := build(t, "", someRows(1000), 1000)
	src := open(t, made.data, made.tbi, ".bed")
	defer func() { _ = src.Close() }()
	f := src.(*file)
	load := f.opt.Load
	f.opt.Load = func(ctx context.Context, r *lines.Reader) (source.Source, error) {
		src, err := load(ctx, r)
		if err != nil {
			return nil, err
		}
		return unlisted{src.(*intervals.Store), t}, nil
	}
	if _, err := f.sequence(t.Context(), "chr10"); err != nil {
		t.Fatal(err)
	}
	rows, counts, err := f.Thinned(t.Context(), genome.Interval{Seq: "chr10", End: 1e6}, 10, false)
	if err != nil || rows.Total != 1000 || rows.Len() > 10 || len(counts) != rows.Len() {
		t.Errorf("%d of %d rows, counts %v, %v", rows.Len(), rows.Total, counts, err)
	}
	if f.parts["chr1"].load != nil || f.parts["chrM"].load != nil {
		t.Error("other sequences were read")
	}
}

// A narrow window is thinned without its sequence being read, a wide one is not.
func TestThinnedInAWindow(t *testing.T) {
	made := build(t, "", someRows(40_000), 1000)
	src := open(t, made.data, made.tbi, ".bed")
	defer func() { _ = src.Close() }()
	loaded := open(t, made.data, made.tbi, ".bed")
	defer func() { _ = loaded.Close() }()
	f := src.(*file)
	narrow := genome.Interval{Seq: "chr10", Start: 100_000, End: 150_000}
	all, err := loaded.Rows(t.Context(), narrow, source.RowOptions{})
	if err != nil || all.Len() < 100 {
		t.Fatalf("%d rows, %v", all.Len(), err)
	}
	all.Number = nil
	for _, n := range []int{1, 10, all.Len(), 2 * all.Len()} {
		for _, longest := range []bool{false, true} {
			want, wantCounts := sourcetest.Thinned(all, narrow, n, longest)
			got, counts, err := f.Thinned(t.Context(), narrow, n, longest)
			if err != nil || got.Total != want.Total || !slices.Equal(got.Start, want.Start) || !slices.Equal(got.End, want.End) ||
				!slices.Equal(counts, wantCounts) || got.Number != nil {
				t.Errorf("to %d rows, longest %t: %d of %d rows, numbers %v, %v; want %d of %d",
					n, longest, got.Len(), got.Total, got.Number, err, want.Len(), want.Total)
			}
		}
	}
	if f.parts["chr10"].load != nil {
		t.Error("the sequence was read for a narrow window")
	}
	if _, _, err := f.Thinned(t.Context(), genome.Interval{Seq: "chr10", End: 1e9}, 10, false); err != nil {
		t.Error(err)
	}
	if f.parts["chr10"].load == nil {
		t.Error("the sequence was not read for all of it")
	}
}

// One caller's end does not end the reading for the others.
func TestImpatientCaller(t *testing.T) {
	file := build(t, "", someRows(1000), 1000)
	src := open(t, file.data, file.tbi, ".bed")
	defer func() { _ = src.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := src.Rows(ctx, genome.Interval{Seq: "chr1", End: 1e6}, source.RowOptions{}); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	wg.Go(func() {
		if rows, err := src.Rows(context.Background(), genome.Interval{Seq: "chr1", End: 1e6}, source.RowOptions{}); err != nil ||
			rows.Len() == 0 {
			t.Error(err)
		}
	})
	cancel()
	wg.Wait()
}

func FuzzReadIndex(f *testing.F) {
	places := []place{somePlace("chr1"), somePlace("chr2")}
	f.Add(tbi(places))
	f.Add(csi(places))
	f.Fuzz(func(t *testing.T, data []byte) {
		idx, err := fileindex.Read(bytes.NewReader(bgzftest.Block(data[:min(len(data), 60_000)])), "f")
		if err != nil {
			return
		}
		for _, s := range idx.Sequences {
			if s.From > s.To {
				t.Errorf("%+v", s)
			}
		}
	})
}

// forgetBlocks drops what is kept of a file's blocks.
func forgetBlocks(src source.Source) {
	blocks.Drop(src.(*file))
	windows.Drop(src.(*file))
}

// BenchmarkOpen opens a file of a million rows through its index, answers the
// first query of a sequence, and windows of 10 kb after it.
func BenchmarkOpen(b *testing.B) {
	rows := someRows(333_333)
	file := build(b, "", rows, 60_000)
	b.Run("open", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = open(b, file.data, file.tbi, ".bed").Close()
		}
	})
	window := func(src source.Source, start int) {
		if _, err := src.Rows(context.Background(), genome.Interval{Seq: "chr1", Start: start, End: start + 10_000},
			source.RowOptions{}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("first window", func(b *testing.B) {
		for b.Loop() {
			src := open(b, file.data, file.tbi, ".bed")
			window(src, 1_000_000)
			_ = src.Close()
		}
	})
	b.Run("windows without numbers", func(b *testing.B) {
		src := open(b, file.data, file.tbi, ".bed")
		rnd := rand.New(rand.NewPCG(1, 1))
		b.ReportAllocs()
		for b.Loop() {
			start := rnd.IntN(40_000_000)
			iv := genome.Interval{Seq: "chr1", Start: start, End: start + 10_000}
			if _, err := src.Rows(context.Background(), iv, source.RowOptions{Unnumbered: true}); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, forget := range map[string]bool{"cold window": true, "warm window": false} {
		b.Run(name, func(b *testing.B) {
			src := open(b, file.data, file.tbi, ".bed")
			b.Cleanup(func() { _ = src.Close() })
			rnd := rand.New(rand.NewPCG(1, 1))
			var times []time.Duration
			for b.Loop() {
				start := 1_000_000 + rnd.IntN(1_000_000)
				if forget {
					start = rnd.IntN(40_000_000)
					forgetBlocks(src)
				}
				iv := genome.Interval{Seq: "chr1", Start: start, End: start + 10_000}
				from := time.Now()
				if _, err := src.Rows(context.Background(), iv, source.RowOptions{Unnumbered: true}); err != nil {
					b.Fatal(err)
				}
				times = append(times, time.Since(from))
			}
			slices.Sort(times)
			b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1000, "p50-µs")
		})
	}
	b.Run("next windows", func(b *testing.B) {
		src := open(b, file.data, file.tbi, ".bed")
		window(src, 0)
		rnd := rand.New(rand.NewPCG(1, 1))
		b.ReportAllocs()
		for b.Loop() {
			window(src, rnd.IntN(40_000_000))
		}
	})
}

// The lengths are the ends of the last rows, not what the bins of the index reach to.
func TestEndsAreThoseOfRows(t *testing.T) {
	rows := []string{"chr1\t67108000\t67109800\tover_a_bin", "chr1\t70000000\t70000100\tlast", "chr2\t5\t17\tonly"}
	file := build(t, "", rows, 1000)
	for name, index := range map[string][]byte{"tbi": file.tbi, "csi": file.csi} {
		info := open(t, file.data, index, ".bed").Info()
		want := []genome.Sequence{{Name: "chr1", Length: 70_000_100, Open: true}, {Name: "chr2", Length: 17, Open: true}}
		if !slices.Equal(info.Sequences, want) {
			t.Errorf("%s: %v, want %v", name, info.Sequences, want)
		}
	}
}

// Narrow views have the same rows at first, from blocks that are kept and from rows that are kept.
func TestNarrowViews(t *testing.T) {
	rows := someRows(3000)
	file := build(t, "", rows, 3000)
	whole := open(t, file.data, file.tbi, ".bed")
	if _, err := whole.Rows(t.Context(), genome.Interval{Seq: "chr1", End: 10}, source.RowOptions{}); err != nil { // reads all of chr1
		t.Fatal(err)
	}
	for name, index := range map[string][]byte{"tbi": file.tbi, "csi": file.csi} {
		src := open(t, file.data, index, ".bed")
		rnd := rand.New(rand.NewPCG(3, 3))
		for range 300 {
			start := rnd.IntN(460_000)
			iv := genome.Interval{Seq: "chr1", Start: start, End: start + 1 + rnd.IntN(40_000)}
			want, err := whole.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
			if err != nil {
				t.Fatal(err)
			}
			for range 3 {
				got, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
				if err != nil || !slices.Equal(got.Start, want.Start) || !slices.Equal(got.End, want.End) {
					t.Fatalf("%s, %v: %d rows, %v; want %d", name, iv, got.Len(), err, want.Len())
				}
			}
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	}
}
