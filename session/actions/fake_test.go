package actions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// record is a row of a fake source, 0-based half-open.
type record struct {
	start, end int
	strand     byte
	value      float64
	name       string
	exons      [][2]int
	coding     [2]int
}

// fake is a source of a few records on chr1, each found by looking at all.
type fake struct {
	info    source.Info
	records []record

	mu     sync.Mutex
	err    error  // of the next queries, when not nil; guarded by mu
	panics string // of the next queries, when not ""; guarded by mu
}

// newFake makes a source with one value column and one text column.
func newFake(kind source.Kind, records ...record) *fake {
	slices.SortFunc(records, func(a, b record) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.end - b.end
	})
	return &fake{records: records, info: source.Info{
		Format: "fake", Kind: kind, Sequences: []genome.Sequence{{Name: "chr1", Length: 100_000}},
		Values: []string{"score"}, Metadata: []string{"name"}, Min: math.NaN(), Max: math.NaN(), Items: int64(len(records)),
	}}
}

func (f *fake) Info() source.Info { return f.info }
func (f *fake) Close() error      { return nil }

// fail makes queries fail from now on, or work again.
func (f *fake) fail(err error, panics string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err, f.panics = err, panics
}

func (f *fake) Rows(ctx context.Context, iv genome.Interval, opt source.RowOptions) (*source.Rows, error) {
	f.mu.Lock()
	err, panics := f.err, f.panics
	f.mu.Unlock()
	switch {
	case panics != "":
		panic(panics)
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case iv.Seq != "chr1":
		return nil, source.ErrNoSequence
	}
	var hits []int
	for i, r := range f.records {
		if iv.Overlaps(r.start, r.end) {
			hits = append(hits, i)
		}
	}
	if opt.Unbroken && len(hits) > 0 {
		first, last := hits[0], hits[len(hits)-1]
		hits = hits[:0]
		for i := first; i <= last; i++ {
			hits = append(hits, i)
		}
	}
	if opt.Limit > 0 && len(hits) > opt.Limit {
		return &source.Rows{Total: len(hits)}, nil
	}
	out := &source.Rows{Values: make([][]float64, len(f.info.Values)), Metadata: make([][]string, len(f.info.Metadata)), Total: len(hits)}
	for _, i := range hits {
		r := f.records[i]
		out.Number, out.Start, out.End = append(out.Number, i+1), append(out.Start, r.start), append(out.End, r.end)
		out.Strand = append(out.Strand, r.strand)
		for c := range out.Values {
			out.Values[c] = append(out.Values[c], r.value)
		}
		for c := range out.Metadata {
			out.Metadata[c] = append(out.Metadata[c], r.name)
		}
		if f.info.Kind == source.Genes {
			out.Exons, out.Coding = append(out.Exons, r.exons), append(out.Coding, r.coding)
		}
	}
	return out, nil
}

// failure is what was reported to a page of a failed answer.
type failure struct {
	group string
	err   error
	retry func(context.Context) error
}

// watcher is a page that records what is reported to it.
type watcher struct {
	width   int
	served  []string
	tooMany []int
	// tooLarge are the ids of the datasets that were left out of an answer.
	tooLarge []string
	room     int64 // asked for last
	most     int64 // the largest that was asked for
	refuses  int64 // what is more gets no room, unless it is 0
	failed   []failure
	told     []protocol.SeqInfo
}

func (w *watcher) BinWidth(string) int { return w.width }
func (w *watcher) Served(group string) { w.served = append(w.served, group) }
func (w *watcher) TooMany(_ *catalog.Dataset, _ string, rows int) {
	w.tooMany = append(w.tooMany, rows)
}
func (w *watcher) TooLarge(ds *catalog.Dataset, _ string) { w.tooLarge = append(w.tooLarge, ds.ID) }
func (w *watcher) Rough(*catalog.Measurement)             {}
func (w *watcher) Told(seqs []protocol.SeqInfo)           { w.told = append(w.told, seqs...) }
func (w *watcher) Room(_ context.Context, size int64) error {
	w.room = size
	w.most = max(w.most, size)
	if w.refuses > 0 && size > w.refuses {
		return errors.New("no room")
	}
	return nil
}
func (w *watcher) Failed(group string, err error, retry func(context.Context) error) {
	w.failed = append(w.failed, failure{group, err, retry})
}

// bench is a catalog with some sources, and what answers from it.
type bench struct {
	t    testing.TB
	a    *Actions
	page *watcher
}

func newBench(t testing.TB) *bench {
	b := &bench{t: t, page: &watcher{width: 100}}
	cat := catalog.New(nil)
	b.a = &Actions{Catalog: cat, Offered: func() []protocol.Measurement {
		var all []protocol.Measurement
		for _, m := range cat.Measurements() {
			all = append(all, Measurement(m))
		}
		return all
	}}
	return b
}

// add adds a source whose rows are "rows" and whose values "score".
func (b *bench) add(src source.Source) *catalog.Dataset {
	return b.a.Catalog.Add(src, catalog.Spec{Name: "rows", ID: "rows", Measurements: []catalog.Measurement{
		{ID: "score", Name: "Score", Column: 0, Group: "group", Chart: "Line Track", Min: 0, Max: 10},
		{ID: "rows", Name: "Rows", Column: -1, Group: "group", Chart: "Blocks Track", Min: math.NaN(), Max: math.NaN()},
	}})
}

// ask asks for an action with the arguments besides its name and returns the
// data of the answer, as they are sent.
func (b *bench) ask(action, args string) string {
	b.t.Helper()
	req := &protocol.Request{ID: 1, Action: action, Args: json.RawMessage(`{"action":"` + action + `",` + args + `}`)}
	data, ok := b.a.Answer(b.t.Context(), b.page, req)
	if !ok {
		b.t.Fatalf("%s is not answered here", action)
	}
	if protocol.DialectOf(string(version(req))) != protocol.Builtin {
		data = Plain(data) // as package page does
	}
	frame, err := protocol.AppendResponse(nil, 1, data)
	if err != nil {
		b.t.Fatalf("%s: %v", action, err)
	}
	if !json.Valid(frame) {
		b.t.Fatalf("%s is answered by what is no JSON: %s", action, frame)
	}
	const head = `{"requestId":1,"type":"response","data":`
	return strings.TrimSuffix(strings.TrimPrefix(string(frame), head), "}")
}

// on adds a range to arguments.
func on(args string, start, end any) string {
	return fmt.Sprintf(`%s,"seqName":"chr1","start":%v,"end":%v`, args, start, end)
}

// versions are those of the dialects of real pages, as arguments.
var versions = map[protocol.Dialect]string{
	protocol.Tutorial: `"x":0`, protocol.V2: `"version":"2"`, protocol.V3: `"version":"3"`,
	protocol.V4: `"version":"4"`, protocol.V5: `"version":"5"`,
}

// searchable is a source with names.
type searchable struct {
	*fake
	match func(text string) ([]source.Match, error)
}

func (s *searchable) Search(_ context.Context, text string, _ int) ([]source.Match, error) {
	return s.match(text)
}

func contextOf(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}
