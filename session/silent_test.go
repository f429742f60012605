package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// took returns how long do takes on the bubble's clock.
func took(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

const none = time.Duration(0)

// TestSilentPageIsSetAside: the first command waits for it for two seconds, and says so, the next ones do not wait.
func TestSilentPageIsSetAside(t *testing.T) {
	forPages(t, allPages, func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		silent, page := r.join(version), r.join(builtinPage)
		wake := silent.Sleep()
		since := time.Now()
		equal(t, "the first command took", took(func() {
			report := r.navigate("chr1", 1001, 9000)
			equal(t, "browsers", report.Browsers, 1)
			equal(t, "notes", report.Notes, []string{fmt.Sprintf("browser 1 (%s) is silent since %s; it is brought up to date when it answers",
				protocol.DialectOf(version), since.Format(time.TimeOnly))})
		}), 2*time.Second)
		equal(t, "the next ones took", took(func() {
			report := r.navigate("chr1", 2001, 9000)
			equal(t, "browsers", report.Browsers, 1)
			equal(t, "notes", len(report.Notes), 0)
			r.addChart("Line Track", "py_column")
			must(r.Redraw(r.ctx))(t)
		}), none)
		infos := r.Browsers()
		equal(t, "problems", []string{infos[0].Problem, infos[1].Problem}, []string{"silent since " + since.Format(time.TimeOnly), ""})
		equal(t, "the other page's charts", len(page.Page().Charts), 1)
		r.pass(30 * time.Second)
		wake()
		r.waitReady(2)
		p := r.await(silent, func(p sessiontest.Page) bool { return p.Open == 0 && len(p.Charts) == 1 })
		if version != tutorialClient && !p.At("chr1", 2001, 9000) {
			t.Errorf("the page is at %v", p.Location)
		}
		equal(t, "said when it answers", len(r.told("browser 1 ("+protocol.DialectOf(version).String()+") answers again and is up to date")), 1)
		equal(t, "problem afterwards", r.Browsers()[0].Problem, "")
		equal(t, "a later command tells", r.navigate("chr1", 3001, 9000).Browsers, 2)
		r.noFaults(silent, page)
	})
}

// TestSilentPageMissesNothing does all kinds of things while a page sleeps: it then shows what a page shows that
// connects now.
func TestSilentPageMissesNothing(t *testing.T) {
	forPages(t, append(slices.Clone(realPages), builtinPage), func(t *testing.T, r *rig, version string) {
		r.opt.Open = opener(map[string]sourceT{
			"old.bw": newRamp("chr1", 1_000_000), "new.bw": newRamp("chr7", 2_000_000), "peaks.bed": newFeatures("chr1", 1_000_000, 1000, 200),
		})
		r.load("old.bw")
		r.load("peaks.bed")
		r.addChart("", "old")
		r.addChart("", "peaks")
		r.addChart("", "peaks")
		r.addChart("", "peaks")
		must(r.Set(r.ctx, 2, map[string]string{"title": "set before"}))(t)
		silent := r.join(version)
		wake := silent.Sleep()
		r.navigate("chr1", 1001, 9000)
		equal(t, "the rest took", took(func() {
			must(r.Unload(r.ctx, "old"))(t)
			r.load("new.bw")
			r.addChart("", "new")
			r.addChart("", "peaks")
			must(r.RemoveChart(r.ctx, 3))(t)
			must(r.Set(r.ctx, 4, map[string]string{"title": "set meanwhile", "colors": "#aa0000"}))(t)
			must(r.ResetSettings(r.ctx, 2, []string{"title"}))(t)
			must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chr9", Length: 5000}}))(t)
			must(r.RemoveSeqNames(r.ctx, []string{"chr1"}))(t)
			must(r.RestoreSeqNames(r.ctx, []string{"chr1"}))(t)
			must(r.RemoveMeasurements(r.ctx, []string{"peaks"}))(t)
			r.navigate("chr7", 5001, 9000)
			must(r.Select(r.ctx, []genome.Interval{{Seq: "chr7", Start: 10, End: 20}}))(t)
		}), none)
		wake()
		r.waitReady(1)
		fresh := r.join(version)
		r.pass(moveTime)
		got, want := r.settled(silent), r.settled(fresh)
		for _, p := range []*sessiontest.Page{&got, &want} {
			slices.SortFunc(p.Measurements, func(a, b protocol.Measurement) int { return strings.Compare(a.ID, b.ID) })
			slices.SortFunc(p.Sequences, func(a, b protocol.SeqInfo) int { return strings.Compare(a.Name, b.Name) })
			for i := range p.Charts {
				p.Charts[i].ID = ""
				if title := p.Charts[i].Settings["title"]; title == "" || title == nil {
					delete(p.Charts[i].Settings, "title") // what was reset is given its default
				}
				if slices.Equal(p.Charts[i].Colors, defaultsOf(p.Charts[i].Type)) {
					p.Charts[i].Colors = nil
				}
				if len(p.Charts[i].Settings) == 0 {
					p.Charts[i].Settings = nil
				}
			}
		}
		equal(t, "charts", inJSON(got.Charts), inJSON(want.Charts))
		equal(t, "menu", inJSON(got.Measurements), inJSON(want.Measurements))
		equal(t, "sequences", got.Sequences, want.Sequences)
		equal(t, "place", got.Location, want.Location)
		equal(t, "selection", got.Selection, want.Selection)
		equal(t, "trouble", append(r.told("refused"), r.told("no answer")...), []string{})
		r.noFaults(silent, fresh)
	})
}

func inJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func defaultsOf(typ string) []string {
	t, _ := protocol.LookupChartType(typ)
	return t.Colors()
}

// TestLateAnswerIsMatched: a page that falls asleep with a chart on its way says, when it wakes up, under which
// id it has it.
func TestLateAnswerIsMatched(t *testing.T) {
	forPages(t, append(slices.Clone(realPages), builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		wake := page.Sleep()
		r.addChart("Line Track", "py_column")
		r.pass(3 * r.opt.CallTimeout)
		wake()
		r.waitReady(1)
		p := r.settled(page)
		equal(t, "charts", len(p.Charts), 1)
		equal(t, "times it was added", len(p.Pushed(protocol.AddChart))+len(p.Pushed(protocol.SyncState)) > 0, true)
		must(r.RemoveChart(r.ctx, 1))(t)
		equal(t, "charts after it was removed", len(page.Page().Charts), 0)
		r.noFaults(page)
	})
}

// TestWorkingPageIsAwaited: one that ignores an action, and answers others, is waited for as long as ever, and is
// not silent.
func TestWorkingPageIsAwaited(t *testing.T) {
	forPages(t, append(slices.Clone(realPages), builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		page := r.join(version)
		page.Mute(protocol.Redraw)
		equal(t, "it took", took(func() {
			_, err := r.Redraw(r.ctx)
			wantError(t, err, "no answer to redraw", "within 10s")
		}), 10*time.Second)
		equal(t, "problem", r.Browsers()[0].Problem, "")
		equal(t, "browsers", r.navigate("chr1", 1001, 9000).Browsers, 1)
	})
}

// TestSilentPageHoldsBackNobody: what a person does in a page reaches the others at once while one sleeps, also
// while a command waits for that.
func TestSilentPageHoldsBackNobody(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		silent, page, other := r.join(builtinPage), r.join(builtinPage), r.join(builtinPage)
		silent.Sleep()
		at := map[string]any{"seqName": "chr1", "start": 5, "end": 5}
		n := 0
		act := func() {
			n++
			did(t, r, page, protocol.UserSelect, map[string]any{"ranges": []any{at}})
			did(t, r, page, protocol.UserHover, map[string]any{"range": at})
			did(t, r, page, protocol.UserSetTheme, map[string]any{"theme": "dark"})
			did(t, r, page, protocol.UserSetChartSettings, map[string]any{"handle": 1, "settings": map[string]any{"title": fmt.Sprint(n)}})
			p := other.Page()
			equal(t, "selections", len(p.Pushed(protocol.Select)), n)
			equal(t, "positions of the mouse", len(p.Pushed(protocol.Hover)), n)
			equal(t, "title", p.Charts[0].Settings["title"], fmt.Sprint(n))
		}
		equal(t, "while it is not known to be silent", took(act), none)
		done := make(chan bool)
		go func() { r.navigate("chr1", 1001, 9000); close(done) }()
		synctest.Wait()
		equal(t, "while a command waits", took(act), none)
		<-done
		equal(t, "when it is known", took(act), none)
		equal(t, "by hundreds", took(func() {
			for range 300 {
				act()
			}
		}), none)
	})
}

// TestOnlyTheLastHover: a page that is slow is told where the mouse is, not where it was.
func TestOnlyTheLastHover(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		page, slow := r.join(builtinPage), r.join(builtinPage)
		release := slow.Hold(protocol.Hover)
		for i := range 50 {
			did(t, r, page, protocol.UserHover, map[string]any{"range": map[string]any{"seqName": "chr1", "start": i, "end": i}})
		}
		release()
		hovers := r.await(slow, func(p sessiontest.Page) bool { return len(p.Pushed(protocol.Hover)) == 2 }).Pushed(protocol.Hover)
		var last protocol.HoverParams
		if err := json.Unmarshal(hovers[1].Args, &last); err != nil || last.Range == nil || last.Range.Start != 49 {
			t.Errorf("the last position is %+v, %v", last.Range, err)
		}
	})
}

