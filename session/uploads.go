package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/formats"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

// Files that a person drops on the built-in page: the page sends their bytes, which are kept by
// store.Uploads, and each file is then loaded as the prompt's load does. What a page has not sent
// completely when its connection ends is removed.

// mostUploads bounds the files of a page that are received at a time, with their indexes, and those
// that it may ask for at once.
const mostUploads = 100

// mostTold bounds the refusals that the prompt is told of one request.
const mostTold = 5

// uploads are the files that are being received.
type uploads struct {
	mu   sync.Mutex
	last int             // guarded by mu
	open map[int]*upload // by their numbers; guarded by mu
}

// upload is a file that is being received, with its indexes.
type upload struct {
	*store.Upload
	page *page.Page
	name string // in the page
	as   string // here
	size int64
	// files is how many files it has, with the indexes.
	files int
}

// add returns the number of an upload.
func (u *uploads) add(up *upload) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.open == nil {
		u.open = map[int]*upload{}
	}
	u.last++
	u.open[u.last] = up
	return u.last
}

// of returns the upload of a page with a number.
func (u *uploads) of(b *page.Page, number int) (*upload, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	up := u.open[number]
	if up == nil || up.page != b {
		return nil, fmt.Errorf("there is no upload %d", number)
	}
	return up, nil
}

// take returns what of does, and makes the upload the caller's, who must end it.
func (u *uploads) take(b *page.Page, number int) (*upload, error) {
	up, err := u.of(b, number)
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.open[number] != up {
		return nil, fmt.Errorf("there is no upload %d", number)
	}
	delete(u.open, number)
	return up, nil
}

// names lists the names of the files that are being received.
func (u *uploads) names() (names []string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, up := range u.open {
		names = append(names, up.as)
	}
	return names
}

// count returns how many files of a page are being received.
func (u *uploads) count(b *page.Page) (n int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, up := range u.open {
		if up.page == b {
			n += up.files
		}
	}
	return n
}

// giveUp removes what a page has not sent completely, and returns the names of the files.
func (u *uploads) giveUp(b *page.Page) (names []string) {
	u.mu.Lock()
	var gone []*upload
	maps.DeleteFunc(u.open, func(_ int, up *upload) bool {
		if up.page == b {
			gone = append(gone, up)
		}
		return up.page == b
	})
	u.mu.Unlock()
	for _, up := range gone {
		_ = up.Discard() // a later program removes what is left
		names = append(names, up.name)
	}
	slices.Sort(names)
	return names
}

// userUpload answers what becomes of files that a page wants to send.
func (s *Session) userUpload(_ context.Context, b *page.Page, req *protocol.Request) any {
	answer := protocol.UploadAnswer{Files: []protocol.UploadPlace{}}
	var p protocol.UploadParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		b.TellOnce(fmt.Sprintf("%s wants to send files whose names cannot be read: %v", b.Name(), protocol.InWords(err)))
		return answer
	}
	if len(p.Files) > mostUploads {
		b.TellOnce(fmt.Sprintf("%s wanted to load more than %d files at once and was refused; give the rest later", b.Name(), mostUploads))
		return answer
	}
	answer.Files = make([]protocol.UploadPlace, len(p.Files))
	refused := 0
	for _, files := range withIndexes(p.Files) {
		number, err := s.beginUpload(b, p.Files, files)
		for n, i := range files {
			answer.Files[i] = protocol.UploadPlace{Upload: number, File: n}
			if err != nil {
				answer.Files[i] = protocol.UploadPlace{Refused: sentence(err)}
			}
		}
		if err == nil {
			continue
		}
		if refused++; refused <= mostTold {
			b.TellOnce(fmt.Sprintf("%s wanted to load a file: %s", b.Name(), sentence(err)))
		}
	}
	if refused > mostTold {
		b.TellOnce(fmt.Sprintf("%s wanted to load %d more files that were refused", b.Name(), refused-mostTold))
	}
	return answer
}

