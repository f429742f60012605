package session

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
)

func TestHandlesAreNeverUsedAgain(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		var handles []int
		for range 3 {
			handles = append(handles, r.addChart("Line Track", "py_column").Handle)
		}
		for _, h := range []int{3, 1, 2} {
			must(r.RemoveChart(r.ctx, h))(t)
		}
		handles = append(handles, r.addChart("Line Track", "py_column").Handle)
		equal(t, "handles", handles, []int{1, 2, 3, 4})
		_, err := r.RemoveChart(r.ctx, 2)
		wantError(t, err, "there is no chart 2")
		wantHint(t, err, "there are 4")
		must(r.RemoveChart(r.ctx, 4))(t)
		_, err = r.RemoveChart(r.ctx, 4)
		wantHint(t, err, "there are no charts", "addchart")
	})
}

func TestChartTypeNames(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		for _, name := range []string{
			"Line Track", "line track", "LINE TRACK", "LineTrack", "linetrack", "line-track", "line_track",
			"epiviz.plugins.charts.LineTrack", "EPIVIZ.plugins.charts.linetrack", "LineTrackType", "",
		} {
			c := r.addChart(name, "py_column")
			equal(t, name, c.Type, "epiviz.plugins.charts.LineTrack")
		}
		for _, c := range page.Page().Charts {
			equal(t, "type on the page", c.Type, "epiviz.plugins.charts.LineTrack")
		}
	})
}

func TestChartsThatCannotBe(t *testing.T) {
	files := map[string]source.Source{
		"a.bw": newRamp("chr1", 1000), "b.bed": newFeatures("chr1", 1000, 100, 10),
	}
	inBubble(t, Options{Open: opener(files)}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.load("a.bw")
		r.load("b.bed")
		page := r.join(v4)
		for _, tc := range []struct {
			typ         string
			names       []string
			parts, hint []string
		}{
			{"Line Track", nil, []string{"needs a measurement"}, nil},
			{"Line Track", []string{"nope"}, []string{`no measurement "nope"`}, []string{"py_column", "a", "b"}},
			{"Line Track", []string{"a", "A"}, []string{"a is named twice"}, nil},
			{"Pie Chart", []string{"a"}, []string{`no chart type "Pie Chart"`}, []string{`"Line Track"`, `"Heatmap"`}},
			{"Blocks Track", []string{"a"}, []string{"draws intervals", "a has values"}, []string{`addchart "Line Track" a`}},
			{"Line Track", []string{"b"}, []string{"draws values", "b has none"}, []string{`addchart "Blocks Track" b`}},
			{"Line Track", []string{"a", "b"}, []string{"draws values", "b has none"}, nil},
			{"Heatmap", []string{"a", "py_column"}, []string{"same rows", "bins", "py_datasourcegroup"},
				[]string{"compute NAME = py_column makes a signal", "values LOCUS NAMES"}},
			{"Scatter Plot", []string{"a"}, []string{"needs 2 measurements", "found 1"}, nil},
		} {
			_, _, err := r.AddChart(r.ctx, tc.typ, tc.names)
			wantError(t, err, tc.parts...)
			if tc.hint != nil {
				wantHint(t, err, tc.hint...)
			}
		}
		equal(t, "charts", len(r.Charts()), 0)
		equal(t, "pushes", len(page.Page().Pushed(protocol.AddChart)), 0)
		equal(t, "next handle", r.addChart("", "a").Handle, 1)
	})
}

