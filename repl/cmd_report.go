package repl

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// Reporter makes reports of regions.
type Reporter interface {
	// ReportRegions makes an HTML file that shows all charts at each region. took is called with the regions in their order; err
	// is why one is listed, but not drawn. Its first error ends the work.
	ReportRegions(ctx context.Context, opt reply.RegionReport, took func(i int, notes []string, err error) error) ([]byte, error)
}

var reportOptions = []Option{
	{Name: "flank", Arg: "20%|2kb", Help: "what is shown on either side, of the region's length or in bases"},
	{Name: "bins", Arg: "N", Help: "the most bins in a region: 250 unless it is given"},
	{Name: "exact", Help: "values with seven digits, which makes the file some times as large"},
	{Name: "title", Arg: "TEXT", Help: "the report's title; else the regions"},
	{Name: "theme", Arg: "NAME", Help: "light or dark; else as the reader's system is", Values: []string{"light", "dark"}},
}

// Bounds of reports: of their bins, and of regions, since all of a report is in a browser's memory.
const (
	usualReportBins = 250
	mostReportBins  = 4000
	mostReported    = 10_000
)

// writeReport writes a report of regions.
func writeReport(ctx context.Context, env *Env, args []string) error {
	words, opts, err := parseOptions(args, reportOptions)
	if err != nil {
		return err
	}
	if len(words) < 2 {
		return misused("wanted regions and a file that ends in .html; found %s", found(words))
	}
	words, file := words[:len(words)-1], words[len(words)-1]
	if ext := strings.ToLower(filepath.Ext(file)); ext != ".html" && ext != ".htm" {
		return misused("wanted a file that ends in .html after the regions; found %q", file)
	}
	opt := reply.RegionReport{Exact: opts.has("exact")}
	if opts.has("theme") {
		if opt.Theme = protocol.Theme(strings.ToLower(opts["theme"])); opt.Theme != "light" && opt.Theme != "dark" {
			return misused("wanted light or dark after --theme; found %q", opts["theme"])
		}
	}
	if opt.Bins, err = positive(opts, "bins", usualReportBins); err != nil {
		return err
	}
	if opt.Bins > mostReportBins {
		return misused("wanted at most %s after --bins; found %q", text.Thousands(mostReportBins), opts["bins"])
	}
	flank, err := parseFlank(opts)
	if err != nil {
		return err
	}
	target, err := env.createTarget(expandHome(file), false) // before the work
	if err != nil {
		return err
	}
	defer target.close()
	list, err := regionsOf(ctx, env, words)
	if err != nil {
		return err
	}
	if len(list) > mostReported {
		return withHint(fmt.Errorf("there are %s regions; a report has %s at most", text.Thousands(len(list)), text.Thousands(mostReported)),
			"report on some of them at a time")
	}
	whole, err := source.AbsolutePath(expandHome(file))
	if err != nil {
		return err
	}
	for _, word := range words {
		if kinds := env.kindsOf(ctx, word); len(kinds) == 1 && kinds[0] == fileKind {
			path, err := source.AbsolutePath(env.named(word))
			if err != nil {
				return err
			}
			if source.ParseRef(path).Same(source.ParseRef(whole)) {
				return withHint(fmt.Errorf("%s has the regions and is not written over", file), "choose another name")
			}
			opt.Files = append(opt.Files, path)
		}
	}
	words = env.publicWords(words)
	opt.Title = strings.Join(words, " ")
	if opts.has("title") {
		opt.Title = opts["title"]
	}
	opt.Command = reportCommand(words, filepath.Base(file), opts)
	opt.Notes = env.ofRegions
	opt.Columns, opt.Regions = reportTable(list)
	for i := range opt.Regions {
		opt.Regions[i].At.Flank, opt.Regions[i].At.Notes = flank, nil // which were told
	}
	tell, end := counted(ctx, "reading")
	var failed []string
	var notes noteCount
	data, err := env.Session.ReportRegions(ctx, opt, func(i int, of []string, err error) error {
		if err != nil {
			failed = append(failed, fmt.Sprintf("%s: %v", list[i].title(), err))
		}
		notes.add(list[i].title(), of)
		tell(int64(i+1), int64(len(list)))
		return nil
	})
	end()
	if err == nil {
		_, err = target.Write(data)
	}
	if err == nil {
		err = target.finish()
	}
	if err != nil {
		return err
	}
	env.printf("wrote %s, %s, %s", file, text.Count(len(list), "region"), hint.Size(int64(len(data))))
	notes.tell(env)
	return notDrawn(failed, len(list))
}

// reportCommand returns the command of a report.
func reportCommand(words []string, file string, opts given) string {
	all := append([]string{"report"}, words...)
	for _, o := range reportOptions {
		if opts.has(o.Name) {
			all = append(all, "--"+o.Name)
			if o.Arg != "" {
				all = append(all, opts[o.Name])
			}
		}
	}
	all = append(all, file)
	for i, word := range all {
		all[i] = line.Quote(word)
	}
	return strings.Join(all, " ")
}

// reportTable returns the columns that rows of regions have besides names and places, and the regions with their cells.
func reportTable(list []placed) (columns []string, regions []reply.ReportedRegion) {
	at := map[string]int{}
	for _, r := range list {
		for _, c := range r.cells() {
			if _, ok := at[c[0]]; !ok && c[1] != "" && c[1] != missing { // a column without anything says nothing
				at[c[0]] = len(columns)
				columns = append(columns, c[0])
			}
		}
	}
	for _, r := range list {
		cells := make([]string, len(columns))
		for _, c := range r.cells() {
			if k, ok := at[c[0]]; ok {
				cells[k] = c[1]
			}
		}
		regions = append(regions, reply.ReportedRegion{Name: r.Name, At: r.locus(), Cells: cells})
	}
	return columns, regions
}

// cells returns what is known of a region besides its name and place: the columns of its row, each with its name, the note
// of a region of interest.
func (r placed) cells() (cells [][2]string) {
	if r.Set != "" || r.Note != "" {
		cells = append(cells, [2]string{"set", r.Set}, [2]string{"note", r.Note})
	}
	if r.rows == nil {
		return cells
	}
	if s := strandOf(*r.rows, r.row); s != missing {
		cells = append(cells, [2]string{"strand", s})
	}
	named := false
	for _, c := range r.rows.Columns {
		if !named && isNameColumn(c.Name) && c.Text[r.row] == r.Name {
			named = true
			continue
		}
		cells = append(cells, [2]string{c.Name, c.Text[r.row]})
	}
	for _, v := range r.rows.Values {
		if !slices.ContainsFunc(cells, func(c [2]string) bool { return strings.EqualFold(c[0], v.Measurement) }) {
			cells = append(cells, [2]string{v.Measurement, number(v.Values[r.row])})
		}
	}
	return cells
}

// notDrawn returns the error for regions that are not drawn, each with the reason, nil without any.
func notDrawn(failed []string, among int) error {
	if len(failed) == 0 {
		return nil
	}
	lines := failed[:min(len(failed), mostReasons)]
	if more := len(failed) - len(lines); more > 0 {
		lines = append(lines[:len(lines):len(lines)], "and "+text.Count(more, "other"))
	}
	what := fmt.Sprintf("%s of %s are listed, but not drawn", text.Thousands(len(failed)), text.Count(among, "region"))
	if among == 1 {
		what = "the region is listed, but not drawn"
	}
	return fmt.Errorf("%s:\n%s", what, strings.Join(lines, "\n"))
}
