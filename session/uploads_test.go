package session

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/formats"
	"github.com/epiviz/epivizgo/session/state"
	"github.com/epiviz/epivizgo/session/store"
)

const twoRows = "chr1\t10\t20\tone\nchr1\t30\t40\ttwo\n"

// dropRig is a session that takes files from pages, and its folder of them.
func dropRig(t *testing.T, limits store.UploadLimits, test func(t *testing.T, r *rig, dir string)) {
	t.Helper()
	dir := t.TempDir()
	u, err := store.OpenUploads(dir, limits)
	if err != nil {
		t.Fatal(err)
	}
	inBubble(t, Options{Uploads: u}, func(t *testing.T, r *rig) { test(t, r, filepath.Join(dir, "uploads")) })
	if err := u.Close(); err != nil {
		t.Error(err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "uploads")); len(left) > 0 {
		t.Errorf("%d files are left, and nothing names them", len(left))
	}
}

// file describes a file to send.
func file(name string, size int) map[string]any { return map[string]any{"name": name, "size": size} }

// begin asks to send files.
func begin(t *testing.T, r *rig, page *sessiontest.Browser, files ...map[string]any) []protocol.UploadPlace {
	t.Helper()
	places := ask[protocol.UploadAnswer](t, r, page, protocol.UserUpload, map[string]any{"files": files}).Files
	if len(places) != len(files) {
		t.Fatalf("%d files, and an answer about %d", len(files), len(places))
	}
	return places
}

// part sends bytes of a file and returns why they were refused.
func part(t *testing.T, r *rig, page *sessiontest.Browser, at protocol.UploadPlace, from int, text string) string {
	t.Helper()
	return tried(t, r, page, protocol.UserUploadPart, map[string]any{"upload": at.Upload, "file": at.File, "at": from, "data": []byte(text)})
}

// end has a file loaded.
func end(t *testing.T, r *rig, page *sessiontest.Browser, upload int) protocol.UploadResult {
	t.Helper()
	return ask[protocol.UploadResult](t, r, page, protocol.UserUploadEnd, map[string]any{"upload": upload})
}

// dropped sends and loads a file.
func dropped(t *testing.T, r *rig, page *sessiontest.Browser, name, text string) protocol.UploadResult {
	t.Helper()
	at := begin(t, r, page, file(name, len(text)))[0]
	if at.Refused != "" {
		t.Fatal(at.Refused)
	}
	for from := 0; from < len(text); from += 7 {
		if why := part(t, r, page, at, from, text[from:min(from+7, len(text))]); why != "" {
			t.Fatal(why)
		}
	}
	return end(t, r, page, at.Upload)
}

func why(result protocol.UploadResult) string {
	if result.ErrorMessage == nil {
		return ""
	}
	return *result.ErrorMessage
}

