package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Verifier draws pictures again.
type Verifier interface {
	// DrawAgain draws a picture as its record says and of what a state is. The session stays as it is. took is called with
	// the pages of a document, as by DrawPages.
	DrawAgain(ctx context.Context, r provenance.Record, want state.State, took func(i int, report reply.Report, err error) error,
	) (file reply.PictureFile, notes []string, err error)
}

var verifyOptions = []Option{
	{Name: "how", Help: "prints how the picture was made, as commands, and draws nothing"},
}

// verify draws a picture again, as it says that it was made, and prints what differs.
func verify(ctx context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, verifyOptions)
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return misused("wanted a picture; found %s", found(args))
	}
	name := args[0]
	file := env.file(name)
	was, err := interruptible.Do(ctx, file, func() ([]byte, error) { return readPicture(file) })
	if err != nil {
		return err
	}
	r, _, err := provenance.Read(was)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if opts.has("how") {
		if n := env.how(r); n > 0 {
			return fmt.Errorf("%s has commands that make no state, for which source is not to be used: refused %s", name, text.Count(n, "line"))
		}
		return nil
	}
	files, differences := env.findFiles(ctx, r, filepath.Dir(file))
	for _, d := range differences {
		env.printf("%s", d)
	}
	if files == nil {
		return withHint(fmt.Errorf("%s cannot be drawn again", name),
			"a file is looked for beside %s, in the working folder, and among those that are loaded", name)
	}
	st, err := stateOf(r, files)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	pages := pagesAgain{list: r.Pages, undrawn: map[int]error{}}
	tell, end := counted(ctx, "drawing")
	now, notes, err := env.Session.DrawAgain(ctx, r, st, func(i int, report reply.Report, err error) error {
		tell(int64(i+1), int64(len(r.Pages)))
		return pages.took(ctx, i, report, err)
	})
	end()
	pages.notes.tell(env)
	for _, note := range notes {
		env.note(strings.ReplaceAll(note, nowhere, ""))
	}
	if err != nil {
		return fmt.Errorf("%s cannot be drawn again: %w", name, err)
	}
	o, err := provenance.Compare(was, now.Data, pages.undrawn)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, d := range o.Differences {
		env.printf("%s", d)
	}
	for _, remark := range o.Remarks {
		env.note(remark)
	}
	switch {
	case o.Same == "":
		return fmt.Errorf("%s is not what is drawn again", name)
	case len(differences) > 0:
		return fmt.Errorf("%s is the same, %s; what it was made from is not", name, o.Same)
	}
	env.printf("%s is the same, %s", name, o.Same)
	return nil
}

// pagesAgain are the pages of a document that are drawn again.
type pagesAgain struct {
	list    []provenance.Page
	undrawn map[int]error
	notes   noteCount
}

func (p *pagesAgain) took(ctx context.Context, i int, report reply.Report, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		p.undrawn[i] = err
	}
	p.notes.add(p.list[i].Name(i), report.Notes)
	return nil
}

// readPicture reads a picture.
func readPicture(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file; wanted a picture", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, provenance.MostPicture+1))
	if err == nil && len(data) > provenance.MostPicture {
		err = fmt.Errorf("%s has more than %s; pictures of at most that are read", file, hint.Size(provenance.MostPicture))
	}
	return data, err
}

// how prints how a picture was made: as a script, in which what is no command is a remark. So is what verify would not run,
// which it counts: source runs any commands.
func (e *Env) how(r provenance.Record) (refused int) {
	p := r.Picture
	remark := func(format string, args ...any) { e.printf("# "+format, args...) }
	remark("made by version %s", r.Program.String())
	if len(r.Program.Flags) > 0 {
		remark("started with %s", strings.Join(r.Program.Flags, " "))
	}
	look := fmt.Sprintf("--width %g --theme %s", p.Width, p.Theme)
	if p.Scale > 0 {
		look += fmt.Sprintf(" --scale %g", p.Scale)
	}
	handles := strings.Fields(strings.Trim(fmt.Sprint(p.Charts), "[]"))
	if len(r.Pages) > 0 {
		if len(handles) > 0 {
			look = "--charts " + strings.Join(handles, ",") + " " + look
		}
		remark("snapshot REGIONS PICTURE.pdf --one %s", look)
		for i, page := range r.Pages {
			remark("%s", page.Name(i))
		}
	} else {
		remark("%s PICTURE.%s %s", strings.Join(append([]string{"print"}, handles...), " "), p.Type, look)
	}
	for _, f := range r.Files {
		remark("%s: %s", f.Name, sumText(f))
		for _, x := range f.Indexes {
			remark("%s: %s", x.Name, sumText(x))
		}
	}
	e.printf("%s", sessionHead)
	var st state.State
	for _, line := range r.Commands {
		err := readLine(&st, &st, line, func(path string) string { return path })
		if err != nil || len(st.Hooks) > 0 {
			st.Hooks = nil
			refused++
			remark("refused: %s", line)
			continue
		}
		e.printf("%s", line)
	}
	return refused
}

// sumText says which version of a file is meant.
func sumText(f provenance.File) string {
	if f.Problem != "" {
		return f.Problem
	}
	of := ""
	if f.Of != "" {
		of = " of its " + f.Of
	}
	return fmt.Sprintf("%s bytes, sha256 %s%s", text.Thousands(int(f.Size)), f.SHA256, of)
}

