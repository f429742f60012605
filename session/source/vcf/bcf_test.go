package vcf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/source"
)

const bcfHeader = "##fileformat=VCFv4.3\n##FILTER=<ID=PASS,Description=\"\",IDX=0>\n##FILTER=<ID=q10,Description=\"\",IDX=4>\n" +
	"##contig=<ID=c1,length=1000,IDX=0>\n##contig=<ID=c7,IDX=7>\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\",IDX=1>\n" +
	"##INFO=<ID=AF,Number=A,Type=Float,Description=\"\",IDX=2>\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"\",IDX=3>\n" +
	"##FORMAT=<ID=GQ,Number=1,Type=Integer,Description=\"\",IDX=5>\n##INFO=<ID=DB,Number=0,Type=Flag,Description=\"\",IDX=6>\n" +
	"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n"

// made returns a BCF with a header and records, each the bytes of its two parts.
func made(header string, records ...[2][]byte) []byte {
	out := append([]byte("BCF\x02\x02"), binary.LittleEndian.AppendUint32(nil, uint32(len(header)+1))...)
	out = append(append(out, header...), 0)
	for _, r := range records {
		out = binary.LittleEndian.AppendUint32(out, uint32(len(r[0])))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(r[1])))
		out = append(append(out, r[0]...), r[1]...)
	}
	return out
}

// shared returns the first part of a record.
func shared(contig, pos int, quality uint32, infos, alleles, samples, formats int, rest string) []byte {
	var out []byte
	for _, v := range []uint32{uint32(contig), uint32(pos), 1, quality, uint32(alleles<<16 | infos), uint32(formats<<24 | samples)} {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return append(out, rest...)
}

// TestText has values of every type, missing ones and lists that end early.
func TestText(t *testing.T) {
	first := shared(0, 9, math.Float32bits(50.5), 3, 3, 2, 2,
		"\x37rs1"+"\x17A\x27GT\x17C"+"\x21\x00\x04"+ // id, alleles, PASS and q10
			"\x11\x01\x12\xe8\x03"+ // DP=1000 as 16 bits
			"\x11\x02\x25\xcd\xcc\xcc\x3d\x01\x00\x80\x7f"+ // AF=0.1,.
			"\x11\x06\x00") // DB
	own := []byte("\x11\x05\x11\x63\x80" + // GQ
		"\x11\x03\x21\x02\x05" + "\x04\x81") // GT: 0|1 and one allele
	second := shared(7, -1, missingFloat, 1, 1, 2, 0, "\x07"+"\x17N"+"\x00"+"\x11\x01\x13\x00\x00\x00\x80")
	r, _, err := Text(bytes.NewReader(made(bcfHeader, [2][]byte{first, own}, [2][]byte{second, nil})))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	want := bcfHeader + "c1\t10\trs1\tA\tGT,C\t50.5\tPASS;q10\tDP=1000;AF=0.1,.;DB\tGT\t0|1\t1\n" +
		"c7\t0\t.\tN\t.\t.\t.\tDP=.\n"
	if err != nil || string(text) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, text, want)
	}
}

