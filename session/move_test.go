package session

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

func TestZoomAndPan(t *testing.T) {
	files := map[string]sourceT{"a.bw": newRamp("chrA", 1000), "b.bed": seen{newFeatures("chrB", 1000, 100, 100)}}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		r.load("/b.bed")
		page := r.join(builtinPage)
		for _, tc := range []struct {
			from       string
			zoom       float64
			pan        int
			want, said string // the place or, of an error, nothing
		}{
			{"chrA:401-500", 0.5, 0, "chrA:426-475", ""},
			{"chrA:401-500", 2, 0, "chrA:351-550", ""},
			{"chrA:401-500", 3, 0, "chrA:301-600", ""},
			{"chrA:1-100", 2, 0, "chrA:1-200", "chrA begins there"},
			{"chrA:951-1000", 2, 0, "chrA:901-1000", "chrA ends at 1000"},
			{"chrA:1-600", 2, 0, "chrA:1-1000", "chrA is shown as a whole: it has 1000 bases"},
			{"chrA:1-1000", 2, 0, "", "chrA is shown as a whole: it has 1000 bases"},
			{"chrA:5-5", 0.5, 0, "", "chrA:5-5 cannot be zoomed further"},
			{"chrA:5-7", 0.001, 0, "chrA:6-6", ""},
			{"chrB:801-1000", 4, 0, "chrB:501-1300", ""}, // the end was only seen
			{"chrA:401-500", 0, 50, "chrA:451-550", ""},
			{"chrA:401-500", 0, -50, "chrA:351-450", ""},
			{"chrA:401-500", 0, -401, "chrA:1-100", "chrA begins there"},
			{"chrA:401-500", 0, 501, "chrA:901-1000", "chrA ends at 1000"},
			{"chrA:901-1000", 0, 1, "", "chrA ends at 1000"},
			{"chrA:1-10", 0, -1, "", "chrA begins there"},
			{"chrB:901-1000", 0, 500, "chrB:1401-1500", ""},
		} {
			at := must(r.Resolve(r.ctx, tc.from))(t)
			must(r.Navigate(r.ctx, at.Interval))(t)
			report, err := r.Pan(r.ctx, tc.pan)
			if tc.zoom != 0 {
				report, err = r.Zoom(r.ctx, tc.zoom)
			}
			got, said := viewOf(report.Location), strings.Join(report.Notes, "; ")
			if err != nil {
				said = err.Error()
			}
			what := fmt.Sprintf("%s by %g or %d", tc.from, tc.zoom, tc.pan)
			equal(t, what, got, tc.want)
			equal(t, what, said, tc.said)
		}
		r.noFaults(page)
	})
}

// TestTravel goes back and forward through places, as a web browser does.
func TestTravel(t *testing.T) {
	files := map[string]sourceT{"a.bw": newRamp("chrA", 100_000)}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		page := r.join(builtinPage)
		first, _, _ := r.Location(r.ctx)
		travel := func(by int, want string) {
			t.Helper()
			report, err := r.Travel(r.ctx, by)
			if err != nil {
				t.Error(err)
			}
			equal(t, "travelled to", viewOf(report.Location), want)
			at, _, _ := r.Location(r.ctx)
			equal(t, "session", at.String(), want)
		}
		trail := func(want string) {
			t.Helper()
			places, at := r.Places()
			var all []string
			for i, p := range places {
				if all = append(all, p.String()); i == at {
					all[i] += "*"
				}
			}
			equal(t, "trail", strings.Join(all, " "), want)
		}
		r.navigate("chrA", 1001, 2000)
		r.navigate("chrA", 5001, 6000)
		r.navigate("chrA", 5001, 6000)
		trail(first.String() + " chrA:1001-2000 chrA:5001-6000*")
		travel(-1, "chrA:1001-2000")
		travel(-1, first.String())
		_, err := r.Travel(r.ctx, -1)
		wantError(t, err, "there are 0 places before this one, not 1")
		travel(2, "chrA:5001-6000")
		_, err = r.Travel(r.ctx, 1)
		wantError(t, err, "there are 0 places after this one, not 1")
		travel(-1, "chrA:1001-2000")

		// A drag in a page is one place, and forgets what came after.
		for _, start := range []int{1101, 1201, 1301} {
			ask[protocol.UserResult](t, r, page, protocol.UserNavigate,
				map[string]any{"range": map[string]any{"seqName": "chrA", "start": start, "end": start + 999}})
		}
		trail(first.String() + " chrA:1001-2000 chrA:1301-2300*")
		travel(-1, "chrA:1001-2000")
		ask[protocol.UserResult](t, r, page, protocol.UserNavigate,
			map[string]any{"range": map[string]any{"seqName": "chrA", "start": 80001, "end": 81000}})
		trail(first.String() + " chrA:1001-2000 chrA:80001-81000*")

		// Undoing is of changes, not of places.
		if steps := r.Steps(); len(steps) != 1 {
			t.Errorf("%d steps to undo", len(steps))
		}
		r.noFaults(page)
	})
}

