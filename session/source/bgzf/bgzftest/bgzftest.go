// Package bgzftest makes the blocks of bgzip files for tests. It shares nothing with the
// reader.
package bgzftest

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"github.com/klauspost/compress/flate"
)

// Block returns a block with data, as section 4.1 of the SAM specification lays it out. It
// panics if data do not fit in one.
func Block[T string | []byte](data T) []byte {
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, 6)
	if err == nil {
		_, err = w.Write([]byte(data))
	}
	if err == nil {
		err = w.Close()
	}
	size := 18 + deflated.Len() + 8
	if err != nil || size > 1<<16 {
		panic("bgzftest: data do not fit in one block")
	}
	out := []byte{0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, 'B', 'C', 2, 0}
	out = binary.LittleEndian.AppendUint16(out, uint16(size-1))
	out = append(out, deflated.Bytes()...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(data)))
	return binary.LittleEndian.AppendUint32(out, uint32(len(data)))
}
