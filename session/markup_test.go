package session

import (
	"context"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Names with markup are what they are at the prompt and in the built-in page. Real pages have one other
// spelling of them, in which they are understood.
func TestNamesWithMarkup(t *testing.T) {
	const raw = `chr<b>"1"&amp;`
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.opt.Open = func(context.Context, string) (source.Source, error) { return newFeatures(raw, 50_000, 1000, 100), nil }
		r.load(`a<b>&"c".bed`)
		spelled := func(name string) string {
			if version == builtinPage {
				return name
			}
			return genome.Plain(name)
		}
		equal(t, "measurement at the prompt", r.Measurements()[0].Name, `a<b>&"c"`)
		equal(t, "sequence at the prompt", r.SeqInfos()[0].Name, raw)
		page := r.join(version)
		r.navigate(raw, 1001, 21_000)
		r.addChart("", r.Measurements()[0].ID)
		shown := r.settled(page)
		if shown.Location == nil || !shown.At(spelled(raw), 1001, 21_000) {
			t.Errorf("the page is at %+v", shown.Location)
		}
		equal(t, "measurement", shown.Measurements[0].Name, spelled(`a<b>&"c"`))
		equal(t, "measurement of the chart", shown.Charts[0].Measurements[0].Name, spelled(`a<b>&"c"`))
		equal(t, "sequence", shown.Sequences[0].Name, spelled(raw))
		// Data that are asked for in the page's spelling come back in it.
		got := string(must(page.Ask(r.ctx, protocol.GetRows, map[string]any{
			"version": version, "datasource": r.Measurements()[0].DatasourceID, "seqName": spelled(raw), "start": 1, "end": 5000, "maxRows": 100,
		}))(t))
		if strings.Contains(got, `"start":[]`) || version != builtinPage && strings.Contains(got, `\u003c`) {
			t.Errorf("rows: %s", got)
		}
		at, browsers, err := r.Location(r.ctx)
		if told := browsers[0].Location; err != nil || at.Seq != raw || told != nil && told.SeqName != raw {
			t.Errorf("it is at %+v, the page at %+v, %v", at, told, err)
		}
		if _, err := r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "other", Length: 5000}}); err != nil {
			t.Fatal(err)
		}
		if _, err := r.RemoveSeqNames(r.ctx, []string{raw}); err != nil {
			t.Fatal(err)
		}
		shown = r.settled(page)
		if len(shown.Sequences) != 1 || shown.Sequences[0].Name != "other" {
			t.Errorf("sequences %+v", shown.Sequences)
		}
		r.noFaults(page)
	})
}
