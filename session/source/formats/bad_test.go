package formats

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// badText says what becomes of the damaged text files: how many rows are read
// and which lines are named as skipped or read in part, or what the error says.
var badText = map[string]struct {
	rows  int64
	lines []int
	err   string
}{
	"bed6bad.bed":                       {rows: 12},
	"igv_bad_file.bed":                  {rows: 32, lines: []int{24, 33}},
	"invalid_CDScoo.bed":                {rows: 3, lines: []int{1}},
	"invalid_blockCount.bed":            {rows: 3},
	"invalid_blocks.bed":                {rows: 2, lines: []int{1}},
	"invalid_rgb.bed":                   {rows: 4, lines: []int{2, 3}},
	"invalid_score.bed":                 {rows: 3, lines: []int{1}},
	"knownGene.hg18.chr21.bad_rows.bed": {rows: 19, lines: []int{6, 9, 12, 15, 18}},
	"knownGene.hg18.chr21.crlf.bed":     {rows: 60},
	"knownGene.hg18.chr21.nochr.bed":    {rows: 60},
	"knownGene.hg18.chr21.reversed.bed": {rows: 60},
	"strange_strand.bed":                {rows: 3},
	"empty.bed":                         {rows: 0},
	"crlf.vcf":                          {rows: 2},
	"noheader.vcf":                      {rows: 3},
	"TSVC.cut_index.vcf.gz":             {rows: 14},
	"TSVC.truncated.vcf.gz":             {err: "TSVC.truncated.vcf.gz: line 1: the compressed data end too early"},
	"zero_bytes.bw":                     {err: "zero_bytes.bw is empty, not a bigWig file"},
	"hdf5_named.bw":                     {err: "hdf5_named.bw is an HDF5 file, not a bigWig"},
	"chr1_fixedStep.wrong_magic.bw":     {err: "chr1_fixedStep.wrong_magic.bw: it is named as a bigWig file"},
	"gtf_toofew_fields.gtf.gz": {err: "gtf_toofew_fields.gtf.gz: line 1: " +
		"found 1 tab-separated columns; wanted 9: malformed file, read as GTF"},
	"malformed.bb": {err: "malformed.bb: it is named as a bigBed file"},
}

func TestBadFiles(t *testing.T) {
	found := 0
	for _, c := range sourcetest.Truth(t, "bad.jsonl") {
		want, ok := badText[path.Base(c.File)]
		if !ok || c.Query.Kind != "open" {
			continue
		}
		found++
		t.Run(c.File, func(t *testing.T) {
			src, err := Open(context.Background(), c.Path(), Options{})
			if want.err != "" {
				if err == nil || !strings.Contains(err.Error(), want.err) {
					t.Fatalf("error %v, want %s", err, want.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			checkSkipped(t, src.Info(), want.rows, want.lines)
		})
	}
	if found != len(badText) {
		t.Errorf("%d of the %d files have a case", found, len(badText))
	}
}

// checkSkipped checks the number of rows and that exactly the lines are named.
func checkSkipped(t *testing.T, info source.Info, rows int64, lines []int) {
	t.Helper()
	if info.Items != rows {
		t.Errorf("%d rows, want %d", info.Items, rows)
	}
	notes := strings.Join(info.Notes, " ")
	if n := strings.Count(notes, "line "); len(lines) <= 3 && n != len(lines) {
		t.Errorf("notes %q; want %d lines named", notes, len(lines))
	}
	for _, n := range lines {
		if !strings.Contains(notes, fmt.Sprintf("line %d:", n)) && !strings.Contains(notes, fmt.Sprintf(" %d", n)) {
			t.Errorf("notes %q do not name line %d", notes, n)
		}
	}
}

// TestBadRows checks the rows of the odd files that have to be read.
func TestBadRows(t *testing.T) {
	for _, c := range sourcetest.Truth(t, "bad.jsonl") {
		if c.Query.Kind != "rows" {
			continue
		}
		t.Run(c.File, func(t *testing.T) {
			src, err := Open(context.Background(), c.Path(), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = src.Close() }()
			sourcetest.CheckRows(t, c, src, func(source.Info, string, *source.Rows, int) []string { return nil })
		})
	}
}

// TestEveryBadFileIsSafe opens all of them: each is read, or refused with an
// error that names it.
func TestEveryBadFileIsSafe(t *testing.T) {
	for _, c := range sourcetest.Truth(t, "bad.jsonl") {
		src, err := Open(context.Background(), c.Path(), Options{})
		if err == nil {
			_ = src.Close()
			continue
		}
		if !strings.Contains(err.Error(), path.Base(c.File)) {
			t.Errorf("%s: the error does not name the file: %v", c.File, err)
		}
		if !errors.Is(err, source.ErrFormat) && !errors.Is(err, errUnread) {
			t.Logf("%s: %v", c.File, err)
		}
	}
}
