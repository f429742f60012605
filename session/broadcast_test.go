package session

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

func TestNoBrowserChangesTheState(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		commands := map[string]func() (reply.Report, error){
			"navigate": func() (reply.Report, error) {
				return r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 10, End: 500})
			},
			"addchart": func() (reply.Report, error) {
				_, report, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
				return report, err
			},
			"redraw":     func() (reply.Report, error) { return r.Redraw(r.ctx) },
			"flushcache": func() (reply.Report, error) { return r.FlushCache(r.ctx) },
			"clearcache": func() (reply.Report, error) { return r.ClearCache(r.ctx, "py_datasourcegroup") },
			"addseqinfos": func() (reply.Report, error) {
				return r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrX", Length: 1000}})
			},
		}
		for name, command := range commands {
			report, err := command()
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			wantNote(t, report, "no browser is connected", r.URL())
			equal(t, name+": browsers", report.Browsers, 0)
		}
		location, browsers, err := r.Location(r.ctx)
		if err != nil || len(browsers) != 0 {
			t.Errorf("location: %v %v", browsers, err)
		}
		equal(t, "location", location, genome.Interval{Seq: "chr1", Start: 10, End: 500})
		equal(t, "charts", len(r.Charts()), 1)
		equal(t, "sequences", len(r.SeqInfos()), 3)
	})
}

// TestEveryBrowserGetsEveryCommand: one of each generation.
func TestEveryBrowserGetsEveryCommand(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		var pages []*sessiontest.Browser
		for _, v := range allPages {
			pages = append(pages, r.join(v))
		}
		report := r.navigate("pyChr", 2001, 60_000)
		equal(t, "browsers that moved", report.Browsers, len(pages))
		chart, report, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "browsers with the chart", report.Browsers, len(pages))
		must(r.AddSeqInfos(r.ctx, []genome.Sequence{{Name: "chrX", Length: 156_040_895}}))(t)
		must(r.RemoveMeasurements(r.ctx, []string{"py_column"}))(t)
		for i, page := range pages {
			p := r.settled(page)
			if !p.At("pyChr", 2001, 60_000) || len(p.Charts) != 1 || p.Sequences[len(p.Sequences)-1].Name != "chrX" || len(p.Measurements) != 0 {
				t.Errorf("%s: %v with sequences %v", pageName(allPages[i]), p, p.Sequences)
			}
		}
		must(r.AddMeasurements(r.ctx, []string{"py_column"}))(t)
		must(r.RemoveSeqNames(r.ctx, []string{"chrX"}))(t)
		must(r.RemoveChart(r.ctx, chart.Handle))(t)
		for i, page := range pages {
			p := r.settled(page)
			if len(p.Charts) != 0 || len(p.Sequences) != 2 || len(p.Measurements) != 1 {
				t.Errorf("%s: %v", pageName(allPages[i]), p)
			}
		}
		infos := r.Browsers()
		for i, info := range infos {
			equal(t, "number", info.ID, i+1)
			equal(t, "generation", info.Generation, protocol.DialectOf(allPages[i]).String())
			equal(t, "problem", info.Problem, "")
		}
		_, infos, err = r.Location(r.ctx)
		if err != nil {
			t.Error(err)
		}
		for _, info := range infos {
			if info.Location == nil || *info.Location != (protocol.Range{SeqName: "pyChr", Start: 2001, End: 60_000}) {
				t.Errorf("%s is at %v", info.Generation, info.Location)
			}
		}
		r.noFaults(pages...)
	})
}

// TestNotesAreInTheOrderOfTheBrowsers, whichever answers first.
func TestNotesAreInTheOrderOfTheBrowsers(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		r.addChart("", "py_column")
		for range 8 {
			r.join(v2)
		}
		for range 5 {
			report := must(r.Set(r.ctx, 1, map[string]string{"title": "x"}))(t)
			if len(report.Notes) != 8 || !slices.IsSorted(report.Notes) {
				t.Fatalf("notes %q", report.Notes)
			}
		}
	})
}

