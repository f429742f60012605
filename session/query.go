package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/state"
)

// Queries of the data from the prompt. They change nothing and need no browser, so they
// take no turn.

const (
	// usualBins bounds the bins of Values if n is 0: one a base up to that.
	usualBins = 100
	// mostQueryBins bounds one answer at the prompt.
	mostQueryBins = 1_000_000
)

// Values reduces measurements to bins over iv; End 0 means the whole sequence. iv is cut
// at a known end of its sequence, and the answer states the interval. n is the number of
// bins, 0 for 100; there is at most one a base. stat is a name of bins.Stats, "" for the mean. exact
// forbids zoom levels.
func (s *Session) Values(
	ctx context.Context, iv genome.Interval, names []string, n int, stat string, exact bool,
) ([]reply.BinValues, error) {
	iv, err := s.locate(iv)
	if err != nil {
		return nil, err
	}
	st := bins.Mean
	if stat != "" {
		if st, err = bins.ParseStat(stat); err != nil {
			return nil, err
		}
	}
	var ms []*catalog.Measurement
	var sets []*catalog.Dataset
	for _, name := range names {
		of, err := s.signals(name)
		if err != nil {
			return nil, err
		}
		for _, m := range of {
			ms, sets = append(ms, m), append(sets, m.Dataset)
		}
	}
	iv = s.question(iv, sets...)
	if n == 0 {
		n = usualBins
	}
	n = min(n, max(iv.Len(), 1))
	if n < 1 || n > mostQueryBins {
		return nil, fmt.Errorf("%d bins; wanted 1 to %d", n, mostQueryBins)
	}
	// Zoom levels do not keep how many records there are.
	opt := source.SummaryOptions{Exact: exact || st == bins.Count, Sharp: true, Extremes: st != bins.Mean}
	out := make([]reply.BinValues, len(ms))
	for i, m := range ms {
		sum, err := s.catalog.SummarizeFor(ctx, m, iv, n, st, opt)
		if err != nil {
			return nil, s.noSequence(err, m.Dataset)
		}
		out[i] = reply.BinValues{Name: m.ID, Chr: iv.Seq, Start: iv.Start, End: iv.End, Stat: string(st), Values: bins.Values(sum, st),
			Estimated: bins.Estimated(sum, st), Infinite: sum.Infinite}
	}
	return out, nil
}

// signals returns the measurement of a name, or all of a file of several signals.
func (s *Session) signals(name string) ([]*catalog.Measurement, error) {
	m, err := s.catalog.Measurement(name)
	if err == nil {
		return []*catalog.Measurement{m}, nil
	}
	if ds, failed := s.file(name); failed == nil {
		return ds.Measurements, nil
	}
	return nil, err
}

// Rows calls take with the rows of a measurement that overlap iv, which is cut as for Values:
// some thousands at a time, in order, and at least once. It returns the first error of take.
func (s *Session) Rows(ctx context.Context, iv genome.Interval, name string, take func(part reply.FeatureRows) error) error {
	iv, err := s.locate(iv)
	if err != nil {
		return err
	}
	of, err := s.signals(name)
	if err != nil {
		return err
	}
	m := of[0] // all have the same rows
	iv = s.question(iv, m.Dataset)
	return s.noSequence(s.catalog.EachRows(ctx, m.Dataset, iv, nil, func(rows *source.Rows) error {
		return take(actions.FeatureRows(m, iv, rows))
	}), m.Dataset)
}

// AllRows returns the rows of a measurement sequence by sequence, in the order in which
// the sequences are on offer. More than most rows in all are an error.
func (s *Session) AllRows(ctx context.Context, name string, most int) ([]reply.FeatureRows, error) {
	of, err := s.signals(name)
	if err != nil {
		return nil, err
	}
	m := of[0]
	if err := waitsForGenes(m.Dataset); err != nil {
		return nil, err
	}
	var places []genome.Interval
	for _, seq := range s.catalog.Sequences() {
		places = append(places, s.question(genome.Interval{Seq: seq.Name}, m.Dataset))
	}
	return allRows(m, places, most, func(iv genome.Interval, limit int) (*source.Rows, error) {
		return s.catalog.Rows(ctx, m.Dataset, iv, source.RowOptions{Unnumbered: true, Limit: limit})
	})
}

