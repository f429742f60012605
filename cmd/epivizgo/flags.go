package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/epiviz/epivizgo/session"
	"github.com/epiviz/epivizgo/session/source"
	sessionstate "github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// flags are the command line.
type flags struct {
	Files []string `arg:"" optional:"" name:"file" help:"Data files: bigWig, BED, narrowPeak, bedGraph, GTF and others, plain or gzip. Without any the data of EpiViz's tutorial are served."`

	Addr        string        `placeholder:"HOST:PORT" help:"Address to listen on. Without it ${addr} is used, or the next free port."`
	NoOpen      bool          `help:"Do not open the page in a browser; the link is printed all the same."`
	Genome      string        `placeholder:"NAME|FILE" help:"Sequences to offer: a built-in assembly such as hg38, or a file (chrom.sizes, .fai, FASTA, .2bit). Without it they come from the files."`
	Demo        bool          `help:"Add the tutorial's data beside the files."`
	Execute     []string      `short:"x" sep:"none" placeholder:"'CMD; CMD'" help:"Run these commands and exit, those of each -x in turn. The first failure ends it with status 1."`
	Script      *string       `placeholder:"FILE" help:"Run the commands of a file, '-' for standard input, and exit, before those of -x. The files that they read are relative to its folder."`
	Interactive bool          `short:"i" help:"Stay at the prompt after --script and -x."`
	Quiet       bool          `short:"q" help:"Print results, errors and what is wrong with data, but no links, what is loaded and who connects."`
	NoPager     bool          `help:"Print results as they are that are longer than the screen. Otherwise they go through $PAGER, or less, at the prompt."`
	Wait        time.Duration `placeholder:"30s" help:"Wait for a page to connect before the first command; none within the time is a failure."`
	Samples     string        `placeholder:"FILE" help:"A sample sheet: a table with a row for each sample, by whose columns charts group, sort and colour measurements. help samples explains it."`
	ZeroBased   bool          `help:"Positions in tables count from 0 and ends are not included. BED is read so anyway."`
	Lines       bool          `help:"Show GTF and GFF3 line by line, not gene by gene."`
	NoCache     bool          `help:"Read every file itself, and keep nothing of it in the cache folder for the next start."`
	Resume      resume        `placeholder:"NAME" help:"Bring back files, charts, settings, order and place of the last session that has ended, however it ended; --resume=NAME another one. Files are read as then; --genome and --lines, and --zero-based for more files, are as then unless given."`
	Journal     *bool         `negatable:"" help:"Keep every change so that --resume can bring it back: usual at a prompt, not for scripts."`
	Memory      *bytesFlag    `placeholder:"SIZE" help:"The most memory that the program may have while it reads files whole; 0 for no limit. Without it half of what is free."`
	UploadLimit bytesFlag     `placeholder:"SIZE" default:"${uploadLimit}" help:"The largest file that the page may send to be loaded; 0 takes none. Without it ${uploadLimit}."`
	UploadTotal bytesFlag     `placeholder:"SIZE" default:"${uploadTotal}" help:"The most bytes of such files that are kept, of all sessions that need them. Without it ${uploadTotal}."`
	AllowOrigin []string      `placeholder:"ORIGIN|loopback" help:"Let pages from this origin connect, such as https://browser.example.org or http://localhost:8000; loopback is every port of this machine. May be repeated. help allow says more."`
	Token       tokenFlag     `placeholder:"new" help:"Print the address for real EpiViz pages with the token in it, which pages and programs of other users and machines need. --token=new makes a new token first."`
	TLS         string        `name:"tls" enum:",self" default:"" placeholder:"self" help:"self encrypts with a certificate of its own, whose fingerprint is printed."`
	TLSCert     string        `name:"tls-cert" placeholder:"FILE" help:"Encrypt with this certificate, and those that vouch for it, in PEM."`
	TLSKey      string        `name:"tls-key" placeholder:"FILE" help:"The key of --tls-cert."`
	Insecure    bool          `help:"Let --addr be open to other machines without TLS. Whoever listens on the network then reads the data and the token."`
	Log         string        `placeholder:"FILE" help:"Write a line of JSON to a file, '-' for standard error, for each request of a page and each action that it is sent: how long it took, how many rows it has. Data and tokens are not in it."`
	Debug       bool          `help:"Write more into the log: what the web server is asked for, and what went wrong with each request."`
	Version     bool          `help:"Print the version and exit."`
}

// resume is a flag that may have a value: --resume or --resume=NAME.
type resume struct {
	on   bool
	name string // of a journal, "" for the last
}

// IsBool returns true: no word has to follow the flag.
func (resume) IsBool() bool { return true }

// Decode sets the flag for kong.
func (r *resume) Decode(ctx *kong.DecodeContext) error {
	r.on = true
	if ctx.Scan.Peek().Type == kong.FlagValueToken {
		r.name = ctx.Scan.Pop().String()
	}
	return nil
}

// bytesFlag is a flag with a number of bytes: 500MB, 2GB, 1GiB.
type bytesFlag int64

// byteUnits has the units, the longest first.
var byteUnits = []struct {
	name string
	size int64
}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1}, {"", 1}}

// UnmarshalText reads the flag.
func (b *bytesFlag) UnmarshalText(text []byte) error {
	for _, unit := range byteUnits {
		number, ok := cutSuffixFold(string(text), unit.name)
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if ok && err == nil && n >= 0 && n*float64(unit.size) < 1<<50 {
			*b = bytesFlag(n * float64(unit.size))
			return nil
		}
	}
	return fmt.Errorf("%q is no size; wanted a number of bytes, such as 500MB or 2GiB", text)
}