// TestPageThatIsBroughtUpToDateDelaysNoCommand: one that connects and is slow.
func TestPageThatIsBroughtUpToDateDelaysNoCommand(t *testing.T) {
	forPages(t, append(slices.Clone(realPages), builtinPage), func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page := r.open(version)
		first := protocol.Navigate
		if version == builtinPage {
			first = protocol.SyncState
		}
		release := page.Hold(first)
		r.await(page, func(p sessiontest.Page) bool { return len(p.Pushed(first)) == 1 })
		equal(t, "commands took", took(func() {
			r.navigate("chr1", 1001, 9000)
			r.addChart("Line Track", "py_column")
		}), none)
		r.pass(5 * time.Second)
		equal(t, "up to date", r.ready(), 0)
		release()
		r.waitReady(1)
		equal(t, "charts", len(r.settled(page).Charts), 2)
		r.noFaults(page)
	})
}

// TestOneDeadlineACommand: a page that takes its time over each of many actions is set aside when the time of one
// answer is up, and goes on.
func TestOneDeadlineACommand(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		for range 8 {
			r.addChart("Line Track", "py_column")
		}
		want := r.State()
		for range 8 {
			must(r.RemoveChart(r.ctx, r.Charts()[0].Handle))(t)
		}
		page := r.join(v4)
		page.Slow(protocol.AddChart, 3*time.Second)
		began := time.Now()
		equal(t, "it took", took(func() {
			report := must(r.Become(r.ctx, want))(t)
			wantNote(t, report, "browser 1 (EpiViz 4) is busy since "+began.Format(time.TimeOnly), "it is brought up to date when it is done")
		}), r.opt.CallTimeout+overtime)
		equal(t, "the next took", took(func() { must(r.RemoveChart(r.ctx, r.Charts()[0].Handle))(t) }), none)
		r.waitReady(1)
		equal(t, "charts", len(r.settled(page).Charts), 7)
		r.noFaults(page)
	})
}

// TestEchoOfASilentPage: a page that wakes up says of settings what it was told first, not what it is to have.
func TestEchoOfASilentPage(t *testing.T) {
	forPages(t, []string{v4, v5}, func(t *testing.T, r *rig, version string) {
		r.addTutorial()
		r.addChart("Line Track", "py_column")
		page := r.join(version)
		wake := page.Sleep()
		must(r.Set(r.ctx, 1, map[string]string{"colors": "red", "title": "first"}))(t)
		must(r.Set(r.ctx, 1, map[string]string{"colors": "blue", "title": "second"}))(t)
		wake()
		r.waitReady(1)
		r.pass(time.Second)
		equal(t, "the session's", []any{r.Charts()[0].Colors, r.Charts()[0].Settings["title"]}, []any{[]string{"blue"}, "second"})
		c := page.Page().Charts[0]
		equal(t, "the page's", []any{c.Colors, c.Settings["title"]}, []any{[]string{"blue"}, "second"})
	})
}

// TestSilentPageLeaves: nothing is left of it, and no command fails.
func TestSilentPageLeaves(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v5)
		page.Sleep()
		r.navigate("chr1", 1001, 9000)
		r.addChart("Line Track", "py_column")
		page.Disconnect()
		synctest.Wait()
		equal(t, "browsers", len(r.Browsers()), 0)
		wantNote(t, r.navigate("chr1", 2001, 9000), "no browser is connected")
		equal(t, "said", len(r.told("disconnected")), 1)
	})
}

// TestPrintOfASilentPage: without another page there is no picture, and it is said why.
func TestPrintOfASilentPage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		wake := page.Sleep()
		_, report, err := r.Print(r.ctx, 0, "a.svg", "svg")
		wantError(t, err, "no connected page can make the picture")
		wantNote(t, report, "is silent since")
		_, _, err = r.Print(r.ctx, 0, "a.svg", "svg")
		wantError(t, err, "no connected page can make the picture")
		wantHint(t, err, "browsers says why")
		wake()
		r.waitReady(1)
		if data, _, err := r.Print(r.ctx, 0, "a.svg", "svg"); err != nil || len(data) == 0 {
			t.Errorf("%d bytes, %v", len(data), err)
		}
	})
}

// TestSilentPageIsToldOfAWatchedFile: nobody reads the report of a file that is read again by itself.
func TestSilentPageIsToldOfAWatchedFile(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.opt.Open = opener(map[string]sourceT{"a.bw": newRamp("chr1", 1_000_000)})
		r.load("a.bw")
		r.addChart("", "a")
		page := r.join(v4)
		wake := page.Sleep()
		if _, err := r.Session.reload(context.WithValue(r.ctx, unread{}, true), "a.bw", r.takeTurn); err != nil {
			t.Fatal(err)
		}
		equal(t, "said", len(r.told("browser 1 (EpiViz 4) is silent since")), 1)
		equal(t, "notes of the next command", len(r.navigate("chr1", 1001, 9000).Notes), 0)
		wake()
		r.waitReady(1)
		equal(t, "said when it answers", len(r.told("answers again")), 1)
	})
}