// allRows returns the rows of a measurement in places, each of them a whole sequence.
func allRows(
	m *catalog.Measurement, places []genome.Interval, most int, query func(iv genome.Interval, limit int) (*source.Rows, error),
) ([]reply.FeatureRows, error) {
	var all []reply.FeatureRows
	left := most
	for _, iv := range places {
		rows, err := query(iv, left+1)
		if errors.Is(err, source.ErrNoSequence) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if left -= rows.Total; left < 0 {
			return nil, hint.Add(fmt.Errorf("%s has more than %d rows", m.ID, most),
				"choose one with fewer, or load it and save those of a region: rows LOCUS NAME --bed > FILE")
		}
		if rows.Len() > 0 {
			all = append(all, actions.FeatureRows(m, iv, rows))
		}
	}
	return all, nil
}

// FileRows reads the rows of a file without loading it. Positions are read as for the loaded
// file or, if it is not loaded, as load would read them (--zero-based). More than most rows
// are an error.
func (s *Session) FileRows(ctx context.Context, path string, most int) (reply.FileRows, error) {
	f := state.File{Path: path, ZeroBased: s.opt.ZeroBased}
	if ds := cmp.Or(s.datasetAt(path), s.sameAs(path)); ds != nil {
		if len(ds.Info.Keys) > 0 { // the places of its rows are of other files
			all, err := s.AllRows(ctx, ds.Measurements[0].ID, most)
			return reply.FileRows{Rows: all, Notes: ds.Info.Notes}, err
		}
		f.ZeroBased = ds.ZeroBased
	}
	src, err := s.openFile(ctx, f)
	if err != nil {
		return reply.FileRows{}, err
	}
	info := src.Info()
	m := &catalog.Measurement{ID: path, Column: -1, Dataset: &catalog.Dataset{Name: path, Path: path, Source: src, Info: info}}
	if err := waitsForGenes(m.Dataset); err != nil {
		return reply.FileRows{}, errors.Join(err, src.Close())
	}
	var places []genome.Interval
	for _, q := range info.Sequences {
		places = append(places, toEnd(genome.Interval{Seq: q.Name}, max(q.Length+1, unknownLength))) // a point may be at the end
	}
	all, err := allRows(m, places, most, func(iv genome.Interval, limit int) (*source.Rows, error) {
		return src.Rows(ctx, iv, source.RowOptions{Unnumbered: true, Limit: limit})
	})
	out := reply.FileRows{Rows: all, Notes: info.Notes}
	if ordered, ok := src.(source.Ordered); ok {
		out.Order = ordered.FileOrder()
	}
	return out, errors.Join(err, src.Close())
}

// Locate returns the part of a place that is on its sequence, which is spelled as it is on
// offer. A place that begins beyond the end is an error.
func (s *Session) Locate(_ context.Context, iv genome.Interval) (genome.Interval, error) {
	iv, _, err := s.within(iv)
	return iv, err
}

// noSequence adds a hint on where the dataset has data to the error for a sequence that it lacks.
func (s *Session) noSequence(err error, ds *catalog.Dataset) error {
	if !errors.Is(err, source.ErrNoSequence) {
		return err
	}
	if waits := waitsForGenes(ds); waits != nil {
		return waits
	}
	err = &reply.NoSequence{Err: err, Offered: true}
	if len(ds.Info.Sequences) == 0 {
		return err
	}
	return hint.Add(err, "its first data are at %s", s.firstData(ds))
}

// firstData returns the extent of the first rows of a dataset: its first view without the margin.
func (s *Session) firstData(ds *catalog.Dataset) genome.Interval {
	const most = 10_000 // rows
	view := ds.Info.First
	rows, err := s.catalog.Rows(context.Background(), ds, view, source.RowOptions{Unnumbered: true, Limit: most})
	if err != nil || rows.Len() == 0 {
		return view
	}
	return genome.Interval{Seq: view.Seq, Start: max(view.Start, rows.Start[0]), End: min(view.End, slices.Max(rows.End))}
}

