package repl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/repl/safe"
	"github.com/epiviz/epivizgo/repl/text"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
)

// Aligner answers questions about reads. A name is that of a file of reads or of any of its measurements; intervals are as for Querier.
// Each method calls take in order, as the file is read, and returns its first error.
type Aligner interface {
	// ReadsHeader returns the header of the file, lines of SAM.
	ReadsHeader(name string) (string, error)
	// Reads calls take with reads that overlap iv, as lines of SAM that are valid until it returns, and where they end.
	Reads(ctx context.Context, iv genome.Interval, name string, choice reply.ReadChoice, take func(line []byte, end int) error) error
	// Depth calls take with stretches of equal depth.
	Depth(ctx context.Context, iv genome.Interval, name string, choice reply.ReadChoice, take func(reply.ReadDepth) error) error
	// Pileup calls take with every base.
	Pileup(ctx context.Context, iv genome.Interval, name string, choice reply.ReadChoice, take func(reply.ReadPile) error) error
}

// The options of commands about reads.
var (
	choiceOptions = []Option{
		{Name: "flags", Arg: "FLAGS", Help: "reads with any of these flags are left out: 1796, 0x704 or UNMAP,SECONDARY,QCFAIL,DUP"},
		{Name: "mapq", Arg: "N", Help: "reads of a lower mapping quality are left out"},
	}
	perStrand     = Option{Name: "per-strand", Help: "the reads of each strand, too"}
	depthOptions  = slices.Concat([]Option{regionsOption, perStrand}, choiceOptions, formatOptions)
	pileupOptions = slices.Concat([]Option{regionsOption}, choiceOptions, formatOptions)
	readsOptions  = slices.Concat([]Option{
		regionsOption,
		{Name: "sam", Help: "SAM, as samtools view prints it"},
		{Name: "header", Help: "with --sam: after the header of the file, as samtools view -h"},
		{Name: "bed", Help: "BED: six columns, or twelve with the blocks between splices"},
	}, choiceOptions, formatOptions)
)

// readChoice reads the options that choose reads.
func readChoice(opts given) (c reply.ReadChoice, err error) {
	if text, ok := opts["flags"]; ok {
		n, err := source.ParseReadFlags(text)
		if err != nil {
			return c, misused("%v", err)
		}
		c.Without = &n
	}
	if text, ok := opts["mapq"]; ok {
		n, err := source.ParseMapQ(text)
		if err != nil {
			return c, misused("%v", err)
		}
		c.MapQ = &n
	}
	return c, nil
}

// readOptions reads the options of load for files of reads.
func readOptions(opts given) (o source.ReadOptions, err error) {
	c, err := readChoice(opts)
	if err != nil {
		return o, err
	}
	if o.PerStrand = opts.has("per-strand"); c.Without != nil {
		o.Flags, o.Without = true, *c.Without
	}
	if c.MapQ != nil {
		o.MapQ = *c.MapQ
	}
	return o, nil
}

// askReads reads the words of a command about reads and calls ask for each region. What has been printed stays printed, whatever ends it.
func askReads(
	ctx context.Context, env *Env, command string, args []string, options []Option,
	prepare func(w *lineWriter) (table answer, ask func(r placed, name string, choice reply.ReadChoice) error),
) error {
	words, opts, err := parseOptions(args, options)
	if err != nil {
		return err
	}
	choice, err := readChoice(opts)
	if err != nil {
		return err
	}
	if !opts.has("regions") {
		if err := oneOfReads(env, command, words); err != nil {
			return err
		}
	}
	regions, names, err := regionsAndNames(ctx, env, command, words, opts, false)
	if err != nil {
		return err
	}
	w := newLineWriter(ctx, env, command, regions, opts)
	defer w.told()
	var ask func(placed, string, reply.ReadChoice) error
	w.table, ask = prepare(w)
	regions.regionColumn(&w.table)
	err = regions.each(ctx, env, func(r placed) error {
		w.begin(r)
		err := ask(r, names[0], choice)
		if err != nil {
			err = suggest(err, names[0], measurementNames(env))
		}
		return err
	})
	if err != nil {
		return errors.Join(err, w.out.Flush())
	}
	err = w.end()
	env.note(spelledNote(w.spelled))
	return err
}

