package seq

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

func TestReadSizes(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, "chr1\t100\nchr2\t50\n")
	_ = z.Close()
	want := []genome.Sequence{{Name: "chr1", Length: 100}, {Name: "chr2", Length: 50}}
	for why, text := range map[string]string{
		"plain":                 "chr1\t100\nchr2\t50\n",
		"no last newline":       "chr1\t100\nchr2\t50",
		"CRLF":                  "chr1\t100\r\nchr2\t50\r\n",
		"spaces":                "chr1   100\nchr2 50\n",
		"comments, blanks":      "# hg\n\nchr1\t100\n  \nchr2\t50\n\n",
		"byte order mark":       "\ufeffchr1\t100\nchr2\t50\n",
		"UCSC's chromInfo":      "chr1\t100\t/gbdb/x.2bit\nchr2\t50\t/gbdb/x.2bit\n",
		"the index of samtools": "chr1\t100\t6\t60\t61\nchr2\t50\t115\t60\t61\n",
		"BED":                   "chr1\t0\t100\nchr2\t0\t50\n",
		"gzip":                  packed.String(),
	} {
		got, err := ReadSizes(strings.NewReader(text), "x.sizes")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", why, got, err)
		}
		ref := open(t, "x.sizes", []byte(text), "")
		if got := ref.Info().Sequences; !slices.Equal(got, want) {
			t.Errorf("%s, opened: %v", why, got)
		}
	}
	for text, part := range map[string]string{
		"":                             "x.sizes: malformed file: wanted lines of a name and a length, found none",
		"# only\n":                     "found none",
		"chr1\t100\nchr2\n":            `x.sizes: line 2: malformed file: wanted a name and a length, found "chr2" alone`,
		"chr1\tlong\n":                 `line 1: malformed file: length "long" is not a whole number`,
		"chr1\t-5\n":                   `length "-5" is negative`,
		"chr1\t\n":                     "length is empty",
		"chr1\t99999999999999999999\n": "is not a position",
		"chr1\t5\t100\n":               "line 1: malformed file: wanted a name and a length, found a place from 5 to 100",
		"\t5\n":                        "the name is empty",
		"a\t1\nb\t1\na\t2\n":           `line 3: malformed file: "a" was on line 1 already`,
	} {
		_, err := ReadSizes(strings.NewReader(text), "x.sizes")
		wantFormatError(t, err, part)
	}
}

func wantFormatError(t *testing.T, err error, part string) {
	t.Helper()
	if !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), part) {
		t.Errorf("error %v; want a format error with %q", err, part)
	}
}

func tryOpen(name, data string, fai io.Reader) (Reference, error) {
	return Open(context.Background(), name, strings.NewReader(data), int64(len(data)), fai)
}