// sentence returns an error with what to do next.
func sentence(err error) string {
	if next := hint.Of(err); next != "" {
		return err.Error() + "; " + next
	}
	return err.Error()
}

// withIndexes returns groups of indices of files: each file with the indexes that are beside it, and
// each index without its file.
func withIndexes(files []protocol.UploadFile) (groups [][]int) {
	at := map[string][]int{} // the groups of the files of a name
	for i, f := range files {
		if formats.IndexOf(f.Name) == nil {
			at[f.Name] = append(at[f.Name], len(groups))
			groups = append(groups, []int{i})
		}
	}
	for i, f := range files {
		names := formats.IndexOf(f.Name)
		if names == nil {
			continue
		}
		var of []int
		for _, name := range names {
			of = append(of, at[name]...)
		}
		lacks := func(g int) bool {
			return !slices.ContainsFunc(groups[g], func(k int) bool { return files[k].Name == f.Name })
		}
		if k := slices.IndexFunc(of, lacks); k >= 0 {
			groups[of[k]] = append(groups[of[k]], i)
		} else {
			groups = append(groups, []int{i})
		}
	}
	return groups
}

// beginUpload begins to receive a file with its indexes, whose indices among files are given.
func (s *Session) beginUpload(b *page.Page, files []protocol.UploadFile, group []int) (number int, err error) {
	first := files[group[0]]
	indexed := formats.IndexOf(first.Name)
	name := first.Name
	if store.CheckFileName(name) != nil {
		name = fmt.Sprintf("%.60q", name)
	}
	switch {
	case b.Number() == 0 || !b.Knows(protocol.SyncState):
		return 0, errors.New("only the built-in page sends files")
	case s.opt.Uploads == nil:
		return 0, hint.Add(fmt.Errorf("%s: this program takes no files from pages", name), "load PATH at the prompt reads a file where it is")
	case indexed != nil && store.CheckFileName(first.Name) == nil:
		return 0, fmt.Errorf("%s is the index of a file %s; give both at once", name, indexed[0])
	case s.uploads.count(b)+len(group) > mostUploads:
		return 0, hint.Add(fmt.Errorf("%s: at most %d files are received from a page at a time", name, mostUploads), "give the rest later")
	}
	var parts []store.UploadFile
	up := &upload{page: b, name: first.Name, as: s.newName(first.Name), files: len(group)}
	for _, i := range group {
		f := store.UploadFile(files[i])
		ext := filepath.Ext(first.Name)
		if rest, ok := strings.CutPrefix(f.Name, first.Name); ok { // the file, or an index of it
			f.Name = up.as + rest
		} else if rest, ok := strings.CutPrefix(f.Name, strings.TrimSuffix(first.Name, ext)); ok { // x.bai of x.bam
			f.Name = strings.TrimSuffix(up.as, ext) + rest
		}
		parts = append(parts, f)
		up.size += f.Size
	}
	if up.Upload, err = s.opt.Uploads.Begin(parts); err != nil {
		return 0, err
	}
	return s.uploads.add(up), nil
}

// newName returns the name of a file, or one like it if a file of that name is loaded or received.
func (s *Session) newName(name string) string {
	taken := s.uploads.names()
	for _, f := range s.current().Files {
		taken = append(taken, source.ParseRef(f.Path).Name())
	}
	stem, rest := name, ""
	if dot := strings.IndexByte(name, '.'); dot > 0 {
		stem, rest = name[:dot], name[dot:]
	}
	is := func(have string) bool { return strings.EqualFold(have, name) }
	for n := 2; slices.ContainsFunc(taken, is); n++ {
		name = fmt.Sprintf("%s_%d%s", stem, n, rest)
	}
	return name
}

// userUploadPart keeps a part of a file.
func (s *Session) userUploadPart(_ context.Context, b *page.Page, p protocol.UploadPartParams) error {
	up, err := s.uploads.of(b, p.Upload)
	if err != nil {
		return err
	}
	if len(p.Data) > protocol.MaxUploadPart {
		return fmt.Errorf("%s: a part has %d bytes; at most %d are taken", up.name, len(p.Data), protocol.MaxUploadPart)
	}
	if err = up.Write(p.File, p.At, p.Data); err == nil {
		return nil
	}
	if _, taken := s.uploads.take(b, p.Upload); taken == nil {
		_ = up.Discard()
		b.Tell(fmt.Sprintf("%s could not load %s: %v", b.Name(), up.name, err))
	}
	return err
}

