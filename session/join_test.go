package session

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/formats"
)

// library is a folder of texts that are opened by their names.
type library struct{ dir string }

func newLibrary(t *testing.T) library {
	l := library{t.TempDir()}
	l.write(t, "genes.gtf", gtf(1000, "A", "B", "C"))
	l.write(t, "other.gtf", gtf(5000, "A", "B", "C", "D"))
	l.write(t, "nine.bed", "chr9\t1\t2\n")
	l.write(t, "table.csv", "\"\",\"logFC\",\"p\"\n\"A\",1,0.1\n\"C\",-2,0.2\n\"D\",3,0.3\n")
	return l
}

// gtf returns genes of 100 bases, 1000 apart.
func gtf(at int, names ...string) string {
	text := ""
	for i, name := range names {
		start := at + 1000*i + 1
		text += fmt.Sprintf("chr1\tx\tgene\t%d\t%d\t.\t+\t.\tgene_id \"id%s\"; gene_name \"%[3]s\";\n", start, start+99, name)
	}
	return text
}

func (l library) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(l.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (l library) open(ctx context.Context, path string) (source.Source, error) {
	return formats.Open(ctx, filepath.Join(l.dir, filepath.Base(path)), formats.Options{})
}

// placesOf returns where the rows of a table are.
func (r *rig) placesOf(name string) []int {
	r.t.Helper()
	rows, err := r.Rows(r.ctx, genome.Interval{Seq: "chr1", End: 100_000}, name)
	if err != nil {
		r.t.Fatal(err)
	}
	return rows.Start
}

// TestJoin loads, unloads and changes genes under a chart of a table that is named by them.
func TestJoin(t *testing.T) {
	for _, version := range []string{v2, v3, v4, v5, builtinPage} {
		t.Run(pageName(version), func(t *testing.T) {
			files := newLibrary(t)
			inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
				page := r.join(version)
				_, report, err := r.Load(r.ctx, "/table.csv")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "rows without places: 3", "load a GTF")
				r.addChart("Heatmap", "table_logFC", "table_p")
				r.addChart("Scatter Plot", "table_logFC", "table_p")
				_, report, err = r.Load(r.ctx, "/genes.gtf")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "table.csv: 2 of 3 rows joined to genes.gtf")
				wantNote(t, report, "table.csv: 1 row is named as no gene there: D")
				r.navigate("chr1", 1, 20_000)
				r.pass(time.Second)
				drawn := func(what string, want ...float64) {
					t.Helper()
					r.pass(time.Second) // v2 draws a little later
					r.settled(page)
					if version == builtinPage {
						return
					}
					points, err := page.Drawn("table_logFC")
					var got []float64
					for _, p := range points {
						got = append(got, p.Value)
					}
					if len(want) > 0 && err != nil || !slices.Equal(got, want) {
						t.Errorf("%s: the page draws %v, want %v; error %v", what, got, want, err)
					}
				}
				drawn("with genes", 1, -2)
				equal(t, "places", r.placesOf("table"), []int{1000, 3000})

				report, err = r.Unload(r.ctx, "genes.gtf")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "table.csv: rows without places: 3")
				equal(t, "charts", len(r.Charts()), 2)
				drawn("without genes")
				_, err = r.Rows(r.ctx, genome.Interval{Seq: "chr1", End: 100_000}, "table")
				wantError(t, err, "the rows of table.csv have no places", "none are loaded")
				wantHint(t, err, "load a GTF")

				if _, _, err := r.Undo(r.ctx, 1); err != nil {
					t.Fatal(err)
				}
				drawn("after undo", 1, -2)

				files.write(t, "genes.gtf", gtf(2000, "A", "D"))
				report, err = r.Reload(r.ctx, "genes.gtf")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "table.csv: 2 of 3 rows joined to genes.gtf")
				drawn("with other genes", 1, 3)
				files.write(t, "table.csv", "\"\",\"logFC\",\"p\"\n\"D\",7,0.1\n")
				report, err = r.Reload(r.ctx, "table.csv")
				if err != nil {
					t.Fatal(err)
				}
				wantNote(t, report, "1 of 1 rows joined to genes.gtf")
				drawn("another table", 7)
				r.noFaults(page)
			})
		})
	}
}

