package page

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

// TestLineTrackDrawsEveryPoint: v4 and v5 are told to; v3 cannot be, which the
// outcome says of such a chart alone; v2 and the built-in page do so by
// themselves.
func TestLineTrackDrawsEveryPoint(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		_, errs := r.tryChart("Line Track", "py_column")
		if version == v3 {
			wantNote(t, errs[0], true, "draws one point in fifty of a Line Track (chart 1)")
		} else if errs[0] != nil {
			t.Error(errs[0])
		}
		c := page.Page().Charts[0]
		switch version {
		case v4, v5:
			equal(t, "step", c.Settings["step"], 1)
			equal(t, "interpolation", c.Settings["interpolation"], "linear")
			if len(c.Colors) == 0 {
				t.Error("the page was sent no colours")
			}
		default:
			equal(t, "settings that were pushed", pushed(page)[protocol.SetChartSettings], 0)
		}
		if _, errs = r.tryChart("Heatmap", "py_column"); errs[0] != nil {
			t.Errorf("adding another chart: %v", errs[0])
		}
	})
}

// TestChartTypesThatAPageLacks are not pushed.
func TestChartTypesThatAPageLacks(t *testing.T) {
	for version, typ := range map[string]string{v2: "Line Plot", v3: "Stacked Track", v5: "Stacked Plot", tutorialClient: "Line Plot"} {
		t.Run(pageName(version), func(t *testing.T) {
			inBubble(t, func(t *testing.T, r *rig) {
				r.loadTutorial()
				page := r.join(version)
				_, errs := r.tryChart(typ, "py_column")
				wantNote(t, errs[0], false, "cannot draw a "+typ+"; chart 1 is not shown there")
				equal(t, "charts pushed", pushed(page)[protocol.AddChart], 0)
			})
		})
	}
}

// TestRemovingWhatThePageNoLongerHas is success.
func TestRemovingWhatThePageNoLongerHas(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		r.addChart("Line Track", "py_column")
		page.CloseChart(page.Page().Charts[0].ID)
		r.removeChart(1)
		equal(t, "requests to remove", pushed(page)[protocol.RemoveChart], 1)
	})
}

// TestRefusalToRemove: a reason is an error, but of the built-in page, whose
// chart is gone in any case.
func TestRefusalToRemove(t *testing.T) {
	forPages(t, append(realPages, builtinPage), func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		r.addChart("Line Track", "py_column")
		page.Refuse(protocol.RemoveChart, "TypeError: out of sorts")
		err := errors.Join(r.tell(func(pg *Page) error { return pg.RemoveChart(r.ctx, 1) })...)
		if version == builtinPage && err != nil {
			t.Errorf("the built-in page: %v", err)
		}
		if version != builtinPage {
			wantError(t, err, "refused removeChart", "out of sorts")
		}
	})
}

// TestSettingsComeWithTheChart to a page that handles charts; v4 and v5 are sent
// them behind it, and older pages none.
func TestSettingsComeWithTheChart(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		r.state.Charts = []state.Chart{{
			Handle: 7, Type: "epiviz.plugins.charts.HeatmapPlot", Measurements: []string{"py_column"},
			Settings: map[string]any{"title": "x"}, Colors: []string{"red"},
		}}
		page := r.join(version)
		c := page.Page().Charts[0]
		behind := pushed(page)[protocol.SetChartSettings]
		switch version {
		case tutorialClient, v2, v3:
			equal(t, "settings pushed", behind, 0)
			args := string(page.Page().Pushed(protocol.AddChart)[0].Args)
			if strings.Contains(args, "handle") || strings.Contains(args, "settings") {
				t.Errorf("the page was pushed %s", args)
			}
		case v4, v5:
			equal(t, "settings pushed", behind, 1)
			equal(t, "colours", c.Colors, []string{"red"})
		default:
			equal(t, "settings pushed", behind, 0)
			equal(t, "handle", c.Handle, 7)
			equal(t, "title", c.Settings["title"], "x")
			equal(t, "colours", c.Colors, []string{"red"})
		}
		errs := r.tell(func(pg *Page) error { return pg.SetChart(r.ctx, &r.state.Charts[0], nil) })
		if version == v2 || version == v3 || version == tutorialClient {
			wantNote(t, errs[0], false, "has no chart settings")
		} else if errs[0] != nil {
			t.Error(errs[0])
		}
	})
}

// TestChangesOfPersonsAreToldFromEchoes: pages send the colours that they were
// pushed back as if a person had chosen them.
func TestChangesOfPersonsAreToldFromEchoes(t *testing.T) {
	forPages(t, []string{v4, v5}, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		r.addChart("Line Track", "py_column")
		synctest.Wait()
		id, pg := page.Page().Charts[0].ID, r.page(1)
		r.mu.Lock()
		r.state.Charts[0].Colors = []string{"red"}
		c := r.state.Charts[0]
		r.mu.Unlock()
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.SetChart(r.ctx, &c, nil) })...); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		echoes := page.Page().Requested(protocol.SetChartSettings)
		if len(echoes) < 2 {
			t.Fatalf("the page sent %d settings back; want those of addChart and the new ones", len(echoes))
		}
		for _, echo := range echoes {
			if change, ok := pg.TakeChange(echo.ID); ok {
				t.Errorf("an echo is taken for the change %+v", change)
			}
		}
		page.Paint(id, []string{"blue"})
		synctest.Wait()
		all := page.Page().Requested(protocol.SetChartSettings)
		change, ok := pg.TakeChange(all[len(all)-1].ID)
		if !ok || change.Handle != 1 {
			t.Fatalf("the change of a person is %+v, found %v", change, ok)
		}
		equal(t, "colours", change.Colors, []string{"blue"})
		equal(t, "overwritten", pg.Overwritten(change), false)
		if _, again := pg.TakeChange(all[len(all)-1].ID); again {
			t.Error("the change was taken twice")
		}
		if err := errors.Join(r.tell(func(pg *Page) error { return pg.SetChart(r.ctx, &c, nil) })...); err != nil {
			t.Fatal(err)
		}
		equal(t, "overwritten", pg.Overwritten(change), true)
	})
}