// TestOneBrowserRefuses: the error names it, the other and the state have the
// chart, and the one that refused is not asked to remove it.
func TestOneBrowserRefuses(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		good, bad := r.join(v4), r.join(v3)
		bad.Refuse(protocol.AddChart, "TypeError: out of sorts")
		_, report, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
		wantError(t, err, "browser 2 (EpiViz 3)", "refused addChart", "out of sorts")
		if strings.Contains(err.Error(), "browser 1") {
			t.Errorf("the error names the browser that agreed: %v", err)
		}
		var page *PageError
		if !errors.As(err, &page) || page.Browser != 2 || page.Generation != "EpiViz 3" {
			t.Errorf("the error is %#v", err)
		}
		var refusal *protocol.Refusal
		if !errors.As(err, &refusal) || refusal.Reason != "TypeError: out of sorts" {
			t.Errorf("the refusal is %#v", refusal)
		}
		equal(t, "browsers", report.Browsers, 1)
		equal(t, "charts of the session", len(r.Charts()), 1)
		equal(t, "charts of the good page", len(good.Page().Charts), 1)
		// It comes back when the page is reloaded.
		bad = r.reload(bad)
		equal(t, "charts of the reloaded page", len(bad.Page().Charts), 1)
		must(r.RemoveChart(r.ctx, 1))(t)
		equal(t, "charts", len(good.Page().Charts)+len(bad.Page().Charts), 0)
	})
}

func TestOnlyBrowserRefusesAChart(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		page.Refuse(protocol.AddChart, "no room")
		_, _, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
		wantError(t, err, "no room")
		equal(t, "charts", len(r.Charts()), 0)
		page.Obey(protocol.AddChart)
		chart := r.addChart("Line Track", "py_column")
		equal(t, "handle after one was rolled back", chart.Handle, 2)
	})
}

// TestSettingsRefusedKeepTheChart: the chart is on the page, so it is in the
// state as well.
func TestSettingsRefusedKeepTheChart(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		page.Refuse(protocol.SetChartSettings, "not now")
		_, _, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
		wantError(t, err, "chart was added", "not now")
		equal(t, "charts of the session", len(r.Charts()), 1)
		equal(t, "charts of the page", len(page.Page().Charts), 1)
		must(r.RemoveChart(r.ctx, 1))(t)
		equal(t, "charts of the page after removechart", len(page.Page().Charts), 0)
	})
}

// TestRefusedChartIsTakenFromALatePage: a page that comes while the only other
// one refuses must not keep what the session then forgets.
func TestRefusedChartIsTakenFromALatePage(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		first := r.join(v4)
		first.Refuse(protocol.AddChart, "no room")
		release := first.Hold(protocol.AddChart)
		done := make(chan error, 1)
		go func() {
			_, _, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
			done <- err
		}()
		synctest.Wait()
		late := r.join(builtinPage)
		equal(t, "charts of the late page", len(late.Page().Charts), 1)
		release()
		wantError(t, <-done, "no room")
		if onPage, kept := len(late.Page().Charts), len(r.Charts()); onPage != kept {
			t.Errorf("the late page has %d charts, the session %d", onPage, kept)
		}
	})
}

// TestDisconnectFailsWhatIsPendingAtOnce: not after the time-out.
func TestDisconnectFailsWhatIsPendingAtOnce(t *testing.T) {
	for _, action := range []string{protocol.AddChart, protocol.Redraw, protocol.Navigate, protocol.RemoveMeasurements} {
		t.Run(action, func(t *testing.T) {
			inBubble(t, Options{CallTimeout: 30 * time.Second}, func(t *testing.T, r *rig) {
				r.addTutorial()
				page := r.join(v4)
				page.Mute(action)
				before := len(page.Page().Pushed(action))
				done := make(chan reply.Report, 1)
				start := time.Now()
				go func() {
					var report reply.Report
					var err error
					switch action {
					case protocol.AddChart:
						_, report, err = r.AddChart(r.ctx, "Line Track", []string{"py_column"})
					case protocol.Redraw:
						report, err = r.Redraw(r.ctx)
					case protocol.Navigate:
						report, err = r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 5, End: 50})
					default:
						report, err = r.RemoveMeasurements(r.ctx, []string{"py_column"})
					}
					if err != nil {
						t.Errorf("error %v; a page that leaves causes none", err)
					}
					done <- report
				}()
				r.await(page, func(p sessiontest.Page) bool { return len(p.Pushed(action)) == before+1 })
				page.Disconnect()
				report := <-done
				if took := time.Since(start); took > 0 {
					t.Errorf("the command returned %v after the page had left", took)
				}
				wantNote(t, report, "browser 1 (EpiViz 4)", "disconnected")
				equal(t, "browsers", report.Browsers, 0)
			})
		})
	}
}