func entries(t *testing.T, dir string) int {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestDrop loads files that a page sends, as the prompt's load does.
func TestDrop(t *testing.T) {
	dropRig(t, store.DefaultUploadLimits, func(t *testing.T, r *rig, dir string) {
		page, other := r.join(builtinPage), r.join(builtinPage)
		got := dropped(t, r, page, "peaks.bed", twoRows)
		equal(t, "measurements", got.Measurements, []string{"peaks"})
		equal(t, "success", got.Success, true)
		if told := r.told("loaded peaks.bed, 30 bytes: measurement peaks (Blocks Track)"); len(told) != 1 || !strings.HasPrefix(told[0], "browser 1 ") {
			t.Errorf("told %q", r.told(""))
		}
		path := r.State().Files[0].Path
		if filepath.Base(path) != "peaks.bed" || filepath.Dir(filepath.Dir(path)) != dir {
			t.Errorf("it is loaded as %s", path)
		}
		for p, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
			if info, err := os.Stat(p); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: %v, error %v", p, info.Mode(), err)
			}
		}
		for _, b := range []*sessiontest.Browser{page, other} {
			r.await(b, func(p sessiontest.Page) bool { return slices.Contains(ids(p.Measurements), "peaks") })
		}
		equal(t, "steps", len(r.Steps()), 1)
		equal(t, "who", r.Steps()[0].Events[0].Browser, 1)

		// Another file of that name is another one, and told apart.
		got = dropped(t, r, other, "peaks.bed", "chr2\t5\t9\tother\n")
		equal(t, "measurements", got.Measurements, []string{"peaks_2"})
		if told := r.told("it is peaks_2.bed here, since there is another peaks.bed"); len(told) != 1 {
			t.Errorf("told %q", r.told(""))
		}
		equal(t, "name", r.Measurements()[1].Name, "peaks_2")

		// Undo and redo find it, and unload does not lose it.
		did(t, r, page, protocol.UserUndo, nil)
		equal(t, "files", len(r.State().Files), 1)
		did(t, r, page, protocol.UserUndo, nil)
		equal(t, "files", len(r.State().Files), 0)
		did(t, r, page, protocol.UserRedo, nil)
		equal(t, "files", r.State().Files[0].Path, path)
		must(r.Unload(r.ctx, "peaks"))(t)
		did(t, r, page, protocol.UserUndo, nil)
		equal(t, "measurements", ids(r.Measurements()), []string{"peaks"})
		if note := r.SentNote(r.State()); !strings.Contains(note, path) || !strings.Contains(note, "state folder") {
			t.Errorf("note %q", note)
		}
		r.noFaults(page, other)
	})
}

// TestDropWithIndex keeps an index beside its file, whatever the order.
func TestDropWithIndex(t *testing.T) {
	dropRig(t, store.DefaultUploadLimits, func(t *testing.T, r *rig, dir string) {
		page := r.join(builtinPage)
		at := begin(t, r, page, file("a.bed.tbi", 3), file("b.bed", 1), file("a.bed", len(twoRows)), file("A.bed.tbi", 3), file("a.bed", 2), file("a.bed.tbi", 4))
		if at[0].Upload != at[2].Upload || at[5].Upload != at[4].Upload || at[1].Upload == at[2].Upload || at[4].Upload == at[2].Upload {
			t.Errorf("places %+v", at)
		}
		if want := "A.bed.tbi is the index of a file A.bed; give both at once"; at[3].Refused != want {
			t.Errorf("refused %q, want %q", at[3].Refused, want)
		}
		for i, text := range map[int]string{0: "idx", 2: twoRows} {
			if i == 0 {
				if got := end(t, r, page, begin(t, r, page, file("c.bed", 1))[0].Upload); got.Success || !strings.Contains(why(got), "received 0") {
					t.Errorf("loaded without its bytes: %+v", got)
				}
			}
			if refused := part(t, r, page, at[i], 0, text); refused != "" {
				t.Error(refused)
			}
		}
		if got := end(t, r, page, at[2].Upload); !got.Success {
			t.Error(why(got))
		}
		if data, err := os.ReadFile(r.State().Files[0].Path + ".tbi"); string(data) != "idx" || err != nil {
			t.Errorf("the index has %q, error %v", data, err)
		}
	})
}

