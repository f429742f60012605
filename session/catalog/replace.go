package catalog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
)

// Sources that are added and removed while queries run.

// Derived is a source that reads measurements of the catalog.
type Derived interface {
	source.Source
	// Needs returns the ids of those measurements, Formula the expression over them.
	Needs() []string
	Formula() string
}

// setSource makes src the dataset's source. The dataset is not in a catalog yet.
func (ds *Dataset) setSource(src source.Source) {
	ds.Source, ds.Info, ds.lease = src, src.Info(), &lease{src: src}
	ds.names = ds.Info.Names()
	if _, ok := src.(source.Genotyper); ok {
		ds.calls = &callsOf{}
	}
	if d, ok := src.(Derived); ok {
		ds.Needs, ds.Expression = d.Needs(), d.Formula()
	}
}

// cannotReplace returns the error for a source that cannot replace the dataset's.
func cannotReplace(old *Dataset, reason string) error {
	return hint.Add(fmt.Errorf("%s cannot be replaced: %s", old.Name, reason),
		"unload %s and load it again, then add its charts again", old.Name)
}

// Replace replaces old's source by src, under the same ids, names and groups, and
// returns the new dataset, which has columns of src that old did not have as further
// measurements. old is closed once the queries in flight have ended. It
// fails if src has another kind or lacks a column that is shown; the caller then closes
// src.
func (c *Catalog) Replace(old *Dataset, src source.Source) (*Dataset, error) {
	if all := c.Datasets(); slices.ContainsFunc(all, old.is) {
		old = all[slices.IndexFunc(all, old.is)] // it may have been renamed meanwhile
	}
	fresh := &Dataset{
		ID: old.ID, Name: old.Name, Path: old.Path, Ref: old.Ref, ZeroBased: old.ZeroBased, Reads: old.Reads, Grid: old.Grid,
		described: old.described,
		file:      old.file, title: old.title, given: old.given, label: old.label,
	}
	fresh.setSource(src)
	if err := fresh.follow(old); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	datasets := slices.Clone(c.datasets)
	i := slices.IndexFunc(datasets, old.is)
	if i < 0 {
		return nil, &NotFoundError{What: "file", Name: old.Name}
	}
	datasets[i] = fresh
	if fresh.described && len(fresh.Measurements) > 0 {
		c.moreColumns(fresh, fresh.baseID(), *fresh.Measurements[0])
	}
	views := partsOf(src)
	for _, was := range old.Parts {
		k := slices.IndexFunc(views, func(v view) bool { return v.suffix == was.suffix })
		if k < 0 {
			return nil, cannotReplace(old, "it has no "+strings.TrimPrefix(was.Measurements[0].Name, old.Measurements[0].Name+" ")+" any more")
		}
		part := fresh.part(views[k], was.baseID())
		part.Measurements = nil
		if err := part.follow(was); err != nil {
			return nil, err
		}
		views = slices.Delete(views, k, k+1)
		fresh.Parts = append(fresh.Parts, part)
		if k := slices.IndexFunc(datasets, was.is); k >= 0 {
			datasets[k] = part
		}
	}
	for _, v := range views { // that the file did not have
		if v.empty() {
			continue
		}
		part := c.part(fresh, v)
		fresh.Parts = append(fresh.Parts, part)
		at := slices.Index(datasets, fresh) + len(fresh.Parts)
		datasets = slices.Insert(datasets, min(at, len(datasets)), part)
	}
	fresh.noteTranscripts()
	c.datasets = datasets
	c.offer(fresh)
	c.name()
	_ = old.lease.end() // the new file is in use; an error of closing the old one changes nothing
	return c.datasets[slices.IndexFunc(c.datasets, fresh.is)], nil
}

// follow copies the measurements of the dataset that ds replaces.
func (ds *Dataset) follow(old *Dataset) error {
	if ds.Info.Kind != old.Info.Kind {
		return cannotReplace(old, fmt.Sprintf("it was %s and has %s now", kinds[old.Info.Kind], kinds[ds.Info.Kind]))
	}
	for _, was := range old.Measurements {
		m := *was
		m.Dataset = ds
		if m.HasValues() && old.described { // the columns may be in another order
			name := old.Info.Values[m.Column]
			if m.Column = slices.Index(ds.Info.Values, name); m.Column < 0 && len(old.Info.Values) == 1 && len(ds.Info.Values) == 1 {
				m.Column = 0
			}
			if m.Column < 0 {
				return cannotReplace(old, fmt.Sprintf("it has no number column %s any more", name))
			}
		} else if m.Column >= len(ds.Info.Values) {
			return cannotReplace(old, fmt.Sprintf("it has %d columns of values; %s is column %d", len(ds.Info.Values), m.ID, m.Column+1))
		}
		if ds.described && (m.Column < 0 || ds.Grid && m.Column == 0) {
			m.Min, m.Max, m.Annotation = ds.Info.Min, ds.Info.Max, ds.annotation(m.Column)
		} else if ds.described {
			m.Min, m.Max = ds.Info.Range(m.Column)
		}
		ds.Measurements = append(ds.Measurements, &m)
	}
	return nil
}

var kinds = map[source.Kind]string{source.Features: "intervals", source.Signal: "a signal", source.Genes: "genes", source.Pairs: "pairs"}

// Dependents lists the datasets that directly read measurements of ds or of its part.
func (c *Catalog) Dependents(ds *Dataset) []*Dataset {
	var out []*Dataset
	for _, other := range c.Datasets() {
		if slices.ContainsFunc(slices.Concat(ds.All(), ds.Covers()), func(m *Measurement) bool { return slices.Contains(other.Needs, m.ID) }) {
			out = append(out, other)
		}
	}
	return out
}

// lease counts the queries that use a source and, once ended, closes the source after
// the last of them.
type lease struct {
	src source.Source

	mu    sync.Mutex
	uses  int  // guarded by mu
	ended bool // guarded by mu
}

// begin adds a use and reports true, unless the lease has ended.
func (l *lease) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ended {
		l.uses++
	}
	return !l.ended
}

// done ends a use.
func (l *lease) done() {
	l.mu.Lock()
	l.uses--
	last := l.ended && l.uses == 0
	l.mu.Unlock()
	if last {
		_ = l.src.Close() // there is no caller left to return the error to
	}
}

// end ends the lease. It closes a source without uses at once. It may be called again.
func (l *lease) end() error {
	l.mu.Lock()
	closing := !l.ended && l.uses == 0
	l.ended = true
	l.mu.Unlock()
	if closing {
		return l.src.Close()
	}
	return nil
}

var errRemoved = errors.New("it has been unloaded")

// use acquires ds, or its replacement if it was reloaded, for a query. The caller calls
// done.
func (c *Catalog) use(ds *Dataset) (now *Dataset, done func(), err error) {
	for !ds.lease.begin() {
		now, err := c.Dataset(ds.ID)
		if err != nil || now == ds {
			return nil, nil, fmt.Errorf("%s: %w", ds.Name, errRemoved)
		}
		ds = now
	}
	return ds, ds.lease.done, nil
}
