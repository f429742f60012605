package vcf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
)

// siteOf cuts a line of a site with these columns from REF on.
func siteOf(t *testing.T, ref, alt, info string) *site {
	t.Helper()
	var s site
	if err := s.cut([]byte("c1\t100\t.\t" + ref + "\t" + alt + "\t.\t.\t" + info)); err != nil {
		t.Fatal(err)
	}
	return &s
}

// TestEdgesOfSites: END just before POS is that of an insertion, letters may be small, and a share of nothing is none.
func TestEdgesOfSites(t *testing.T) {
	for end, fault := range map[int]bool{99: false, 98: true, 100: false} {
		if err := siteOf(t, "A", "AT", fmt.Sprintf("END=%d", end)).contradicts(); (err != nil) != fault {
			t.Errorf("END %d: %v", end, err)
		}
	}
	for alleles, want := range map[string]string{"a A": "", "acg ACGT": "insertion", "ACGT acg": "deletion", "a T": "snv"} {
		ref, alt, _ := strings.Cut(alleles, " ")
		if got := alleleType([]byte(ref), []byte(alt)); got != want {
			t.Errorf("%s: %q, want %q", alleles, got, want)
		}
	}
	for info, want := range map[string]float64{"AC=1;AN=4": 0.25, "AC=1;AN=0": math.NaN(), "AF=nan": math.NaN(), "AF=inf": math.NaN(), "AF=0.5,inf": math.NaN(),
		"AF=nan;AC=1;AN=2": math.NaN(), "AF=.;AC=1;AN=2": 0.5, "AF=0.1,0.2;AC=1;AN=2": math.NaN(), "AF=1e400;AC=1;AN=2": math.NaN()} {
		if got, _, _ := siteOf(t, "A", "T", info).frequency(); got != want && (got == got || want == want) {
			t.Errorf("%s: %g, want %g", info, got, want)
		}
	}
}

// TestEdgesOfJoins: an END that is not behind POS joins nothing, and a mate beyond all positions is not known.
func TestEdgesOfJoins(t *testing.T) {
	for info, want := range map[string]int{"END=101": 1, "END=100": 0, "END=50": 0, "END=50;CHR2=c2": 1, fmt.Sprintf("END=%d", genome.MaxPosition+1): 0} {
		if got := siteOf(t, "A", "<DEL>", info).joins(nil, nil, 0); len(got) != want {
			t.Errorf("%s: %d joins, want %d", info, len(got), want)
		}
	}
	for alt, alone := range map[string]bool{"A[c2:7[": false, fmt.Sprintf("A[c2:%d[", genome.MaxPosition): false, fmt.Sprintf("A[c2:%d[", genome.MaxPosition+1): true,
		"A[c2:-7[": true, "A[c2:7": true, "A[:7[": true} {
		got := siteOf(t, "A", alt, ".").joins(nil, nil, 0)
		if len(got) != 1 || got[0].alone != alone {
			t.Errorf("%s: %+v", alt, got)
		}
	}
}

// TestHostileHeaders: fields that no header declares are bounded, and so are lengths of sequences. END is no number to chart.
func TestHostileHeaders(t *testing.T) {
	var info []string
	for i := range 2 * mostUndeclared {
		info = append(info, fmt.Sprintf("K%d=1", i))
	}
	head := "##fileformat=VCFv4.3\n##contig=<ID=c1,length=1000>\n" + fmt.Sprintf("##contig=<ID=c2,length=%d>\n", genome.MaxPosition+1) +
		"##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\">\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	h, ok := Sniff([]byte(head + "c1\t1\t.\tA\tT\t.\t.\t" + strings.Join(info, ";") + "\n"))
	if !ok || len(h.infos) != mostUndeclared || len(h.contigs) != 2 || h.contigs[1].Length != 0 {
		t.Errorf("%v, %d fields, sequences %v", ok, len(h.infos), h.contigs)
	}
	if h.infos[h.byID["END"]].number || !h.infos[h.byID["DP"]].number {
		t.Error("which fields are numbers")
	}
	var d dictionary
	d.add("PASS", "0")
	d.add("q10", "5")
	d.add("PASS", "7")
	if d.text[0] != "PASS" || d.text[5] != "q10" || len(d.text) != 2 {
		t.Errorf("%v", d.text)
	}
}

// TestRecordsOfBCFThatLie are larger than they say, or than all memory.
func TestRecordsOfBCFThatLie(t *testing.T) {
	text := "##fileformat=VCFv4.3\n##contig=<ID=c1,length=1000>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n\x00"
	for what, sizes := range map[string][2]uint32{"one large": {mostRecord + 1, 0}, "two that are small together": {1<<32 - 1, 25}, "as large as may be": {mostRecord, 0}} {
		data := binary.LittleEndian.AppendUint32([]byte(BCFMagic+"\x02"), uint32(len(text)))
		data = append(data, text...)
		data = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(data, sizes[0]), sizes[1])
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		lines, _, err := Text(bytes.NewReader(append(data, make([]byte, 30)...)))
		if err == nil {
			_, err = io.Copy(io.Discard, lines)
		}
		runtime.ReadMemStats(&after)
		tooLarge := what != "as large as may be"
		if !errors.Is(err, source.ErrFormat) || strings.Contains(err.Error(), "wanted at most") != tooLarge {
			t.Errorf("%s: %v", what, err)
		}
		if made := after.TotalAlloc - before.TotalAlloc; made > 16<<20 {
			t.Errorf("%s: %d bytes are made for a few", what, made)
		}
	}
}

// TestListsAreTold: INFO fields that have no measurement, because a site has several numbers of them, are told by name.
func TestListsAreTold(t *testing.T) {
	head := "##fileformat=VCFv4.3\n"
	for _, number := range []string{"R", "G", ".", "2", "A", "1"} {
		head += fmt.Sprintf("##INFO=<ID=N%s,Number=%s,Type=Integer,Description=\"n\">\n", number, number)
	}
	head += "##INFO=<ID=AF,Number=.,Type=Float,Description=\"which has one all the same\">\n"
	h, ok := Sniff([]byte(head + "##INFO=<ID=S,Number=.,Type=String,Description=\"s\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"))
	want := "INFO fields without a measurement, since a site has several numbers of them: 4, such as NR, NG, N., N2; rows and variants show them"
	if !ok || len(h.notes) != 1 || h.notes[0] != want {
		t.Errorf("notes %q, want %q", h.notes, want)
	}
}
