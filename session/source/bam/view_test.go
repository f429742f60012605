package bam

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/fileindex"
)

// column returns a column of text of a view by the names of reads.
func column(v *source.ReadView, name string) map[string]string {
	out := map[string]string{}
	k := slices.Index(source.ReadColumns, name)
	for i, read := range v.Rows.Metadata[0] {
		if _, twice := out[read]; !twice {
			out[read] = v.Rows.Metadata[k][i]
		}
	}
	return out
}

func TestView(t *testing.T) {
	src, _ := small(t, source.ReadOptions{})
	iv := genome.Interval{Seq: "chrA", Start: 300, End: 520}
	v, err := src.View(t.Context(), iv, 220, 100)
	if err != nil {
		t.Fatal(err)
	}
	if v.LeftOut != 3 || v.Unknown != 0 || v.Rows.Total != v.Rows.Len() || v.Estimated {
		t.Errorf("%d left out, %d unknown, %d of %d", v.LeftOut, v.Unknown, v.Rows.Len(), v.Rows.Total)
	}
	depth := values(t, src.Depth(), iv)
	for i, d := range v.Depth {
		if d != depth[iv.Start+i] {
			t.Fatalf("depth at %d: %g, want %g", iv.Start+i, d, depth[iv.Start+i])
		}
	}
	aligned := column(v, "aligned")
	for name, want := range map[string]string{"deletion": "M20XgM9D4M30", "insertion": "M25IttgM35", "clipped": "S20M40S5"} {
		if aligned[name] != want {
			t.Errorf("%s: %q, want %q", name, aligned[name], want)
		}
	}
	if tags := column(v, "tags")["pair1"]; tags != "HP:i:2 RG:Z:one NM:i:0" {
		t.Errorf("tags %q", tags)
	}
	if mate := column(v, "mate")["elsewhere"]; mate != "chrB:100" {
		t.Errorf("mate %q", mate)
	}
	at := slices.IndexFunc(v.Alleles, func(a source.Allele) bool { return a.Position == 399 })
	if at < 0 || v.Alleles[at].Depth != 10 || v.Alleles[at].Others != [5]int{0, 0, 5, 0, 0} {
		t.Errorf("alleles %v", v.Alleles)
	}
	// A window within a read has what is in it.
	v, err = src.View(t.Context(), genome.Interval{Seq: "chrA", Start: 400, End: 412}, 12, 100)
	if err != nil || column(v, "aligned")["deletion"] != "21M9D3" {
		t.Errorf("%v, %q", err, column(v, "aligned")["deletion"])
	}
	// The modified bases are those of methylation.
	v, err = src.View(t.Context(), genome.Interval{Seq: "chrA", Start: 1299, End: 1400}, 101, 100)
	if err != nil || !strings.HasPrefix(column(v, "mods")["mod4"], "a ") || strings.Count(column(v, "mods")["mod3"], "=") != 5 {
		t.Errorf("%v, mods %q", err, column(v, "mods"))
	}
}

// TestViewOfSome has some of too many reads: those of a template together, the same in every window.
func TestViewOfSome(t *testing.T) {
	var text strings.Builder
	text.WriteString("@HD\tVN:1.6\n@SQ\tSN:c1\tLN:5000\n")
	for i := range 600 {
		a, b := 100+i, 400+i
		fmt.Fprintf(&text, "p%d\t99\tc1\t%d\t60\t50M\t=\t%d\t350\t*\t*\np%d\t147\tc1\t%d\t60\t50M\t=\t%d\t-350\t*\t*\n", i, a, b, i, b, a)
	}
	src := open(t, made(t, text.String()), ".bai")
	whole, err := src.View(t.Context(), genome.Interval{Seq: "c1", End: 5000}, 100, 200)
	if err != nil {
		t.Fatal(err)
	}
	if n := whole.Rows.Len(); n > 200 || n < 150 || whole.Rows.Total != 1200 {
		t.Errorf("%d of %d", n, whole.Rows.Total)
	}
	count := map[string]int{}
	for _, name := range whole.Rows.Metadata[0] {
		count[name]++
	}
	for name, n := range count {
		if n != 2 {
			t.Errorf("%s: %d of its reads", name, n)
		}
	}
	part, err := src.View(t.Context(), genome.Interval{Seq: "c1", Start: 300, End: 400}, 100, 200)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, name := range part.Rows.Metadata[0] {
		have[name] = true
	}
	for i, name := range whole.Rows.Metadata[0] {
		if whole.Rows.Start[i] < 400 && whole.Rows.End[i] > 300 && !have[name] {
			t.Errorf("%s is in the wide view and not in the narrow one", name)
		}
	}
	if again, err := src.View(t.Context(), genome.Interval{Seq: "c1", End: 5000}, 100, 200); err != nil ||
		!slices.Equal(again.Rows.Metadata[0], whole.Rows.Metadata[0]) {
		t.Error("other reads the second time")
	}
	none, err := src.View(t.Context(), genome.Interval{Seq: "c1", End: 5000}, 50, 0)
	if err != nil || none.Rows.Total != -1 || none.Rows.Len() != 0 || len(none.Depth) != 50 || none.Depth[10] != whole.Depth[20]/2+whole.Depth[21]/2 {
		t.Errorf("the depth alone: %v, %v", none, err)
	}
}

