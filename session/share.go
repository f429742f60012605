package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// What a person passes on from the built-in page: the session as a file, which the prompt's export and import
// write and read too, and the charts of a link. A page opens no file of the program's disk: what is opened for
// it must have its files loaded.

// opens returns the userAction that decodes the arguments for do and answers with its notes, which the prompt is
// told, too.
func opens[P any](do func(s *Session, ctx context.Context, b *page.Page, p P) (notes []string, err error)) userAction {
	return func(s *Session, ctx context.Context, b *page.Page, req *protocol.Request) any {
		answer := protocol.OpenedAnswer{Notes: []string{}}
		var p P
		err := json.Unmarshal(req.Args, &p)
		if err == nil && (b.Number() == 0 || !b.Knows(protocol.SyncState)) {
			err = errors.New("only the built-in page opens this")
		}
		var notes []string
		if err == nil {
			notes, err = do(s, ctx, b, p)
		}
		for _, note := range notes {
			b.Tell(note)
		}
		answer.Notes = append(answer.Notes, notes...)
		if err != nil {
			text := sentence(err)
			answer.ErrorMessage = &text
			return answer
		}
		answer.Success = true
		return answer
	}
}

// userExportSession answers with what export writes. Paths are absolute: the page does not say where its browser
// keeps the file.
func (s *Session) userExportSession(_ context.Context, b *page.Page, _ *protocol.Request) any {
	answer := protocol.SessionAnswer{Notes: []string{}}
	st := s.current()
	leftOut := st.KeepHooks(state.State{})
	text, err := store.WorkspaceText("session", s.opt.Script(st.Events(), nil))
	if err == nil && (b.Number() == 0 || !b.Knows(protocol.SyncState)) {
		err = errors.New("only the built-in page saves this")
	}
	if err != nil {
		message := err.Error()
		answer.ErrorMessage = &message
		return answer
	}
	answer.Success = true
	answer.SessionText = protocol.SessionText{Name: "session.epivizgo", Text: string(text)}
	for _, note := range []string{leftOut, s.SentNote(st)} {
		if note != "" {
			answer.Notes = append(answer.Notes, note)
		}
	}
	return answer
}

// userImportSession opens the text of a file that export wrote.
func (s *Session) userImportSession(ctx context.Context, b *page.Page, p protocol.SessionText) (notes []string, err error) {
	if s.opt.Restore == nil {
		return nil, errors.New("this program opens no sessions from pages")
	}
	if err := store.CheckFileName(p.Name); err != nil {
		return nil, err
	}
	w, err := store.ParseWorkspace(p.Name, p.Text, nil)
	if err != nil {
		return nil, err
	}
	path := func(name string) string {
		found, note := s.loadedAs(name)
		if note != "" && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
		return found
	}
	report, failures, err := s.opt.Restore(ctx, s, w.Lines, path, func(want state.State) error { return s.mayOpen(want, p.Name) })
	if err != nil {
		if asked := new(unloadedError); errors.As(err, &asked) {
			b.Tell(fmt.Sprintf("%s asks to open a session file: %s", b.Name(), sentence(err)))
		}
		return notes, err
	}
	news := fmt.Sprintf("%s opened the session file %s", b.Name(), p.Name)
	if !s.opt.Quiet {
		b.Tell(news)
	}
	for _, err := range failures {
		notes = append(notes, sentence(err))
	}
	return append(notes, report.Notes...), nil
}

// loadedAs returns the path of the loaded file that a path in a session file means, or the path itself. A relative path begins
// in a folder that only the page's system knows: it means the one loaded file that ends so, or has its name, which note says.
func (s *Session) loadedAs(path string) (found, note string) {
	local := filepath.FromSlash(path)
	if source.ParseRef(path).Kind != source.File || filepath.IsAbs(local) {
		return path, ""
	}
	var same []string
	for _, ds := range s.catalog.Datasets() {
		if ds.Ref.Kind == source.File && ds.Ref.Name() == filepath.Base(local) {
			same = append(same, ds.Path)
		}
	}
	if len(same) != 1 {
		return path, ""
	}
	return same[0], fmt.Sprintf("%s of the session file is taken for %s", path, same[0])
}

// unloadedError reports what a session file needs that a page may not open.
type unloadedError struct{ what, next string }

func (e *unloadedError) Error() string { return e.what }
func (e *unloadedError) Hint() string  { return e.next }