// TestEveryField has a line with as many columns as there are samples, also of a record without fields for them.
func TestEveryField(t *testing.T) {
	var records []byte
	for _, own := range []string{"", "\x11\x05\x11\x63\x80"} { // GQ
		part := shared(0, 9, missingFloat, 0, 1, 2, min(len(own), 1), "\x07\x17N\x00")
		records = binary.LittleEndian.AppendUint32(records, uint32(len(part)))
		records = binary.LittleEndian.AppendUint32(records, uint32(len(own)))
		records = append(append(records, part...), own...)
	}
	d, err := ReadDictionary(bytes.NewReader(made(bcfHeader)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(d.Lines(bytes.NewReader(records), true))
	if want := "c1\t10\t.\tN\t.\t.\t.\t.\t.\t.\t.\nc1\t10\t.\tN\t.\t.\t.\t.\tGQ\t99\t.\n"; err != nil || string(text) != want {
		t.Errorf("%v\n%q\nwant\n%q", err, text, want)
	}
}

// TestBadBCF shows that damage is an error that names the record, and that what is promised takes no memory.
func TestBadBCF(t *testing.T) {
	good := shared(0, 9, 0, 0, 1, 2, 0, "\x07\x17A\x00")
	for name, c := range map[string]struct{ data, want string }{
		"nothing":             {"", "the header: the data end too early"},
		"other magic":         {"BAM\x01\x02\x00\x00\x00\x00", `it begins "BAM`},
		"huge header":         {"BCF\x02\x02\xff\xff\xff\xff", "a header of 4294967295 bytes; wanted at most"},
		"cut header":          {"BCF\x02\x02\xff\x00\x00\x00##", "the header: the data end too early"},
		"cut record":          {string(made(bcfHeader, [2][]byte{good, nil}))[:len(made(bcfHeader, [2][]byte{good, nil}))-1], "record 1: the data end too early"},
		"huge record":         {string(made(bcfHeader)) + "\xff\xff\xff\xff\x00\x00\x00\x00", "record 1: it has 4294967295 bytes"},
		"promised record":     {string(made(bcfHeader)) + "\x00\x00\x00\x03\x00\x00\x00\x00", "record 1: the data end too early"},
		"no sequence":         {string(made(bcfHeader, [2][]byte{shared(3, 9, 0, 0, 1, 2, 0, "\x07\x17A\x00"), nil})), "sequence 3, which the header does not have"},
		"no filter":           {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 2, 0, "\x07\x17A\x11\x09"), nil})), "filter 9"},
		"other samples":       {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 5, 0, "\x07\x17A\x00"), nil})), "5 samples; the header has 2"},
		"unknown type":        {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 2, 0, "\x07\x14A\x00"), nil})), "values of type 4"},
		"a list of 2^31":      {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 2, 0, "\xf7\x13\xff\xff\xff\x7f"), nil})), "values are announced"},
		"a list below 0":      {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 2, 0, "\xf7\x11\xf0"), nil})), "values are announced"},
		"short":               {string(made(bcfHeader, [2][]byte{[]byte("short"), nil})), "it ends too early"},
		"genotypes as floats": {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 2, 1, "\x07\x17A\x00"), []byte("\x11\x03\x15\x00\x00\x00\x00\x00\x00\x00\x00")})), "genotypes of type 5"},
		"65535 alleles":       {string(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 65535, 2, 0, "\x07\x17A"), nil})), "it ends too early"},
	} {
		r, _, err := Text(strings.NewReader(c.data))
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, source.ErrFormat) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestHostileText shows that text within a value makes no column and no line.
func TestHostileText(t *testing.T) {
	r, _, err := Text(bytes.NewReader(made(bcfHeader, [2][]byte{shared(0, 9, 0, 0, 1, 2, 0, "\x77a\tb\nc\x00d"+"\x17A\x00"), nil})))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if got := strings.TrimPrefix(string(text), bcfHeader); err != nil || got != "c1\t10\ta?b?cd\tA\t.\t0\t.\t.\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func FuzzText(f *testing.F) {
	f.Add(made(bcfHeader, [2][]byte{shared(0, 9, 0, 1, 2, 2, 1, "\x37rs1\x17A\x17G\x11\x00\x11\x01\x11\x07"), []byte("\x11\x03\x21\x02\x05\x04\x81")}))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, _, err := Text(bytes.NewReader(data))
		if err != nil {
			return
		}
		text, err := io.ReadAll(io.LimitReader(r, 32<<20))
		if err != nil && !errors.Is(err, source.ErrFormat) {
			t.Error(err)
		}
		if len(text) > 1000*(len(data)+1000) {
			t.Errorf("%d bytes of text from %d", len(text), len(data))
		}
	})
}
