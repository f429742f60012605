package session

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// TestSeveralInTheBox resolves several places, and the whole genome, as the location box asks.
func TestSeveralInTheBox(t *testing.T) {
	path, err := filepath.Abs("testdata/loci.gff3")
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		for _, tc := range []struct{ text, view, said string }{
			{"chr1:1000-2000 chr2:5-9", "chr1:1000-2000 chr2:5-9", ""},
			{"chr1 chr2 chr1", "chr1:1-248956422 chr2:1-242193529 chr1:1-248956422", ""},
			{"chr1 5 900", "chr1:5-900", ""},
			{"chr1 5 3", "", `locus "chr1 5 3": end 3 lies before start 5`},
			{"chr1 5 900 chr2:5-9", "chr1:5-900 chr2:5-9", ""},
			{"chr1 5 900 chr2 7 8", "chr1:5-900 chr2:7-8", ""},
			{"chr1 chrQ:5-9", "", `there is no sequence "chrQ"`},
			{"chr1 nothing", "", `there is no sequence and no gene "nothing"`},
			{"chr1 all", "", state.ErrNoRoom.Error()},
			{strings.Repeat("chr1 ", 13), "", "there are 13 places; at most 12 are shown side by side"},
			{" ALL ", "all", "2 other sequences are left out: alternative, unplaced, or of unknown length"},
		} {
			r.navigate("chr2", 1, 100)
			answer := ask[protocol.ResolveAnswer](t, r, page, protocol.Resolve, map[string]any{"q": tc.text, "seqName": "chr2", "maxResults": 12})
			e := state.Event{Location: answer.Place, Beside: answer.Beside.Beside, Whole: answer.Whole}
			equal(t, tc.text, [2]string{e.View().String(), answer.Said}, [2]string{tc.view, tc.said})
		}
		r.noFaults(page)
	})
}

// TestSeveralPlaces shows several places, and the whole genome: pages of all kinds, what is kept, and what comes back.
func TestSeveralPlaces(t *testing.T) {
	files := map[string]source.Source{"a.bw": newRamp("chr2", 5000), "b.bw": newRamp("chr1", 1000), "alt.bw": newRamp("chr1_alt", 70)}
	inBubble(t, Options{Open: opener(files), Script: func([]state.Event, func(string) string) []string { return nil }}, func(t *testing.T, r *rig) {
		for _, name := range []string{"a.bw", "b.bw", "alt.bw"} {
			r.load(name)
		}
		page, real := r.join(builtinPage), r.join(v4)
		last := func(action string) string {
			sent := page.Page().Pushed(action)
			return string(sent[len(sent)-1].Args)
		}
		shows := func(what, view string) {
			t.Helper()
			st := r.State()
			equal(t, what, st.View().String(), view)
		}
		place := func(text string) reply.Locus { return must(r.Resolve(r.ctx, text))(t) }

		report := must(r.Show(r.ctx, place("chr2:1-100"), place("chr1:5-50")))(t)
		equal(t, "reported beside", report.Beside.Beside, []protocol.Range{{SeqName: "chr1", Start: 5, End: 50}})
		shows("two places", "chr2:1-100 chr1:5-50")
		if args := last(protocol.Navigate); !strings.Contains(args, `"beside":[{"seqName":"chr1","start":5,"end":50}]`) {
			t.Errorf("the built-in page is sent %s", args)
		}
		if !real.Page().At("chr2", 1, 100) {
			t.Errorf("the real page is at %+v", real.Page().Location)
		}
		equal(t, "notices to the user", len(r.told("shows one place at a time")), 1)
		sent := real.Page().Pushed(protocol.Navigate)
		if args := string(sent[len(sent)-1].Args); strings.Contains(args, "beside") {
			t.Errorf("the real page is sent %s", args)
		}

		must(r.Zoom(r.ctx, 0.5))(t)
		shows("zoomed", "chr2:26-75 chr1:17-39")
		must(r.Pan(r.ctx, -100))(t)
		shows("panned to the ends", "chr2:1-50 chr1:1-23")
		_, err := r.Pan(r.ctx, -100)
		wantError(t, err, "chr2 begins there")
		_, err = r.Show(r.ctx, place("chr2"), place("chr1:5000-6000"))
		wantError(t, err, "beyond the end of chr1")
		shows("after a refusal", "chr2:1-50 chr1:1-23")

		report = must(r.ShowGenome(r.ctx))(t)
		equal(t, "whole", report.Beside, protocol.Beside{Beside: []protocol.Range{{SeqName: "chr2", Start: 1, End: 5000}}, Whole: true})
		wantNote(t, report, "1 other sequence is left out")
		equal(t, "places", r.State().View().Places(), []genome.Interval{{Seq: "chr1", End: 1000}, {Seq: "chr2", End: 5000}})
		equal(t, "notices to the user", len(r.told("shows one place at a time")), 1)
		_, err = r.Zoom(r.ctx, 0.5)
		wantError(t, err, "whole genome")
		if args := string(r.join(builtinPage).Page().Pushed(protocol.SyncState)[0].Args); !strings.Contains(args, `"whole":true`) {
			t.Errorf("a late page is told %s", args)
		}
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chr3", Length: 70}}))(t)
		equal(t, "places with a new sequence", len(r.State().View().Places()), 3)
		if args := last(protocol.Navigate); !strings.Contains(args, `"seqName":"chr3"`) {
			t.Errorf("the built-in page is sent %s", args)
		}
		kept := r.State()

		did(t, r, page, protocol.UserNavigate, map[string]any{"range": map[string]any{"seqName": "chr1", "start": 1, "end": 70},
			"beside": []any{map[string]any{"seqName": "chr2", "start": 71, "end": 140}}})
		shows("moved by a person", "chr1:1-70 chr2:71-140")
		must(r.Travel(r.ctx, -1))(t)
		shows("back", "all")
		must(r.Travel(r.ctx, 1))(t)
		shows("forward", "chr1:1-70 chr2:71-140")
		must(r.RemoveSeqNames(r.ctx, []string{"chr1"}))(t)
		shows("without a sequence", "chr2:71-140")

		must(r.SaveWorkspace("both"))(t)
		must(r.Become(r.ctx, kept))(t)
		shows("a state that was kept", "all")
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		shows("undo leaves the place", "all")
		must(r.OpenWorkspace(r.ctx, "both"))(t)
		shows("a workspace", "chr2:71-140")

		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "all", Length: 700}}))(t)
		equal(t, "the sequence wins", r.IsGenome("all"), false)
		_, err = r.ShowGenome(r.ctx)
		wantError(t, err, "a sequence is called all")
		must(r.Show(r.ctx, place("all")))(t)
		shows("a sequence of that name", "all:1-700")
		r.noFaults(page, real)
	})
}