// TestChartTypesThatAPageLacks are not pushed to it, which is said; they are in
// the state and on the pages that have them.
func TestChartTypesThatAPageLacks(t *testing.T) {
	has := map[string]string{
		"Stacked Plot": v3 + v4 + builtinPage, "Line Plot": v3 + v4 + v5 + builtinPage, "Stacked Track": v4 + v5 + builtinPage,
		"Heatmap": v2 + v3 + v4 + v5 + builtinPage, "Line Track": v2 + v3 + v4 + v5 + builtinPage,
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		pages := map[string]*sessiontest.Browser{}
		for _, v := range append(realPages, builtinPage) {
			pages[v] = r.join(v)
		}
		for typ, versions := range has {
			chart, report, err := r.AddChart(r.ctx, typ, []string{"py_column"})
			if err != nil {
				t.Fatal(err)
			}
			for v, page := range pages {
				p := r.settled(page)
				shown := len(p.Charts) > 0 && p.Charts[len(p.Charts)-1].Type == chart.Type
				if shown != strings.Contains(versions, v) {
					t.Errorf("%s shows a %s: %v", pageName(v), typ, shown)
				}
				if !shown {
					wantNote(t, report, protocol.DialectOf(v).String(), "cannot draw a "+typ)
				}
			}
		}
		equal(t, "charts of the session", len(r.Charts()), len(has))
		// Nothing is left behind that would freeze a page.
		equal(t, "browsers that moved", r.navigate("chr1", 500_001, 700_000).Browsers, len(pages))
		for _, page := range pages {
			r.noFaults(page)
		}
		for _, c := range r.Charts() {
			must(r.RemoveChart(r.ctx, c.Handle))(t)
		}
		for v, page := range pages {
			equal(t, "charts left on "+pageName(v), len(page.Page().Charts), 0)
		}
	})
}

// TestChartOfACancelledCommand: the built-in page answers addChart once it has
// the data; until then the chart can be removed all the same.
func TestChartOfACancelledCommand(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		for _, arrives := range []bool{true, false} {
			release := func() {}
			if arrives {
				release = page.Hold(protocol.AddChart)
			} else {
				page.Mute(protocol.AddChart)
			}
			ctx, cancel := context.WithTimeout(r.ctx, time.Second)
			chart, _, err := r.AddChart(ctx, "", []string{"py_column"})
			cancel()
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v; want the context's", err)
			}
			must(r.RemoveChart(r.ctx, chart.Handle))(t)
			release()
			synctest.Wait()
			equal(t, "charts on the page", len(page.Page().Charts), 0)
		}
		page.Obey(protocol.AddChart)
		page.Refuse(protocol.AddChart, "no")
		if _, _, err := r.AddChart(r.ctx, "", []string{"py_column"}); err == nil {
			t.Error("no error")
		}
		equal(t, "charts", len(r.Charts()), 0)
		equal(t, "requests to remove", len(page.Page().Pushed(protocol.RemoveChart)), 2)
		r.noFaults(page)
	})
}

// TestChartThatSomeRefuse stays where a page may show it after all: one that did not
// answer or has disconnected. A chart that every page refuses is removed.
func TestChartThatSomeRefuse(t *testing.T) {
	const mute = "mute"
	for name, other := range map[string]struct {
		answer string // of the second page; "" agrees
		leaves bool
		charts int
	}{
		"refuses": {"no", false, 0}, "is silent": {mute, false, 1}, "disconnects": {mute, true, 1}, "agrees": {"", false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, r *rig) {
				r.addTutorial()
				first, second := r.join(v4), r.join(v4)
				first.Refuse(protocol.AddChart, "no")
				switch other.answer {
				case "":
				case mute:
					second.Mute(protocol.AddChart)
				default:
					second.Refuse(protocol.AddChart, other.answer)
				}
				failed := make(chan error, 1)
				go func() {
					_, _, err := r.AddChart(r.ctx, "", []string{"py_column"})
					failed <- err
				}()
				synctest.Wait()
				if other.leaves {
					second.Disconnect()
				}
				wantError(t, <-failed, "refused addChart: no")
				equal(t, "charts", len(r.Charts()), other.charts)
			})
		})
	}
}