// TestNextFeature goes through the rows of a file in both directions, from every one and from between them.
func TestNextFeature(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	fmt.Fprintln(&text, "##gff-version 3\n##sequence-region chrB 1 9000000\n##sequence-region chrA 1 200000")
	rows := map[string][]rowPlace{}
	for i := range 300 {
		seq, spread := "chrB", 9_000_000
		if i%3 == 0 {
			seq, spread = "chrA", 3000 // crowded
		}
		start := random.IntN(spread - 2000)
		end := start + 1 + random.IntN(2000)
		if i%7 == 0 && len(rows[seq]) > 0 { // again
			start, end = rows[seq][0].start, rows[seq][0].end
		}
		rows[seq] = append(rows[seq], rowPlace{start: start, end: end})
		fmt.Fprintf(&text, "%s\tmade\tenhancer\t%d\t%d\t.\t.\t.\tID=e%d\n", seq, start+1, end, i)
	}
	path := filepath.Join(t.TempDir(), "e.gff3")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		var all []string
		var places []genome.Interval
		for _, q := range r.SeqInfos() {
			list := rows[q.Name]
			slices.SortFunc(list, func(a, b rowPlace) int { return cmp.Or(a.start-b.start, a.end-b.end) })
			for _, p := range list {
				iv := genome.Interval{Seq: q.Name, Start: p.start, End: p.end}
				places, all = append(places, iv), append(all, iv.String())
			}
		}
		walkAll := func(from genome.Interval, nth int, back bool) (found []string) {
			for len(found) <= len(all) {
				list, i, n, err := r.NextFeature(r.ctx, "e", from, nth, back)
				if err != nil {
					t.Fatal(err)
				}
				if i < 0 {
					break
				}
				from, nth = genome.Interval{Seq: list.Chr, Start: list.Start[i], End: list.End[i]}, n
				found = append(found, from.String())
			}
			return found
		}
		equal(t, "forward", strings.Join(walkAll(genome.Interval{Seq: places[0].Seq, Start: -1}, 0, false), " "), strings.Join(all, " "))
		backward := slices.Clone(all)
		slices.Reverse(backward)
		last := genome.Interval{Seq: places[len(places)-1].Seq, Start: genome.MaxPosition}
		equal(t, "backward", strings.Join(walkAll(last, 0, true), " "), strings.Join(backward, " "))
		_, _, _, err := r.NextFeature(r.ctx, "x", last, 0, true)
		wantError(t, err, `there is no measurement "x"`)
	})
}

// TestPageStopsShort navigates behind what a page takes for the end of a sequence.
func TestPageStopsShort(t *testing.T) {
	inBubble(t, Options{Open: opener(map[string]sourceT{"b.bed": seen{newFeatures("chrB", 1000, 100, 100)}})}, func(t *testing.T, r *rig) {
		r.load("/b.bed")
		r.join(v4)
		report := must(r.Navigate(r.ctx, genome.Interval{Seq: "chrB", Start: 900, End: 1500}))(t)
		equal(t, "shown", viewOf(report.Location), "chrB:401-1000")
		wantNote(t, report, "browser 1 (EpiViz 4) shows chrB:401-1000 instead")
	})
}

// Of a table whose rows have no places, in a session without sequences, there is no next row.
func TestNextFeatureWithoutSequences(t *testing.T) {
	path := filepath.Join(t.TempDir(), "d.csv")
	if err := os.WriteFile(path, []byte("gene_id,baseMean\nENSG00000900001,5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		for _, back := range []bool{false, true} {
			_, i, _, err := r.NextFeature(r.ctx, "d", genome.Interval{}, 0, back)
			if i != -1 || err == nil || !strings.Contains(err.Error(), "the rows of d.csv have no places") {
				t.Errorf("row %d, %v", i, err)
			}
		}
	})
}

// TestPanOfAFlippedAxis: right is where it is on the screen, as the keys of the page have it. Several places are not flipped.
func TestPanOfAFlippedAxis(t *testing.T) {
	inBubble(t, Options{Open: opener(map[string]sourceT{"a.bw": newRamp("chrA", 1000)})}, func(t *testing.T, r *rig) {
		r.load("/a.bw")
		must(r.Navigate(r.ctx, genome.Interval{Seq: "chrA", Start: 400, End: 500}))(t)
		must(r.SetFlip(r.ctx, true))(t)
		equal(t, "to the right", viewOf(must(r.Pan(r.ctx, 50))(t).Location), "chrA:351-450")
		equal(t, "to the left", viewOf(must(r.Pan(r.ctx, -50))(t).Location), "chrA:401-500")
		must(r.Show(r.ctx, must(r.Resolve(r.ctx, "chrA:101-200"))(t), must(r.Resolve(r.ctx, "chrA:601-700"))(t)))(t)
		equal(t, "the first of several", viewOf(must(r.Pan(r.ctx, 50))(t).Location), "chrA:151-250")
	})
}
