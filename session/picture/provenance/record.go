// Package provenance says how a picture was made, so that it can be made again: the commands that bring back what it
// shows, its options, the program, and the size and checksum of each file that it was made from. A [Record] of that is
// kept in the picture as JSON ([display.Metadata] knows where). It has names of files without folders: nothing of it
// tells on whose machine or where the picture was made, or when.
package provenance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/picture/display"
)

// version is that of the record.
const version = 1

// Record is how a picture was made.
type Record struct {
	Version  int      `json:"epivizgo"`
	Program  Program  `json:"program"`
	Picture  Picture  `json:"picture"`
	Commands []string `json:"commands"` // bring back what it shows
	Files    []File   `json:"files"`
	Charts   []Chart  `json:"charts"`
	Pages    []Page   `json:"pages,omitempty"` // of a document, whose charts are not summed up one by one
}

// Program is the program that made a picture.
type Program struct {
	Version  string   `json:"version"`
	Revision string   `json:"revision,omitempty"`
	Modified bool     `json:"modified,omitempty"` // the revision is not all
	Go       string   `json:"go"`                 // version, system and processor
	Flags    []string `json:"flags,omitempty"`    // of the command line: how files are read
}

// Picture has the options of a picture.
type Picture struct {
	Type      string  `json:"type"`
	Width     float64 `json:"width"`
	Theme     string  `json:"theme"`
	Roominess float64 `json:"roominess,omitempty"`
	Scale     float64 `json:"scale,omitempty"`
	Charts    []int   `json:"charts"`          // their numbers
	Title     string  `json:"title,omitempty"` // of a document
}

// Head is the title of what is over the charts, whose number is 0.
const Head = "the place and the ruler"

// Chart is a chart as it was drawn. Marks and Sum are as in [display.Part].
type Chart struct {
	Number int     `json:"number"`
	Title  string  `json:"title"`
	Top    float64 `json:"top"`
	Height float64 `json:"height"`
	Marks  int     `json:"marks"`
	Sum    string  `json:"sum"`
}

// File is a file that a picture was made from.
type File struct {
	Name string `json:"name"` // as the commands have it
	Sum
	// Problem says why there is no checksum.
	Problem string `json:"problem,omitempty"`
	// Indexes are files beside it that belong to it.
	Indexes []File `json:"indexes,omitempty"`
}

// Problems of files.
const (
	Missing   = "missing"             // it was waited for
	Changed   = "changed since read"  // on disk, before the picture was made
	NotFile   = "not a regular file"  // a pipe, for instance
	NotReadTo = "could not be read"   // for a checksum
	Elsewhere = "not on this machine" // a link
)

// ThisProgram returns the program that runs, from what its build recorded.
func ThisProgram(flags []string) Program {
	p := Program{Version: "(unknown)", Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, Flags: flags}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return p
	}
	if info.Main.Version != "" {
		p.Version = info.Main.Version
	}
	for _, s := range info.Settings { // others have paths
		switch s.Key {
		case "vcs.revision":
			p.Revision = s.Value
		case "vcs.modified":
			p.Modified = s.Value == "true"
		}
	}
	return p
}

func (p Program) String() string {
	s := p.Version
	if p.Revision != "" && !strings.Contains(p.Version, p.Revision[:min(12, len(p.Revision))]) {
		s += ", revision " + p.Revision[:min(12, len(p.Revision))]
	}
	if p.Modified && !strings.Contains(p.Version, "dirty") {
		s += ", modified"
	}
	return s + " (" + p.Go + ")"
}

// Same reports whether two programs are the same build, however they were started.
func (p Program) Same(other Program) bool {
	return p.Version == other.Version && p.Revision == other.Revision && p.Modified == other.Modified && p.Go == other.Go
}

// PublicName returns the name of data that is not a file without what is secret or private of a link: user and
// password, query and fragment.
func PublicName(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Opaque != "" {
		scheme, _, _ := strings.Cut(link, ":")
		return scheme + ":"
	}
	u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
	return u.String()
}

// ErrTooLong is the error for a record that a picture cannot hold.
var ErrTooLong = fmt.Errorf("it would take more than %d bytes to say how it was made", display.MostMetadata)

// Text returns the record as a picture holds it.
func (r Record) Text() (string, error) {
	r.Version = version
	if err := r.check(); err != nil { // else nobody could read it
		return "", err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return "", err
	}
	text := strings.TrimSpace(b.String())
	if display.MetadataSize(text) > display.MostMetadata {
		return "", ErrTooLong
	}
	return text, nil
}

// MostPicture bounds a picture that is read, in bytes.
const MostPicture = 256 << 20

// Bounds of a record from anybody.
const (
	mostLines, mostLine, mostName    = 10_000, 1 << 16, 1000
	mostFiles, mostCharts, mostPages = 1000, 2000, 20_000
	mostWidth, mostScale             = 100_000, 100
)

