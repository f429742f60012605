package repl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// Loader opens and closes data files.
type Loader interface {
	// Load opens a file and adds its measurements.
	Load(ctx context.Context, path string) ([]protocol.Measurement, reply.Report, error)
	// LoadFile does the same with the id that the data get, how they are read, and the
	// place among the files, from 1, 0 for the last.
	LoadFile(ctx context.Context, f state.File, at int) ([]protocol.Measurement, reply.Report, error)
	// Unload removes a loaded file, its measurements and the charts that need
	// them. name is a file's path or name, or a measurement's id.
	Unload(ctx context.Context, name string) (reply.Report, error)
}

// Menu is the list of measurements that the browsers offer.
type Menu interface {
	// Measurements lists all, in the order they were added.
	Measurements() []protocol.Measurement
	// Covers lists the measurements NAME_coverage and NAME_count of rows, which Measurements lists
	// only if a chart shows them.
	Covers() []protocol.Measurement
	// AddMeasurements sends measurements, named by id or name, to the browsers (again).
	AddMeasurements(ctx context.Context, names []string) (reply.Report, error)
	// RemoveMeasurements takes measurements off the menus; charts stay.
	RemoveMeasurements(ctx context.Context, names []string) (reply.Report, error)
}

// Sequences is the list of sequences that the browsers offer.
type Sequences interface {
	// SetGenome replaces the genome: a built-in assembly's name, a file or state.NoGenome.
	SetGenome(ctx context.Context, name string) (reply.Report, error)
	// SeqInfos lists the sequences.
	SeqInfos() []genome.Sequence
	// AddSeqInfos offers more sequences.
	AddSeqInfos(ctx context.Context, seqs []genome.Sequence) (reply.Report, error)
	// RemoveSeqNames hides the named sequences.
	RemoveSeqNames(ctx context.Context, names []string) (reply.Report, error)
	// RestoreSeqNames reverts what AddSeqInfos and RemoveSeqNames changed of the named sequences.
	RestoreSeqNames(ctx context.Context, names []string) (reply.Report, error)
}

// Cache is the data that the browsers have cached.
type Cache interface {
	// Groups lists the datasource groups.
	Groups() []string
	// ClearCache makes browsers forget a datasource group's data and draw again.
	ClearCache(ctx context.Context, group string) (reply.Report, error)
	// FlushCache makes browsers forget all data and draw again.
	FlushCache(ctx context.Context) (reply.Report, error)
}

// loadOptions are the options of load. The last two serve to restore a state.
var loadOptions = []Option{
	{Name: "zero-based", Help: "positions in tables count from 0 and ends are not included"},
	{Name: "flags", Arg: "FLAGS", Help: "of reads: those with any of these flags are left out; 0x704 for signals without it"},
	{Name: "mapq", Arg: "N", Help: "of reads: those of a lower mapping quality are left out"},
	{Name: "per-strand", Help: "of reads: the depth of each strand, NAME_depth_fwd and NAME_depth_rev, is a measurement too"},
	{Name: "as", Arg: "ID", Help: "the id that the data of one file are to have"},
	{Name: "at", Arg: "N", Help: "the place that one file is to have among the files"},
}