// userUploadCancel gives up what a person no longer wants.
func (s *Session) userUploadCancel(_ context.Context, b *page.Page, p protocol.UploadEndParams) error {
	var errs []error
	for _, number := range p.Uploads {
		if up, err := s.uploads.take(b, number); err == nil {
			errs = append(errs, up.Discard())
		}
	}
	return errors.Join(errs...)
}

// userUploadEnd loads a file that a page has sent, as the prompt's load does.
func (s *Session) userUploadEnd(ctx context.Context, b *page.Page, req *protocol.Request) any {
	answer := protocol.UploadResult{Measurements: []string{}, Notes: []string{}}
	failed := func(err error) protocol.UploadResult {
		text := err.Error()
		answer.ErrorMessage = &text
		return answer
	}
	var p protocol.UploadEndParams
	if err := json.Unmarshal(req.Args, &p); err != nil {
		return failed(err)
	}
	up, err := s.uploads.take(b, p.Upload)
	if err != nil {
		return failed(err)
	}
	path, err := up.Complete()
	var ms []protocol.Measurement
	var report reply.Report
	if err == nil {
		ms, report, err = s.Load(ctx, path)
	}
	if _, loaded := s.fileAt(path); loaded || len(ms) > 0 || err == nil {
		up.Keep()
	} else {
		_ = up.Discard() // a later program removes what is left
		text := strings.TrimPrefix(strings.ReplaceAll(sentence(err), up.Folder(), ""), up.as+": ")
		if ctx.Err() != nil {
			text = "it was given up"
		}
		b.Tell(fmt.Sprintf("%s could not load %s: %s", b.Name(), up.name, text))
		return failed(errors.New(text))
	}
	for _, m := range ms {
		answer.Measurements = append(answer.Measurements, m.ID)
	}
	lines := loadedLines(ms)
	if up.as != up.name {
		lines = append(lines, fmt.Sprintf("it is %s here, since there is another %s", up.as, up.name))
	}
	if err != nil { // a page was not told
		report.Notes = append(report.Notes, err.Error())
	}
	for _, note := range report.Notes {
		lines = append(lines, strings.ReplaceAll(note, up.Folder(), ""))
	}
	answer.Notes, answer.Success = lines, true
	news := fmt.Sprintf("%s loaded %s, %s", b.Name(), up.name, hint.Size(up.size))
	if len(lines) > 0 {
		news += ": " + strings.Join(lines, "; ")
	}
	if !s.opt.Quiet || len(report.Notes) > 0 {
		b.Tell(news)
	}
	return answer
}

// loadedLines describes what a file offers, as load does.
func loadedLines(ms []protocol.Measurement) (lines []string) {
	shown, columns := reply.Columns(ms)
	for _, m := range shown {
		lines = append(lines, reply.Describe(m))
	}
	if columns != "" {
		lines = append(lines, columns)
	}
	if len(lines) == 0 {
		lines = append(lines, "nothing to chart")
	}
	return lines
}

// SentNote returns a note on the files of a state that pages have sent, "" if there are none: they
// are where nobody else looks for them, and perhaps not for long.
func (s *Session) SentNote(st state.State) string {
	if s.opt.Uploads == nil {
		return ""
	}
	var paths []string
	for _, f := range st.Files {
		if s.opt.Uploads.Has(f.Path) {
			paths = append(paths, f.Path)
		}
	}
	switch {
	case len(paths) == 0:
		return ""
	case s.opt.Uploads.Temporary():
		return "sent by a page and kept only until this program ends: " + hint.Some(paths)
	}
	return "sent by a page and kept in the state folder, where only this user reads it: " + hint.Some(paths)
}
