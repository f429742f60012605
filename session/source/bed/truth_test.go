package bed

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// open reads a file as formats.Open would.
func open(t testing.TB, path string) source.Source {
	t.Helper()
	src, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func openFile(path string) (source.Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r, err := lines.NewReader(filepath.Base(path), f)
	if err != nil {
		return nil, err
	}
	head, err := r.Peek()
	if err != nil {
		return nil, err
	}
	ext := filepath.Ext(strings.TrimSuffix(strings.TrimSuffix(path, ".gz"), ".bgz"))
	layout, ok := Sniff(head, ext)
	if !ok {
		layout = Empty(ext)
	}
	return Read(context.Background(), r, layout)
}

// fileColumns puts a row together again as the file has it. What a source does
// not keep as text (the thick part and blocks) is written in the usual form.
func fileColumns(info source.Info, seq string, rows *source.Rows, i int) []string {
	out := []string{seq, strconv.Itoa(rows.Start[i]), strconv.Itoa(rows.End[i])}
	next := 0
	metadata := func() {
		out = append(out, rows.Metadata[next][i])
		next++
	}
	if info.Kind == source.Signal {
		return append(out, strconv.FormatFloat(rows.Values[0][i], 'g', -1, 64))
	}
	for next < len(info.Metadata) {
		switch {
		case next == 2 && (info.Metadata[1] == "score"):
			out = append(out, strings.ReplaceAll(string(rows.Strand[i]), "*", "."))
			if rows.Coding != nil {
				out = append(out, strconv.Itoa(rows.Coding[i][0]), strconv.Itoa(rows.Coding[i][1]))
			}
		}
		metadata()
	}
	if next == 2 && info.Metadata[1] == "score" && strings.HasPrefix(info.Format, "BED6") {
		out = append(out, strings.ReplaceAll(string(rows.Strand[i]), "*", "."))
	}
	if rows.Exons != nil {
		var sizes, starts strings.Builder
		for _, e := range rows.Exons[i] {
			sizes.WriteString(strconv.Itoa(e[1]-e[0]) + ",")
			starts.WriteString(strconv.Itoa(e[0]-rows.Start[i]) + ",")
		}
		out = append(out, strconv.Itoa(len(rows.Exons[i])), sizes.String(), starts.String())
	}
	return out
}

func TestTruth(t *testing.T) {
	sources := map[string]source.Source{}
	for _, name := range []string{"bed.jsonl", "peaks.jsonl", "bedgraph.jsonl", "ucsc.jsonl"} {
		for _, c := range sourcetest.Truth(t, name) {
			if strings.Contains(c.File, "ref") || strings.Contains(c.File, "cpg") {
				continue // tables that packages genepred and table have
			}
			src := sources[c.File]
			if src == nil {
				src = open(t, c.Path())
				sources[c.File] = src
			}
			t.Run(c.File+" "+c.Query.Kind, func(t *testing.T) {
				switch c.Query.Kind {
				case "header":
					sourcetest.CheckHeader(t, c, src)
				case "rows":
					sourcetest.CheckRows(t, c, src, fileColumns)
				case "stats":
					sourcetest.CheckStats(t, c, src)
				default:
					t.Errorf("no test for kind %q", c.Query.Kind)
				}
			})
		}
	}
}
