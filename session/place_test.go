package session

import (
	"context"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
)

// seen is a feature file that states no lengths: its end is that of its last row.
type seen struct{ *features }

func (s seen) Info() source.Info {
	info := s.features.Info()
	info.Sequences = slices.Clone(info.Sequences)
	for i := range info.Sequences {
		info.Sequences[i].Open = true
	}
	return info
}

// TestQuestionsAreNotMoved asks about places at and behind the end of a sequence: what is answered is that place, cut
// at an end that is known, and never a neighbouring one.
func TestQuestionsAreNotMoved(t *testing.T) {
	files := map[string]sourceT{"a.bw": newRamp("chrA", 1000), "b.bed": seen{newFeatures("chrB", 1000, 100, 100)},
		"c.bed": seen{newFeatures("chrA", 1300, 100, 100)}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bed")
		r.load("/c.bed")
		type answer struct {
			start, end int
			rows       int
		}
		for _, tc := range []struct {
			name       string
			iv         genome.Interval
			want       answer
			firstStart int
		}{
			{"a", genome.Interval{Seq: "chrA", Start: 949, End: 1400}, answer{949, 1000, 51}, 949},
			{"a", genome.Interval{Seq: "chrA", Start: 999, End: 1000}, answer{999, 1000, 1}, 999},
			{"a", genome.Interval{Seq: "chrA", Start: 1000, End: 1600}, answer{1000, 1600, 0}, 0},
			{"a", genome.Interval{Seq: "chrA"}, answer{0, 1000, 1000}, 0},
			{"b", genome.Interval{Seq: "chrB", Start: 949, End: 1400}, answer{949, 1400, 1}, 900},
			{"b", genome.Interval{Seq: "chrB", Start: 1000, End: 1600}, answer{1000, 1600, 0}, 0},
			{"b", genome.Interval{Seq: "chrB"}, answer{0, 1000, 10}, 0},
			// Rows that reach further than what another file states are not hidden.
			{"c", genome.Interval{Seq: "chrA", Start: 949, End: 1400}, answer{949, 1400, 4}, 900},
			{"c", genome.Interval{Seq: "chrA"}, answer{0, 1300, 13}, 0},
		} {
			rows := must(r.Rows(r.ctx, tc.iv, tc.name))(t)
			equal(t, tc.name+" "+tc.iv.String(), answer{rows.From, rows.To, len(rows.Start)}, tc.want)
			if len(rows.Start) > 0 && rows.Start[0] != tc.firstStart {
				t.Errorf("%s %v: the first row begins at %d, want %d", tc.name, tc.iv, rows.Start[0], tc.firstStart)
			}
		}
		values := must(r.Values(r.ctx, genome.Interval{Seq: "chrA", Start: 949, End: 1400}, []string{"a"}, 1, "", false))(t)[0]
		equal(t, "values", []float64{float64(values.Start), float64(values.End), values.Values[0]}, []float64{949, 1000, 974})
		values = must(r.Values(r.ctx, genome.Interval{Seq: "chrA", Start: 1000, End: 1600}, []string{"a"}, 2, "", false))(t)[0]
		if values.Start != 1000 || values.End != 1600 || values.Values[0] == values.Values[0] || values.Values[1] == values.Values[1] {
			t.Errorf("values behind the end: %+v", values)
		}
	})
}