// TestCancelledCommand returns at once; the late answer does no harm and the
// next command works.
func TestCancelledCommand(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		release := page.Hold(protocol.Redraw)
		ctx, cancel := context.WithCancel(r.ctx)
		done := make(chan error, 1)
		go func() {
			_, err := r.Redraw(ctx)
			done <- err
		}()
		r.await(page, func(p sessiontest.Page) bool { return len(p.Pushed(protocol.Redraw)) == 1 })
		start := time.Now()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v; want the context's", err)
		}
		if took := time.Since(start); took > 0 {
			t.Errorf("the command returned %v after it was cancelled", took)
		}
		release()
		r.navigate("chr1", 1, 5000)
		r.addChart("Line Track", "py_column")
		equal(t, "browsers", len(r.Browsers()), 1)
		r.noFaults(page)
	})
}

// TestCommandWaitingForItsTurnIsCancelled.
func TestCommandWaitingForItsTurnIsCancelled(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		release := page.Hold(protocol.Redraw)
		first := make(chan error, 1)
		go func() {
			_, err := r.Redraw(r.ctx)
			first <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(r.ctx, time.Second)
		defer cancel()
		start := time.Now()
		if _, err := r.Navigate(ctx, genome.Interval{Seq: "chr1", End: 5}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v; want the context's", err)
		}
		equal(t, "time", time.Since(start), time.Second)
		if at := r.State().Location; at.End == 5 {
			t.Errorf("the place is %v", at)
		}
		release()
		if err := <-first; err != nil {
			t.Error(err)
		}
	})
}

// TestMutedPageTimesOut: the error names page, action and time, and the other
// page is not held up.
func TestMutedPageTimesOut(t *testing.T) {
	inBubble(t, Options{CallTimeout: 3 * time.Second}, func(t *testing.T, r *rig) {
		r.addTutorial()
		muted, good := r.join(v5), r.join(v2)
		muted.Mute(protocol.AddChart)
		start := time.Now()
		_, report, err := r.AddChart(r.ctx, "Line Track", []string{"py_column"})
		wantError(t, err, "browser 1 (EpiViz 5)", "no answer to addChart", "3s")
		equal(t, "time", time.Since(start), 3*time.Second)
		equal(t, "browsers that agreed", report.Browsers, 1)
		equal(t, "charts of the good page", len(good.Page().Charts), 1)
		equal(t, "charts of the session", len(r.Charts()), 1)
	})
}

// TestOddFrames: what no page should send is survived.
func TestOddFrames(t *testing.T) {
	frames := []string{
		"", "null", "{}", "[]", "[1,2", "0", `"text"`, "\x00\xff", strings.Repeat("[", 10_000),
		`{"requestId":0,"type":"response","data":{"success":true}}`,
		`{"requestId":7777,"type":"response","data":{"success":true}}`,
		`{"requestId":null,"type":"response"}`, `{"requestId":-1,"type":"response","data":null}`,
		`{"requestId":1e300,"type":"response"}`, `{"requestId":3,"type":"event","data":{}}`,
		`{"requestId":"abc","type":"request","data":{"action":"getRows"}}`,
	}
	owed := []string{ // are requests all the same
		`{"requestId":801,"type":"request"}`, `{"requestId":802,"type":"request","data":null}`, `{"requestId":803,"type":"request","data":[]}`,
		`{"requestId":804,"type":"request","data":{"action":7}}`, `{"requestId":805,"type":"request","data":{}}`,
		`{"requestId":806,"type":"request","data":{"action":"getRows","version":"4","datasource":{}}}`,
		`{"requestId":807,"type":"request","data":{"action":"setChartSettings","chartId":[]}}`,
		`{"requestId":808,"type":"request","data":{"action":"saveWorkspace","content":{}}}`,
		`{"requestId":809,"type":"request","data":{"action":"userNavigate","range":7}}`,
		`{"requestId":810,"type":"request","data":{"action":"userAddChart","measurements":7}}`,
		`{"requestId":811,"type":"request","data":{"action":"userSetChartSettings","handle":"x"}}`,
		`{"requestId":812,"type":"request","data":{"action":"userRemoveChart","handle":{}}}`,
		`{"requestId":813,"type":"request","data":{"action":"getWorkspaces","q":[]}}`,
		`{"requestId":814,"type":"request","data":{"action":"deleteWorkspace","id":[]}}`,
		`{"requestId":815,"type":"request","data":{"action":"registerChartTypes","data":"x"}}`,
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		for _, f := range frames {
			page.SendText(f)
		}
		for _, f := range owed {
			page.SendText(f)
		}
		// Each of owed is answered once. The page did not send them itself, so it complains.
		p := r.await(page, func(p sessiontest.Page) bool { return len(p.Faults) >= len(owed) })
		for _, fault := range p.Faults {
			if !strings.Contains(fault, "an answer to request 8") {
				t.Errorf("the page threw: %s", fault)
			}
		}
		r.pass(time.Second)
		equal(t, "answers", len(page.Page().Faults), len(owed))
		r.addChart("Line Track", "py_column")
		r.navigate("chr1", 1, 9000)
	})
}