func cutSuffixFold(s, suffix string) (string, bool) {
	at := len(s) - len(suffix)
	if at < 0 || !strings.EqualFold(s[at:], suffix) {
		return s, false
	}
	return s[:at], true
}

func (b bytesFlag) String() string {
	for _, unit := range byteUnits {
		if b > 0 && int64(b)%unit.size == 0 {
			return strconv.FormatInt(int64(b)/unit.size, 10) + unit.name
		}
	}
	return "0"
}

// journals reports whether changes are kept. prompt is whether a person types.
func (f *flags) journals(prompt bool) bool {
	if f.Journal != nil {
		return *f.Journal
	}
	return f.Resume.on || prompt && f.prompts()
}

const (
	zeroBasedFlag = "--zero-based"
	// zeroBasedMark is zeroBasedFlag in a journal whose lines say of each file how it is
	// read. In older ones the flag is that of all files.
	zeroBasedMark = zeroBasedFlag + "=true"
	linesFlag     = "--lines"
	genomeFlag    = "--genome="
)

// reading returns the flags that say how files are read, for a journal.
func (f *flags) reading() []string {
	var out []string
	if f.ZeroBased {
		out = append(out, zeroBasedMark)
	}
	if f.Lines {
		out = append(out, linesFlag)
	}
	if f.Genome != "" {
		out = append(out, genomeFlag+sessionstate.GenomeNamed(f.Genome))
	}
	return out
}

// shown returns those flags of reading that states do not have, for pictures.
func (f *flags) shown() []string {
	return slices.DeleteFunc(f.reading(), func(flag string) bool { return flag != linesFlag })
}

// readAs adopts the flags of the session that --resume brings back, unless the command
// line gives others. The notes say what is as it was, and what is not.
func (f *flags) readAs(was []string) (notes []string) {
	zeroBased, genome := false, ""
	for _, flag := range was {
		if name, ok := strings.CutPrefix(flag, genomeFlag); ok {
			genome = name
		}
		zeroBased = zeroBased || flag == zeroBasedFlag || flag == zeroBasedMark
	}
	switch {
	case zeroBased && !f.ZeroBased:
		f.ZeroBased = true
		notes = append(notes, zeroBasedFlag+", as in that session")
	case f.ZeroBased && !zeroBased:
		notes = append(notes, "that session was begun without --zero-based: what it has is read as it was, what is loaded now with it")
	}
	switch lines := slices.Contains(was, linesFlag); {
	case lines && !f.Lines:
		f.Lines = true
		notes = append(notes, linesFlag+", as in that session")
	case f.Lines && !lines:
		notes = append(notes, "that session was begun without --lines: its genes are shown with it now")
	}
	given := f.Genome != ""
	switch now := f.reading(); {
	case genome == "" && given:
		notes = append(notes, "that session was begun without --genome")
	case genome != "" && !given:
		f.Genome = genome
		notes = append(notes, genomeFlag+genome+", as in that session")
	case given && !slices.Contains(now, genomeFlag+genome):
		notes = append(notes, "that session had "+genomeFlag+genome)
	}
	return notes
}

// scripted reports whether commands come from flags instead of a prompt.
func (f *flags) scripted() bool { return len(f.Execute) > 0 || f.Script != nil }

// prompts reports whether commands come from the prompt, perhaps after those of flags.
func (f *flags) prompts() bool { return !f.scripted() || f.Interactive }

// scriptIsInput reports whether the script is standard input.
func (f *flags) scriptIsInput() bool { return f.Script != nil && *f.Script == source.StdinName }

// parseFlags reads the command line. If done is true, the program exits with the
// status.
func parseFlags(args []string) (f *flags, status int, done bool) {
	f = &flags{}
	exited := false
	out := &checkedWriter{w: os.Stdout}
	parser, err := kong.New(f, kong.Name("epivizgo"),
		kong.Description("Drive a genome browser from a prompt: serves data files to a browser page and sends it what you type."),
		kong.Vars{"addr": session.DefaultAddr, "uploadLimit": bytesFlag(store.DefaultUploadLimits.File).String(),
			"uploadTotal": bytesFlag(store.DefaultUploadLimits.All).String()}, kong.Writers(out, os.Stderr),
		kong.Exit(func(code int) { exited, status = true, code }))
	if err != nil {
		panic("cmd/epivizgo: the flags' declarations are wrong: " + err.Error())
	}
	_, err = parser.Parse(args)
	switch {
	case out.err != nil: // --help could not be printed
		return nil, out.status(), true
	case exited: // --help has been printed
		return nil, status, true
	case err != nil:
		fmt.Fprintf(os.Stderr, "epivizgo: %v\nhint: epivizgo --help lists the flags\n", err)
		return nil, statusUsage, true
	case f.Version:
		fmt.Fprintf(out, "epivizgo %s\n%s\n", version(), buildInfo())
		return nil, out.status(), true
	case f.checkAccess() != nil:
		fmt.Fprintf(os.Stderr, "epivizgo: %v\n", f.checkAccess())
		return nil, statusUsage, true
	case f.Interactive && f.scriptIsInput():
		fmt.Fprintln(os.Stderr, "epivizgo: --interactive wants the commands of the prompt on standard input, where --script - has the script")
		return nil, statusUsage, true
	}
	return f, 0, false
}

// checkedWriter keeps the first error of writing.
type checkedWriter struct {
	w   io.Writer
	err error
}

func (c *checkedWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if c.err == nil {
		c.err = err
	}
	return n, err
}

// status prints the error, if there is one, and returns the exit status.
func (c *checkedWriter) status() int {
	if c.err != nil {
		fmt.Fprintf(os.Stderr, "epivizgo: %v\n", c.err)
		return statusFailed
	}
	return statusOK
}
