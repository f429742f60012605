package session

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/tutorial"
	"github.com/epiviz/epivizgo/session/state"
)

// datasetAt returns the dataset that was loaded from a path, in whatever spelling, or nil.
// Another name of the file is another path: a state may have data of both.
func (s *Session) datasetAt(path string) *catalog.Dataset {
	all := s.catalog.Datasets()
	i := slices.IndexFunc(all, func(ds *catalog.Dataset) bool { return ds.Path != "" && ds.Path == path })
	if i < 0 {
		want := source.ParseRef(path)
		i = slices.IndexFunc(all, func(ds *catalog.Dataset) bool { return ds.Path != "" && ds.Ref == want })
	}
	if i < 0 {
		return nil
	}
	return all[i]
}

// file finds a dataset as a user names it: by path, as catalog.File has it, or by a link
// to its file.
func (s *Session) file(name string) (*catalog.Dataset, error) {
	if ds := s.datasetAt(name); ds != nil {
		return ds, nil
	}
	ds, err := s.catalog.File(name)
	if err != nil {
		if same := s.sameAs(name); same != nil {
			return same, nil
		}
	}
	return ds, err
}

// sameAs returns the first dataset that was loaded from the file at path by another path,
// or nil.
func (s *Session) sameAs(path string) *catalog.Dataset {
	if path == "" { // a computed measurement
		return nil
	}
	all := slices.DeleteFunc(slices.Clone(s.catalog.Datasets()), func(ds *catalog.Dataset) bool { return ds.Path == "" })
	refs := make([]source.Ref, len(all))
	for i, ds := range all {
		refs[i] = ds.Ref
	}
	if i := source.ParseRef(path).LinkedIn(refs); i >= 0 {
		return all[i]
	}
	return nil
}

// fileNotes returns the notes on a file in the catalog, besides those of its source.
func (s *Session) fileNotes(ds *catalog.Dataset) []string {
	notes := s.twice(ds)
	if s.opt.ZeroBased && ds.Path != "" && !ds.ZeroBased && ds.Info.Format == "table" { // only a state can cause it
		notes = append(notes, fmt.Sprintf("%s is read %s, as it was", ds.Path, positions(false)))
	}
	return append(notes, s.unreached(ds)...)
}

// unreached returns notes on sequences of a file whose data cannot be asked for.
func (s *Session) unreached(ds *catalog.Dataset) (notes []string) {
	if ds.Expression != "" {
		return nil
	}
	tell := func(names []string, why string) {
		if len(names) > 0 {
			notes = append(notes, fmt.Sprintf("data on %d of %d sequences cannot be shown, since %s: %s",
				len(names), len(ds.Info.Sequences), why, hint.Some(names)))
		}
	}
	missing, twice := s.catalog.Unreached(ds)
	tell(missing, "the genome has none of these names")
	tell(twice, "another name of the file is taken for the same")
	return notes
}

// positions describes how positions in a table are read.
func positions(zeroBased bool) string {
	if zeroBased {
		return "with --zero-based"
	}
	return "without --zero-based"
}

// twice returns a note if the file of a dataset is also loaded by another path. A state may
// have both, or a link may have been changed.
func (s *Session) twice(ds *catalog.Dataset) []string {
	other := s.sameAs(ds.Path)
	if other == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s is the same file as %s, which is loaded too", ds.Path, other.Path)}
}

// notLoaded returns an error if the file is in the catalog, by whatever name.
func (s *Session) notLoaded(path string) error {
	ds := s.datasetAt(path)
	if ds == nil {
		ds = s.sameAs(path)
	}
	if ds == nil {
		return nil
	}
	return &state.LoadedError{Path: path, As: ds.Path}
}

// fileAt returns the file that the state has at a path, and reports whether there is one.
func (s *Session) fileAt(path string) (state.File, bool) {
	st := s.current()
	i := slices.IndexFunc(st.Files, func(f state.File) bool { return f.Path == path })
	if i < 0 {
		return state.File{}, false
	}
	return st.Files[i], true
}

// fileOf returns the file of a dataset as a state has it.
func fileOf(ds *catalog.Dataset) state.File {
	return state.File{Path: ds.Path, ID: ds.GivenID(), ZeroBased: ds.ZeroBased, Reads: ds.Reads}
}

// isAs reports whether the dataset of a file has the id and the options that a state
// gives the file.
func isAs(ds *catalog.Dataset, f state.File) bool {
	return idOf(fileOf(ds)) == idOf(f) && ds.ZeroBased == f.ZeroBased && ds.Reads == f.Reads
}

// idOf returns the id from which those of a file's measurements are made.
func idOf(f state.File) string { return fileSpec(f).WantedID() }

// openAgain opens a file that a state names.
func (s *Session) openAgain(ctx context.Context, f state.File) (source.Source, error) {
	if source.ParseRef(f.Path).Kind == source.Stdin {
		return nil, errors.New("standard input cannot be read again")
	}
	return s.openKept(ctx, f)
}

// openKept opens a file that is to be loaded, and keeps which version of it is read.
func (s *Session) openKept(ctx context.Context, f state.File) (source.Source, error) {
	stamp := stampAt(f.Path) // before: it may change while it is read
	src, err := s.openFile(ctx, f)
	if err == nil {
		s.read.set(f.Path, stamp)
	}
	return src, err
}

// openFile opens a file, or the tutorial's data.
func (s *Session) openFile(ctx context.Context, f state.File) (src source.Source, err error) {
	switch {
	case source.ParseRef(f.Path).Kind == source.Tutorial:
		return tutorial.Source{}, nil
	case f.ZeroBased:
		src, err = s.opt.OpenZeroBased(ctx, f.Path)
	default:
		src, err = s.opt.Open(ctx, f.Path)
	}
	if err != nil {
		return nil, err
	}
	s.letter(src)
	if err := s.configure(ctx, src, f); err != nil {
		return nil, errors.Join(err, src.Close())
	}
	return src, nil
}

// letter gives the sequences that a file numbers as PLINK does the names on offer: 23 is X, 24 Y, 26 MT, and 25
// is XY, the ends that X and Y share. It does so if X is on offer and 23 is not.
func (s *Session) letter(src source.Source) {
	store, ok := src.(interface {
		Rename(names map[string]string, note string)
	})
	_, x := s.catalog.Sequence("X")
	if _, number := s.catalog.Sequence("23"); !ok || !x || number || !src.Info().Numbered {
		return
	}
	names := map[string]string{}
	var told []string
	for _, q := range src.Info().Sequences {
		name := map[string]string{"23": "X", "24": "Y", "25": "XY", "26": "MT"}[q.Name]
		if offered, ok := s.catalog.Sequence(name); ok {
			name = offered.Name
		}
		if name != "" {
			names[q.Name], told = name, append(told, q.Name+" as "+name)
		}
	}
	store.Rename(names, "chromosomes are numbered as PLINK does: "+strings.Join(told, ", "))
}

// fileSpec returns the spec with which the source of a file enters the catalog.
func fileSpec(f state.File) catalog.Spec {
	if source.ParseRef(f.Path).Kind == source.Tutorial {
		return tutorialSpec
	}
	return catalog.Spec{Name: filepath.Base(f.Path), Path: f.Path, ID: f.ID, ZeroBased: f.ZeroBased, Reads: f.Reads}
}

// specOf returns fileSpec with the folder that names have of a file that a page has sent.
func (s *Session) specOf(f state.File) catalog.Spec {
	spec := fileSpec(f)
	if s.opt.Uploads != nil && s.opt.Uploads.Has(spec.Path) {
		spec.Folder = "sent"
	}
	return spec
}