// TestAllRows asks for the rows of all sequences, and finds places as people name them.
func TestAllRows(t *testing.T) {
	files := map[string]sourceT{"a.bw": newRamp("chrA", 1000), "b.bed": seen{newFeatures("chrB", 1000, 100, 100)}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bed")
		rows := must(r.AllRows(r.ctx, "b", 10))(t) // it has no chrA
		if len(rows) != 1 || rows[0].Chr != "chrB" || len(rows[0].Start) != 10 {
			t.Errorf("rows %+v", rows)
		}
		_, err := r.AllRows(r.ctx, "b", 9)
		wantError(t, err, "b has more than 9 rows")
		_, err = r.AllRows(r.ctx, "b", 5)
		wantError(t, err, "b has more than 5 rows")
		_, err = r.AllRows(r.ctx, "c", 9)
		wantError(t, err, `there is no measurement "c"`)
		for _, tc := range []struct{ iv, want genome.Interval }{
			{genome.Interval{Seq: "A"}, genome.Interval{Seq: "chrA", End: 1000}},
			{genome.Interval{Seq: "chrA", Start: 900, End: 1100}, genome.Interval{Seq: "chrA", Start: 900, End: 1000}},
			{genome.Interval{Seq: "chrB", Start: 900, End: 1100}, genome.Interval{Seq: "chrB", Start: 900, End: 1100}},
		} {
			equal(t, tc.iv.String(), must(r.Locate(r.ctx, tc.iv))(t), tc.want)
		}
		_, err = r.Select(r.ctx, make([]genome.Interval, mostRegions+1))
		wantError(t, err, "10001 regions; at most 10000 can be selected")
		_, err = r.Locate(r.ctx, genome.Interval{Seq: "chrA", Start: 1000, End: 1100})
		wantError(t, err, "chrA:1001-1100 lies beyond the end of chrA, which has 1000 bases")
	})
}

// TestFileRows reads files that are not loaded, and leaves them so.
func TestFileRows(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"odd.bed": "\ufeffchr9\t50\t60\tb\r\nchr1\t7\t7\r\nchr9\t5\t6\ta\r\nchr9\tx\t6\r\n", "none.bed": "# nothing\n", "empty": "",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		got := must(r.FileRows(r.ctx, "odd.bed", 3))(t)
		if len(got.Rows) != 2 || got.Rows[0].Chr != "chr9" ||
			!slices.Equal(got.Rows[0].End, []int{6, 60}) || !slices.Equal(got.Rows[1].End, []int{7}) {
			t.Errorf("rows %+v", got.Rows)
		}
		if want := []uint32{2, 0, 1}; !slices.Equal(got.Order, want) {
			t.Errorf("order %v, want %v", got.Order, want)
		}
		if want := `1 row left out: line 4: start "x" is not a whole number`; len(got.Notes) != 1 || got.Notes[0] != want {
			t.Errorf("notes %q, want %q", got.Notes, want)
		}
		_, err := r.FileRows(r.ctx, "odd.bed", 2)
		wantError(t, err, "odd.bed has more than 2 rows")
		if got := must(r.FileRows(r.ctx, "none.bed", 3))(t); len(got.Rows) != 0 {
			t.Errorf("rows of none %+v", got.Rows)
		}
		_, err = r.FileRows(r.ctx, "empty", 3)
		wantError(t, err, "empty is empty: malformed file")
		if files := r.State().Files; len(files) != 0 {
			t.Errorf("loaded %+v", files)
		}
	})
}

