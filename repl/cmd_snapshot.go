package repl

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/wholefile"
)

var snapshotOptions = append([]Option{
	{Name: "as", Arg: "TYPE", Help: "svg, png or pdf; svg unless it is given", Values: reply.PictureTypes},
	{Name: "name", Arg: "PATTERN", Help: "names of files: {name} {locus} {n} {seqname} {start} {end}"},
	{Name: "flank", Arg: "20%|2kb", Help: "what is shown on either side, of the region's length or in bases"},
	{Name: "charts", Arg: "LIST", Help: "charts, such as 1,3-5; all unless it is given", Now: handles},
	{Name: "missing", Help: "only pictures whose files are not there"},
	{Name: "one", Help: "one PDF with a page for each region; DIR is that file"},
	{Name: "jobs", Letter: "j", Arg: "N", Help: "how many are drawn at a time; as many as there are cores"},
}, lookOptions...)

// snapshots is a run of snapshot.
type snapshots struct {
	env     *Env
	opt     reply.Picture
	words   []string // the regions as they were typed
	list    []placed
	files   []string // paths, of those of one folder
	jobs    int
	written int
	failed  []string
	first   error // of those that failed
	notes   noteCount
	tell    func(done, total int64)
}

// snapshot writes a picture of each region.
func snapshot(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, snapshotOptions)
	if err != nil {
		return err
	}
	s := &snapshots{env: env}
	if len(words) < 2 {
		wanted := map[bool]string{false: "a folder", true: "a file"}[opts.has("one")]
		return misused("wanted regions and %s; found %s", wanted, found(words))
	}
	words, to := words[:len(words)-1], words[len(words)-1]
	s.words = words
	typ := strings.ToLower(opts["as"])
	switch {
	case opts.has("one") && (opts.has("as") && typ != "pdf" || opts.has("name") || opts.has("missing")):
		return misused("--one makes one PDF, without --as, --name and --missing")
	case opts.has("one"):
		typ = "pdf"
		if !strings.EqualFold(filepath.Ext(to), ".pdf") {
			return misused("wanted a file that ends in .pdf after the regions, with --one; found %q", to)
		}
	case !opts.has("as"):
		typ = "svg"
	case !slices.Contains(reply.PictureTypes, typ):
		return misused("wanted svg, png or pdf after --as; found %q", opts["as"])
	}
	if s.opt, err = lookOf(opts, typ, "."+typ); err != nil {
		return err
	}
	flank, err := parseFlank(opts)
	if err != nil {
		return err
	}
	if s.jobs, err = positive(opts, "jobs", 0); err != nil {
		return err
	}
	if opts.has("charts") {
		charts, err := chooseCharts(env, strings.FieldsFunc(opts["charts"], func(r rune) bool { return r == ',' || r == ' ' }))
		if err != nil {
			return err
		}
		s.opt.Handles = charts.handles
	}
	pattern := usualNaming
	if opts.has("name") {
		pattern = opts["name"]
	}
	if _, err := newNaming(pattern, "", 0); err != nil {
		return err
	}
	if cores := runtime.GOMAXPROCS(0); s.jobs > cores {
		env.note(fmt.Sprintf("%d are drawn at a time, as there are as many cores", cores))
		s.jobs = cores
	}
	if s.list, err = regionsOf(ctx, env, words); err != nil {
		return err
	}
	if opts.has("one") {
		return s.pages(ctx, strings.Join(env.publicWords(words), " "), to, flank)
	}
	return s.folder(ctx, to, pattern, opts.has("missing"), flank)
}

// folder writes each picture to a file of its own.
func (s *snapshots) folder(ctx context.Context, to, pattern string, missing bool, flank *reply.Flank) error {
	env, dir := s.env, expandHome(to)
	switch info, err := os.Stat(dir); {
	case errors.Is(err, fs.ErrNotExist) && slices.Contains(reply.PictureTypes, strings.TrimPrefix(strings.ToLower(filepath.Ext(dir)), ".")):
		return withHint(fmt.Errorf("wanted a folder after the regions; found %q, which is the name of a file", to),
			"--one writes all to one PDF, print writes one picture")
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
		env.note("made the folder " + to)
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is a file; wanted a folder after the regions", to)
	}
	names, err := newNaming(pattern, "."+s.opt.Type, len(s.list))
	if err != nil {
		return err
	}
	own := map[string]bool{}
	there := 0
	list := s.list
	s.list = nil
	for i, r := range list {
		name := names.file(i, s.whole(ctx, r))
		path := filepath.Join(dir, name)
		if err := s.refuse(path); err != nil {
			return err
		}
		own[name] = true
		if _, err := os.Stat(path); missing && err == nil {
			there++
			continue
		}
		s.list, s.files = append(s.list, r), append(s.files, path)
	}
	wholefile.Sweep(dir, func(name string) bool { return own[name] })
	err = s.draw(ctx, flank, func(places []reply.Locus) (reply.Report, error) {
		return env.Session.DrawPictures(ctx, s.opt, places, s.jobs, func(i int, file reply.PictureFile, report reply.Report, err error) error {
			if err == nil {
				err = env.writeWhole(s.files[i], file.Data)
			}
			return s.took(ctx, i, report, err)
		})
	})
	switch {
	case err != nil:
		// A note, since a result would be cut off too.
		env.note(fmt.Sprintf("wrote %s of %s to %s", text.Thousands(s.written), text.Count(len(s.list), "picture"), to))
	case s.written > 0 || len(s.failed) == 0:
		env.printf("wrote %s to %s", text.Count(s.written, "picture"), to)
	}
	if there > 0 {
		env.note(fmt.Sprintf("%s there already", map[bool]string{true: "1 was", false: text.Thousands(there) + " were"}[there == 1]))
	}
	if names.numbered > 0 {
		env.note("names of files that came again have a number: " + text.Thousands(names.numbered))
	}
	if names.changed > 0 {
		env.note(fmt.Sprintf("names of files that not every file system takes are others: %s, such as %s",
			text.Thousands(names.changed), names.example))
	}
	return s.end(err)
}