// mayOpen returns an error if a state needs a file that is not loaded, another sample sheet, or another genome.
func (s *Session) mayOpen(want state.State, name string) error {
	next := "at the prompt, import " + name + " opens it, with the path of that file"
	var missing []string
	own := s.current()
	for _, f := range want.Files {
		_, known := own.FileNamed(f.Path)
		if !known && source.ParseRef(f.Path).Kind != source.Tutorial && s.datasetAt(f.Path) == nil {
			missing = append(missing, f.Path)
		}
	}
	if len(missing) > 0 {
		return &unloadedError{name + " needs files that are not loaded: " + hint.Some(missing), next}
	}
	return s.mayRead(want, name, next)
}

// mayRead returns an error if a state needs another sample sheet, or another genome of a file, than those in use.
func (s *Session) mayRead(want state.State, name, next string) error {
	own := s.current()
	if sheet := want.Samples.Path; sheet != "" && !own.Samples.Is(sheet) {
		return &unloadedError{name + " needs the sample sheet " + sheet, next}
	}
	_, builtin := genome.Assembly(want.Genome)
	if !builtin && want.Genome != "" && state.OtherGenome(own.Genome, want.Genome) != nil {
		return &unloadedError{name + " needs the genome " + want.Genome, next}
	}
	return nil
}

// mostLinked bounds the charts of a link.
const mostLinked = 200

// userOpenCharts shows the charts of a link in place of those that are shown, as one step. What is missing is said.
func (s *Session) userOpenCharts(ctx context.Context, b *page.Page, p protocol.OpenChartsParams) (notes []string, err error) {
	if len(p.Charts) > mostLinked {
		return nil, fmt.Errorf("the link has %d charts; at most %d are shown", len(p.Charts), mostLinked)
	}
	st := s.current()
	had := len(st.Charts)
	st.Charts = nil
	for i, linked := range p.Charts {
		chart, more, err := s.linkedChart(linked)
		for _, note := range more {
			notes = append(notes, fmt.Sprintf("chart %d of the link: %s", i+1, note))
		}
		if err != nil {
			notes = append(notes, fmt.Sprintf("chart %d of the link is left out: %v", i+1, err))
			continue
		}
		chart.Handle = st.LastHandle + 1
		if err := st.Apply(state.Event{Kind: state.EventChartAdded, Chart: &chart}); err != nil {
			return notes, err
		}
	}
	if len(st.Charts) == 0 {
		return notes, errors.New("no chart of the link can be shown; the charts are as they were")
	}
	report, err := s.Become(ctx, st)
	if err != nil {
		return notes, err
	}
	if !s.opt.Quiet {
		b.Tell(fmt.Sprintf("%s opened the charts of a link, %d in place of %d", b.Name(), len(st.Charts), had))
	}
	return append(notes, report.Notes...), nil
}

// linkedChart makes a chart of a link. What of it is missing or refused is left out, and the notes say so.
func (s *Session) linkedChart(linked protocol.LinkedChart) (chart state.Chart, notes []string, err error) {
	kind, ok := protocol.LookupChartType(linked.Type)
	if !ok {
		return chart, nil, fmt.Errorf("there is no chart type %.60q", linked.Type)
	}
	chart = state.Chart{Type: kind.ID}
	for _, id := range linked.Measurements {
		if s.hasMeasurement(id) {
			chart.Measurements = append(chart.Measurements, id)
		} else {
			notes = append(notes, fmt.Sprintf("there is no measurement %.60q here", id))
		}
	}
	if len(chart.Measurements) == 0 {
		return chart, nil, fmt.Errorf("no measurement of it is here: %s", hint.Some(quoted(linked.Measurements)))
	}
	if _, _, err := s.planChart(chart.Type, chart.Measurements); err != nil {
		return chart, nil, err
	}
	list := s.settingsOf(chart)
	for _, id := range sortedKeys(linked.Settings) {
		if !slices.ContainsFunc(list, func(set protocol.Setting) bool { return set.ID == id }) {
			notes = append(notes, fmt.Sprintf("there is no setting %.60q here", id))
			continue
		}
		one := protocol.UserChartParams{Settings: map[string]any{id: linked.Settings[id]}}
		if id == colorsSetting {
			one = protocol.UserChartParams{ColorMap: strings.Split(linked.Settings[id], ",")}
		}
		colors, err := s.readSettings(list, one)
		switch {
		case err != nil:
			notes = append(notes, fmt.Sprintf("the setting %.60q is left out: %v", id, err))
		case id == colorsSetting:
			chart.Colors = colors
		default:
			if chart.Settings == nil {
				chart.Settings = map[string]any{}
			}
			chart.Settings[id] = one.Settings[id]
		}
	}
	return chart, notes, nil
}

// quoted returns names as they are shown of what somebody else has written.
func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = fmt.Sprintf("%.60q", name)
	}
	return out
}
