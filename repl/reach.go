package repl

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/epiviz/epivizgo/repl/line"
	"github.com/epiviz/epivizgo/session/interruptible"
	"github.com/epiviz/epivizgo/session/source"
)

// reach returns once the system has answered for the files that words may name, or with the cause when ctx ends. A command
// asks for files in many places, none of which hears of Ctrl-C when a server does not answer; here it is heard.
func (e *Env) reach(ctx context.Context, words []string) error {
	for _, word := range words {
		if word == "" || strings.HasPrefix(word, "-") || source.ParseRef(word).Kind != source.File {
			continue
		}
		path := cmp.Or(e.besides(word), expandHome(word))
		_, err := interruptible.Do(ctx, path, func() (os.FileInfo, error) { return os.Stat(path) })
		if err != nil && ctx.Err() != nil {
			return err
		}
	}
	return nil
}

// globFolders returns the folders in which globs are looked for, and their parents up to a glob in them.
func globFolders(words []line.Word) (folders []string) {
	for _, w := range words {
		if line.IsGlob(w.Pattern) {
			if at := strings.IndexAny(w.Text, "*?["); at >= 0 {
				folders = append(folders, filepath.Dir(w.Text[:at]+"x"))
			}
		}
	}
	return folders
}