// oneOfReads returns an error if a word of REGIONS is a loaded file of reads: who names two means both, and not what one has at each
// read of the other.
func oneOfReads(env *Env, command string, words []string) error {
	for i := range len(words) - 1 {
		d, err := env.Session.Info(env.named(words[i]))
		reads := err == nil && slices.Contains([]string{"BAM", "CRAM"}, d.Format)
		if !reads || isMeasurement(env, words[i]) && !slices.Contains(d.Main, words[i]) { // its splices are regions
			continue
		}
		if i == 0 {
			return withHint(fmt.Errorf("%s is a file of reads; wanted regions first", words[i]),
				"%s --regions %s takes its reads for regions", command, line.Quote(words[i], words[len(words)-1]))
		}
		each := slices.Concat([]string{command}, words[:i], words[i:i+1])
		return withHint(fmt.Errorf("%s and %s are two files; %s is of one", words[i], words[len(words)-1], command),
			"one after the other: %s", line.Quote(each...))
	}
	return nil
}

// lineWriter prints lines as they come; of a table it keeps them until the end, since its columns are as wide as their widest cells.
type lineWriter struct {
	ctx     context.Context
	env     *Env
	regions asked
	opts    given
	table   answer
	out     *bufio.Writer
	names   bool // of columns have been printed
	rows    int
	spelled int    // lines of SAM that Out spells in part
	line    []byte // memory
	// tell shows how far it has come: bases of regions, before of those that are done.
	tell               func(done, total int64)
	told               func()
	region             placed
	before, all, begun int64
}

func newLineWriter(ctx context.Context, env *Env, command string, regions asked, opts given) *lineWriter {
	w := &lineWriter{ctx: ctx, env: env, regions: regions, opts: opts, out: bufio.NewWriterSize(env.Out, 64<<10),
		tell: func(int64, int64) {}, told: func() {}}
	if env.redirected { // else the lines show it
		w.tell, w.told = counted(ctx, command+" of bases:")
	}
	for _, r := range regions {
		w.all += int64(r.Interval.Len())
	}
	return w
}

// begin begins a region.
func (w *lineWriter) begin(r placed) {
	w.before += w.begun
	w.region, w.begun = r, int64(r.Interval.Len())
}

// rowsAtOnce is how many rows are printed between looks at whether the command is canceled.
const rowsAtOnce = 4096

// reach counts a row, at a position in the region.
func (w *lineWriter) reach(at int) error {
	if w.rows++; w.rows%rowsAtOnce != 0 {
		return nil
	}
	w.tell(w.before+min(max(int64(at-w.region.Interval.Start), 0), w.begun), w.all)
	return w.ctx.Err()
}

// row prints a row, at a position: of a table, or for programs, or as JSON.
func (w *lineWriter) row(r placed, at int, shown func() []string, plain func() []string, object func() any) error {
	if err := w.reach(at); err != nil {
		return err
	}
	switch w.opts.format() {
	case "json":
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false) // of qualities a tenth would be escapes
		if err := e.Encode(object()); err != nil {
			return err
		}
		_, err := w.out.Write(append(safe.AppendJSON(nil, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})), '\n'))
		return err
	case "tsv":
		if err := w.named(); err != nil {
			return err
		}
		line := plain()
		if w.regions.several() {
			line = append(line, r.called())
		}
		_, err := w.out.WriteString(text.TSV(nil, [][]string{line}))
		return err
	}
	if len(w.table.rows) == mostLines {
		return withHint(errTooLong(), "ask for fewer or smaller regions, or for --tsv or --json, which may be as long as need be")
	}
	line := shown()
	if w.regions.several() {
		line = slices.Insert(line, 0, r.title())
	}
	w.table.rows = append(w.table.rows, line)
	return nil
}

// named prints the names of the columns for programs, once.
func (w *lineWriter) named() error {
	if w.names {
		return nil
	}
	w.names = true
	_, err := w.out.WriteString(text.TSV(w.table.tsv, nil))
	return err
}

