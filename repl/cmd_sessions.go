package repl

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// sessions lists the sessions that --resume can restore.
func sessions(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	if env.Journals == nil {
		return withHint(errors.New("no sessions are kept here to be resumed"), "export FILE writes the state to a file")
	}
	ended, err := env.Journals.Resumable()
	if err != nil {
		return err
	}
	a := answer{
		none: "there is no session to resume",
		columns: []text.Column{{Title: "NAME", Keep: true}, {Title: "LAST USED"}, {Title: "FOLDER"}, {Title: "COMMANDS", Right: true},
			{Title: "FILES", Right: true}, {Title: "CHARTS", Right: true}},
	}
	for _, s := range ended {
		files, charts, err := s.holds()
		cells, held := []string{strconv.Itoa(files), strconv.Itoa(charts)}, []*int{&files, &charts}
		if err != nil {
			cells, held = []string{"?", "?"}, []*int{nil, nil}
			fmt.Fprintf(env.Talk, "what session %s holds cannot be read: %v\n", s.Name, err)
		}
		a.rows = append(a.rows, []string{s.Name, s.Changed.Local().Format("2006-01-02 15:04"), s.Folder,
			text.Thousands(s.Commands), cells[0], cells[1]})
		a.json = append(a.json, struct {
			Name     string `json:"name"`
			Time     string `json:"time"`
			Folder   string `json:"folder"`
			Commands int    `json:"commands"`
			Files    *int   `json:"files"`
			Charts   *int   `json:"charts"`
		}{s.Name, s.Changed.Format(time.RFC3339), s.Folder, s.Commands, held[0], held[1]})
	}
	return env.answer(opts, a)
}

// holds counts the files and charts with which a session would be restored. It skips lines
// that cannot be read, as Resume does.
func (s EndedSession) holds() (files, charts int, err error) {
	lines, err := s.Lines()
	if err != nil {
		return 0, 0, err
	}
	var st state.State
	for _, line := range lines {
		_ = readLine(&st, &st, line, func(path string) string { return path })
	}
	for _, f := range st.Files {
		if source.ParseRef(f.Path).Kind != source.Tutorial {
			files++
		}
	}
	return files, len(st.Charts), nil
}