func TestSettings(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		_, err := r.Settings(7)
		wantError(t, err, "there is no chart 7")
		values := func() map[string]any {
			out := map[string]any{}
			for _, set := range must(r.Settings(1))(t) {
				out[set.ID] = set.Value
			}
			return out
		}
		before := values()
		if _, there := before["interpolation"]; there || before["step"] != 1 {
			t.Errorf("settings before a page announced any: %v", before)
		}
		page := r.join(v4)
		if after := values(); after["interpolation"] != "basis" {
			t.Errorf("settings after a page announced its own: %v", after)
		}
		must(r.Set(r.ctx, 1, map[string]string{
			"TITLE": "A title, with = and spaces", "ymin": "-2.5e1", "ymax": "default", "showpoints": "On", "Interpolation": "STEP-before",
			"step": "3", "colors": " red , #00FF00", "lineThickness": "2",
		}))(t)
		want := map[string]any{"title": "A title, with = and spaces", "yMin": -25.0, "yMax": "default", "showPoints": true,
			"interpolation": "step-before", "step": 3.0, "lineThickness": 2.0}
		after := values()
		c := page.Page().Charts[0]
		for id, v := range want {
			equal(t, "value of "+id, after[id], v)
			equal(t, id+" on the page", c.Settings[id], v)
		}
		equal(t, "colours", after["colors"], "red,#00FF00")
		equal(t, "colours on the page", c.Colors, []string{"red", "#00FF00"})

		pushes := len(page.Page().Pushes)
		for _, tc := range []struct {
			values map[string]string
			parts  []string
		}{
			{map[string]string{"nope": "1"}, []string{"chart 1", `no setting "nope"`}},
			{map[string]string{"step": "two"}, []string{"step", `"two"`, "a number"}},
			{map[string]string{"step": "NaN"}, []string{"a number"}},
			{map[string]string{"step": "inf"}, []string{"a number"}},
			{map[string]string{"step": ""}, []string{"a number"}},
			{map[string]string{"step": "default"}, []string{"a number"}},
			{map[string]string{"showPoints": "maybe"}, []string{"showPoints", "true or false"}},
			{map[string]string{"interpolation": "wavy"}, []string{"one of linear, step-before, basis"}},
			{map[string]string{"colors": "red;background:url(x)"}, []string{"is not a colour"}},
			{map[string]string{"colors": "red,,blue"}, []string{"is not a colour"}},
			{map[string]string{"colors": ""}, []string{"is not a colour"}},
			{map[string]string{"title": "x", "step": "y"}, []string{"a number"}},
			{map[string]string{"height": "-50"}, []string{"setting height is -50; wanted a number from 0 to 2000"}},
			{map[string]string{"pointRadius": "-3"}, []string{"pointRadius", "from 0 to 50"}},
			{map[string]string{"lineThickness": "1e9"}, []string{"lineThickness is 1000000000", "from 0 to 50"}},
			{map[string]string{"yMin": "5", "yMax": "1"}, []string{"yMin would be 5 and yMax 1; wanted yMin below yMax"}},
			{map[string]string{"yMax": "-25"}, []string{"yMin would be -25 and yMax -25"}},
		} {
			_, err := r.Set(r.ctx, 1, tc.values)
			wantError(t, err, tc.parts...)
		}
		_, err = r.Set(r.ctx, 7, map[string]string{"title": "x"})
		wantError(t, err, "there is no chart 7")
		if got := values(); got["title"] != want["title"] || got["step"] != want["step"] {
			t.Errorf("a set that failed changed something: %v", got)
		}
		equal(t, "pushes", len(page.Page().Pushes), pushes)
	})
}

// TestBoundsAreOfPeople rejects numbers beyond their bounds from the prompt and from
// the built-in page, but restores those of a kept state.
func TestBoundsAreOfPeople(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		nonsense := map[string]string{"height": "-50", "yMin": "5", "yMax": "1"}
		_, err := r.Set(r.ctx, 1, nonsense)
		wantError(t, err, "setting height is -50; wanted a number from 0 to 2000")
		must(r.RestoreSettings(r.ctx, 1, nonsense))(t)
		equal(t, "settings", r.Charts()[0].Settings, map[string]any{"height": -50.0, "yMin": 5.0, "yMax": 1.0})
		// What no page has announced comes back too, with the others in one step.
		steps := len(r.Steps())
		must(r.RestoreSettings(r.ctx, 1, map[string]string{"YMIN": "4", "novel": "[1]", "word": "a b"}))(t)
		equal(t, "settings", r.Charts()[0].Settings,
			map[string]any{"height": -50.0, "yMin": 4.0, "yMax": 1.0, "novel": []any{1.0}, "word": "a b"})
		equal(t, "steps", len(r.Steps())-steps, 1)
		// What is as it was does not stand in the way of something else.
		must(r.Set(r.ctx, 1, map[string]string{"title": "x"}))(t)
		must(r.Set(r.ctx, 1, map[string]string{"yMax": "default"}))(t)
	})
}

