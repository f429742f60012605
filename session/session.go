package session

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/picture"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/server"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/formats"
	"github.com/epiviz/epivizgo/session/source/seq"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
	"github.com/epiviz/epivizgo/session/ui"
)

// Options configures a session.
type Options struct {
	// Addr, AllowOrigins, Token, Certificate and Insecure are as in server.Options.
	Addr         string
	AllowOrigins []string
	Token        string
	Certificate  *tls.Certificate
	Insecure     bool
	// Ask has a person asked about pages of other origins, who then uses Allow. Otherwise they are refused.
	Ask bool
	// Serve replaces the web server: it calls connect for each page that connects, and
	// returns when ctx is done and those calls have ended. Links name Addr, on which
	// nothing listens. nil serves Addr.
	Serve func(ctx context.Context, connect func(ctx context.Context, t rpc.Transport, remote, version string)) error
	// UI serves the page on /; nil means the built-in page.
	UI http.Handler
	// Open opens a data file; nil means formats.Open. OpenZeroBased opens one whose
	// positions count from 0 if it is a table; nil means formats.Open so, or else Open.
	Open, OpenZeroBased func(ctx context.Context, path string) (source.Source, error)
	// ZeroBased has files opened by OpenZeroBased unless a state has them otherwise.
	ZeroBased bool
	// Genome fixes the sequences and may have their bases; nil takes the
	// sequences from the files. Close closes it.
	Genome seq.Reference
	// OpenGenome opens another genome by its name; nil means formats.Genome.
	OpenGenome func(ctx context.Context, name string) (seq.Reference, error)
	// GenomeName is the name of Genome on the command line, which states keep: a
	// built-in assembly or a file.
	GenomeName string
	// Quiet leaves out the sentences about browsers that connect and disconnect.
	Quiet bool
	// Notify is called with a sentence for each event in the background. It may be called from any goroutine. nil discards.
	Notify func(sentence string)
	// Event is called for each event. Changes of the state are reported in order, while the
	// state is locked. It may be called from any goroutine, must return soon and must
	// not call the session. nil discards.
	Event func(state.Event)
	// Mark and Placed are called like Event and in order with it, for what a journal needs
	// besides events: the marks of the history, and moves to a first view, which nobody
	// chose and which is not an event. nil discards.
	Mark   func(state.Mark)
	Placed func(state.Event)
	// Label, if not nil, labels the region of a slideshow that is shown as the word of a number, for a page.
	Label func(ctx context.Context, number int) error
	// OpenURL shows a link in the user's browser; nil where there is no display.
	OpenURL func(url string) error
	// Workspaces stores workspaces by name; nil keeps them in memory until the session
	// ends.
	Workspaces store.Workspaces
	// Uploads keeps the files that pages send; nil takes none.
	Uploads *store.Uploads
	// Script turns events into commands of the prompt, for saved workspaces and pictures; nil
	// saves them without. path says how paths of files are written; nil is absolute.
	Script func(events []state.Event, path func(string) string) []string
	// Flags are those of the command line that say how files are read, for pictures.
	Flags []string
	// Restore replaces the state of s by the one that commands of the prompt make, as its import does,
	// unless may returns an error. path translates the paths of files in them. nil opens no session that a page
	// sends.
	Restore func(ctx context.Context, s *Session, lines []string, path func(string) string, may func(want state.State) error) (
		report reply.Report, failures []error, err error)
	// CallTimeout bounds the wait for a page's answer to one UI action; 0 means
	// 10 seconds.
	CallTimeout time.Duration
	// Log receives a line for each request of a page and each UI action, without data, and what goes wrong at debug
	// level; nil discards.
	Log *slog.Logger
}

// DefaultAddr is the address that a session listens on by default.
const DefaultAddr = server.DefaultAddr

// Session is a running session. Its methods are safe for concurrent use.
type Session struct {
	opt     Options
	at      address
	web     *server.Server // nil where Options.Serve replaces it
	visits  visits
	meter   meter
	catalog *catalog.Catalog
	actions *actions.Actions

	genome  reference
	uploads uploads
	studio  picture.Studio
	shared  *rpc.Shared // what the connections share
	sums    provenance.Sums
	read    stamps

	watching sync.Mutex // guards watcher
	watcher  *watcher   // nil until a file is watched

	turn chan struct{} // 1-buffered; held by the command under way
	// acting is held while the state is changed and pages are told, by the command that has the turn and by what
	// a person does in a page; 1-buffered. A command gives it back while it waits for pages.
	acting chan struct{}
	stop   context.CancelCauseFunc
	done   chan struct{} // closed when serving has ended
	err    error         // of serving; set before done is closed

	mu      sync.Mutex
	kept    kept          // guarded by mu
	trail   trail         // guarded by mu
	history state.History // guarded by mu
	// step is the step of the current command, and lastStep the newest one; mouse numbers
	// the steps of pages downwards; guarded by mu.
	step, lastStep, mouse int
	// browsers are the connected pages that asked for measurements, in the order of
	// their ids; guarded by mu.
	browsers []*page.Page
	guests   []*page.Page        // that have not asked for measurements, as they came; guarded by mu
	lastID   int                 // id of the newest browser; guarded by mu
	told     map[string]struct{} // notices given once; guarded by mu
	// opening is when a page was last opened by the program, zero if none is awaited;
	// guarded by mu.
	opening time.Time
	labels  *protocol.LabelsParams // what a slideshow can be labelled as, nil for nothing; guarded by mu
	joined  chan struct{}          // closed and replaced when a browser is up to date; guarded by mu
}

// errStopped is the cancellation cause that Close sets.
var errStopped = errors.New("the session was stopped")

