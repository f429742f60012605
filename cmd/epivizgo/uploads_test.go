package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/sessiontest"
)

// connect connects a built-in page to a running program.
func connect(t *testing.T, p *process) *sessiontest.Browser {
	t.Helper()
	page, err := sessiontest.Open(t.Context(), sessiontest.WebSocket(p.socket()), protocol.BuiltinVersion)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(page.Disconnect)
	p.expect(`browser \d+ connected: built-in page`)
	return page
}

// sendFile has a built-in page send a file to a running program. It does not send the last byte of one that
// is cut, and does not have it loaded.
func sendFile(t *testing.T, p *process, name, text string, cut bool) {
	t.Helper()
	page := connect(t, p)
	ask := func(action string, args map[string]any, answer any) {
		t.Helper()
		data, err := page.Ask(t.Context(), action, args)
		if err == nil {
			err = json.Unmarshal(data, answer)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var places protocol.UploadAnswer
	ask(protocol.UserUpload, map[string]any{"files": []protocol.UploadFile{{Name: name, Size: int64(len(text))}}}, &places)
	if len(places.Files) != 1 || places.Files[0].Refused != "" {
		t.Fatalf("answered %+v", places)
	}
	if cut {
		text = text[:len(text)-1]
	}
	var done protocol.UploadResult
	ask(protocol.UserUploadPart, map[string]any{"upload": places.Files[0].Upload, "file": 0, "at": 0, "data": []byte(text)}, &done)
	if done.Success && !cut {
		ask(protocol.UserUploadEnd, map[string]any{"upload": places.Files[0].Upload}, &done)
	}
	if !done.Success {
		t.Fatalf("answered %+v", done)
	}
}

// sent lists the names of the files that pages have sent, in a state folder.
func sent(t *testing.T, state string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(state, "epivizgo", "uploads"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.Base(path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestSentFilesSurvive kills a program with signal 9 that a page has sent files: --resume finds what was loaded, and undo
// what was unloaded.
func TestSentFilesSurvive(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	t.Chdir(t.TempDir())
	const rows = "chr7\t100\t200\tone\nchr7\t300\t400\ttwo\n"
	p := start(t, "--journal")
	sendFile(t, p, "peaks.bed", rows, false)
	p.expect(`browser 1 \(built-in page\) loaded peaks.bed, 34 bytes: measurement peaks \(Blocks Track\)`)
	sendFile(t, p, "gone.bed", rows, false)
	sendFile(t, p, "cut.bed", rows, true)
	p.say("addchart blockstrack peaks; unload gone; echo done")
	p.expect("done")
	if err := p.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.cmd.Wait()

	p = start(t, "--resume")
	p.say("rows chr7 peaks --tsv; charts; undo; rows chr7 gone --tsv; export all.txt; echo done")
	p.expect(`chr7\t100\t200[^\n]*one`)
	p.expect(`1  Blocks Track  peaks`)
	p.expect(`undone: addchart .*; unload `)
	p.expect(`chr7\t300\t400[^\n]*two`)
	p.expect(`wrote all.txt\nsent by a page and kept in the state folder, where only this user reads it: ` + state + `/epivizgo/uploads/\w+/peaks.bed, `)
	p.expect("done")
	if status := p.end(); status != 0 {
		t.Errorf("status %d", status)
	}
	// The journal is kept, and so is what it names; the rest is young enough to be of a program that runs.
	if got, want := strings.Join(sent(t, state), " "), "peaks.bed"; !strings.Contains(got, want) || !strings.Contains(got, "gone.bed") {
		t.Errorf("kept %q", got)
	}

	// Without a journal, files last as long as the program.
	p = start(t, "--no-journal")
	sendFile(t, p, "short.bed", rows, false)
	p.say("save it; info short; echo done")
	p.expect("sent by a page and kept only until this program ends: ")
	path := strings.TrimSpace(p.expect(`/\S*short.bed`))
	p.expect("done")
	if data, err := os.ReadFile(path); string(data) != rows {
		t.Errorf("%s has %q, error %v", path, data, err)
	}
	if status := p.end(); status != 0 {
		t.Errorf("status %d", status)
	}
	if _, err := os.Stat(filepath.Dir(filepath.Dir(path))); !os.IsNotExist(err) {
		t.Errorf("the folder is left: %v", err)
	}

	// A session that is not kept leaves nothing, and one that takes no files says so.
	state = t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	p = start(t, "--journal", "--upload-limit", "30")
	p.say("echo begun")
	p.expect("begun")
	page := connect(t, p)
	if _, err := page.Ask(t.Context(), protocol.UserUpload, map[string]any{"files": []protocol.UploadFile{{Name: "big.bed", Size: 31}}}); err != nil {
		t.Fatal(err)
	}
	p.expect(`big.bed has 31 bytes; a page may send files of at most 30 bytes; load PATH at the prompt`)
	sendFile(t, p, "small.bed", "chr1\t1\t2\n", false)
	p.say("unload small; echo done")
	p.expect("done")
	p.end()
}
