package session

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
)

// rough is a signal that is estimated unless it is asked for exactly, as the depth of many reads is.
type rough struct{ *sessiontest.Ramp }

func (r rough) Summarize(ctx context.Context, iv genome.Interval, n int, opt source.SummaryOptions) (*source.Summary, error) {
	sum, err := r.Ramp.Summarize(ctx, iv, n, opt)
	if err == nil && !opt.Exact && !opt.Extremes {
		sum.Estimated = source.Estimates{Sum: true, Extremes: true, Rough: true}
	}
	return sum, err
}

// TestEstimatesAreTold follows an estimate, and what is computed from it in turn, to all who use values.
func TestEstimatesAreTold(t *testing.T) {
	files := map[string]sourceT{"deep.bam": rough{&sessiontest.Ramp{Seq: "chr1", Length: 5_000_000}}}
	whole := genome.Interval{Seq: "chr1", End: 5_000_000}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.load("deep.bam")
		r.compute("twice", "deep * 2")
		r.compute("again", "smooth(twice, 1kb) + 1")
		names := []string{"deep", "twice", "again"}
		for _, v := range must(r.Values(r.ctx, whole, names, 10, "", false))(t) {
			if text := string(must(json.Marshal(v))(t)); !strings.Contains(text, `"exact":false`) {
				t.Errorf("values of %s: %s", v.Name, text)
			}
		}
		for _, v := range must(r.Values(r.ctx, whole, names, 10, "", true))(t) {
			if v.Estimated {
				t.Errorf("exact values of %s are said to be estimates", v.Name)
			}
		}
		if rows, err := r.Rows(r.ctx, genome.Interval{Seq: "chr1", Start: 10, End: 20}, "twice"); err != nil || rows.Values[0].Values[3] != 26 {
			t.Errorf("rows of what is computed: %+v, %v", rows, err)
		}
		wide := func(name string, end int) map[string]any {
			return map[string]any{"version": builtinPage, "measurement": name, "seqName": "chr1", "start": 1, "end": end, "bins": 100}
		}
		ask := func(action string, args any) string {
			return string(r.answer(r.ctx, action, must(json.Marshal(args))(t)).(protocol.Appender).AppendJSON(nil))
		}
		for _, name := range names {
			got := ask(protocol.GetValues, wide(name, 5_000_000))
			if !strings.HasSuffix(got, `"estimated":true}`) {
				t.Errorf("the page is given %s without a mark: %.80s", name, got)
			}
		}
		near := ask(protocol.GetValues, wide("twice", 50))
		if strings.Contains(near, "estimated") {
			t.Errorf("rows are exact: %s", near)
		}

		r.addChart("Line Track", "again")
		r.addChart("Heatmap", "twice", "again")
		r.addChart("Scatter Plot", "twice", "again")
		if _, err := r.Navigate(r.ctx, whole); err != nil {
			t.Fatal(err)
		}
		made, _, err := r.DrawPicture(r.ctx, reply.Picture{Type: "svg"})
		if n := bytes.Count(made.Data, []byte(">estimated<")) + bytes.Count(made.Data, []byte(">estimated;")); err != nil || n != 3 {
			t.Errorf("a picture of 3 charts says %d times that they are estimates, %v", n, err)
		}
	})
}

// TestEstimatesInPagesOfEpiViz: these have no place for a mark, so that the prompt tells.
func TestEstimatesInPagesOfEpiViz(t *testing.T) {
	for _, version := range realPages {
		files := map[string]sourceT{"deep.bam": rough{&sessiontest.Ramp{Seq: "chr1", Length: 5_000_000}}}
		inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
			r.load("deep.bam")
			r.compute("twice", "deep * 2")
			r.addChart("Line Track", "twice")
			r.settled(r.join(version))
			if told := r.told("twice is estimated from an index in wide views, which browser 1"); len(told) != 1 {
				t.Errorf("EpiViz %s: told %q", version, told)
			}
		})
	}
}
