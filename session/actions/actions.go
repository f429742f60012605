package actions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// Page is the browser that asks, as far as answers depend on it.
type Page interface {
	// BinWidth is the width, in bases, of the bins in which the page is served
	// the signals of a group on a sequence, from its last cleared cache on.
	BinWidth(group string) int
	// Served is called for every data request that is answered in full.
	Served(group string)
	// TooMany is called when an answer was left empty because the range has too many
	// rows.
	TooMany(ds *catalog.Dataset, group string, rows int)
	// TooLarge is called when a dataset was left out of an answer because the answer
	// would have been larger than budget.Sent, or than budget.Made in memory.
	TooLarge(ds *catalog.Dataset, group string)
	// Rough is called when values are rough estimates, as source.Estimates has them, and the answer has no place to say so.
	Rough(m *catalog.Measurement)
	// Room blocks until the page's answers leave room for size bytes. The request of
	// ctx holds them until its answer is written. A second call for a request replaces
	// the first.
	Room(ctx context.Context, size int64) error
	// Told is called with the sequences of an answer.
	Told(seqs []protocol.SeqInfo)
	// Failed is called when an answer was left empty because of err. retry repeats
	// the work and returns its error.
	Failed(group string, err error, retry func(context.Context) error)
}

// Actions answers requests for data. It is safe for concurrent use.
type Actions struct {
	Catalog *catalog.Catalog
	// Offered lists the measurements on the menus.
	Offered func() []protocol.Measurement
}

// action answers one kind of request. empty is the well-formed answer without
// data for requests that fail.
type action struct {
	answer func(a *Actions, ctx context.Context, page Page, p *protocol.DataParams) (any, error)
	empty  func(a *Actions, p *protocol.DataParams, reason string) any
}

var table = map[string]action{
	protocol.GetRows:     {(*Actions).getRows, (*Actions).emptyRows},
	protocol.GetValues:   {(*Actions).getValues, (*Actions).emptyValues},
	protocol.GetCombined: {(*Actions).getCombined, (*Actions).emptyCombined},
}

// Answer answers a request; ok reports whether this package knows the action.
func (a *Actions) Answer(ctx context.Context, page Page, req *protocol.Request) (data any, ok bool) {
	switch req.Action {
	case protocol.GetMeasurements:
		dialect := protocol.DialectOf(string(version(req)))
		return protocol.MeasurementsAnswer(protocol.OfferedTo(dialect, a.Offered())), true
	case protocol.GetSeqInfos:
		return a.seqInfos(page, req), true
	case protocol.FindSequences:
		return a.findSequences(page, req), true
	case protocol.Search:
		return a.search(ctx, page, req), true
	}
	act, ok := table[req.Action]
	if !ok {
		return nil, false
	}
	p, err := protocol.DecodeData(req.Args)
	if err != nil {
		page.Failed("", fmt.Errorf("%s: %w", req.Action, err), nil)
		return act.empty(a, &protocol.DataParams{Version: version(req)}, err.Error()), true
	}
	return a.do(ctx, page, act, req.Action, p), true
}

// do answers a request whose arguments are read.
func (a *Actions) do(ctx context.Context, page Page, act action, name string, p *protocol.DataParams) any {
	data, err := guarded(func() (any, error) {
		if err := page.Room(ctx, int64(p.Size())); err != nil {
			return nil, err
		}
		return act.answer(a, ctx, page, p)
	})
	if _, none := err.(noData); none {
		return act.empty(a, p, "")
	}
	if err != nil {
		// That the page has gone is not a failure of the data.
		if ctx.Err() == nil {
			a.failed(act, page, name, p, err)
		}
		return act.empty(a, p, err.Error())
	}
	return data
}

// guarded turns a panic, which a damaged file may bring about, into an error.
func guarded[T any](work func() (T, error)) (result T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("internal error: %v", r)
		}
	}()
	return work()
}

// failed reports a failure to the page's owner, with a retry. There is none for an
// unknown name, which fails until something is loaded, nor for an answer that is
// too large.
func (a *Actions) failed(act action, page Page, name string, p *protocol.DataParams, err error) {
	var unknown *catalog.NotFoundError
	if errors.As(err, &unknown) {
		page.Failed("", fmt.Errorf("%s of a page: %w", name, err), nil)
		return
	}
	if isTooLarge(err) {
		page.Failed("", fmt.Errorf("%s: %w", name, err), nil)
		return
	}
	group := ""
	if ds, m, e := a.subject(p); e == nil {
		if group = groupOf(ds); m != nil {
			group = m.Group
		}
	}
	page.Failed(group, err, func(ctx context.Context) error {
		_, err := guarded(func() (any, error) { return act.answer(a, ctx, nopPage{page}, p) })
		return err
	})
}

