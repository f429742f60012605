package formats

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/diskcache"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// longAgo is the time of the last change of the tests' files.
var longAgo = time.Date(2020, 5, 1, 10, 0, 0, 123456789, time.UTC)

// settle gives a file the time of longAgo.
func settle(t testing.TB, path string) {
	t.Helper()
	if err := os.Chtimes(path, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
}

// erase puts zeros in the place of a file's content, and leaves all else of it as it is but the time of the
// change, which ignoreChange leaves out: what is read of it after is from the cache.
func erase(t testing.TB, path string) {
	t.Helper()
	if withChange {
		t.Fatal("call ignoreChange first")
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write(make([]byte, info.Size()))
	if err = errors.Join(err, f.Close(), os.Chtimes(path, info.ModTime(), info.ModTime())); err != nil {
		t.Fatal(err)
	}
}

// ignoreChange has the cache not notice what erase does.
func ignoreChange() (undo func()) {
	withChange = false
	return func() { withChange = true }
}

// TestCachedIsTheSame opens the fixtures of every text format, and the texts of the shared data where they are, without
// the cache and from it.
func TestCachedIsTheSame(t *testing.T) {
	defer keepFrom(0)()
	defer ignoreChange()()
	paths, err := filepath.Glob("../*/testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range texts {
		paths = append(paths, write(t, fmt.Sprint("text", i, ".txt"), []byte(c.text)))
	}
	t.Run("own", func(t *testing.T) {
		if kept := checkCached(t, paths); kept < 40 {
			t.Errorf("only %d of %d files were kept", kept, len(paths))
		}
	})
	t.Run("shared", func(t *testing.T) {
		if testing.Short() {
			t.Skip("the shared data take ten seconds")
		}
		var paths []string
		err := filepath.WalkDir(sourcetest.SharedData(t), func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if kept := checkCached(t, paths); kept < 50 {
			t.Errorf("only %d of %d files were kept", kept, len(paths))
		}
	})
}

// checkCached returns how many of the files are such that they are kept.
func checkCached(t *testing.T, paths []string) (kept int) {
	for _, path := range paths {
		for _, opt := range []Options{{}, {Lines: true}, {ZeroBased: true}} {
			plain, err := Open(context.Background(), path, opt)
			if err != nil {
				continue
			}
			format := plain.Info().Format
			if opt.Lines && format != "GTF" && format != "GFF3" || opt.ZeroBased && format != "table" { // it makes no difference
				_ = plain.Close()
				continue
			}
			if _, ok := stores(plain); !ok {
				if !strings.HasPrefix(format, "big") && format != "CRAM" && format != "BAM" { // read in parts
					t.Errorf("%s, %s, is not made of stores: it is not kept", path, format)
				}
				_ = plain.Close()
				continue
			}
			kept++
			t.Run(fmt.Sprint(filepath.Base(path), " ", opt.Lines, opt.ZeroBased), func(t *testing.T) {
				content, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				checkSame(t, plain, write(t, filepath.Base(path), content), opt)
			})
			_ = plain.Close()
		}
	}
	return kept
}

// checkSame checks that a source is the same as that of the file at path when this comes from the cache.
func checkSame(t *testing.T, plain source.Source, path string, opt Options) {
	settle(t, path)
	dir := t.TempDir()
	with := func(o *Options) { cached := o.Cache; *o = opt; o.Cache = cached }
	openCached(t, dir, path, with)
	if empty, err := os.Stat(path); err == nil && empty.Size() > 0 {
		erase(t, path)
	}
	again, _ := openCached(t, dir, path, with)
	sameSource(t, plain, again)
	if info := plain.Info(); info.Items > 0 && info.Items < 1000 && wide(info) {
		want := sourcetest.Want{Kind: info.Kind, Items: info.Items}
		for _, q := range info.Sequences {
			want.Sequences = append(want.Sequences, q.Name)
		}
		sourcetest.Run(t, func(t testing.TB) source.Source { src, _ := openCached(t, dir, path, with); return src }, want)
	}
}

// wide reports whether the first view is such that the conformance suite applies to the file.
func wide(info source.Info) bool { return info.First.Len() > 0 }

// sameSource compares all that two sources have.
func sameSource(t *testing.T, a, b source.Source) {
	t.Helper()
	if reflect.TypeOf(a) != reflect.TypeOf(b) {
		t.Fatalf("%T, was %T", b, a)
	}
	if x, y := fmt.Sprintf("%#v", a.Info()), fmt.Sprintf("%#v", b.Info()); x != y {
		t.Errorf("info\n%s, was\n%s", y, x)
	}
	if x, y := a.(source.Ordered).FileOrder(), b.(source.Ordered).FileOrder(); !reflect.DeepEqual(x, y) {
		t.Error("another order in the file")
	}
	for _, q := range a.Info().Sequences {
		x, y := sourcetest.All(t, a, q.Name), sourcetest.All(t, b, q.Name)
		if fmt.Sprintf("%#v", x) != fmt.Sprintf("%#v", y) {
			t.Errorf("%s has other rows", q.Name)
		}
		for _, column := range x.Metadata {
			for i, text := range column {
				if i < 5 || i%997 == 0 {
					sameMatches(t, a, b, text)
				}
			}
		}
	}
	if g, ok := a.(source.Transcripter); ok {
		sameSource(t, g.Transcripts(), b.(source.Transcripter).Transcripts())
		sameSource(t, a.(source.Otherer).Others(), b.(source.Otherer).Others())
	}
}

func sameMatches(t *testing.T, a, b source.Source, text string) {
	t.Helper()
	x, err := a.(source.Searcher).Search(context.Background(), text, 10)
	y, err2 := b.(source.Searcher).Search(context.Background(), text, 10)
	if err = errors.Join(err, err2); err != nil || !reflect.DeepEqual(x, y) {
		t.Errorf("search for %q: %v, was %v; error %v", text, y, x, err)
	}
}

const few = "chr1\t10\t20\tname\t5\t+\nchr1\t30\t40\tother\t7\t-\n"

// TestCachedNoMore changes a file, or how it is read, in every way that the cache has to notice.
func TestCachedNoMore(t *testing.T) {
	defer keepFrom(0)()
	defer ignoreChange()()
	replace := func(t *testing.T, path string) {
		content, err := os.ReadFile(path)
		if err == nil {
			err = errors.Join(os.WriteFile(path+".new", content, 0o600), os.Chtimes(path+".new", longAgo, longAgo), os.Rename(path+".new", path))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	touch := func(at time.Time) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.Chtimes(path, at, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, path string)
		opt    func(*Options)
		cached bool
	}{
		"nothing":     {cached: true},
		"time":        {change: touch(longAgo.Add(time.Nanosecond))},
		"size":        {change: func(t *testing.T, path string) { _ = os.Truncate(path, int64(len(few)+1)); settle(t, path) }},
		"inode":       {change: replace},
		"tabix index": {change: func(_ *testing.T, path string) { _ = os.WriteFile(path+".tbi", nil, 0o600) }},
		"CSI index":   {change: func(_ *testing.T, path string) { _ = os.WriteFile(path+".csi", nil, 0o600) }},
		"zero-based":  {opt: func(o *Options) { o.ZeroBased = true }},
		"lines":       {opt: func(o *Options) { o.Lines = true }},
		"no cache":    {opt: func(o *Options) { o.Cache = nil }},
	} {
		t.Run(name, func(t *testing.T) {
			path, dir := write(t, "a.bed", []byte(few)), t.TempDir()
			settle(t, path)
			openCached(t, dir, path)
			erase(t, path)
			if c.change != nil {
				c.change(t, path)
			}
			folder, err := diskcache.Open(dir, diskcache.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer folder.Close(context.Background())
			opt := Options{Cache: folder}
			if c.opt != nil {
				c.opt(&opt)
			}
			if _, err := Open(context.Background(), path, opt); (err == nil) != c.cached {
				t.Errorf("error %v; from the cache: want %t", err, c.cached)
			}
		})
	}
}

// TestCacheAfterTimeIsPutBack writes as many bytes in place and sets the time of before, as rsync and touch do.
func TestCacheAfterTimeIsPutBack(t *testing.T) {
	if changed(t, ".") == 0 {
		t.Skip("the time of the last change is not known on this system")
	}
	defer keepFrom(0)()
	path, dir := write(t, "a.bed", []byte(few)), t.TempDir()
	settle(t, path)
	openCached(t, dir, path)
	before := changed(t, path)
	for changed(t, path) == before { // the clock of a file system has ticks
		if err := os.WriteFile(path, []byte(strings.Replace(few, "name", "eman", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		settle(t, path)
	}
	src, _ := openCached(t, dir, path)
	if got := sourcetest.All(t, src, "chr1").Metadata[0][0]; got != "eman" {
		t.Errorf("the file has eman, the answer is %s", got)
	}
}

// changed returns when the file system last changed a file.
func changed(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	_, at := inner(info)
	return at
}

// TestEveryOptionIsInTheKey fails for an option that is neither in the key nor known to have no effect on the rows.
func TestEveryOptionIsInTheKey(t *testing.T) {
	path := write(t, "a.bed", []byte(few))
	settle(t, path)
	key := func(opt Options) diskcache.Key {
		opt.Cache = &diskcache.Folder{}
		in, err := newInput(context.Background(), path, opt)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = in.file.Close() }()
		k, ok := in.key(in.info)
		if !ok {
			t.Fatal("no key")
		}
		return k
	}
	typ := reflect.TypeFor[Options]()
	for i := range typ.NumField() {
		var opt Options
		switch f := reflect.ValueOf(&opt).Elem().Field(i); {
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case typ.Field(i).Name == "Warn", typ.Field(i).Name == "Progress", typ.Field(i).Name == "Cache":
			continue
		default:
			t.Fatalf("does %s change the rows? Then it has to be in the key", typ.Field(i).Name)
		}
		if key(opt) == key(Options{}) {
			t.Errorf("%s makes no other key", typ.Field(i).Name)
		}
	}
}

// TestNotKept has what is read anew each time.
func TestNotKept(t *testing.T) {
	kept := func(path string, change ...func(*Options)) bool {
		dir := t.TempDir()
		openCached(t, dir, path, change...)
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		return len(entries) > 0
	}
	path := write(t, "a.bed", []byte(few))
	settle(t, path)
	undo := keepFrom(time.Hour)
	if kept(path) {
		t.Error("a file that is read fast was kept")
	}
	undo()
	defer keepFrom(0)()
	if !kept(path) {
		t.Error("a file was not kept")
	}
	changed := func(o *Options) {
		o.Progress = func(done, _ int64) {
			if done > 0 {
				if err := os.Chtimes(path, longAgo, longAgo.Add(time.Second)); err != nil {
					t.Error(err)
				}
			}
		}
	}
	if kept(path, changed) {
		t.Error("a file that changed while it was read was kept")
	}
	if err := os.Chtimes(path, time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if kept(path) {
		t.Error("a file that has just changed was kept")
	}
	settle(t, path)
	stdin := os.Stdin
	defer func() { os.Stdin = stdin }()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	os.Stdin = f
	if kept(source.StdinName) {
		t.Error("standard input was kept")
	}
}

// TestForeignRows has rows in the cache that no source is made of.
func TestForeignRows(t *testing.T) {
	defer keepFrom(0)()
	path, dir := write(t, "a.bed", []byte(few)), t.TempDir()
	settle(t, path)
	folder, err := diskcache.Open(dir, diskcache.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := newInput(context.Background(), path, Options{Cache: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.file.Close() }()
	key, ok := in.key(in.info)
	if !ok {
		t.Fatal("no key")
	}
	none := make([]byte, 8) // the number of stores
	folder.Keep(key, int64(len(none)), func(w io.Writer) error { _, err := w.Write(none); return err })
	folder.Close(context.Background())
	if src, _ := openCached(t, dir, path); src.Info().Items != 2 {
		t.Errorf("%d rows, want those of the file", src.Info().Items)
	}
}