func TestMalformedFASTA(t *testing.T) {
	for text, part := range map[string]string{
		">\nACGT\n":                     "x.fa: line 1: malformed file: wanted a name right behind >",
		"> a\nACGT\n":                   "line 1: malformed file: wanted a name",
		">a\nACGT\nAC\nACGT\n":          `line 4: malformed file: "a" goes on behind a line shorter than its first of 4 bases`,
		">a\nACGT\nACGTA\n":             `line 3: malformed file: a line of 5 bases in "a", whose first has 4`,
		">a\nACGT\n\nACGT\n":            `line 4: malformed file: "a" goes on behind`,
		">a\nACGT\r\nACGT\n":            "line 3: malformed file: the line ends in another way",
		">a\rACGT\rAC\rACGT\r":          `line 4: malformed file: "a" goes on behind a line shorter than its first of 4 bases`,
		">" + strings.Repeat("n", 5000): "a name of more than 4096 bytes",
	} {
		_, err := tryOpen("x.fa", text, nil)
		wantFormatError(t, err, part)
	}
	// A name may be as long as the message says.
	long := strings.Repeat("n", maxName)
	wantFormatError(t, func() error { _, err := tryOpen("x.fa", ">"+long+"n\nACGT\n", nil); return err }(), "more than 4096 bytes")
	named := open(t, "x.fa", []byte(">"+long+"\nACGT\n"), "")
	if got, err := named.Sequence(context.Background(), genome.Interval{Seq: long, End: 4}); got != "ACGT" || err != nil {
		t.Errorf("a name of %d bytes: %q, %v", maxName, got, err)
	}
	// An empty sequence, and a name that comes again.
	ref := open(t, "x.fa", []byte(">empty\n>a\nAC\n>a\nGG\n"), "")
	if got, want := ref.Info().Sequences, []genome.Sequence{{Name: "empty"}, {Name: "a", Length: 2}}; !slices.Equal(got, want) {
		t.Errorf("sequences %v, want %v", got, want)
	}
	if got, err := ref.Sequence(context.Background(), genome.Interval{Seq: "empty", End: 10}); got != "" || err != nil {
		t.Errorf("an empty sequence: %q, %v", got, err)
	}
	if got, err := ref.Sequence(context.Background(), genome.Interval{Seq: "a", End: 10}); got != "AC" || err != nil {
		t.Errorf("a name that comes again: %q, %v", got, err)
	}
	if notes := strings.Join(ref.Info().Notes, "\n"); !strings.Contains(notes, `the first "a"`) {
		t.Errorf("notes %q", notes)
	}
	// An index of a file whose lines end in CR alone.
	ref = open(t, "x.fa", []byte(">a\rACGT\rAC\r"), "a\t6\t3\t4\t5\n")
	if got, err := ref.Sequence(context.Background(), genome.Interval{Seq: "a", Start: 2, End: 10}); got != "GTAC" || err != nil {
		t.Errorf("lines that end in CR: %q, %v", got, err)
	}
	// Bytes that are no bases pass the scan, which looks at lines only.
	ref = open(t, "x.fa", []byte(">a\nAC\x01T\n"), "")
	_, err := ref.Sequence(context.Background(), genome.Interval{Seq: "a", End: 4})
	wantFormatError(t, err, `wanted a base at offset 5, found '\x01'`)
}

func TestCompressedFASTA(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = io.WriteString(z, ">a\nACGT\n")
	_ = z.Close()
	_, err := tryOpen("x.fa.gz", packed.String(), nil)
	if err == nil || !strings.Contains(err.Error(), "x.fa.gz: wanted plain FASTA") {
		t.Fatalf("compressed FASTA: %v", err)
	}
	wantHint(t, err, "gunzip")
}

func TestFAI(t *testing.T) {
	const fa = ">a one\nACGTA\nCG\n>b\nTTTTT\n"
	ref := open(t, "x.fa", []byte(fa), "a\t7\t7\t5\t6\nb\t5\t19\t5\t6\n")
	for name, want := range map[string]string{"a": "ACGTACG", "b": "TTTTT"} {
		got, err := ref.Sequence(context.Background(), genome.Interval{Seq: name, End: 100})
		if err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, want)
		}
	}
	for fai, part := range map[string]string{
		"":                    "x.fa.fai: malformed file: the index is empty",
		"a\t7\t7\t5\n":        "x.fa.fai: line 1: malformed file: wanted name, length, offset, bases a line and bytes a line, found 4 columns",
		"a\t7\t7\t5\t6\t20\n": "index of a FASTQ",
		"a\t7\t7\t5\tsix\n":   `bytes a line "six" is not a whole number`,
		"a\t7\t7\t0\t1\n":     "lines of 0 bases in 1 bytes",
		"a\t7\t7\t5\t9\n":     "lines of 5 bases in 9 bytes",
		"a\t7\t7\t5\t4\n":     "lines of 5 bases in 4 bytes",
		"a\t7\t7\t5\t5\n":     "without an end",
		"a\t70\t7\t5\t6\n":    "bases end at byte 90, but the FASTA has 25 bytes",
		"a\t7\t1000\t5\t6\n":  "bases end at byte",
		"a\t1099511627776\t1099511627776\t1\t3\n": "bases end at byte",
		"\t7\t7\t5\t6\n":                  "the name is empty",
		"a\t7\t7\t5\t6\na\t5\t19\t5\t6\n": "is there twice",
	} {
		_, err := tryOpen("x.fa", fa, strings.NewReader(fai))
		wantFormatError(t, err, part)
		wantHint(t, err, "samtools faidx")
	}
	// Indexes that fit the size but not the text are reported when they are used.
	for fai, part := range map[string]string{
		"c\t5\t19\t5\t6\n": "wanted the header of c before offset 19, found \">b\"",
		"b\t5\t18\t5\t6\n": "wanted the header of b",
		"b\t5\t20\t5\t6\n": "wanted the header of b",
		"b\t5\t0\t5\t6\n":  "wanted the header of b",
		"a\t7\t7\t4\t5\n":  "wanted the end of a line behind base 4, found \"A\"",
		"a\t7\t7\t6\t7\n":  "wanted a base at offset 12",
		"a\t10\t7\t5\t6\n": "wanted a base at offset 15",
	} {
		ref := open(t, "x.fa", []byte(fa), fai)
		s := ref.Info().Sequences[0]
		got, err := ref.Sequence(context.Background(), genome.Interval{Seq: s.Name, End: s.Length})
		if err == nil {
			t.Errorf("index %q gave %q", fai, got)
			continue
		}
		wantFormatError(t, err, part)
		wantHint(t, err, "samtools faidx")
	}
}

func TestScanStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Open(ctx, "x.fa", strings.NewReader(">a\nAC\n"), 6, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a scan that is over: %v", err)
	}
}

// brokenFile fails when it is read.
type brokenFile struct{}

var errDisk = errors.New("disk on fire")

func (brokenFile) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func TestReadErrorIsNoFormatError(t *testing.T) {
	_, err := Open(context.Background(), "x.fa", brokenFile{}, 100, nil)
	if !errors.Is(err, errDisk) || errors.Is(err, source.ErrFormat) {
		t.Errorf("a disk's error: %v", err)
	}
}

func TestMalformedTwoBit(t *testing.T) {
	good := writeTwoBit([]named{{"abc", "ACGTNNACgtACGTA"}}, binary.LittleEndian, 0)
	// Offsets in it: 8 count, 16 length of the name, 20 offset of the record (24),
	// 28 number of N blocks, 32 start, 36 size, 40 number of mask blocks.
	with := func(off int, v uint32) string {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[off:], v)
		return string(b)
	}
	for _, tc := range []struct{ why, data, part string }{
		{"version", with(4, 2), "x.2bit: malformed file: wanted version 0 or 1 of .2bit, found 2"},
		{"count beyond the file", with(8, 1<<31), "2147483648 sequences take"},
		{"count beyond the index", with(8, 2), "inside the index"},
		{"cut in the header", string(good[:16]), "1 sequences take"},
		{"cut in the index", string(good[:22]), "the index of 1 sequences ends in sequence 1"},
		{"cut before the record", string(good[:24]), "wanted 4 bytes at offset 24, found 0"},
		{"offset beyond the file", with(20, 1<<30), `sequence "abc" lies at offset 1073741824`},
	} {
		if _, err := tryOpen("x.2bit", tc.data, nil); err == nil {
			t.Errorf("%s: opened", tc.why)
		} else {
			wantFormatError(t, err, tc.part)
		}
	}
	for _, tc := range []struct{ why, data, part string }{
		{"length beyond the file", with(24, 1<<31), `the bases of "abc" end at byte`},
		{"number of N blocks", with(28, 1<<31), `2147483648 N blocks of "abc" at offset 32`},
		{"N block beyond the end", with(36, 200), `N block 1 of "abc", 200 bases from 4 on`},
		{"N block that overflows", with(36, 1<<32-2), `N block 1 of "abc"`},
		{"number of mask blocks", with(40, 1<<30), `1073741824 mask blocks of "abc" at offset 44`},
		{"cut in the bases", string(good[:len(good)-1]), `the bases of "abc" end at byte`},
	} {
		ref, err := tryOpen("x.2bit", tc.data, nil)
		if err != nil {
			t.Errorf("%s: %v", tc.why, err)
			continue
		}
		if _, err := ref.Sequence(context.Background(), genome.Interval{Seq: "abc", End: 10}); err == nil {
			t.Errorf("%s: read", tc.why)
		} else {
			wantFormatError(t, err, tc.part)
		}
	}
	twice := writeTwoBit([]named{{"a", "A"}, {"a", "C"}}, binary.BigEndian, 1)
	_, err := tryOpen("x.2bit", string(twice), nil)
	wantFormatError(t, err, `the name of sequence 2, "a", is empty or was there before`)
}