// Search finds places by the names of genes and other features: exact matches
// first, then those that begin with text, then those that contain it. Notes say what was not searched.
func (s *Session) Search(ctx context.Context, text string, limit int) (hits []protocol.SearchHit, notes []string, err error) {
	matches, notes, err := s.search(ctx, text, limit)
	if len(notes) == 0 && len(matches) == 0 {
		for _, ds := range s.catalog.Datasets() {
			if ds.Info.Unsearched {
				notes = append(notes, fmt.Sprintf("%s is not searched for names: it is read through an index of places", ds.Name))
			}
		}
	}
	return actions.SearchHits(matches), notes, err
}

// Info describes a loaded file, named as for Unload.
func (s *Session) Info(name string) (reply.DataInfo, error) {
	ds, err := s.file(name)
	if err != nil {
		return reply.DataInfo{}, err
	}
	info := reply.DataInfo{
		Name: ds.Name, Path: ds.Path, Format: ds.Info.Format, Measurements: []string{},
		Expression: ds.Expression, Assemblies: orEmpty(genome.GuessAssembly(ds.Info.Sequences)), Sequences: len(ds.Info.Sequences),
		Columns: orEmpty(ds.Info.Metadata), Values: orEmpty(ds.Info.Values), Notes: orEmpty(slices.Concat(ds.Info.Notes, s.unreached(ds))),
	}
	if ds.Info.Items >= 0 {
		info.Items = &ds.Info.Items
	}
	for _, m := range ds.Measurements {
		info.Main = append(info.Main, m.ID)
	}
	for _, m := range ds.All() {
		info.Measurements = append(info.Measurements, m.ID)
		if lo, hi, ok := m.Range(); ok && info.Min == nil { // of the first column, as measurements lists all
			info.Min, info.Max = &lo, &hi
		}
	}
	for _, q := range ds.Info.Sequences {
		if q.Length > info.LongestLength {
			info.Longest, info.LongestLength, info.LongestOpen = q.Name, q.Length, q.Open
		}
	}
	if first := s.firstData(ds); first.Len() > 0 {
		info.First = first.String()
	}
	info.Estimated = ds.Info.Estimated
	if sized, ok := ds.Source.(source.Sized); ok {
		info.Memory = sized.Memory()
	}
	return info, nil
}

// orEmpty returns a list that is not nil.
func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// Sequence returns the bases of iv and their interval, which is cut where the sequence
// ends; End 0 means the whole sequence. A place beyond the end is an error. It needs a
// genome with bases.
func (s *Session) Sequence(ctx context.Context, iv genome.Interval) (genome.Interval, string, error) {
	iv, err := s.locate(iv)
	if err != nil {
		return iv, "", err
	}
	s.genome.mu.RLock()
	defer s.genome.mu.RUnlock()
	ref := s.genome.ref
	if ref == nil {
		return iv, "", hint.Add(errors.New("there is no genome to read bases from"), "genome FILE reads one that is FASTA or .2bit")
	}
	info := ref.Info()
	match, ok := genome.NewNames(info.Sequences).Resolve(genome.Sequence{Name: iv.Seq})
	if !ok {
		return iv, "", unknownSequence(iv.Seq, info.Sequences)
	}
	i := slices.IndexFunc(info.Sequences, func(q genome.Sequence) bool { return q.Name == match.Name })
	if iv.End == 0 {
		iv = toEnd(iv, info.Sequences[i].Length)
	}
	if iv, _, err = cutAt(iv, info.Sequences[i].Length); err != nil {
		return iv, "", err
	}
	const most = 10_000_000
	if iv.Len() > most {
		return iv, "", fmt.Errorf("%s has %d bases; at most %d are printed at once", iv, iv.Len(), most)
	}
	bases, err := ref.Sequence(ctx, genome.Interval{Seq: match.Name, Start: iv.Start, End: iv.End})
	return iv, bases, err
}
