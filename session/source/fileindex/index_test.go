package fileindex

import (
	"bytes"
	"encoding/binary"
	"testing"

	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// TestOffsetsAreFew shows that the estimates of an index of bins of two bases need no memory for each of them.
func TestOffsetsAreFew(t *testing.T) {
	const minShift, depth = 1, 10
	data := []byte("CSI\x01")
	u32 := func(v uint32) { data = binary.LittleEndian.AppendUint32(data, v) }
	u64 := func(v uint64) { data = binary.LittleEndian.AppendUint64(data, v) }
	for _, v := range []uint32{minShift, depth, 0, 1, 2} {
		u32(v)
	}
	for i, number := range []uint32{FirstBin(depth), FirstBin(depth+1) - 1} { // the first and the last pair of bases
		at := uint64(i+1) << 20
		u32(number)
		u64(at)
		u32(1)
		u64(at)
		u64(at + 9)
	}
	idx, err := Read(bytes.NewReader(bgzftest.Block(data)), "x.csi")
	if err != nil {
		t.Fatal(err)
	}
	s := idx.Sequences[0]
	width, offsets := s.Offsets()
	if n := len(offsets); n > mostOffsets+1 || width*(n-1) < s.Bound || offsets[0] != 1<<20 || offsets[n-2] != 2<<20 || offsets[n-1] != s.To {
		t.Errorf("%d offsets of %d bases, %d to %d and %d", n, width, offsets[0], offsets[n-2], offsets[n-1])
	}
}
