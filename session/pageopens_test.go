package session

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/state"
)

// TestWorkspacesReadNoFilesForPages: a page opens a workspace only if its genome and its sample sheet are those in use.
func TestWorkspacesReadNoFilesForPages(t *testing.T) {
	dir := t.TempDir()
	made := map[string]string{"a.bed": "chr1\t10\t20\tone\n", "own.sizes": "chr1\t1234\n", "sheet.tsv": "name\tgroup\na\tx\n"}
	for name, text := range made {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sizes, sheet := filepath.Join(dir, "own.sizes"), filepath.Join(dir, "sheet.tsv")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(filepath.Join(dir, "a.bed"))
		page := r.join(builtinPage)
		saved := func(name string) string {
			return ask[string](t, r, page, protocol.SaveWorkspace, map[string]any{"id": nil, "name": name, "content": ""})
		}
		plain := saved("plain")
		must(r.SetGenome(r.ctx, sizes))(t)
		ofGenome := saved("of a genome")
		must(r.SetGenome(r.ctx, ""))(t)
		must(r.SetSamples(r.ctx, sheet))(t)
		ofSheet := saved("of a sheet")
		open := func(id string) string {
			answer := ask[protocol.UserResult](t, r, page, protocol.UserOpenWorkspace, map[string]any{"id": id})
			if answer.ErrorMessage == nil {
				return ""
			}
			return *answer.ErrorMessage
		}
		equal(t, "with its sheet", open(ofSheet), "")
		must(r.SetSamples(r.ctx, ""))(t)
		for id, what := range map[string]string{ofGenome: "the genome " + sizes, ofSheet: "the sample sheet " + sheet} {
			before := r.State()
			if refused := open(id); !strings.Contains(refused, "open "+id) || strings.Contains(refused, dir) {
				t.Errorf("%s: refused %q", what, refused)
			}
			if !state.SameBut(before, r.State()) {
				t.Errorf("%s: the state has changed", what)
			}
			if told := r.told("open " + id); len(told) != 1 || !strings.Contains(told[0], what) {
				t.Errorf("%s: told %q", what, told)
			}
		}
		equal(t, "without either", open(plain), "")

		// What a page deletes is told.
		equal(t, "deleted", ask[map[string]bool](t, r, page, protocol.DeleteWorkspace, map[string]any{"id": plain})["success"], true)
		equal(t, "told", len(r.told(`browser 1 (built-in page) deleted workspace "plain"`)), 1)
	})
}