// TestViewsBehindTheEnd navigates and selects behind an end that is known, which is an error, and behind one that was
// only seen, which is where it was asked for; by prompt and by page.
func TestViewsBehindTheEnd(t *testing.T) {
	files := map[string]sourceT{"a.bw": newRamp("chrA", 1000), "b.bed": seen{newFeatures("chrB", 1000, 100, 100)}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bed")
		page := r.join(builtinPage)
		before, _, _ := r.Location(r.ctx)
		_, err := r.Navigate(r.ctx, genome.Interval{Seq: "chrA", Start: 1000, End: 1600})
		wantError(t, err, "chrA:1001-1600 lies beyond the end of chrA, which has 1000 bases")
		_, err = r.Select(r.ctx, []genome.Interval{{Seq: "chrA", Start: 1000, End: 1600}})
		wantError(t, err, "beyond the end of chrA")
		after, _, _ := r.Location(r.ctx)
		equal(t, "place after the error", after, before)

		report := r.navigate("chrA", 951, 1400)
		wantNote(t, report, "chrA ends at 1000")
		equal(t, "shown", *report.Location, protocol.Range{SeqName: "chrA", Start: 951, End: 1000})
		wantNote(t, must(r.Select(r.ctx, []genome.Interval{{Seq: "chrA", Start: 949, End: 1400}}))(t), "chrA ends at 1000")
		equal(t, "selection", r.Selection(), []genome.Interval{{Seq: "chrA", Start: 949, End: 1000}})

		report = r.navigate("chrB", 5001, 6000)
		equal(t, "notes", len(report.Notes), 0)
		equal(t, "where it was sent", *report.Location, protocol.Range{SeqName: "chrB", Start: 5001, End: 6000})
		shown := r.await(page, func(p sessiontest.Page) bool { return p.Location.Start == 5001 })
		equal(t, "the page's place", *shown.Location, protocol.Range{SeqName: "chrB", Start: 5001, End: 6000})

		visit := func(start, end int) protocol.UserResult {
			return ask[protocol.UserResult](t, r, page, protocol.UserNavigate,
				map[string]any{"range": map[string]any{"seqName": "chrA", "start": start, "end": end}})
		}
		if answer := visit(2001, 3000); answer.Success {
			t.Error("a page went behind the end of chrA")
		}
		if answer := visit(901, 1000); !answer.Success {
			t.Error("a page may go to the end of chrA")
		}
		r.noFaults(page)
	})
}

// TestGeneBehindTheEnd looks for genes of a file that reach over what another file states: a view never shows a place
// without the gene.
func TestGeneBehindTheEnd(t *testing.T) {
	genes := named{seen{newFeatures("chrA", 3000, 1000, 600)}}
	inBubble(t, Options{Open: opener(map[string]sourceT{"a.bw": newRamp("chrA", 1200), "g.gtf": genes})}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/g.gtf")
		show := func(name string) (reply.Report, error) { return r.Show(r.ctx, must(r.Resolve(r.ctx, name))(t)) }
		report := must(show("gene1"))(t)
		equal(t, "a gene that is whole", *report.Location, protocol.Range{SeqName: "chrA", Start: 1, End: 1100})
		if strings.Contains(strings.Join(report.Notes, "\n"), "ends at") {
			t.Errorf("a gene that is whole is said to be cut: %q", report.Notes)
		}
		report = must(show("gene2"))(t)
		equal(t, "a gene that is cut", *report.Location, protocol.Range{SeqName: "chrA", Start: 501, End: 1200})
		wantNote(t, report, "chrA ends at 1200")
		_, err := show("gene3")
		wantError(t, err, "chrA:2001-2600 lies beyond the end of chrA, which has 1200 bases")
	})
}

// named finds rows by the names gene1, gene2, …
type named struct{ seen }

func (n named) Search(_ context.Context, text string, _ int) ([]source.Match, error) {
	i, err := strconv.Atoi(strings.TrimPrefix(text, "gene"))
	if err != nil {
		return nil, nil
	}
	start, end := n.Row(i)
	return []source.Match{{Name: text, Interval: genome.Interval{Seq: n.Seq, Start: start, End: end}}}, nil
}

// A file that makes an end known cuts the view there, as --resume of the session would.
func TestLoadCutsView(t *testing.T) {
	for _, c := range []struct{ start, end, from, to int }{{500, 5000, 500, 1000}, {8001, 8100, 901, 1000}} {
		open := newFeatures("chr1", 5000, 100, 10)
		open.Length = 0
		files := map[string]source.Source{"open.bed": open, "a.bw": newRamp("chr1", 1000)}
		inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
			r.load("open.bed")
			r.navigate("chr1", c.start, c.end)
			_, report, err := r.Load(r.ctx, "a.bw")
			if err != nil {
				t.Fatal(err)
			}
			want := genome.Interval{Seq: "chr1", Start: c.from - 1, End: c.to}
			if r.State().Location != want || !slices.Contains(report.Notes, "chr1 ends at 1000, the view too") {
				t.Errorf("the view is at %v, want %v; notes %q", r.State().Location, want, report.Notes)
			}
		})
	}
}
