package fileindex

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// words returns numbers of 32 bits behind a magic; chunks and offsets are two of them.
func words(magic string, numbers ...int32) []byte {
	data := []byte(magic + "\x01")
	for _, n := range numbers {
		data = binary.LittleEndian.AppendUint32(data, uint32(n))
	}
	return data
}

// TestIndexGuards: a count that is negative, or of more things than there are bytes for, and bins that no file has, are refused.
func TestIndexGuards(t *testing.T) {
	const csiDepth = 5
	bai := func(bins, chunks, intervals int32) []byte {
		return words("BAI", 1, bins, 4681, chunks, 0, 0, 1<<16, 0, intervals, 0, 0)
	}
	csi := func(minShift, depth, aux, sequences, bins, chunks int32) []byte {
		return words("CSI", minShift, depth, aux, sequences, bins, 4681, 0, 0, chunks, 0, 0, 1<<16, 0)
	}
	for what, c := range map[string]struct {
		data []byte
		want string // "" for none
	}{
		"a BAI":                    {bai(1, 1, 1), ""},
		"sequences":                {words("BAI", 1<<30), "1073741824 sequences at offset 4, with 0 bytes left"},
		"negative sequences":       {words("BAI", -1), "-1 sequences at offset 4"},
		"bins":                     {bai(6, 1, 1), "6 bins at offset 8, with 36 bytes left"},
		"negative bins":            {bai(-1, 1, 1), "-1 bins at offset 8"},
		"chunks":                   {bai(1, 2, 1), "2 chunks at offset 16, with 28 bytes left"},
		"negative chunks":          {bai(1, -1, 1), "-1 chunks at offset 16"},
		"intervals":                {bai(1, 1, 2), "2 intervals at offset 36, with 8 bytes left"},
		"negative intervals":       {bai(1, 1, -1), "-1 intervals at offset 36"},
		"a BAI that is cut":        {bai(1, 1, 1)[:43], "1 intervals at offset 36, with 3 bytes left"},
		"a BAI without intervals":  {bai(1, 1, 1)[:36], "4 bytes wanted at offset 36 of 36"},
		"a CSI":                    {csi(14, csiDepth, 0, 1, 1, 1), ""},
		"sequences of a CSI":       {csi(14, csiDepth, 0, 10, 1, 1), "10 sequences at offset 16, with 36 bytes left"},
		"bins of a CSI":            {csi(14, csiDepth, 0, 1, 5, 1), "5 bins at offset 20, with 32 bytes left"},
		"chunks of a CSI":          {csi(14, csiDepth, 0, 1, 1, 2), "2 chunks at offset 36, with 16 bytes left"},
		"set-up of a CSI":          {csi(14, csiDepth, 41, 1, 1, 1), "41 bytes of set-up at offset 12, with 40 bytes left"},
		"bins of 1 base":           {csi(0, csiDepth, 0, 1, 1, 1), "bins of 2^0 bases on 5 levels"},
		"bins of 2^41 bases":       {csi(41, csiDepth, 0, 1, 1, 1), "bins of 2^41 bases on 5 levels"},
		"a negative depth":         {csi(14, -1, 0, 1, 1, 1), "bins of 2^14 bases on "},
		"too deep":                 {csi(14, maxDepth+1, 0, 1, 1, 1), "on 11 levels"},
		"more bases than can be":   {csi(31, maxDepth, 0, 1, 1, 1), "bins of 2^31 bases on 10 levels"},
		"as many bases as can be":  {csi(30, maxDepth, 0, 1, 1, 1), ""},
		"a sequence without a bin": {words("BAI", 1, 0, 0), ""},
	} {
		data := c.data
		if bytes.HasPrefix(data, []byte("CSI")) {
			data = bgzftest.Block(data)
		}
		_, err := Read(bytes.NewReader(data), "x")
		if c.want == "" && err != nil {
			t.Errorf("%s: %v", what, err)
		} else if c.want != "" && (!errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v; wanted %q", what, err, c.want)
		}
	}
}

// TestSizeOfAnIndex: an index may have as many bytes as the bound, once inflated, and not one more.
func TestSizeOfAnIndex(t *testing.T) {
	old := maxIndex
	t.Cleanup(func() { maxIndex = old })
	data := words("BAI", 1, 0, 0)
	maxIndex = len(data)
	if _, err := Read(bytes.NewReader(data), "x"); err != nil {
		t.Error(err)
	}
	maxIndex--
	if _, err := Read(bytes.NewReader(data), "x"); err == nil || !strings.Contains(err.Error(), "more than 0 MB") {
		t.Errorf("one byte more than may be: %v", err)
	}
}
