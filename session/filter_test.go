package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/state"
)

// On pages of all generations a filtered chart is one of the rows that fit, which its
// measurement's name says, and the chart of all rows afterwards. A page that comes later has
// the same.
func TestFilter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bed")
	rows := "chr1\t10\t20\tx\t5\t+\nchr1\t30\t40\ty\t50\t-\nchr1\t60\t70\tz\t500\t+\n"
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		var pages []*sessiontest.Browser
		for _, version := range append([]string{builtinPage}, realPages...) {
			pages = append(pages, r.join(version))
		}
		chart := r.addChart("Blocks Track", "a")
		other := r.addChart("Blocks Track", "a")
		shows := func(name string) {
			t.Helper()
			for i, b := range pages {
				var names []string
				for _, c := range r.settled(b).Charts {
					for _, m := range c.Measurements {
						names = append(names, m.Name)
					}
				}
				have := strings.ReplaceAll(strings.Join(names, "|"), "”", `"`) // as real pages are sent names
				if len(names) != 2 || strings.Count("|"+have+"|", "|"+name+"|") < 1 || !strings.Contains("|"+have+"|", "|a|") {
					t.Errorf("page %d shows %s; want %s and a", i+1, have, name)
				}
			}
		}
		shows("a")
		now, report, err := r.Filter(r.ctx, chart.Handle, `score > 20 && strand == "+"`)
		if err != nil {
			t.Fatal(err)
		}
		wantNote(t, report, "a: 1 of 3 rows, 2 left out")
		shows(`a (score > 20 && strand == "+")`)
		filtered, err := r.Rows(r.ctx, genome.Interval{Seq: "chr1", End: 100}, now.Measurements[0])
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "rows", filtered.Start, []int{60})
		for _, q := range r.SeqInfos() {
			if q.Name == "chr1" && !q.Open {
				t.Errorf("the rows that fit end chr1 at %d, which no file states", q.Length)
			}
		}
		equal(t, "order", []int{r.Charts()[0].Handle, r.Charts()[1].Handle}, []int{chart.Handle, other.Handle})
		pages = append(pages, r.join(builtinPage), r.join(v3))
		shows(`a (score > 20 && strand == "+")`)
		if _, _, err := r.Filter(r.ctx, chart.Handle, ""); err != nil {
			t.Fatal(err)
		}
		shows("a")
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		shows(`a (score > 20 && strand == "+")`)
		must(r.RemoveChart(r.ctx, chart.Handle))(t)
		if n := len(r.current().Computed); n != 0 {
			t.Errorf("%d computed measurements stay after the chart", n)
		}
		r.noFaults(pages...)
	})
}

// A filtered chart that no page can show leaves the chart as it was, and nothing behind.
func TestFilterRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.bed")
	if err := os.WriteFile(path, []byte("chr1\t10\t20\tx\t5\t+\nchr1\t30\t40\ty\t50\t-\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		b := r.join(v4)
		chart, other := r.addChart("Blocks Track", "a"), r.addChart("Blocks Track", "a")
		r.settled(b)
		b.Refuse(protocol.AddChart, "no room")
		now, _, err := r.Filter(r.ctx, chart.Handle, "score > 20")
		if err == nil || now.Handle != 0 {
			t.Errorf("chart %d, %v; want an error", now.Handle, err)
		}
		equal(t, "charts", r.Charts(), []state.Chart{chart, other})
		equal(t, "measurements", ids(r.Measurements()), []string{"a", "a_score"})
	})
}