// TestGenomeOfScaffolds is refused by what it lacks: a main sequence, not lengths.
func TestGenomeOfScaffolds(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "scaffold_1", Length: 10}, {Name: "scaffold_2", Length: 20}}))(t)
		_, err := r.ShowGenome(r.ctx)
		wantError(t, err, "no sequence is a main one of known length: all 2 are alternative, unplaced, or of unknown length")
		wantHint(t, err, "navigate A B C")
	})
}

// TestGenomeWithoutOneOfTwoPlaces says where the view is without the place that is left out.
func TestGenomeWithoutOneOfTwoPlaces(t *testing.T) {
	peaks := written(t, "peaks.bed", "chr1\t0\t9000\ta\nchr2\t0\t9000\tb\n")
	sizes := written(t, "one.sizes", "chr1\t1000\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(peaks)
		must(r.Show(r.ctx, reply.Locus{Interval: genome.Interval{Seq: "chr1", Start: 4999, End: 6000}},
			reply.Locus{Interval: genome.Interval{Seq: "chr2", End: 500}}))(t)
		report := must(r.SetGenome(r.ctx, sizes))(t)
		wantNote(t, report, "the place chr2:1-500 is left out")
		if notes := strings.Join(report.Notes, "\n"); !strings.Contains(notes+"\n", "and is at "+r.State().View().String()+"\n") {
			t.Errorf("the view is at %s, but told is\n%s", r.State().View(), notes)
		}
	})
}

// TestGenomeOfManySequences is refused with their number.
func TestGenomeOfManySequences(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		var many []genome.Sequence
		for i := range 101 {
			many = append(many, genome.Sequence{Name: fmt.Sprintf("chr%d", 101-i), Length: 10})
		}
		must(r.AddSeqInfos(r.ctx, many[:100]))(t)
		must(r.ShowGenome(r.ctx))(t)
		equal(t, "the first by number", r.State().Location.Seq, "chr2")
		must(r.AddSeqInfos(r.ctx, many[100:]))(t)
		equal(t, "a sequence too many", r.State().View().String(), "chr2:1-10")
		_, err := r.ShowGenome(r.ctx)
		wantError(t, err, "there are 101 main sequences; the whole genome is shown of at most 100")
		_, err = r.Show(r.ctx, slices.Repeat([]reply.Locus{{Interval: genome.Interval{Seq: "chr3"}}}, 13)...)
		wantError(t, err, "13 places; at most 12")
	})
}
