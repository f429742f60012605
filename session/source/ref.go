package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Ref is a parsed name from the command line, the prompt or a state. Equal Refs are from
// spellings of one name; see Same for several names of one file.
type Ref struct {
	Kind RefKind
	// Path is absolute for a file, and the name itself for anything else.
	Path string
}

// RefKind is the place of the data of a Ref.
type RefKind int

const (
	File     RefKind = iota // on disk
	Stdin                   // standard input, which is read once
	Tutorial                // built in
	Link                    // elsewhere: not read
)

// The names that do not mean files. A file of such a name is written with ./ before it.
const (
	StdinName    = "-"
	TutorialName = "tutorial:"
)

// ParseRef parses a name.
func ParseRef(name string) Ref {
	switch name {
	case "":
		return Ref{}
	case StdinName:
		return Ref{Stdin, name}
	case TutorialName:
		return Ref{Tutorial, name}
	}
	if scheme, _, ok := strings.Cut(name, "://"); ok && scheme != "" && strings.Trim(strings.ToLower(scheme), schemeLetters) == "" {
		return Ref{Link, name}
	}
	if path, err := AbsolutePath(name); err == nil {
		return Ref{File, path}
	}
	return Ref{File, name}
}

const schemeLetters = "abcdefghijklmnopqrstuvwxyz0123456789+.-"

// Name returns the name for people: of a file its last element.
func (r Ref) Name() string {
	switch r.Kind {
	case File:
		return filepath.Base(r.Path)
	case Stdin:
		return "standard input"
	}
	return r.Path
}

// Same reports whether r and other have the same data: they are equal, or a symbolic or
// hard link on disk leads from one to the other.
func (r Ref) Same(other Ref) bool {
	return r == other || r.LinkedIn([]Ref{other}) == 0
}

// LinkedIn returns the index of the first of refs that is another name of the same file,
// or -1.
func (r Ref) LinkedIn(refs []Ref) int {
	if r.Kind != File || len(refs) == 0 {
		return -1
	}
	mine, err := os.Stat(r.Path)
	if err != nil {
		return -1
	}
	return slices.IndexFunc(refs, func(other Ref) bool {
		if other == r || other.Kind != File {
			return false
		}
		info, err := os.Stat(other.Path)
		return err == nil && os.SameFile(mine, info)
	})
}

// IndexOf returns the index of the name among names that is another spelling of name,
// or else of the first that is the same file, or -1.
func IndexOf(names []string, name string) int {
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	want := ParseRef(name)
	refs := make([]Ref, len(names))
	for i, n := range names {
		refs[i] = ParseRef(n)
	}
	if i := slices.Index(refs, want); i >= 0 {
		return i
	}
	return want.LinkedIn(refs)
}

// AbsolutePath returns the absolute path of a file. A ".." after a link to a folder
// means the parent of the folder that the link leads to, as for the system.
func AbsolutePath(path string) (string, error) {
	if slices.Contains(strings.FieldsFunc(path, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) }), "..") {
		dir, base := filepath.Split(path)
		if real, err := filepath.EvalSymlinks(dir); err == nil && base != ".." && base != "" {
			path = filepath.Join(real, base)
		}
	}
	return filepath.Abs(path)
}