// Parse reads what Text has written. Anybody may have written the text.
func Parse(text string) (r Record, err error) {
	if len(text) > display.MostMetadata {
		return r, ErrTooLong
	}
	if !utf8.ValidString(text) {
		return r, errors.New("what it says of how it was made is not UTF-8")
	}
	var head struct {
		Version *int `json:"epivizgo"`
	}
	if err := json.Unmarshal([]byte(text), &head); err != nil || head.Version == nil {
		return r, fmt.Errorf("what it says of how it was made cannot be read: %w", cause(err))
	}
	if *head.Version != version {
		return r, hint.Add(fmt.Errorf("it says how it was made in version %d; wanted version %d", *head.Version, version),
			"another version of the program made it")
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return r, fmt.Errorf("what it says of how it was made cannot be read: %w", err)
	}
	return r, r.check()
}

func cause(err error) error {
	if err == nil {
		return errors.New("wanted the version")
	}
	return err
}

// check returns an error for a record that no program has written.
func (r Record) check() error {
	of := func(what string, n, most int) error {
		if n > most {
			return fmt.Errorf("it names %d %s; at most %d are read", n, what, most)
		}
		return nil
	}
	if err := errors.Join(of("commands", len(r.Commands), mostLines), of("files", len(r.Files), mostFiles),
		of("charts", max(len(r.Charts), len(r.Picture.Charts)), mostCharts), of("pages", len(r.Pages), mostPages)); err != nil {
		return err
	}
	if len(r.Pages) > 0 && r.Picture.Type != "pdf" {
		return fmt.Errorf("it has pages and the type %.20q; wanted pdf", r.Picture.Type)
	}
	if !oneLine(r.Picture.Title) {
		return fmt.Errorf("the title %.40q is not one line of at most %d bytes", r.Picture.Title, mostLine)
	}
	for _, p := range r.Pages {
		if err := p.check(); err != nil {
			return err
		}
	}
	for _, line := range r.Commands {
		if !oneLine(line) {
			return fmt.Errorf("the command %.40q is not one line of at most %d bytes", line, mostLine)
		}
	}
	if theme := r.Picture.Theme; theme != "light" && theme != "dark" {
		return fmt.Errorf("its theme is %.40q; wanted light or dark", theme)
	}
	for _, n := range []struct {
		name     string
		v, most  float64
		optional bool
	}{
		{"width", r.Picture.Width, mostWidth, false}, {"scale", r.Picture.Scale, mostScale, true},
		{"roominess", r.Picture.Roominess, mostScale, true},
	} {
		if !(n.v > 0 && n.v <= n.most) && !(n.optional && n.v == 0) {
			return fmt.Errorf("its %s is %g; wanted a number to %g", n.name, n.v, n.most)
		}
	}
	for _, f := range r.Files {
		if err := f.check(); err != nil {
			return err
		}
		if err := of("indexes", len(f.Indexes), len(companions)+2); err != nil {
			return err
		}
		for _, x := range f.Indexes {
			if err := x.check(); err != nil {
				return err
			}
			if x.Indexes != nil {
				return fmt.Errorf("the index %.40q has an index", x.Name)
			}
		}
	}
	for _, c := range r.Charts {
		if math.IsNaN(c.Top) || math.IsInf(c.Top, 0) || c.Marks < 0 {
			return fmt.Errorf("chart %d has no place", c.Number)
		}
	}
	return nil
}

func oneLine(s string) bool { return len(s) <= mostLine && !strings.ContainsAny(s, "\r\n\x00") }

func (f File) check() error {
	if f.Name == "" || len(f.Name) > mostName || strings.ContainsAny(f.Name, "\r\n\x00") {
		return fmt.Errorf("%.40q is no name of a file", f.Name)
	}
	if !slices.Contains([]string{"", Missing, Changed, NotFile, NotReadTo, Elsewhere}, f.Problem) {
		return fmt.Errorf("it says of %.40q %.40q, which is nothing that a file can have", f.Name, f.Problem)
	}
	if f.Size < 0 || f.SHA256 != "" && len(f.SHA256) != 64 {
		return fmt.Errorf("the checksum of %.40q is none", f.Name)
	}
	return nil
}

// Read returns the record of a picture, which anybody may have made, and the picture without.
func Read(picture []byte) (r Record, rest []byte, err error) {
	text, rest, err := display.Metadata(picture)
	if errors.Is(err, display.ErrNoMetadata) {
		err = hint.Add(err,
			"print and snapshot make pictures that do; those of --from browser, and what others have saved again do not")
	}
	if err != nil {
		return r, nil, err
	}
	r, err = Parse(text)
	return r, rest, err
}