// groupOf returns the group of a dataset's rows.
func groupOf(ds *catalog.Dataset) string {
	if len(ds.Measurements) > 0 {
		return ds.Measurements[0].Group
	}
	return ds.ID
}

// nopPage asks like a page and ignores reports: for retries.
type nopPage struct{ Page }

func (nopPage) Served(string)                                     {}
func (nopPage) TooMany(*catalog.Dataset, string, int)             {}
func (nopPage) TooLarge(*catalog.Dataset, string)                 {}
func (nopPage) Rough(*catalog.Measurement)                        {}
func (nopPage) Told([]protocol.SeqInfo)                           {}
func (nopPage) Room(context.Context, int64) error                 { return nil }
func (nopPage) Failed(string, error, func(context.Context) error) {}

// subject finds what a data request is about: its measurement, where it names
// one, and the dataset.
func (a *Actions) subject(p *protocol.DataParams) (*catalog.Dataset, *catalog.Measurement, error) {
	if p.Measurement != "" {
		m, err := a.Catalog.Measurement(p.Measurement)
		if err == nil && m.ID != p.Measurement {
			err = &catalog.NotFoundError{What: "measurement", Name: p.Measurement}
		}
		if err != nil {
			return nil, nil, err
		}
		return m.Dataset, m, nil
	}
	ds, err := a.Catalog.Dataset(p.Datasource)
	return ds, nil, err
}

func (a *Actions) seqInfos(page Page, req *protocol.Request) []protocol.SeqInfo {
	seqs := a.Catalog.MainSequences()
	dialect := protocol.DialectOf(string(version(req)))
	out := make([]protocol.SeqInfo, len(seqs))
	for i, s := range seqs {
		out[i] = SeqInfo(s)
	}
	page.Told(out)
	return protocol.SequencesTo(dialect, out)
}

// findSequences answers the built-in page, which was told only some of many sequences.
func (a *Actions) findSequences(page Page, req *protocol.Request) any {
	answer := protocol.SequencesAnswer{SeqInfos: []protocol.SeqInfo{}, Sequences: a.Catalog.SequenceCount()}
	query, most, ok := searchOf(page, req)
	if !ok {
		return answer
	}
	return a.told(page, a.Catalog.FindSequences(query, most))
}

// Told returns sequences, by their names, for a page that was told only some, and tells the page's owner.
func (a *Actions) Told(page Page, names []string) protocol.SequencesAnswer {
	var seqs []genome.Sequence
	for _, name := range names {
		if q, ok := a.Catalog.Sequence(name); ok {
			seqs = append(seqs, q)
		}
	}
	return a.told(page, seqs)
}

func (a *Actions) told(page Page, seqs []genome.Sequence) protocol.SequencesAnswer {
	answer := protocol.SequencesAnswer{SeqInfos: []protocol.SeqInfo{}, Sequences: a.Catalog.SequenceCount()}
	for _, q := range seqs {
		info := SeqInfo(q)
		answer.SeqInfos = append(answer.SeqInfos, info)
		if !q.Known() {
			answer.OpenEnds = append(answer.OpenEnds, info.Name)
		}
	}
	page.Told(answer.SeqInfos)
	return answer
}

// defaultMaxResults is for a search that names no limit; pages ask for 12.
const defaultMaxResults, mostResults = 12, 1000

func (a *Actions) search(ctx context.Context, page Page, req *protocol.Request) any {
	query, most, ok := searchOf(page, req)
	if !ok {
		return SearchHits(nil)
	}
	matches, err := guarded(func() ([]source.Match, error) { return a.Catalog.Search(ctx, query, most) })
	if err != nil && ctx.Err() == nil {
		page.Failed("", err, nil)
	}
	return SearchHits(matches)
}

// searchOf reads what a request searches for, and how many results it wants at most. If
// that cannot be read, the page's owner is told.
func searchOf(page Page, req *protocol.Request) (query string, most int, ok bool) {
	var p protocol.SearchParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		page.Failed("", fmt.Errorf("%s: %w", req.Action, err), nil)
		return "", 0, false
	}
	return string(p.Query), MostResults(p.MaxResults), true
}

// MostResults returns how many results a search has at most that asks for n.
func MostResults(n protocol.Number) int { return count(n, defaultMaxResults, mostResults) }

// SearchHits returns matches as the wire has them.
func SearchHits(matches []source.Match) []protocol.SearchHit {
	hits := make([]protocol.SearchHit, len(matches))
	for i, m := range matches {
		hits[i] = protocol.SearchHit{Gene: m.Name, SeqName: m.Interval.Seq, Start: wireStart(m.Interval.Start), End: m.Interval.End}
	}
	return hits
}

// version reads the version of a request whose other arguments are unreadable.
func version(req *protocol.Request) protocol.Text {
	var p struct {
		Version protocol.Text `json:"version"`
	}
	_ = json.Unmarshal(req.Args, &p) // what cannot be read is the tutorial's
	return p.Version
}