// positions prints a line for programs for each base of a stretch, with the same cells before and behind its position.
func (w *lineWriter) positions(r placed, start, end int, before string, behind []string) error {
	if w.regions.several() {
		behind = append(slices.Clone(behind), r.called())
	}
	err := w.named()
	first := safe.Text(before) + "\t"
	last := "\t" + text.TSV(nil, [][]string{behind})
	for at := start; at < end && err == nil; at++ {
		if err = w.reach(at); err != nil {
			break
		}
		w.line = strconv.AppendInt(append(w.line[:0], first...), int64(at+1), 10)
		w.line = append(w.line, last...)
		_, err = w.out.Write(w.line)
	}
	return err
}

func (w *lineWriter) end() error {
	if w.opts.format() == "" {
		return w.env.answer(given{}, w.table)
	}
	if w.opts.format() == "tsv" {
		if err := w.named(); err != nil {
			return err
		}
	}
	return w.out.Flush()
}

// baseTable returns a table with a row a base, which has its depth.
func baseTable() answer {
	return answer{columns: []text.Column{{Title: "POSITION", Keep: true, Whole: true}, {Title: "DEPTH", Right: true, Keep: true}},
		tsv: []string{"chr", "position", "depth"}, none: "no bases there"}
}

// depth prints how many reads have each base of regions.
func depth(ctx context.Context, env *Env, args []string) error {
	return askReads(ctx, env, "depth", args, depthOptions, func(w *lineWriter) (answer, func(placed, string, reply.ReadChoice) error) {
		a := baseTable()
		strands := w.opts.has("per-strand")
		if strands {
			for _, title := range []string{"FORWARD", "REVERSE"} {
				a.columns = append(a.columns, text.Column{Title: title, Right: true, Keep: true})
			}
			a.tsv = append(a.tsv, "forward", "reverse")
		}
		return a, func(r placed, name string, choice reply.ReadChoice) error {
			return env.Session.Depth(ctx, r.Interval, name, choice, func(d reply.ReadDepth) error {
				numbers := []string{strconv.Itoa(d.Forward + d.Reverse)}
				if strands {
					numbers = append(numbers, strconv.Itoa(d.Forward), strconv.Itoa(d.Reverse))
				}
				if w.opts.format() == "tsv" {
					return w.positions(r, d.Start, d.End, d.Chr, numbers)
				}
				for at := d.Start; at < d.End; at++ {
					err := w.row(r, at, func() []string { return append([]string{position(d.Chr, at)}, numbers...) }, nil, func() any {
						return depthRow{r.called(), locusKey{d.Chr, at, at + 1}, d.Forward + d.Reverse, d.Forward, d.Reverse}
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
	})
}

// position returns a position, counted from 0, for people.
func position(seq string, at int) string { return seq + ":" + text.Thousands(at+1) }

// depthRow is a base in JSON.
type depthRow struct {
	Region string `json:"region"`
	locusKey
	Depth   int `json:"depth"`
	Forward int `json:"forward"`
	Reverse int `json:"reverse"`
}

// pileBases are the bases of a pile, in order.
var pileBases = []string{"A", "C", "G", "T", "N"}

// pileup prints what reads have at each base of regions.
func pileup(ctx context.Context, env *Env, args []string) error {
	return askReads(ctx, env, "pileup", args, pileupOptions, func(w *lineWriter) (answer, func(placed, string, reply.ReadChoice) error) {
		a := baseTable()
		for _, what := range append(slices.Clone(pileBases), "ins", "del") {
			a.columns = append(a.columns, text.Column{Title: strings.ToUpper(what) + " +/-", Right: true, Keep: true})
			a.tsv = append(a.tsv, what+"_forward", what+"_reverse")
		}
		return a, func(r placed, name string, choice reply.ReadChoice) error {
			return env.Session.Pileup(ctx, r.Interval, name, choice, func(p reply.ReadPile) error {
				strands := [2]pileCounts{countsOf(p, 0), countsOf(p, 1)}
				depth := strands[0].depth() + strands[1].depth()
				return w.row(r, p.Position, func() []string {
					line := []string{position(p.Chr, p.Position), strconv.Itoa(depth)}
					for i, n := range strands[0].list() {
						cell := missing
						if back := strands[1].list()[i]; n+back > 0 {
							cell = fmt.Sprintf("%d/%d", n, back)
						}
						line = append(line, cell)
					}
					return line
				}, func() []string {
					line := []string{p.Chr, strconv.Itoa(p.Position + 1), strconv.Itoa(depth)}
					for i, n := range strands[0].list() {
						line = append(line, strconv.Itoa(n), strconv.Itoa(strands[1].list()[i]))
					}
					return line
				}, func() any {
					return pileRow{r.called(), locusKey{p.Chr, p.Position, p.Position + 1}, depth, strands[0], strands[1]}
				})
			})
		}
	})
}

// pileRow is a base in JSON.
type pileRow struct {
	Region string `json:"region"`
	locusKey
	Depth   int        `json:"depth"`
	Forward pileCounts `json:"forward"`
	Reverse pileCounts `json:"reverse"`
}

// pileCounts are what the reads of a strand have at a base.
type pileCounts struct {
	A          int `json:"A"`
	C          int `json:"C"`
	G          int `json:"G"`
	T          int `json:"T"`
	N          int `json:"N"`
	Insertions int `json:"insertions"`
	Deletions  int `json:"deletions"`
}

func countsOf(p reply.ReadPile, strand int) pileCounts {
	b := p.Bases[strand]
	return pileCounts{b[0], b[1], b[2], b[3], b[4], p.Insertions[strand], p.Deletions[strand]}
}

func (c pileCounts) list() []int { return []int{c.A, c.C, c.G, c.T, c.N, c.Insertions, c.Deletions} }

func (c pileCounts) depth() int { return c.A + c.C + c.G + c.T + c.N }

// reads prints the reads that overlap regions.
func reads(ctx context.Context, env *Env, args []string) error {
	return askReads(ctx, env, "reads", args, readsOptions, func(w *lineWriter) (answer, func(placed, string, reply.ReadChoice) error) {
		a := answer{none: "no reads there",
			tsv: []string{"name", "flag", "chr", "start", "end", "strand", "mapq", "cigar", "mate_chr", "mate_start", "insert"}}
		for _, title := range []string{"NAME", "LOCUS", "STRAND", "FLAG", "MAPQ", "CIGAR", "MATE", "INSERT"} {
			right := title == "MAPQ" || title == "INSERT"
			a.columns = append(a.columns, text.Column{Title: title, Keep: title != "CIGAR" && title != "MATE", Right: right})
		}
		if w.opts.has("flags") || w.opts.has("mapq") {
			a.none += " that fit"
		}
		sam, bed := w.opts.has("sam"), w.opts.has("bed")
		if sam || bed {
			w.opts["tsv"] = "" // lines, without names of columns
			w.names = true
		}
		header := w.opts.has("header")
		return a, func(r placed, name string, choice reply.ReadChoice) error {
			if header && !sam {
				return misused("--header goes with --sam")
			}
			if header {
				text, err := env.Session.ReadsHeader(name)
				if err != nil {
					return err
				}
				header = false // of the next region
				for line := range strings.Lines(text) {
					if err := w.sam([]byte(strings.TrimRight(line, "\r\n"))); err != nil {
						return err
					}
				}
			}
			return env.Session.Reads(ctx, r.Interval, name, choice, func(line []byte, end int) error {
				if sam || bed {
					if err := w.reach(end); err != nil {
						return err
					}
				}
				switch {
				case sam:
					return w.sam(line)
				case bed:
					_, err := w.out.WriteString(text.TSV(nil, [][]string{parseSAM(line, end).bed()}))
					return err
				}
				read := parseSAM(line, end)
				return w.row(r, end, read.shown, read.plain, func() any { return read.object(r.called()) })
			})
		}
	})
}

// sam prints a line of SAM as it is; what a terminal could obey Out spells.
func (w *lineWriter) sam(line []byte) error {
	w.spelled += w.env.spelled(line)
	_, _ = w.out.Write(line) // the error is also of the next
	return w.out.WriteByte('\n')
}
