package bed

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// reader reads a text as formats.Open would read a file with a name that ends so.
func reader(ext string) sourcetest.ReadText {
	return func(r *lines.Reader, head []byte) (source.Source, error) {
		layout, ok := Sniff(head, ext)
		if !ok {
			layout = Empty(ext)
		}
		return Read(context.Background(), r, layout)
	}
}

func open(t testing.TB, path string) source.Source {
	t.Helper()
	return sourcetest.OpenFile(t, path, reader(filepath.Ext(strings.TrimSuffix(path, ".gz"))))
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
	for _, list := range []string{"bed.jsonl", "peaks.jsonl", "bedgraph.jsonl", "ucsc.jsonl"} {
		cases := slices.DeleteFunc(sourcetest.Truth(t, list), func(c sourcetest.Case) bool {
			return strings.Contains(c.File, "ref") || strings.Contains(c.File, "cpg") // tables that packages genepred and table have
		})
		sourcetest.EachCase(t, cases, open, func(t *testing.T, c sourcetest.Case, src source.Source) {
			sourcetest.Check(t, c, src, fileColumns)
		})
	}
}
