package bam

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// TestLateOffset shows that an index whose offset of a stretch is that of its second read, which nothing in the index tells, hides no read.
func TestLateOffset(t *testing.T) {
	const stretch = 1 << 14
	var text strings.Builder
	text.WriteString("@SQ\tSN:c1\tLN:300000\n")
	rnd := rand.New(rand.NewPCG(1, 2))
	seq := make([]byte, 100)
	for at := stretch; at < 9*stretch; at += 8 { // reads reach from each stretch into the next
		for i := range seq {
			seq[i] = "ACGT"[rnd.IntN(4)]
		}
		fmt.Fprintf(&text, "r%d:%d\t0\tc1\t%d\t60\t100M\t*\t0\t0\t%s\t*\n", rnd.IntN(1<<30), at, at-50+1, seq)
	}
	path := made(t, text.String())
	index, err := os.ReadFile(path + ".bai")
	if err != nil {
		t.Fatal(err)
	}
	bins, at := map[uint32]uint64{}, 12 // where the first read of a bin is; behind the magic number and the numbers of sequences and bins
	for range binary.LittleEndian.Uint32(index[8:]) {
		bins[binary.LittleEndian.Uint32(index[at:])] = binary.LittleEndian.Uint64(index[at+8:])
		at += 8 + 16*int(binary.LittleEndian.Uint32(index[at+4:]))
	}
	const w = 5
	offset := index[at+4+8*w:]
	if now, late := binary.LittleEndian.Uint64(offset), bins[4681+w]; late <= now {
		t.Fatalf("the stretch has its first read at %d, the offset is %d", late, now)
	} else {
		binary.LittleEndian.PutUint64(offset, late)
	}
	if err := os.WriteFile(path+".bai", index, 0o600); err != nil {
		t.Fatal(err)
	}
	src := open(t, path, ".bai")
	rows, err := src.Rows(t.Context(), genome.Interval{Seq: "c1", Start: w*stretch + 8, End: w*stretch + 10}, source.RowOptions{Unnumbered: true})
	if err != nil || rows.Total != 13 {
		t.Errorf("%d reads, %v; wanted 12 that reach into the stretch and the one that begins there", rows.Total, err)
	}
}