// Start binds the address and serves in the background. ctx bounds the whole
// session. Close must be called.
func Start(ctx context.Context, opt Options) (*Session, error) {
	s := newSession(opt)
	serve, err := s.listen()
	if err != nil {
		if opt.Genome != nil {
			err = errors.Join(err, opt.Genome.Close())
		}
		return nil, err
	}
	ctx, s.stop = context.WithCancelCause(ctx)
	go func() {
		defer close(s.done)
		s.err = serve(ctx)
	}()
	return s, nil
}

// newSession returns a session that is not served yet.
func newSession(opt Options) *Session {
	if opt.Notify == nil {
		opt.Notify = func(string) {}
	}
	if opt.Event == nil {
		opt.Event = func(state.Event) {}
	}
	if opt.Mark == nil {
		opt.Mark = func(state.Mark) {}
	}
	if opt.Placed == nil {
		opt.Placed = func(state.Event) {}
	}
	if opt.CallTimeout == 0 {
		opt.CallTimeout = 10 * time.Second
	}
	if opt.Open == nil {
		opener := func(zeroBased bool) func(context.Context, string) (source.Source, error) {
			return func(ctx context.Context, path string) (source.Source, error) {
				return formats.Open(ctx, path, formats.Options{ZeroBased: zeroBased, Warn: opt.Notify})
			}
		}
		opt.Open, opt.OpenZeroBased = opener(false), opener(true)
	}
	if opt.OpenZeroBased == nil {
		opt.OpenZeroBased = opt.Open
	}
	if opt.OpenGenome == nil {
		opt.OpenGenome = formats.Genome
	}
	if opt.UI == nil {
		opt.UI = ui.Handler()
	}
	if opt.Workspaces == nil {
		opt.Workspaces = &store.Memory{}
	}
	if opt.Script == nil {
		opt.Script = func([]state.Event, func(string) string) []string { return nil }
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	s := &Session{
		opt: opt, shared: rpc.NewShared(), turn: make(chan struct{}, 1), acting: make(chan struct{}, 1),
		done: make(chan struct{}), joined: make(chan struct{}),
		told: map[string]struct{}{}, kept: kept{announced: map[string]map[string]protocol.Setting{}, sizes: map[string]int{}},
	}
	s.visits.notify = opt.Notify
	s.meter.began = time.Now()
	s.kept.Genome = state.GenomeNamed(opt.GenomeName)
	s.catalog = catalog.New(opt.Notify)
	s.genome.ref = opt.Genome
	if opt.Genome != nil {
		s.catalog.SetGenome(opt.Genome.Info().Sequences)
		s.offerBases(opt.GenomeName, opt.Genome)
	}
	s.actions = &actions.Actions{Catalog: s.catalog, Offered: s.offered}
	return s
}

// Close disconnects every browser, stops serving, waits for that and closes
// the files. It may be called twice.
func (s *Session) Close() error {
	s.stop(errStopped)
	<-s.done
	s.visits.close()
	s.studio.Close()
	err := s.closeWatcher()
	err = errors.Join(err, s.genome.replace(nil))
	return errors.Join(s.err, s.catalog.Close(), err)
}

// WaitBrowser waits until a browser is connected and up to date.
func (s *Session) WaitBrowser(ctx context.Context) error {
	for {
		s.mu.Lock()
		joined, ready := s.joined, false
		for _, b := range s.browsers {
			ready = ready || b.UpToDate()
		}
		s.mu.Unlock()
		if ready {
			return nil
		}
		select {
		case <-joined:
		case <-ctx.Done():
			return fmt.Errorf("no browser came: %w", context.Cause(ctx))
		case <-s.done:
			return errStopped
		}
	}
}

// once notifies the user of a sentence, but only the first time.
func (s *Session) once(sentence string) { s.onceBy(sentence, s.opt.Notify) }

// onceBy calls notify with a sentence, but only the first time.
func (s *Session) onceBy(sentence string, notify func(sentence string)) {
	// A page could cause any number of different notices. Repeating the first ones is
	// better than keeping them all in memory.
	const most = 1000
	sentence = shortened(sentence)
	s.mu.Lock()
	_, told := s.told[sentence]
	if len(s.told) >= most {
		clear(s.told)
	}
	s.told[sentence] = struct{}{}
	s.mu.Unlock()
	if !told {
		notify(sentence)
	}
}

// forgetNotice makes once notify of the sentence again.
func (s *Session) forgetNotice(sentence string) {
	s.mu.Lock()
	delete(s.told, shortened(sentence))
	s.mu.Unlock()
}

// shortened limits the length of a sentence, which may quote megabytes from a page.
func shortened(sentence string) string {
	const most = 1000
	if len(sentence) <= most {
		return sentence
	}
	return strings.ToValidUTF8(sentence[:most], "") + "…"
}

// Groups lists the datasource groups of all measurements.
func (s *Session) Groups() []string {
	var groups []string
	seen := map[string]bool{}
	for _, m := range s.catalog.Measurements() {
		if !seen[m.Group] {
			seen[m.Group] = true
			groups = append(groups, m.Group)
		}
	}
	return groups
}

// offered lists the measurements on the menus.
func (s *Session) offered() []protocol.Measurement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offeredLocked()
}

func (s *Session) offeredLocked() []protocol.Measurement {
	all := chosen(s.catalog.Measurements(), func(string) bool { return true })
	return slices.DeleteFunc(append(all, shown(s.kept.State, s.catalog.Covers())...), func(m protocol.Measurement) bool {
		_, hidden := slices.BinarySearch(s.kept.Hidden, m.ID)
		return hidden
	})
}
