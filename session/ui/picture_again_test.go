package ui_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl"
	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	sessionstate "github.com/epiviz/epivizgo/session/state"
)

// again draws a picture again from what it says of how it was made, its files being those of the session.
func again(t *testing.T, s *session.Session, picture []byte) []byte {
	t.Helper()
	r, _, err := provenance.Read(picture)
	if err != nil {
		t.Fatal(err)
	}
	st := s.State()
	path := func(name string) string {
		for _, f := range st.Files {
			if filepath.Base(f.Path) == name {
				return f.Path
			}
		}
		if filepath.Base(st.Genome) == name {
			return st.Genome
		}
		t.Errorf("the picture names the file %s", name)
		return name
	}
	var want sessionstate.State
	for _, line := range r.Commands {
		if strings.Contains(line, string(filepath.Separator)+"tmp") {
			t.Errorf("the picture has the path of a file: %s", line)
		}
	}
	report, failures, err := repl.Restore(t.Context(), &takes{want: &want}, r.Commands, path, func(sessionstate.State) error { return nil })
	if err != nil || len(failures) > 0 || len(report.Notes) > 0 {
		t.Fatal(err, failures, report.Notes)
	}
	made, notes, err := s.DrawAgain(t.Context(), r, want)
	if err != nil || len(notes) > 0 {
		t.Fatal(err, notes)
	}
	return made.Data
}

// takes takes the state that commands make.
type takes struct {
	repl.States
	want *sessionstate.State
}

func (*takes) State() sessionstate.State { return sessionstate.State{} }

func (s *takes) Become(_ context.Context, want sessionstate.State) (reply.Report, error) {
	*s.want = want
	return reply.Report{}, nil
}

// TestAgain draws pictures of charts of every type again, of all charts and of one, from what they say of how
// they were made. It needs no browser.
func TestAgain(t *testing.T) {
	s := pictured(t)
	mark(t, s)
	for _, at := range []genome.Interval{
		{Seq: "chr1", Start: 124_100, End: 124_220}, {Seq: "chr1", Start: 50_000, End: 400_000},
	} {
		if _, err := s.Navigate(t.Context(), at); err != nil {
			t.Fatal(err)
		}
		for i := range len(s.Charts()) + 1 {
			opt := reply.Picture{Type: reply.PictureTypes[i%2*2], Theme: protocol.Themes[1+i%2], Width: float64(800 + 10*i)}
			if i > 0 {
				opt.Handles = []int{i}
			}
			t.Run(fmt.Sprintf("%d-chart-%d", at.Len(), i), func(t *testing.T) {
				made, report, err := s.DrawPicture(t.Context(), opt)
				if err != nil || len(report.Notes) > 0 {
					t.Fatal(err, report.Notes)
				}
				same := again(t, s, made.Data)
				if slices.Equal(same, made.Data) {
					return
				}
				o, err := provenance.Compare(made.Data, same)
				if err != nil {
					t.Fatal(err)
				}
				text, _, _ := display.Metadata(made.Data)
				now, _, _ := display.Metadata(same)
				t.Errorf("it is drawn otherwise: %s\n%.3000s\n%.3000s", strings.Join(o.Differences, "\n"), text, now)
			})
		}
	}
	if _, err := s.ShowGenome(t.Context()); err != nil {
		t.Fatal(err)
	}
	made, _, err := s.DrawPicture(t.Context(), reply.Picture{Type: "svg"})
	if err != nil || !slices.Equal(again(t, s, made.Data), made.Data) {
		t.Errorf("the whole genome is drawn otherwise: %v", err)
	}
}