// TestSetOnPagesWithoutSettings keeps them and says so.
func TestSetOnPagesWithoutSettings(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.join(v2)
		r.addChart("Line Track", "py_column")
		report := must(r.Set(r.ctx, 1, map[string]string{"title": "kept"}))(t)
		wantNote(t, report, "EpiViz 2", "no chart settings")
		page := r.join(v5)
		equal(t, "title on a page that has settings", page.Page().Charts[0].Settings["title"], "kept")
	})
}

// TestEchoesGoNoFurther: v4 and v5 send pushed colours back as if a person had
// chosen them.
func TestEchoesGoNoFurther(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		pages := []*sessiontest.Browser{r.join(v4), r.join(v5), r.join(v4)}
		r.addChart("Line Track", "py_column")
		for _, colors := range []string{"red", "green,blue", "#123456"} {
			must(r.Set(r.ctx, 1, map[string]string{"colors": colors, "title": colors}))(t)
		}
		r.pass(5 * time.Second)
		for _, page := range pages {
			p := page.Page()
			equal(t, "pushes", len(p.Pushed(protocol.SetChartSettings)), 4)
			equal(t, "echoes", len(p.Requested(protocol.SetChartSettings)), 4)
			equal(t, "colours", p.Charts[0].Colors, []string{"#123456"})
		}
		equal(t, "colours of the session", r.Charts()[0].Colors, []string{"#123456"})
	})
}

// TestPersonChangesAChart in a real page: the session keeps it and tells the
// others, each once.
func TestPersonChangesAChart(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		mine, other, builtin := r.join(v5), r.join(v4), r.join(builtinPage)
		r.addChart("Line Track", "py_column")
		count := func(b *sessiontest.Browser) int { return len(b.Page().Pushed(protocol.SetChartSettings)) }
		before := []int{count(mine), count(other), count(builtin)}
		chart := mine.Page().Charts[0].ID
		// Real pages send all settings of the chart, most of them as they were.
		must(mine.Ask(r.ctx, protocol.SetChartSettings, map[string]any{"chartId": chart, "colorMap": nil,
			"settings": map[string]any{"title": "by hand", "step": 1, "interpolation": "linear", "marginTop": 50, "lineThickness": 1,
				"showPoints": false, "showLines": true}}))(t)
		must(mine.Ask(r.ctx, protocol.SetChartSettings, map[string]any{"chartId": chart, "colorMap": []string{"#ff00ff"}}))(t)
		r.pass(time.Second)
		equal(t, "pushes", []int{count(mine) - before[0], count(other) - before[1], count(builtin) - before[2]}, []int{0, 2, 2})
		equal(t, "settings of the session", r.Charts()[0].Settings, map[string]any{"title": "by hand"})
		for _, page := range []*sessiontest.Browser{other, builtin} {
			c := page.Page().Charts[0]
			equal(t, "title", c.Settings["title"], "by hand")
			equal(t, "colours", c.Colors, []string{"#ff00ff"})
		}
		// A chart that the person added there is not the session's.
		must(mine.Ask(r.ctx, protocol.SetChartSettings, map[string]any{"chartId": "track-lines-theirs", "colorMap": []string{"#ff00ff"}}))(t)
		r.pass(time.Second)
		equal(t, "pushes", count(other)-before[1], 2)
	})
}

