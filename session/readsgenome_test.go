package session

import (
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source/bgzf/bgzftest"
)

// readsFile writes a BAM, with its index, of reads of a sequence of bases, without MD. sum is the M5 of the header, "" for none.
func readsFile(t *testing.T, name, bases, sum string) (path string) {
	t.Helper()
	u32 := binary.LittleEndian.AppendUint32
	header := fmt.Sprintf("@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:chr1\tLN:%d", len(bases))
	if sum != "" {
		header += "\tM5:" + sum
	}
	header += "\n"
	head := append(u32([]byte("BAM\x01"), uint32(len(header))), header...)
	head = append(u32(u32(head, 1), 5), "chr1\x00"...)
	head = u32(head, uint32(len(bases)))
	var reads []byte
	const length = 100
	for at := 0; at+length <= len(bases); at += length {
		r := u32(u32(nil, 0), uint32(at))               // sequence, position
		r = u32(r, 2|60<<8|4681<<16)                    // size of the name, mapping quality, bin
		r = u32(u32(r, 1), length)                      // operations, flags, bases
		r = u32(u32(u32(r, ^uint32(0)), ^uint32(0)), 0) // mate
		r = append(r, "r\x00"...)
		r = u32(r, length<<4)
		for i := 0; i < length; i += 2 {
			r = append(r, byte(bytes.IndexByte([]byte("=ACMGRSVTWYHKDBN"), bases[at+i])<<4|bytes.IndexByte([]byte("=ACMGRSVTWYHKDBN"), bases[at+i+1])))
		}
		r = append(r, bytes.Repeat([]byte{30}, length)...)
		reads = append(u32(reads, uint32(len(r))), r...)
	}
	file := append(bgzftest.Block(head), bgzftest.Block(reads)...)
	from, to := uint64(len(bgzftest.Block(head)))<<16, uint64(len(file))<<16
	u64 := binary.LittleEndian.AppendUint64
	index := u32(u32(u32(u32([]byte("BAI\x01"), 1), 1), 4681), 1)
	index = u64(u32(u64(u64(index, from), to), 1), from)
	path = written(t, name, string(append(file, bgzftest.Block("")...)))
	if err := os.WriteFile(path+".bai", index, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestReadsOfAnotherGenome compares reads without MD with genomes of their lengths.
func TestReadsOfAnotherGenome(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	random := func() string {
		b := make([]byte, 3000)
		for i := range b {
			b[i] = "ACGT"[rnd.IntN(4)]
		}
		return string(b)
	}
	bases, others := random(), random()
	sum := fmt.Sprintf("%x", md5.Sum([]byte(bases)))
	own, other := written(t, "own.fa", ">chr1\n"+bases+"\n"), written(t, "other.fa", ">chr1\n"+others+"\n")
	summed, unsummed := readsFile(t, "summed.bam", bases, sum), readsFile(t, "unsummed.bam", bases, "")
	at := genome.Interval{Seq: "chr1", Start: 0, End: 3000}
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		must(r.SetGenome(r.ctx, own))(t)
		r.load(summed)
		r.load(unsummed)
		for _, name := range []string{"summed_mismatches", "unsummed_mismatches"} {
			v := must(r.Values(r.ctx, at, []string{name}, 1, "", false))(t)
			equal(t, name+" of the genome itself", v[0].Values[0], 0.0)
		}
		equal(t, "notes", len(r.told("unsummed.bam does not say how its reads differ from the genome (MD), nor which genome that is (M5)")), 1)
		equal(t, "notes on one that fits", len(r.told("summed.bam"))-len(r.told("unsummed.bam")), 0)

		must(r.SetGenome(r.ctx, other))(t)
		_, err := r.Values(r.ctx, at, []string{"summed_mismatches"}, 1, "", false)
		wantError(t, err, "the genome is not the one that the reads were aligned to: the bases of chr1 have the MD5")
		wantHint(t, err, "genome FILE")
		must(r.Values(r.ctx, at, []string{"unsummed_mismatches"}, 1, "", false))(t)
		equal(t, "doubts", len(r.told("unsummed.bam: reads on chr1 differ from the genome in more than two bases of five")), 1)
	})
}