// TestViewOfNameless has some of too many reads without names, or with one name for all, at places of their own and at one place.
func TestViewOfNameless(t *testing.T) {
	for name, step := range map[string]int{"*": 1, "read": 1, "same": 0} {
		var text strings.Builder
		text.WriteString("@HD\tVN:1.6\n@SQ\tSN:c1\tLN:5000\n")
		for i := range 1600 {
			fmt.Fprintf(&text, "%s\t0\tc1\t%d\t60\t50M\t*\t0\t0\t*\t*\n", name, 100+i*step)
		}
		v, err := open(t, made(t, text.String()), ".bai").View(t.Context(), genome.Interval{Seq: "c1", End: 5000}, 100, 200)
		if err != nil {
			t.Fatal(err)
		}
		if v.Rows.Len() < 150 || v.Rows.Len() > 200 || v.Rows.Total != 1600 {
			t.Errorf("%s: %d of %d", name, v.Rows.Len(), v.Rows.Total)
		}
		if first, last := v.Rows.Start[0], v.Rows.Start[v.Rows.Len()-1]; step > 0 && (first > 300 || last < 1500) {
			t.Errorf("%s: reads from %d to %d", name, first, last)
		}
	}
}

// TestViewNumbers has the number of a read among the rows at its place, which details ask for.
func TestViewNumbers(t *testing.T) {
	src, _ := small(t, source.ReadOptions{})
	iv := genome.Interval{Seq: "chrA", Start: 0, End: 2000}
	v, err := src.View(t.Context(), iv, 10, 100)
	rows, failed := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	nth := slices.Index(source.ReadColumns, "nth")
	for i, name := range v.Rows.Metadata[0] {
		n, _ := strconv.Atoi(v.Rows.Metadata[nth][i])
		for k := range rows.Len() {
			if rows.Start[k] == v.Rows.Start[i] && rows.End[k] == v.Rows.End[i] {
				if n == 0 {
					if rows.Metadata[0][k] != name {
						t.Errorf("%s: the row is %s", name, rows.Metadata[0][k])
					}
					break
				}
				n--
			}
		}
	}
}

// TestFlippedIndex changes single bits of an index: there is an error or a note, or the reads are all found.
func TestFlippedIndex(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	path := made(t, tagged(rnd, sam(rnd, 6000)))
	good, err := os.ReadFile(path + ".bai")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	windows := []genome.Interval{{Seq: "c1", Start: 100, End: 9000}, {Seq: "c1", Start: 120_000, End: 121_000}, {Seq: "c1", Start: 250_000, End: 300_000}, {Seq: "c2", Start: 20_000, End: 40_000}}
	found := func(index []byte) (string, bool) {
		idx, err := fileindex.Read(bytes.NewReader(index), "x.bai")
		if err != nil {
			return "", false
		}
		src, err := Open(bytes.NewReader(data), int64(len(data)), "x.bam", idx)
		if err != nil || slices.ContainsFunc(src.Info().Notes, func(n string) bool { return strings.Contains(n, "damaged") }) {
			return "", false
		}
		var b strings.Builder
		for _, iv := range windows {
			rows, err := src.Rows(t.Context(), iv, source.RowOptions{Unnumbered: true})
			if err != nil {
				return "", false
			}
			fmt.Fprintln(&b, rows.Start, rows.Metadata[0])
		}
		return b.String(), true
	}
	want, ok := found(good)
	if !ok {
		t.Fatal("the index as it is")
	}
	wrong := 0
	const tries = 400
	for range tries {
		bad := slices.Clone(good)
		bad[8+rnd.IntN(len(bad)-16)] ^= 1 << rnd.IntN(8)
		if got, ok := found(bad); ok && got != want {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d changes hide reads", wrong, tries)
	}
}
