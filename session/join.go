package session

import (
	"context"
	"fmt"
	"slices"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/keyed"
	"github.com/epiviz/epivizgo/session/state"
)

// Tables whose rows have names and no places (package keyed) are joined to the genes that are
// loaded. What they are joined to depends on the files of the state and their order in it alone,
// not on what was loaded when: the state does not have it, and it is made again whenever the
// files in the catalog change.

// withPlaces returns src joined to the loaded genes if it is a table of rows with names, else src. The caller holds the
// turn.
func (s *Session) withPlaces(ctx context.Context, st state.State, src source.Source) (source.Source, error) {
	t, ok := src.(*keyed.Table)
	if !ok {
		return src, nil
	}
	genes, err := s.genes(ctx, st)
	if err != nil {
		return nil, err
	}
	return t.Join(ctx, genes)
}

// genes returns the loaded genes, in the order of the files of a state. The caller holds the turn.
func (s *Session) genes(ctx context.Context, st state.State) (all []*keyed.Genes, err error) {
	var have []*keyed.Genes // made before
	for _, ds := range s.catalog.Datasets() {
		if t, ok := ds.Source.(*keyed.Table); ok {
			have = append(have, t.Among()...)
		}
	}
	for _, ds := range s.geneSets(st) {
		i := slices.IndexFunc(have, func(g *keyed.Genes) bool { return g.Source == ds.Source && g.Label == ds.Name })
		if i >= 0 {
			all = append(all, have[i])
			continue
		}
		g, err := keyed.Index(ctx, ds.Source, ds.Name)
		if err != nil {
			return nil, fmt.Errorf("reading the names of %s: %w", ds.Name, err)
		}
		all = append(all, g)
	}
	return all, nil
}

// geneSets returns the datasets that rows of tables may be named by, in the order of the files of a state. Reads have
// names, too, but not those of genes.
func (s *Session) geneSets(st state.State) (sets []*catalog.Dataset) {
	place := make(map[string]int, len(st.Files))
	for i, f := range st.Files {
		place[f.Path] = i
	}
	for _, ds := range s.catalog.Datasets() {
		_, reads := ds.Source.(source.Deep)
		if _, ok := place[ds.Path]; ok && !reads && keyed.HasNames(ds.Info) {
			sets = append(sets, ds)
		}
	}
	slices.SortStableFunc(sets, func(a, b *catalog.Dataset) int { return place[a.Path] - place[b.Path] })
	return sets
}

// rejoin joins the tables in the catalog to the genes in it that are files of a state, where these have
// changed. It returns the datasets that were replaced. Genes that are about to be removed from the catalog are
// removed from the state before, since the sequences of the tables are theirs. The caller holds the turn.
func (s *Session) rejoin(ctx context.Context, st state.State) (out []replaced) {
	sets := s.geneSets(st)
	for _, old := range s.catalog.Datasets() {
		t, ok := old.Source.(*keyed.Table)
		same := func(g *keyed.Genes, ds *catalog.Dataset) bool { return g.Source == ds.Source && g.Label == ds.Name }
		if !ok || slices.EqualFunc(t.Among(), sets, same) {
			continue
		}
		fresh, err := s.withPlaces(ctx, st, t)
		var now *catalog.Dataset
		if err == nil {
			now, err = s.catalog.Replace(old, fresh)
		}
		if err != nil {
			s.opt.Notify(fmt.Sprintf("%s: its rows cannot be joined to the genes that are loaded: %v", old.Name, err))
			continue
		}
		out = append(append(out, replaced{old, now}), s.rebuild(ctx, now)...)
	}
	return out
}

// last returns the datasets of a list that are still in the catalog, each with what it was at first.
func (s *Session) last(rejoined []replaced) (out []replaced) {
	was := map[*catalog.Dataset]*catalog.Dataset{}
	for _, r := range rejoined {
		was[r.now] = r.old
		if first, ok := was[r.old]; ok {
			was[r.now] = first
		}
	}
	for _, r := range rejoined {
		if slices.Contains(s.catalog.Datasets(), r.now) {
			out = append(out, replaced{was[r.now], r.now})
		}
	}
	return out
}

// joinNotes describes how tables were joined.
func joinNotes(rejoined []replaced) (notes []string) {
	for _, r := range rejoined {
		if t, ok := r.now.Source.(*keyed.Table); ok {
			for _, note := range r.now.Info.Notes[len(t.FileNotes()):] {
				notes = append(notes, r.now.Name+": "+note)
			}
		}
	}
	return notes
}

// without returns a state without the file of a dataset.
func without(st state.State, ds *catalog.Dataset) state.State {
	st.Files = slices.DeleteFunc(slices.Clone(st.Files), func(f state.File) bool { return f.Path == ds.Path })
	return st
}

// waitsForGenes returns an error for a dataset whose rows have no places yet, nil for any other.
func waitsForGenes(ds *catalog.Dataset) error {
	if len(ds.Info.Keys) == 0 || len(ds.Info.Sequences) > 0 || ds.Info.Items == 0 {
		return nil
	}
	why := "they take those of the genes that they are named by, and none are loaded"
	if t, ok := ds.Source.(*keyed.Table); ok && len(t.Among()) > 0 {
		why = "no gene that is loaded has the name of one"
	}
	return hint.Add(fmt.Errorf("the rows of %s have no places: %s", ds.Name, why), "load a GTF, GFF3 or BED with these names")
}
