package session

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bins"
	"github.com/epiviz/epivizgo/session/state"
)

// Reload reads a file again, named as for Unload; it may be one that is waited for. Its
// measurements keep their ids and its charts their looks. If it cannot be read, the
// previous data stay.
func (s *Session) Reload(ctx context.Context, name string) (reply.Report, error) {
	ds, err := s.file(name)
	if err == nil {
		err = onDisk(ds)
	}
	st := s.current()
	f, waited := st.FileNamed(name)
	switch {
	case err == nil:
		f.Path = ds.Path
	case ds == nil && st.Samples.Is(name):
		f.Path = st.Samples.Path
	case ds != nil || !waited || source.ParseRef(f.Path).Kind != source.File:
		return reply.Report{}, err
	}
	report, err := s.reload(ctx, f.Path, s.begin)
	var page *PageError
	if err != nil && !errors.As(err, &page) && ctx.Err() == nil {
		s.failed(ctx, f.Path, err)
	}
	return report, err
}

// onDisk returns an error for data that do not come from a file.
func onDisk(ds *catalog.Dataset) error {
	switch {
	case ds.Expression != "":
		return hint.Add(fmt.Errorf("%s is computed and has no file", ds.Name), "it changes with the measurements that it is made of")
	case ds.Path == "" || ds.Ref.Kind != source.File:
		return fmt.Errorf("%s has no file that could be read again", ds.Name)
	}
	return nil
}

// reload reads a loaded file again. turn takes the turn for what changes.
func (s *Session) reload(ctx context.Context, path string, turn func(context.Context) (func(), error)) (_ reply.Report, failed error) {
	f, ok := s.fileAt(path)
	switch {
	case !ok && s.current().Samples.Is(path):
		return s.reloadSheet(ctx, turn)
	case !ok:
		return reply.Report{}, errUnloaded
	}
	// Reading may take long and touches no state, so it takes no turn.
	was := s.read.get(path)
	src, err := s.openKept(ctx, f)
	defer func() {
		if failed != nil { // what was read before stays
			s.read.set(path, was)
		}
	}()
	if ds := s.datasetAt(path); ds != nil {
		switch none := hasNoBytes(path); {
		case none && hasHeader(path, ds.Info.Format):
			if err == nil {
				_ = src.Close()
			}
			return reply.Report{}, fmt.Errorf("%s has no bytes, not even the header that a whole one has; the data stay as they were", path)
		case err == nil && catalog.IsEmpty(src.Info()):
			err = src.Close()
			src = catalog.Emptied(ds)
		case err != nil && none:
			src, err = catalog.Emptied(ds), nil
		}
	}
	if err != nil {
		return reply.Report{}, err
	}
	if err := probe(ctx, src); err != nil {
		return reply.Report{}, errors.Join(fmt.Errorf("%s: %w", path, err), src.Close())
	}
	end, err := turn(ctx)
	if err != nil {
		return reply.Report{}, errors.Join(err, src.Close())
	}
	defer end()
	switch now, ok := s.fileAt(path); {
	case !ok:
		return reply.Report{}, errors.Join(errUnloaded, src.Close())
	case now.ZeroBased != f.ZeroBased || now.Reads != f.Reads: // it was read again meanwhile, and otherwise
		return reply.Report{}, src.Close()
	default:
		f = now
	}
	i := slices.IndexFunc(s.catalog.Datasets(), func(ds *catalog.Dataset) bool { return ds.Path == path })
	if i < 0 { // it was waited for
		_, report, err := s.addWithin(ctx, src, s.specOf(f), 0)
		s.opt.Notify(strings.Join(append([]string{path + " is loaded"}, report.Notes...), "\n"))
		return report, err
	}
	old := s.catalog.Datasets()[i]
	now, report, err := s.swap(ctx, old, src, state.Event{Kind: state.EventReloaded, Path: path, Names: datasetIDs(old)})
	if now == nil {
		return report, errors.Join(err, src.Close())
	}
	for _, note := range s.twice(now) {
		s.once(note)
	}
	return report, err
}

// hasNoBytes reports whether there is a file without content, which is a text without rows.
func hasNoBytes(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// hasHeader reports whether a file has bytes even without rows: one that has none is being written.
func hasHeader(path, format string) bool {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".gz", ".bgz", ".bgzf":
		return true
	}
	return strings.HasPrefix(format, "big") || slices.Contains([]string{"BAM", "CRAM", "BCF"}, format)
}