// TestDropNames names a file as it was dropped, and tells it apart from others of its name without where it is kept.
func TestDropNames(t *testing.T) {
	dropRig(t, store.DefaultUploadLimits, func(t *testing.T, r *rig, dir string) {
		page := r.join(builtinPage)
		path := filepath.Join(t.TempDir(), "own", "Peaks.bed")
		if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(twoRows), 0o600)); err != nil {
			t.Fatal(err)
		}
		r.load(path)
		begin(t, r, page, file("peaks.bed", 1), file("peaks.bed", 1), file(".bed", 1), file("x.bed.gz", 1), file("x.bed.gz.tbi", 1),
			file("x.bed.gz", 1), file("x.bed.gz.tbi", 1), file("y.bam", 1), file("y.bam", 1), file("y.bai", 1), file("y.bai", 1))
		var names []string
		for _, path := range must(filepath.Glob(filepath.Join(dir, "*", "*")))(t) {
			names = append(names, filepath.Base(path))
		}
		slices.Sort(names)
		equal(t, "names", names, []string{".bed", "peaks_2.bed", "peaks_3.bed", "x.bed.gz", "x.bed.gz.tbi", "x_2.bed.gz", "x_2.bed.gz.tbi",
			"y.bai", "y.bam", "y_2.bai", "y_2.bam"})

		dropped(t, r, page, "peaks.narrowPeak", "chr1\t10\t20\tx\t5\t+\t1\t2\t3\t4\n")
		dropped(t, r, page, "one.bed", "track name=same\n"+twoRows)
		dropped(t, r, page, "two.bed", "track name=same\n"+twoRows)
		var shown []string
		for _, m := range r.Measurements() {
			if m.Annotation["column"] == "" {
				shown = append(shown, m.Name)
			}
			for _, entry := range must(os.ReadDir(dir))(t) {
				if strings.Contains(m.Name+m.Annotation["file"], entry.Name()) {
					t.Errorf("%s is of file %s", m.Name, m.Annotation["file"])
				}
			}
		}
		equal(t, "measurements", shown, []string{"Peaks", "peaks", "same (one.bed)", "same (two.bed)"})
	})
}

// TestDropRefused says why a file is not taken, in the page and at the prompt, and keeps nothing of it.
func TestDropRefused(t *testing.T) {
	dropRig(t, store.UploadLimits{File: 100, All: 150}, func(t *testing.T, r *rig, dir string) {
		page := r.join(builtinPage)
		for _, tc := range []struct {
			name string
			size int
			want string
		}{
			{"big.bed", 101, "big.bed has 101 bytes; a page may send files of at most 100 bytes; load PATH at the prompt"},
			{"minus.bed", -1, "wanted its size"},
			{"../a.bed", 1, `'/'`},
			{"a\x1b[2J.bed", 1, `'\x1b'`},
			{"CON", 1, "device"},
			{"", 1, "names no file"},
			{"../x.tbi", 1, `"../x.tbi" cannot be kept`},
		} {
			at := begin(t, r, page, file(tc.name, tc.size))[0]
			if at.Upload != 0 || !strings.Contains(at.Refused, tc.want) {
				t.Errorf("%q: %+v, want %q", tc.name, at, tc.want)
			}
			if told := r.told(tc.want); len(told) != 1 {
				t.Errorf("%q: told %q", tc.name, r.told(""))
			}
		}
		// One file that is refused does not affect the others.
		at := begin(t, r, page, file("big.bed", 1000), file("a.bed", 60), file("b.bed", 90), file("c.bed", 1))
		if at[0].Refused == "" || at[1].Upload == 0 || at[2].Upload == 0 || !strings.Contains(at[3].Refused, "at most 150 bytes") {
			t.Errorf("places %+v", at)
		}
		did(t, r, page, protocol.UserUploadCancel, map[string]any{"uploads": []int{at[1].Upload, at[2].Upload, at[2].Upload, 999}})
		equal(t, "entries", entries(t, dir), 0)

		// What cannot be read is told by the name that it had, and removed.
		got := dropped(t, r, page, "what.bed", "\x00\x01\x02\x03")
		if got.Success || !strings.HasPrefix(why(got), "it is named as a BED file") || strings.Contains(why(got), dir) {
			t.Errorf("answered %q", why(got))
		}
		if len(r.told("could not load what.bed: it is named as a BED file")) != 1 {
			t.Errorf("told %q", r.told(""))
		}
		equal(t, "entries", entries(t, dir), 0)
		equal(t, "files", len(r.State().Files), 0)

		// Parts that do not fit.
		one := begin(t, r, page, file("a.bed", 60))[0]
		for _, tc := range []struct {
			at   protocol.UploadPlace
			from int
			text string
			want string
		}{
			{protocol.UploadPlace{Upload: 999}, 0, "x", "there is no upload 999"},
			{one, 0, strings.Repeat("x", protocol.MaxUploadPart+1), "at most 1048576 are taken"},
		} {
			if refused := part(t, r, page, tc.at, tc.from, tc.text); !strings.Contains(refused, tc.want) {
				t.Errorf("refused %q, want %q", refused, tc.want)
			}
		}
		if refused := part(t, r, page, one, 1, "x"); !strings.Contains(refused, "wanted at most 60 bytes from byte 0 on") {
			t.Errorf("a part with a hole before it: %q", refused)
		}
		if got := end(t, r, page, one.Upload); got.Success || !strings.Contains(why(got), "there is no upload") {
			t.Errorf("a file with a hole: %+v", got)
		}
		equal(t, "entries", entries(t, dir), 0)
		many := make([]map[string]any, mostUploads+1)
		for i := range many {
			many[i] = file(fmt.Sprintf("%d.bed", i), 0)
		}
		if n := len(ask[protocol.UploadAnswer](t, r, page, protocol.UserUpload, map[string]any{"files": many}).Files); n != 0 {
			t.Errorf("%d of too many files were answered", n)
		}
		for i := range mostUploads {
			if at := begin(t, r, page, many[i])[0]; at.Refused != "" {
				t.Fatal(at.Refused)
			}
		}
		if at := begin(t, r, page, many[0])[0]; !strings.Contains(at.Refused, "at most 100 files") {
			t.Errorf("one more: %+v", at)
		}
		page.Disconnect()
		synctest.Wait()
		equal(t, "entries", entries(t, dir), 0)
	})
}