// TestPictures: the built-in page hands its picture over; v4 and v5 have the
// browser download it, and older pages make none.
func TestPictures(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.loadTutorial()
		page := r.join(version)
		r.addChart("Heatmap", "py_column")
		var picture []byte
		var err error
		r.tell(func(pg *Page) error {
			picture, err = pg.Print(r.ctx, 1, "a.svg", "svg")
			return err
		})
		equal(t, "whether it hands pictures over", r.page(1).MakesPictures(), version == builtinPage)
		switch version {
		case builtinPage:
			if err != nil || len(picture) == 0 {
				t.Errorf("a picture of %d bytes, error %v", len(picture), err)
			}
		case v4, v5:
			wantNote(t, err, true, "downloads the picture by itself")
			var p protocol.PrintWorkspaceParams
			if err := json.Unmarshal(page.Page().Pushed(protocol.PrintWorkspace)[0].Args, &p); err != nil {
				t.Fatal(err)
			}
			equal(t, "file", p.FileName+" "+p.FileType, "a svg")
		default:
			wantNote(t, err, false, "has no printWorkspace and was not asked")
		}
		_, err = r.page(1).Print(r.ctx, 2, "a.svg", "svg")
		wantNote(t, err, false, "does not show chart 2")
	})
}

// TestNamesAreMadePlain for pages that insert them as HTML, and for connections
// of which nobody knows yet what they are.
func TestNamesAreMadePlain(t *testing.T) {
	const name = "<b>mine</b>"
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.join(version)
		got := r.page(1).Text(name)
		if version == builtinPage {
			equal(t, "name", got, name)
		} else if got == name {
			t.Errorf("the page is given %s", got)
		}
	})
	if got := New(nil, nil, Options{}).Text(name); got == name {
		t.Errorf("a page that is not known yet is given %s", got)
	}
}

// TestChartsOfOneGroupOneByOne adds a chart whose group the page has for another one: V2 throws where the rows are
// there and it has never asked for them itself.
func TestChartsOfOneGroupOneByOne(t *testing.T) {
	forPages(t, realPages, func(t *testing.T, r *rig, version string) {
		for _, name := range []string{"a", "b", "c"} {
			r.load(name+".bw", sessiontest.NewRamp("chr1", 1_000_000))
		}
		page := r.join(version)
		for _, name := range []string{"a", "b", "c"} {
			r.addChart("Line Track", name)
			r.settled(page)
		}
		equal(t, "charts", len(page.Page().Charts), 3)
		r.navigate("chr1", 2001, 9000)
		r.settled(page)
		for _, c := range page.Page().Charts {
			if points := must(page.Drawn(c.Measurements[0].ID))(t); len(points) == 0 || c.Stray {
				t.Errorf("%s has %d points", c.Measurements[0].ID, len(points))
			}
		}
		for handle := 1; handle <= 3; handle++ {
			r.removeChart(handle)
		}
		equal(t, "charts left", len(page.Page().Charts), 0)
		r.noFaults(page)
	})
}

// TestSettingsThatAPageDoesNotHave: a page with settings of charts says which of those that were set it does not have.
func TestSettingsThatAPageDoesNotHave(t *testing.T) {
	forPages(t, []string{v4, v5, builtinPage}, func(t *testing.T, r *rig, version string) {
		r.state.Announced = sessiontest.Announced()
		r.loadTutorial()
		r.join(version)
		c := r.addChart("Line Track", "py_column")
		set := func(changed map[string]any) error {
			c.Settings = changed
			return errors.Join(r.tell(func(pg *Page) error { return pg.SetChart(r.ctx, &c, changed) })...)
		}
		err := set(map[string]any{"title": "x", "style": "bars", "scale": "log"})
		if version == builtinPage {
			if err != nil {
				t.Error(err)
			}
			return
		}
		wantNote(t, err, true, "has no scale and no style of a Line Track; they are kept in the session")
		if err := set(map[string]any{"title": "y"}); err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		r.lastHandle++
		late := state.Chart{Handle: r.lastHandle, Type: c.Type, Measurements: c.Measurements, Settings: map[string]any{"style": "bars"}}
		r.state.Charts = append(r.state.Charts, late)
		r.mu.Unlock()
		wantNote(t, errors.Join(r.tell(func(pg *Page) error { return pg.AddChart(r.ctx, &late) })...), true,
			"has no style of a Line Track (chart 2); it is kept in the session")
	})
}
