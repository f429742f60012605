package session

import (
	"fmt"

	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/state"
)

// datasetAt returns the dataset that was loaded from a path, in whatever spelling, or nil.
// Another name of the file is another path: a state may have data of both.
func (s *Session) datasetAt(path string) *catalog.Dataset {
	want := source.ParseRef(path)
	for _, ds := range s.catalog.Datasets() {
		if ds.Path != "" && source.ParseRef(ds.Path) == want {
			return ds
		}
	}
	return nil
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

// sameAs returns the first dataset from the same file as a path names, if by another
// path, or nil.
func (s *Session) sameAs(path string) *catalog.Dataset {
	want := source.ParseRef(path)
	if path == "" {
		return nil
	}
	for _, ds := range s.catalog.Datasets() {
		if ref := source.ParseRef(ds.Path); ds.Path != "" && ref != want && ref.Same(want) {
			return ds
		}
	}
	return nil
}

// twice returns a note if the file of a dataset is loaded by another path too, as a state
// may have it or a link that was changed has made it.
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