// TestChangeThatAPushOverwrote: a person chose colours just before the page was
// pushed others. What the person chose came later to the session, so it is what
// all pages show, that one too.
func TestChangeThatAPushOverwrote(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, other := r.join(v4), r.join(v5)
		r.addChart("Line Track", "py_column")
		release := page.Hold(protocol.SetChartSettings)
		done := make(chan error, 1)
		go func() {
			_, err := r.Set(r.ctx, 1, map[string]string{"colors": "red"})
			done <- err
		}()
		synctest.Wait()
		// The page is red by now; its person's blue is on the way.
		page.SendText(`{"requestId":900,"type":"request","data":{"action":"setChartSettings","colorMap":["blue"],"chartId":"` +
			page.Page().Charts[0].ID + `"}}`)
		synctest.Wait()
		release()
		if err := <-done; err != nil {
			t.Error(err)
		}
		r.pass(time.Second)
		equal(t, "colours of the session", r.Charts()[0].Colors, []string{"blue"})
		for _, b := range []*sessiontest.Browser{page, other} {
			equal(t, "colours of a page", b.Page().Charts[0].Colors, []string{"blue"})
		}
	})
}

// TestWhatAPersonDoesStaysInOrder: many changes at once end with the last.
func TestWhatAPersonDoesStaysInOrder(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		mine, other := r.join(builtinPage), r.join(builtinPage)
		r.addChart("Line Track", "py_column")
		const n = 40
		for i := range n {
			mine.SendText(yMaxRequest(i))
		}
		p := r.await(other, func(p sessiontest.Page) bool { return len(p.Pushed(protocol.SetChartSettings)) == n })
		var got []float64
		for _, m := range p.Pushed(protocol.SetChartSettings) {
			var params protocol.SetChartSettingsParams
			m.Decode(&params)
			got = append(got, params.Settings["yMax"].(float64))
		}
		for i, v := range got {
			if v != float64(i) {
				t.Fatalf("the changes came in the order %v", got)
			}
		}
		equal(t, "the session's", r.Charts()[0].Settings["yMax"], n-1)
	})
}

// TestDataAreServedWhileAPersonWaits: requests that wait for their turn take no
// place from requests for data.
func TestDataAreServedWhileAPersonWaits(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page, slow := r.join(builtinPage), r.join(v4)
		r.addChart("Line Track", "py_column")
		release := slow.Hold(protocol.SetChartSettings)
		for i := range 30 {
			page.SendText(yMaxRequest(i))
		}
		ctx, cancel := context.WithTimeout(r.ctx, time.Second)
		defer cancel()
		data := must(page.Ask(ctx, protocol.GetValues, map[string]any{
			"datasource": "py_datasource", "measurement": "py_column", "seqName": "chr1", "start": 1, "end": 10_000, "bins": 100}))(t)
		if !strings.Contains(string(data), `"kind"`) {
			t.Errorf("data %.100s", data)
		}
		release()
	})
}

// yMaxRequest returns the built-in page's request number 1000+i, which sets yMax of chart 1 to i.
func yMaxRequest(i int) string {
	return fmt.Sprintf(`{"requestId":%d,"type":"request","data":{"version":"builtin-1","action":"userSetChartSettings",`+
		`"handle":1,"settings":{"yMax":%d}}}`, 1000+i, i)
}

// TestTranscriptTrackOfGenes shows the transcripts of the genes, and says so.
func TestTranscriptTrackOfGenes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "iso.gtf")
	const text = "chr1\tx\tgene\t101\t900\t.\t+\t.\tgene_id \"G\"; gene_name \"ISO\";\n" +
		"chr1\tx\texon\t101\t200\t.\t+\t.\tgene_id \"G\"; gene_name \"ISO\"; transcript_id \"T1\";\n" +
		"chr1\tx\texon\t801\t900\t.\t+\t.\tgene_id \"G\"; gene_name \"ISO\"; transcript_id \"T2\";\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		chart, report, err := r.AddChart(r.ctx, "Transcript Track", []string{"iso"})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "measurements", chart.Measurements, []string{"iso_transcripts"})
		wantNote(t, report, "it shows iso_transcripts, the transcripts of iso")
		equal(t, "on the page", ids(r.settled(page).Charts[0].Measurements), []string{"iso_transcripts"})
		equal(t, "a Genes Track", r.addChart("Genes Track", "iso").Measurements, []string{"iso"})
	})
}