// TestJoinByState loads and unloads files in any order, with undo and redo: where the rows are depends on
// nothing but the files of the state and their order.
func TestJoinByState(t *testing.T) {
	files := newLibrary(t)
	places := map[string]string{}
	check := func(t *testing.T, r *rig) {
		t.Helper()
		var paths []string
		for _, f := range r.State().Files {
			paths = append(paths, f.Path)
		}
		if !slices.Contains(paths, "/table.csv") || !slices.Contains(paths, "/nine.bed") {
			return
		}
		paths = slices.DeleteFunc(paths, func(path string) bool { return path == "/nine.bed" })
		info, err := r.Info("table")
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(info.Notes, "; ")
		if info.Sequences > 0 {
			got += fmt.Sprint(r.placesOf("table"))
		}
		var sequences []string
		for _, q := range r.SeqInfos() {
			sequences = append(sequences, q.Name)
		}
		slices.Sort(sequences)
		equal(t, "sequences on offer", sequences, map[bool][]string{true: {"chr1", "chr9"}, false: {"chr9"}}[len(paths) > 1])
		key := strings.Join(paths, " ")
		if want, ok := places[key]; ok && got != want {
			t.Errorf("%s: %s, was %s", key, got, want)
		}
		places[key] = got
	}
	names := []string{"/table.csv", "/genes.gtf", "/other.gtf"}
	for seed := range uint64(60) {
		inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
			r.load("/nine.bed")
			random := rand.New(rand.NewPCG(seed, 1))
			for range 16 {
				name := names[random.IntN(len(names))]
				switch random.IntN(5) {
				case 0, 1:
					_, _, _ = r.Load(r.ctx, name)
				case 2:
					_, _ = r.Unload(r.ctx, name)
				case 3:
					_, _, _ = r.Undo(r.ctx, 1)
				case 4:
					_, _, _ = r.Redo(r.ctx, 1)
				}
				check(t, r)
			}
			resumed := newRig(t, Options{Open: files.open})
			must(resumed.Become(resumed.ctx, r.State()))(t)
			check(t, resumed)
		})
	}
	for key, want := range map[string]string{
		"/table.csv":                       "rows without places: 3, named by row; they wait for genes of these names: load a GTF, GFF3 or BED",
		"/table.csv /genes.gtf":            "2 of 3 rows joined to genes.gtf by the column row; 1 row is named as no gene there: D[1000 3000]",
		"/genes.gtf /table.csv /other.gtf": "3 of 3 rows joined to other.gtf by the column row; 2 rows are of genes.gtf too: its places are taken once other.gtf is unloaded[5000 7000 8000]",
	} {
		if places[key] != want {
			t.Errorf("%s: %s, want %s", key, places[key], want)
		}
	}
}

// TestJoinedCompute computes from a column of a table, with and without the genes.
func TestJoinedCompute(t *testing.T) {
	files := newLibrary(t)
	inBubble(t, Options{Open: files.open}, func(t *testing.T, r *rig) {
		r.load("/table.csv")
		r.load("/genes.gtf")
		r.compute("twice", "table_logFC * 2")
		values := func() float64 {
			t.Helper()
			got, err := r.Values(r.ctx, genome.Interval{Seq: "chr1", Start: 1000, End: 1100}, []string{"twice"}, 1, "", false)
			if err != nil {
				t.Fatal(err)
			}
			return got[0].Values[0]
		}
		equal(t, "twice", values(), 2.0)
		must(r.Unload(r.ctx, "genes.gtf"))(t)
		r.load("/genes.gtf")
		equal(t, "twice again", values(), 2.0)
		equal(t, "rows as regions", must(r.FileRows(r.ctx, "/table.csv", 10))(t).Rows[0].Start, []int{1000, 3000})
		must(r.Unload(r.ctx, "twice"))(t)
		must(r.Unload(r.ctx, "table.csv"))(t)
		_, err := r.FileRows(r.ctx, "/table.csv", 10)
		wantError(t, err, "the rows of /table.csv have no places")
	})
}

// reads are rows with names that are no genes.
type reads struct{ source.Source }

func (r reads) Depth() source.Source { return newRamp("chr1", 1000) }

func (r reads) Signals() []source.Counted { return nil }

// TestReadsNameNoRows has a table wait for genes beside reads, whose names are never those of genes.
func TestReadsNameNoRows(t *testing.T) {
	files := newLibrary(t)
	files.write(t, "reads.bed", "chr1\t10\t20\tA\nchr1\t30\t40\tC\n")
	open := func(ctx context.Context, path string) (source.Source, error) {
		src, err := files.open(ctx, path)
		if filepath.Base(path) == "reads.bed" && err == nil {
			return reads{src}, nil
		}
		return src, err
	}
	inBubble(t, Options{Open: open}, func(t *testing.T, r *rig) {
		r.load("/d/reads.bed")
		r.load("/d/table.csv")
		_, err := r.Rows(r.ctx, genome.Interval{Seq: "chr1", End: 100}, "table")
		wantError(t, err, "have no places")
		r.load("/d/genes.gtf")
		equal(t, "places beside genes", r.placesOf("table"), []int{1000, 3000})
	})
}