// load opens every file that it can, and returns all failures as one error.
func load(ctx context.Context, env *Env, args []string) error {
	args, opts, err := parseOptions(args, loadOptions)
	if err != nil {
		return err
	}
	at, err := positive(opts, "at", 0)
	if err != nil {
		return err
	}
	if (opts.has("as") || opts.has("at")) && len(args) > 1 {
		return misused("wanted one file with --as or --at; found %d", len(args))
	}
	if len(args) == 0 {
		return misused("wanted one or more files")
	}
	if env.InputTaken && slices.Contains(args, source.StdinName) {
		return withHint(errors.New("standard input has the commands, so it cannot be loaded"),
			"give the commands with -x or --script, or the file by its name")
	}
	reads, err := readOptions(opts)
	if err != nil {
		return err
	}
	var failures []error
	for _, arg := range args {
		f := state.File{Path: env.file(arg), ID: opts["as"], ZeroBased: opts.has("zero-based"), Reads: reads}
		measurements, report, err := env.Session.LoadFile(ctx, f, at)
		shown, columns := reply.Columns(measurements)
		for _, m := range shown {
			env.printf("loaded %s", reply.Describe(m))
		}
		if columns != "" {
			env.printf("%s", columns)
		}
		env.report(report)
		var already *state.LoadedError
		switch {
		case errors.As(err, &already) && env.isLoadedAs(f):
			env.note(fmt.Sprintf("%v; reload %s reads it again", already, line.Quote(already.As)))
		case err != nil:
			failures = append(failures, err)
		case len(measurements) == 0:
			env.printf("loaded %s, which has nothing to chart", arg)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return joined(failures)
}

// isLoadedAs reports whether a file is loaded with the id and the positions that are asked
// for.
func (e *Env) isLoadedAs(f state.File) bool {
	have, _ := e.Loaded(f.Path)
	if f.Reads != (source.ReadOptions{}) && f.Reads != have.Reads {
		return false
	}
	if f.ID == "" {
		return have.ZeroBased || !f.ZeroBased
	}
	d, err := e.Session.Info(have.Path)
	return err == nil && have.ZeroBased == f.ZeroBased && (have.ID == f.ID || len(d.Main) > 0 && d.Main[0] == f.ID)
}

// joined joins errors as errors.Join does, but returns a single one as it is, with its hint.
func joined(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// expandHome replaces a leading ~/ by the user's home folder. A file in a
// folder that is called ~ is reached as ./~/file.
func expandHome(path string) string {
	rest, ok := strings.CutPrefix(path, "~/")
	if !ok {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

// unload removes what it can, and returns all failures as one error.
func unload(ctx context.Context, env *Env, args []string) error {
	args = undashed(args)
	if len(args) == 0 {
		return misused("wanted the names of one or more files or measurements, or all")
	}
	if len(args) == 1 && strings.EqualFold(args[0], "all") {
		return unloadAll(ctx, env)
	}
	var failures []error
	for _, arg := range args {
		if err := unloadOne(ctx, env, arg); err != nil {
			failures = append(failures, err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return joined(failures)
}

// undashed are words without a first -- that history may show before them: the commands have no
// options that a word could be mistaken for.
func undashed(args []string) []string {
	if len(args) > 1 && args[0] == "--" {
		return args[1:]
	}
	return args
}

// unloadAll removes the computed measurements, each before its inputs, and then
// the files.
func unloadAll(ctx context.Context, env *Env) error {
	st := env.Session.State()
	var names []string
	for _, c := range slices.Backward(st.Computed) {
		names = append(names, c.Name)
	}
	for _, f := range st.Files {
		names = append(names, f.Path)
	}
	for _, name := range names {
		if err := unloadOne(ctx, env, name); err != nil {
			return err
		}
	}
	return nil
}

func unloadOne(ctx context.Context, env *Env, name string) error {
	path := env.named(name)
	f, ok := env.Loaded(path)
	before := env.Session.State().Files
	report, err := env.Session.Unload(ctx, path)
	if err != nil {
		return suggest(err, name, measurementNames(env))
	}
	after := env.Session.State().Files
	gone := slices.DeleteFunc(slices.Clone(before), func(f state.File) bool {
		return slices.ContainsFunc(after, func(left state.File) bool { return left.Path == f.Path })
	})
	switch {
	case ok && source.ParseRef(f.Path) != source.ParseRef(path):
		env.printf("unloaded %s", f.Path) // a link to it was named
	case !ok && len(gone) == 1 && gone[0].Path != name:
		env.printf("unloaded %s, the file of %s", gone[0].Path, name)
	default:
		env.printf("unloaded %s", name)
	}
	env.report(report)
	return nil
}

func measurements(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	a := answer{none: "no measurements", columns: []text.Column{{Title: "ID", Keep: true}, {Title: "NAME"}, {Title: "TYPE"},
		{Title: "DEFAULT CHART"}, {Title: "VALUES", Keep: true}, {Title: "GROUP"}}}
	for _, m := range env.Session.Measurements() {
		a.rows = append(a.rows, []string{m.ID, m.Name, string(m.Type), state.ChartName(m.DefaultChartType),
			text.ValueRange(m.MinValue, m.MaxValue), m.DatasourceGroup})
		m.Metadata = orEmpty(m.Metadata)
		a.json = append(a.json, m)
	}
	return env.answer(opts, a)
}

func addMeasurements(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more measurements")
	}
	report, err := env.Session.AddMeasurements(ctx, args)
	if err != nil {
		return suggestAny(err, args, measurementNames(env))
	}
	env.printf("told %s of %s", text.Count(report.Browsers, "browser"), strings.Join(args, ", "))
	env.report(report)
	return nil
}

func removeMeasurements(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more measurements")
	}
	report, err := env.Session.RemoveMeasurements(ctx, args)
	if err != nil {
		return suggestAny(err, args, measurementNames(env))
	}
	env.printf("removed %s", strings.Join(args, ", "))
	env.report(report)
	return nil
}

func seqInfos(_ context.Context, env *Env, args []string) error {
	opts, err := noWordsBut(args, formatOptions)
	if err != nil {
		return err
	}
	a := answer{none: "no sequences", tsv: []string{"sequence", "length"},
		columns: []text.Column{{Title: "SEQUENCE", Keep: true}, {Title: "LENGTH", Right: true, Keep: true}}}
	for _, s := range env.Session.SeqInfos() {
		length, plain, known := "unknown", missing, (*int)(nil)
		if s.Length > 0 {
			plain, known = strconv.Itoa(s.Length), &s.Length
			length = text.Thousands(s.Length)
			if s.Open {
				length = "at least " + length
			}
		}
		a.rows = append(a.rows, []string{s.Name, length})
		a.tsvRows = append(a.tsvRows, []string{s.Name, plain})
		a.json = append(a.json, struct {
			Name   string `json:"name"`
			Length *int   `json:"length"`
			Open   bool   `json:"open"` // the length is the largest end seen
		}{s.Name, known, s.Open})
	}
	return env.answer(opts, a)
}

func addSeqInfos(ctx context.Context, env *Env, args []string) error {
	seqs, err := parseSequences(args)
	if err != nil {
		return err
	}
	report, err := env.Session.AddSeqInfos(ctx, seqs)
	if err != nil {
		return err
	}
	for _, s := range seqs {
		env.printf("added %s, %s", s.Name, text.Count(s.Length, "base"))
	}
	env.report(report)
	return nil
}

// parseSequences reads pairs of a name and a length in bases.
func parseSequences(args []string) ([]genome.Sequence, error) {
	if len(args) == 0 || len(args)%2 != 0 {
		return nil, misused("wanted pairs of a name and a length; found %s", found(args))
	}
	var seqs []genome.Sequence
	for i := 0; i < len(args); i += 2 {
		length, err := genome.ParsePosition(args[i+1])
		if err != nil {
			return nil, fmt.Errorf("length of %s: %w", args[i], err)
		}
		if args[i] == "" || length == 0 {
			return nil, misused("wanted a name and a length of at least 1; found %q %q", args[i], args[i+1])
		}
		seqs = append(seqs, genome.Sequence{Name: args[i], Length: length})
	}
	return seqs, nil
}

func removeSeqNames(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more sequences")
	}
	report, err := env.Session.RemoveSeqNames(ctx, args)
	if err != nil {
		names := sequenceNames(env)
		for _, arg := range args {
			err = suggestSequence(err, arg, names)
		}
		return err
	}
	env.printf("removed %s", strings.Join(args, ", "))
	env.report(report)
	return nil
}

func restoreSeqNames(ctx context.Context, env *Env, args []string) error {
	if len(args) == 0 {
		return misused("wanted one or more sequences")
	}
	report, err := env.Session.RestoreSeqNames(ctx, args)
	if err != nil {
		return err
	}
	env.printf("as the files have them: %s", strings.Join(args, ", "))
	env.report(report)
	return nil
}

func clearCache(ctx context.Context, env *Env, args []string) error {
	if len(args) != 1 {
		return misused("wanted one group of measurements; found %s", found(args))
	}
	report, err := env.Session.ClearCache(ctx, args[0])
	if err != nil {
		return suggest(err, args[0], env.Session.Groups())
	}
	env.printf("cleared %s in %s", args[0], text.Count(report.Browsers, "browser"))
	env.report(report)
	return nil
}

func flushCache(ctx context.Context, env *Env, args []string) error {
	if err := noWords(args); err != nil {
		return err
	}
	report, err := env.Session.FlushCache(ctx)
	if err != nil {
		return err
	}
	env.printf("flushed the cache of %s", text.Count(report.Browsers, "browser"))
	env.report(report)
	return nil
}

// measurementNames returns the ids, and the names that differ from them.
func measurementNames(env *Env) []string {
	return namesOf(env.Session.Measurements())
}

// dataNames returns measurementNames without those of bases, which have no rows.
func dataNames(env *Env) []string {
	return namesOf(slices.DeleteFunc(slices.Clone(env.Session.Measurements()), func(m protocol.Measurement) bool {
		return m.Type == protocol.SequenceType
	}))
}

func namesOf(ms []protocol.Measurement) (names []string) {
	for _, m := range ms {
		names = append(names, m.ID)
		if m.Name != "" && m.Name != m.ID {
			names = append(names, m.Name)
		}
	}
	return names
}

// chartableNames returns measurementNames and the names of Session.Covers.
func chartableNames(env *Env) []string {
	names := measurementNames(env)
	for _, m := range env.Session.Covers() {
		names = append(names, m.ID)
	}
	return names
}