// TestUIStatusIsAnsweredTwice: the first answer counts and the second is
// nobody's.
func TestUIStatusIsAnsweredTwice(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(v4)
		for range 3 {
			answers := must(r.Send(r.ctx, protocol.UIStatus, nil))(t)
			equal(t, "answers", len(answers), 1)
			if strings.Contains(string(answers[0].Data), "measurements") {
				t.Errorf("the answer is the second one: %s", answers[0].Data)
			}
		}
		r.navigate("chr1", 1, 9000)
		r.noFaults(page)
	})
}

func TestSend(t *testing.T) {
	inBubble(t, Options{CallTimeout: time.Second}, func(t *testing.T, r *rig) {
		_, err := r.Send(r.ctx, "redraw", nil)
		wantError(t, err, "no browser is connected")
		wantHint(t, err, r.URL())

		r.addTutorial()
		four := r.join(v4)
		r.join(v2)
		answers := must(r.Send(r.ctx, "GETCURRENTLOCATION", nil))(t)
		equal(t, "answers", len(answers), 2)
		for i, a := range answers {
			equal(t, "browser", a.Browser, i+1)
			if a.Err != nil || !strings.Contains(string(a.Data), `"value":{"seqName":"chr1","start":1,"end":100000}`) {
				t.Errorf("answer %d: %s %v", i, a.Data, a.Err)
			}
		}
		for _, args := range []string{"", "{}", " {} "} {
			if _, err := r.Send(r.ctx, protocol.Redraw, []byte(args)); err != nil {
				t.Errorf("arguments %q: %v", args, err)
			}
		}
		must(r.Send(r.ctx, protocol.Navigate, []byte(`{"range":"{\"seqName\":\"chr1\",\"start\":5,\"end\":500}"}`)))(t)
		if !four.Page().At("chr1", 5, 500) {
			t.Errorf("the page is at %v", four.Page().Location)
		}
		last := four.Page().Pushes[len(four.Page().Pushes)-1]
		equal(t, "push", string(last.Args), `{"action":"navigate","range":"{\"seqName\":\"chr1\",\"start\":5,\"end\":500}"}`)

		// v2 does not know it and does not answer; v4 does.
		answers, err = r.Send(r.ctx, "loadMeasurements", nil)
		wantError(t, err, "browser 2 (EpiViz 2)", "no answer to loadMeasurements", "do not know")
		if len(answers) != 2 || answers[0].Err != nil || answers[1].Err == nil {
			t.Errorf("answers %+v", answers)
		}
		// A refusal is an answer.
		answers = must(r.Send(r.ctx, protocol.RemoveChart, []byte(`{"chartId":"nope"}`)))(t)
		equal(t, "answer", string(answers[0].Data), `{"success":false,"errorMessage":null,"value":null}`)

		for _, args := range []string{"[]", "null", "7", "{", `"x"`} {
			_, err := r.Send(r.ctx, protocol.Navigate, []byte(args))
			wantError(t, err, "arguments of navigate", "not a JSON object")
			wantHint(t, err, "send navigate")
		}
	})
}

// A command that was canceled while a person does something in a page gives its turn back.
func TestTurnIsGivenBack(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.acting <- struct{}{} // as by a person
		ctx, cancel := context.WithCancel(r.ctx)
		got := make(chan error)
		go func() { _, err := r.takeTurn(ctx); got <- err }()
		synctest.Wait()
		cancel()
		if err := <-got; !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want that it was canceled", err)
		}
		<-r.acting
		end, err := r.takeTurn(r.ctx)
		if err != nil {
			t.Fatal(err)
		}
		end()
	})
}