// TestDropIsOfThePage lets no page end or write the upload of another, and no real page send any.
func TestDropIsOfThePage(t *testing.T) {
	dropRig(t, store.DefaultUploadLimits, func(t *testing.T, r *rig, dir string) {
		page, other := r.join(builtinPage), r.join(builtinPage)
		at := begin(t, r, page, file("a.bed", len(twoRows)))[0]
		if refused := part(t, r, other, at, 0, twoRows); !strings.Contains(refused, "there is no upload") {
			t.Errorf("written by another page: %q", refused)
		}
		did(t, r, other, protocol.UserUploadCancel, map[string]any{"uploads": []int{at.Upload}})
		if got := end(t, r, other, at.Upload); got.Success {
			t.Error("ended by another page")
		}
		if refused := part(t, r, page, at, 0, twoRows); refused != "" {
			t.Error(refused)
		}
		if got := end(t, r, page, at.Upload); !got.Success {
			t.Error(why(got))
		}
		if got := end(t, r, page, at.Upload); got.Success {
			t.Error("ended twice")
		}
		for _, version := range append(realPages, tutorialClient) {
			real := r.join(version)
			if at := begin(t, r, real, file("a.bed", 1))[0]; at.Refused != "only the built-in page sends files" {
				t.Errorf("%s: %+v", pageName(version), at)
			}
		}
		equal(t, "entries", entries(t, dir), 1)
	})
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		if at := begin(t, r, r.join(builtinPage), file("a.bed", 1))[0]; !strings.Contains(at.Refused, "takes no files from pages; load PATH") {
			t.Errorf("%+v", at)
		}
	})
}