// errUnloaded is the error for a changed file that was unloaded before it was read again.
var errUnloaded = fmt.Errorf("it has been unloaded: %w", fs.ErrNotExist)

func datasetIDs(ds *catalog.Dataset) []string {
	var ids []string
	for _, m := range ds.All() {
		ids = append(ids, m.ID)
	}
	return ids
}

// probeTime bounds how long probe looks at wide views, which take long in files
// without zoom levels.
const probeTime = 20 * time.Millisecond

// probe queries the ends of some sequences, and wide views, which are stored in other
// parts of the file: a file that is only half written may open without an error.
func probe(ctx context.Context, src source.Source) error {
	const some = 16 // sequences, evenly spread
	info := src.Info()
	longest := genome.Sequence{}
	for i, q := range info.Sequences {
		if q.Length > longest.Length {
			longest = q
		}
		if i%max(1, len(info.Sequences)/some) != 0 {
			continue
		}
		end := genome.Interval{Seq: q.Name, Start: max(0, q.Length-1), End: max(1, q.Length)}
		if _, err := src.Rows(ctx, end, source.RowOptions{Unnumbered: true, Limit: 1000}); err != nil {
			return err
		}
	}
	if len(info.Values) == 0 || longest.Length == 0 {
		return nil
	}
	short, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	for _, n := range []int{1, 100, 10_000} {
		whole := genome.Interval{Seq: longest.Name, End: longest.Length}
		_, err := bins.Summarize(short, src, whole, n, source.SummaryOptions{})
		if short.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replaced is a dataset and its replacement.
type replaced struct{ old, now *catalog.Dataset }

// swap replaces a dataset's source, recomputes what is computed from it, emits e and
// has the pages draw what changed. The caller holds the turn. The returned dataset is
// nil when src was refused; the caller then closes src.
func (s *Session) swap(
	ctx context.Context, old *catalog.Dataset, src source.Source, e state.Event,
) (*catalog.Dataset, reply.Report, error) {
	before := s.catalog.Sequences()
	src, err := s.withPlaces(ctx, s.current(), src)
	if err != nil {
		return nil, reply.Report{}, err
	}
	now, err := s.catalog.Replace(old, src)
	if err != nil {
		return nil, reply.Report{}, err
	}
	rejoined := s.rejoin(context.WithoutCancel(ctx), s.current())
	all := slices.Concat([]replaced{{old, now}}, rejoined, s.rebuild(ctx, now))
	fresh := page.NewSequences(before, s.catalog.Sequences())
	groups, changed := s.differences(all)
	browsers := s.commit(ctx, func(state.State) []state.Event {
		events := one(e)
		if e.Kind != state.EventComputed {
			return events
		}
		for _, r := range all[1:] { // each is kept after its inputs
			events = append(events, state.Event{Kind: e.Kind, Names: datasetIDs(r.now), Text: r.now.Expression})
		}
		return events
	})
	report, err := s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
		if err := b.AddSeqInfos(ctx, fresh); err != nil {
			return err
		}
		if err := b.Remeasure(ctx, changed); err != nil {
			return err
		}
		return b.Renew(ctx, groups)
	})
	report.Notes = slices.Concat(now.Info.Notes, s.unreached(now), noRows(now), joinNotes(rejoined), report.Notes)
	return now, report, err
}

// differences returns the groups whose data have changed, and the measurements that
// pages must be sent again because their bounds or columns differ.
func (s *Session) differences(all []replaced) (groups []string, changed []protocol.Measurement) {
	for _, r := range all {
		was := r.old.All()
		for i, m := range r.now.All() {
			if !slices.Contains(groups, m.Group) {
				groups = append(groups, m.Group)
			}
			if wire := actions.Measurement(m); i >= len(was) || !reflect.DeepEqual(wire, actions.Measurement(was[i])) {
				changed = append(changed, wire)
			}
		}
		if covers := shown(s.current(), r.now.Covers()); len(covers) > 0 && !slices.Contains(groups, covers[0].DatasourceGroup) {
			groups = append(groups, covers[0].DatasourceGroup)
		}
	}
	return groups, changed
}