// refuse returns an error if a picture would be written over a file that is used: the regions may be one that is not loaded.
func (s *snapshots) refuse(path string) error {
	if isFile(path) {
		for _, word := range s.words {
			if whole, err := source.AbsolutePath(path); err == nil && source.ParseRef(s.env.named(word)).Same(source.ParseRef(whole)) {
				return withHint(fmt.Errorf("%s has the regions and is not written over", path), "choose another name")
			}
		}
	}
	return s.env.refuseLoaded(path)
}

// pages writes all pictures to one PDF.
func (s *snapshots) pages(ctx context.Context, title, file string, flank *reply.Flank) error {
	if err := s.refuse(expandHome(file)); err != nil {
		return err
	}
	target, err := s.env.createTarget(expandHome(file), false)
	if err != nil {
		return err
	}
	defer target.close()
	err = s.draw(ctx, flank, func(places []reply.Locus) (reply.Report, error) {
		pages := make([]reply.PicturePage, len(places))
		for i, at := range places {
			pages[i] = reply.PicturePage{Title: s.list[i].title(), At: at}
		}
		return s.env.Session.DrawPages(ctx, s.opt, title, pages, s.jobs, target, func(i int, report reply.Report, err error) error {
			return s.took(ctx, i, report, err)
		})
	})
	if err == nil && s.written > 0 {
		if err = target.finish(); err == nil {
			s.env.printf("wrote %s, %s", file, text.Count(s.written, "page"))
		}
	}
	if err != nil {
		s.env.note(file + " was not written")
	}
	return s.end(err)
}

// publicWords returns the words of REGIONS without folders, and without what is secret of links: whoever is given the PDF or
// the report reads them.
func (e *Env) publicWords(words []string) []string {
	public := make([]string, len(words))
	for i, word := range words {
		path := strings.TrimPrefix(word, dataKind.prefix)
		ref := source.ParseRef(path)
		switch {
		case ref.Kind == source.Link:
			word = provenance.PublicName(path)
		case ref.Kind == source.File && (filepath.IsAbs(path) || isFile(e.named(path))):
			word = ref.Name()
		}
		public[i] = word
	}
	return public
}

// draw has all regions drawn.
func (s *snapshots) draw(ctx context.Context, flank *reply.Flank, work func(places []reply.Locus) (reply.Report, error)) error {
	places := make([]reply.Locus, len(s.list))
	for i, r := range s.list {
		places[i] = r.locus()
		places[i].Flank, places[i].Notes = flank, nil // which were told
	}
	tell, end := counted(ctx, "drawing")
	defer end()
	s.tell = tell
	report, err := work(places)
	s.env.report(report)
	return err
}

// took counts a picture that was written, or why it was not.
func (s *snapshots) took(ctx context.Context, i int, report reply.Report, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	r := s.list[i]
	title := r.title()
	if at := text.Locus(r.Interval); title != at && r.End > 0 {
		title += " " + at
	}
	if err == nil {
		s.written++
	} else {
		if s.first == nil {
			s.first = err
		}
		s.failed = append(s.failed, fmt.Sprintf("%s: %v", title, err))
	}
	s.notes.add(title, report.Notes)
	s.tell(int64(i+1), int64(len(s.list)))
	return nil
}

// mostFailures bounds the regions that an error names.
const mostFailures = 10

// end prints the notes on pictures and returns the error of the command, which names the regions that have none.
func (s *snapshots) end(err error) error {
	s.notes.tell(s.env)
	if err != nil || len(s.failed) == 0 {
		return err
	}
	lines := s.failed[:min(len(s.failed), mostFailures)]
	if more := len(s.failed) - len(lines); more > 0 {
		lines = append(lines[:len(lines):len(lines)], "and "+text.Count(more, "other"))
	}
	err = fmt.Errorf("%s of %s no picture:\n%s", text.Thousands(len(s.failed)),
		map[bool]string{true: "1 region has", false: text.Count(len(s.list), "region") + " have"}[len(s.list) == 1], strings.Join(lines, "\n"))
	return withHint(err, "%s", hint.Of(s.first))
}

// whole returns a region whose end is known, for its name.
func (s *snapshots) whole(ctx context.Context, r placed) placed {
	if r.typed && r.End == 0 {
		if at, err := s.env.Session.Locate(ctx, genome.Interval{Seq: r.Seq}); err == nil {
			r.Interval = at
		}
	}
	return r
}

// noteCount gathers the notes on many pictures: each once, with the first picture that it is on, and on how many.
type noteCount struct {
	order []string
	first map[string]string
	count map[string]int
}

func (n *noteCount) add(title string, notes []string) {
	if n.count == nil {
		n.first, n.count = map[string]string{}, map[string]int{}
	}
	for _, note := range notes {
		if n.count[note]++; n.count[note] == 1 {
			n.order = append(n.order, note)
			n.first[note] = title
		}
	}
}

// mostNotes bounds the notes on pictures that are told.
const mostNotes = 10

func (n *noteCount) tell(env *Env) {
	for i, note := range n.order {
		if i == mostNotes {
			env.note(fmt.Sprintf("and %s of other kinds", text.Count(len(n.order)-i, "note")))
			return
		}
		of := n.first[note]
		if more := n.count[note] - 1; more > 0 {
			of += " and " + text.Count(more, "other")
		}
		env.note(of + ": " + note)
	}
}