// shortSum is sumText as far as people read it.
func shortSum(f provenance.File) string {
	f.SHA256, f.Of = f.SHA256[:min(len(f.SHA256), 12)]+"…", ""
	return sumText(f)
}

// nowhere is a folder that no file can be in.
const nowhere = os.DevNull + string(filepath.Separator)

// findFiles finds the files that a picture was made from, by their names in the record: beside the picture, in the working
// folder and among those that are loaded. One with the right checksum comes first. The map is nil if one is missing.
func (e *Env) findFiles(ctx context.Context, r provenance.Record, folder string) (found map[string]string, differences []string) {
	var sums provenance.Sums
	found = map[string]string{}
	differ := func(format string, args ...any) { differences = append(differences, fmt.Sprintf(format, args...)) }
	whole, used := true, map[string]bool{}
	for _, f := range r.Files {
		switch f.Problem {
		case provenance.Missing: // as it was
			found[f.Name] = nowhere + baseOf(f.Name)
			continue
		case provenance.Elsewhere:
			if source.ParseRef(f.Name).Kind == source.Link {
				found[f.Name] = f.Name
				continue
			}
			differ("%s is not a link, as it is said to be; such a file is not read", f.Name)
			whole = false
			continue
		case provenance.NotFile:
			differ("%s cannot be read again: it was %s", f.Name, f.Problem)
			whole = false
			continue
		}
		var there []string
		var have []provenance.File
		match, problem := -1, provenance.Missing
		for _, at := range e.placesOf(f.Name, folder) {
			now := sums.Describe(ctx, f.Name, at, provenance.Stamp{})
			if now.Problem != "" || used[at] {
				if problem == provenance.Missing && now.Problem != "" {
					problem = now.Problem
				}
				continue
			}
			if match < 0 && now.Sum == f.Sum {
				match = len(there)
			}
			there, have = append(there, at), append(have, now)
		}
		if len(there) == 0 {
			if problem == provenance.NotReadTo {
				differ("%s %s: wanted %s", f.Name, problem, shortSum(f))
			} else {
				differ("%s is %s: wanted %s", f.Name, problem, shortSum(f))
			}
			whole = false
			continue
		}
		i := max(match, 0)
		found[f.Name], used[there[i]] = there[i], true
		switch {
		case f.Problem != "":
			differ("%s cannot be compared: it was %s when the picture was made", f.Name, f.Problem)
		case match < 0:
			differ("%s has changed: wanted %s; found %s", f.Name, shortSum(f), shortSum(have[i]))
		}
		differences = append(differences, indexesDiffer(f, have[i])...)
	}
	if !whole {
		return nil, differences
	}
	return found, differences
}

// indexesDiffer returns how the indexes beside a file differ from those of the record.
func indexesDiffer(was, now provenance.File) (differences []string) {
	for _, x := range was.Indexes {
		i := slices.IndexFunc(now.Indexes, func(f provenance.File) bool { return f.Name == x.Name })
		switch {
		case i < 0:
			differences = append(differences, fmt.Sprintf("%s is missing beside %s", x.Name, was.Name))
		case now.Indexes[i].Sum != x.Sum:
			differences = append(differences, fmt.Sprintf("%s has changed: wanted %s; found %s", x.Name, shortSum(x), shortSum(now.Indexes[i])))
		}
	}
	return differences
}

// baseOf returns the name of a file without what is before it, whatever the system: a record has no folders, but
// anybody may have written it.
func baseOf(name string) string {
	base := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if base == ".." || base == "/" {
		return "."
	}
	return base
}

// placesOf returns where a file of that name may be, the first most likely.
func (e *Env) placesOf(name, folder string) (places []string) {
	base := baseOf(name)
	add := func(at string) {
		if at, err := source.AbsolutePath(at); err == nil && !slices.Contains(places, at) {
			places = append(places, at)
		}
	}
	add(filepath.Join(folder, base))
	add(filepath.Join(".", base))
	st := e.Session.State()
	loaded := []string{st.Genome, st.Samples.Path}
	for _, f := range st.Files {
		loaded = append(loaded, f.Path)
	}
	for _, at := range loaded {
		if ref := source.ParseRef(at); at != "" && ref.Kind == source.File && ref.Name() == base {
			add(ref.Path)
		}
	}
	return places
}

// stateOf returns the state that the commands of a picture make: with the given files and no others.
func stateOf(r provenance.Record, files map[string]string) (st state.State, err error) {
	var unnamed error
	at := func(name string) string {
		if source.ParseRef(name).Kind == source.Tutorial {
			return name
		}
		for _, known := range []string{name, strings.TrimPrefix(name, "./")} {
			if at, ok := files[known]; ok {
				return at
			}
		}
		unnamed = fmt.Errorf("its commands need %s, of which it says nothing more; such a file is not read", safe.Text(name))
		return name
	}
	for i, typed := range r.Commands {
		err := readLine(&st, &st, typed, at)
		if err = errors.Join(err, unnamed); err != nil {
			// Without its hint: what somebody else has written is not to be run in other ways.
			return st, fmt.Errorf("%v; nothing of it is run", lineError(i, typed, err))
		}
	}
	if len(st.Hooks) > 0 {
		return st, errors.New("its commands have on in them, which no picture needs; nothing of it is run")
	}
	return st, nil
}