// TestDropCut leaves nothing of what a page has not sent, or not waited for, when it goes.
func TestDropCut(t *testing.T) {
	dir := t.TempDir()
	u, err := store.OpenUploads(dir, store.DefaultUploadLimits)
	if err != nil {
		t.Fatal(err)
	}
	reading := make(chan struct{}, 1)
	slow := func(ctx context.Context, path string) (source.Source, error) {
		if filepath.Base(path) != "slow.bed" {
			return formats.Open(ctx, path, formats.Options{})
		}
		reading <- struct{}{}
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	inBubble(t, Options{Uploads: u, Open: slow}, func(t *testing.T, r *rig) {
		dir := filepath.Join(dir, "uploads")
		page := r.join(builtinPage)
		at := begin(t, r, page, file("cut.bed", 100))[0]
		if refused := part(t, r, page, at, 0, "chr1"); refused != "" {
			t.Fatal(refused)
		}
		r.pass(time.Minute) // slow, and still there
		if refused := part(t, r, page, at, 4, "\t1"); refused != "" {
			t.Fatal(refused)
		}
		equal(t, "entries", entries(t, dir), 1)
		page.Disconnect()
		if len(r.told("browser 1 (built-in page) has gone before all was received of cut.bed; nothing of it is kept")) != 1 {
			t.Errorf("told %q", r.told(""))
		}
		equal(t, "entries", entries(t, dir), 0)

		// One that is being read.
		page = r.join(builtinPage)
		at = begin(t, r, page, file("slow.bed", 1))[0]
		if refused := part(t, r, page, at, 0, "x"); refused != "" {
			t.Fatal(refused)
		}
		go func() { _, _ = page.Ask(r.ctx, protocol.UserUploadEnd, map[string]any{"upload": at.Upload}) }()
		<-reading
		if got := dropped(t, r, page, "quick.bed", twoRows); !got.Success { // meanwhile
			t.Error(why(got))
		}
		page.Disconnect()
		if len(r.told("could not load slow.bed: it was given up")) != 1 {
			t.Errorf("told %q", r.told(""))
		}
		equal(t, "entries", entries(t, dir), 1)
		equal(t, "files", len(r.State().Files), 1)

		// The session ends while a file is received.
		page = r.join(builtinPage)
		begin(t, r, page, file("last.bed", 100))
	})
	if n := entries(t, filepath.Join(dir, "uploads")); n != 1 {
		t.Errorf("%d are left", n)
	}
	if err := u.Close(); err != nil {
		t.Error(err)
	}
}

// TestDropFromElsewhere tries to send files from pages of other origins, over a real socket.
func TestDropFromElsewhere(t *testing.T) {
	dir := t.TempDir()
	u := must(store.OpenUploads(dir, store.DefaultUploadLimits))(t)
	s := must(Start(t.Context(), Options{Addr: "127.0.0.1:0", Uploads: u}))(t)
	defer func() {
		if err := errors.Join(s.Close(), u.Close()); err != nil {
			t.Error(err)
		}
	}()
	dialer := websocket.Dialer{Subprotocols: []string{protocol.BuiltinVersion}, NetDial: net.Dial}
	for _, origin := range []string{"https://evil.example.org", "null", "http://localhost.evil.example.org", "file://"} {
		conn, resp, err := dialer.DialContext(t.Context(), s.WebSocketURL(), http.Header{"Origin": {origin}})
		if err == nil {
			conn.Close()
			t.Errorf("a page of %s is connected", origin)
		} else if resp == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v", origin, err)
		}
	}
	// What is no WebSocket takes no bytes.
	for _, path := range []string{"/", "/ws", "/uploads", "/uploads/a.bed"} {
		for _, method := range []string{http.MethodPost, http.MethodPut} {
			req := must(http.NewRequestWithContext(t.Context(), method, "http"+strings.TrimSuffix(strings.TrimPrefix(s.WebSocketURL(), "ws"), "/ws")+path, strings.NewReader(twoRows)))(t)
			resp := must(http.DefaultTransport.RoundTrip(req))(t)
			resp.Body.Close()
			equal(t, method+" "+path, resp.StatusCode, http.StatusMethodNotAllowed)
		}
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	equal(t, "entries", entries(t, filepath.Join(dir, "uploads")), 0)
	equal(t, "files", s.State().Files, []state.File(nil))
}
