package vcf

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

func read(r *lines.Reader, head []byte) (source.Source, error) {
	h, ok := Sniff(head)
	if !ok {
		return nil, fmt.Errorf("not recognised: %w", source.ErrFormat)
	}
	return Read(context.Background(), r, h)
}

func open(t testing.TB, path string) source.Source {
	t.Helper()
	return sourcetest.OpenFile(t, path, read)
}

// siteTruth is what the truths say of the sites of a window, or of all.
type siteTruth struct {
	Count       int
	Rows        [][]any
	First, Last []any
	Sum         *int `json:"sum_pos1"`
}

func TestTruth(t *testing.T) {
	sourcetest.EachCase(t, sourcetest.Truth(t, "vcf.jsonl"), open, func(t *testing.T, c sourcetest.Case, src source.Source) {
		if c.Query.Kind == "header" {
			checkHeader(t, c, src)
			return
		}
		var want siteTruth
		c.Decode(t, &want)
		q := c.Query
		rows, err := src.Rows(t.Context(), genome.Interval{Seq: q.Chr, Start: q.Start, End: q.End}, source.RowOptions{})
		if errors.Is(err, source.ErrNoSequence) && want.Count == 0 {
			return
		}
		if q.Chr == "1" && q.Start == 88906143 {
			// tabix takes an END on chromosome 14, which CHR2 names, for one on chromosome 1, in these two.
			want.Count -= 2
			want.Rows = slices.DeleteFunc(want.Rows, func(row []any) bool { return row[2] == "26598" || row[2] == "28220" })
		}
		if err != nil || rows.Len() != want.Count {
			t.Fatalf("%s:%d-%d: %v, %v; want %d rows", q.Chr, q.Start, q.End, rows, err, want.Count)
		}
		var got []string
		sum := 0
		for i := range rows.Len() {
			pos := rows.Start[i] + 1
			got = append(got, fmt.Sprint([]any{q.Chr, pos, cmp.Or(rows.Metadata[0][i], "."), rows.Metadata[2][i], rows.Metadata[3][i]}))
			sum += pos
		}
		if want.Sum != nil && sum != *want.Sum {
			t.Errorf("%s:%d-%d: the sum of positions is %d, want %d", q.Chr, q.Start, q.End, sum, *want.Sum)
		}
		for _, row := range append(want.Rows, want.First, want.Last) {
			if len(row) == 0 {
				continue
			}
			begin := strings.TrimSuffix(written(row), "]")
			if !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, begin) }) {
				t.Errorf("%s:%d-%d: no site %s among %s", q.Chr, q.Start, q.End, written(row), got)
			}
		}
	})
}

// written returns a row of a truth; JSON has its numbers as float64.
func written(row []any) string {
	row = slices.Clone(row)
	for i, f := range row {
		if v, ok := f.(float64); ok {
			row[i] = int(v)
		}
	}
	return fmt.Sprint(row)
}

func checkHeader(t *testing.T, c sourcetest.Case, src source.Source) {
	var want struct {
		Rows     int
		PerChrom map[string]int `json:"rows_per_chrom"`
	}
	c.Decode(t, &want)
	if got := src.Info().Items; got != int64(want.Rows) {
		t.Errorf("%d sites, want %d; notes %q", got, want.Rows, src.Info().Notes)
	}
	for seq, n := range want.PerChrom {
		rows, err := src.Rows(t.Context(), genome.Interval{Seq: seq, End: genome.MaxPosition}, source.RowOptions{})
		if err != nil || rows.Len() != n {
			t.Errorf("%s: %v, want %d sites", seq, err, n)
		}
	}
}

func TestConformance(t *testing.T) {
	for name, items := range map[string]int64{"made.vcf": 19} {
		sourcetest.Run(t, func(t testing.TB) source.Source { return open(t, filepath.Join("testdata", name)) },
			sourcetest.Want{Kind: source.Features, Items: items, Sequences: []string{"chrA", "chrB"}})
	}
}

// TestSites compares the sites of a file that has each kind with what was written by hand.
func TestSites(t *testing.T) {
	src := open(t, "testdata/made.vcf")
	info := src.Info()
	column := func(names []string, name string) int {
		i := slices.Index(names, name)
		if i < 0 {
			t.Fatalf("there is no %s among %q", name, names)
		}
		return i
	}
	var got strings.Builder
	for _, seq := range []string{"chrA", "chrB"} {
		rows := sourcetest.All(t, src, seq)
		text := func(name string, i int) string { return rows.Metadata[column(info.Metadata, name)][i] }
		value := func(name string, i int) float64 { return rows.Values[column(info.Values, name)][i] }
		for i := range rows.Len() {
			fmt.Fprintf(&got, "%s:%d-%d %s %s AF=%.4g QUAL=%g DP=%g DB=%s GENE=%s filter=%s\n", seq, rows.Start[i], rows.End[i], text("id", i),
				text("type", i), value("AF", i), value("QUAL", i), value("DP", i), text("DB", i), text("GENE", i), text("filter", i))
		}
	}
	want := `chrA:0-50 telomere DEL AF=0.25 QUAL=NaN DP=NaN DB= GENE= filter=
chrA:100-101 snv1;made1 snv AF=0.25 QUAL=50 DP=30 DB=yes GENE= filter=PASS
chrA:200-202  mnv AF=0.75 QUAL=9.5 DP=12 DB= GENE=x,y filter=q10
chrA:300-301 ins1 insertion AF=0.3333 QUAL=NaN DP=NaN DB= GENE= filter=
chrA:400-404 del1 deletion AF=1 QUAL=99 DP=NaN DB= GENE= filter=PASS
chrA:500-501 both snv,insertion AF=0.3 QUAL=40 DP=9 DB= GENE= filter=PASS
chrA:600-700 block reference AF=0 QUAL=NaN DP=NaN DB= GENE= filter=
chrA:800-801 any snv AF=0.5 QUAL=12 DP=NaN DB= GENE= filter=PASS
chrA:900-1901 tandem DUP:TANDEM AF=0.1667 QUAL=NaN DP=NaN DB= GENE= filter=PASS
chrA:2000-2001 backward snv AF=NaN QUAL=3 DP=NaN DB= GENE= filter=q10;s50
chrA:3000-3001 move TRA AF=NaN QUAL=NaN DP=NaN DB= GENE= filter=PASS
chrA:5000-5001 bnd1 breakend AF=NaN QUAL=6 DP=NaN DB= GENE= filter=PASS
chrA:7000-7001 bnd2 breakend AF=NaN QUAL=6 DP=NaN DB= GENE= filter=PASS
chrA:7100-7101 lone breakend AF=NaN QUAL=6 DP=NaN DB= GENE= filter=PASS
chrA:8000-8004 complex complex AF=NaN QUAL=1 DP=NaN DB= GENE= filter=
chrA:8100-8101 none reference AF=NaN QUAL=1 DP=NaN DB= GENE= filter=
chrA:8200-8202 star deletion AF=NaN QUAL=1 DP=NaN DB= GENE= filter=
chrB:6000-6001 bnd1m breakend AF=NaN QUAL=6 DP=NaN DB= GENE= filter=PASS
chrB:7000-8000 inv INV AF=NaN QUAL=NaN DP=NaN DB= GENE= filter=PASS
`
	if got.String() != want {
		t.Errorf("%s\nwant\n%s", got.String(), want)
	}
	notes := strings.Join(info.Notes, "\n")
	for _, note := range []string{
		`1 row left out: line 36: POS "x"`,
		"END left out of 1 row: line 26: 1900 lies before POS 2001",
		"AF is computed from AC and AN in 1 site",
		"AF is computed from genotypes in 6 sites",
		"2 sites of several alternate alleles",
		"1 site before the first base, at position 0",
		"genotypes of 3 samples are read when they are asked for: help genotypes",
		"breakends that name each other are one join: 1 left out",
		"joins without a known mate: 1,",
		`INFO fields that the header does not declare, read as text: 1, as "NEW"`,
	} {
		if !strings.Contains(notes, note) {
			t.Errorf("no note %q in\n%s", note, notes)
		}
	}
	for seq, length := range map[string]int{"chrA": 100_000, "chrB": 50_000} {
		if i := slices.IndexFunc(info.Sequences, func(s genome.Sequence) bool { return s.Name == seq }); i < 0 ||
			info.Sequences[i].Length != length || info.Sequences[i].Open {
			t.Errorf("sequences %v, want %s of %d", info.Sequences, seq, length)
		}
	}
	for _, id := range []string{"made1", "SNV1", "bnd1m"} {
		if hits, err := src.(source.Searcher).Search(t.Context(), id, 5); err != nil || len(hits) == 0 || !strings.EqualFold(hits[0].Name, id) {
			t.Errorf("search for %s: %v, %v", id, hits, err)
		}
	}
}

func TestJoins(t *testing.T) {
	_, joins := open(t, "testdata/made.vcf").(source.Joiner).Joins()
	info := joins.Info()
	var got strings.Builder
	for _, seq := range []string{"chrA", "chrB"} {
		rows := sourcetest.All(t, joins, seq)
		for i := range rows.Len() {
			ends := rows.Ends(seq, info.Metadata, i)
			fmt.Fprintf(&got, "%s:%d-%d %v %v", seq, rows.Start[i], rows.End[i], ends[0], ends[1])
			for _, column := range rows.Metadata[:4] {
				got.WriteString(" " + cmp.Or(column[i], "."))
			}
			got.WriteByte('\n')
		}
	}
	want := `chrA:0-50 chrA:1-1 chrA:50-50 telomere DEL . .
chrA:3000-3001 chrA:3001-3001 chrB:4000-4000 move TRA PASS .
chrA:5000-5001 chrA:5001-5001 chrB:6001-6001 bnd1 breakend PASS ++
chrA:7000-9001 chrA:7001-7001 chrA:9001-9001 bnd2 breakend PASS --
chrA:7100-7101 chrA:7101-7101  lone breakend PASS +*
chrB:3999-4000 chrA:3001-3001 chrB:4000-4000 move TRA PASS .
chrB:6000-6001 chrA:5001-5001 chrB:6001-6001 bnd1 breakend PASS ++
chrB:7000-8000 chrB:7001-7001 chrB:8000-8000 inv INV PASS .
`
	if got.String() != want {
		t.Errorf("%s\nwant\n%s", got.String(), want)
	}
}

// TestSniff shows what is taken for VCF and what is not.
func TestSniff(t *testing.T) {
	for text, want := range map[string]bool{
		"##fileformat=VCFv4.2\n":                          true,
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n": true,
		"chr1\t7\trs1\tA\tG\t.\tPASS\tDP=3\n":             true,
		"chr1\t7\trs1\tA\tG\n":                            false, // any table
		"chr1\t7\t19\tpeak\t5\t+\t7\t19\n":                false,
		"chr1\tx\texon\t1\t2\t.\t+\t.\tgene_id \"g\";\n":  false,
		"": false,
		"#CHROM\tPOS\tID\tREF\tALT\nchr1\t1\tx\tA\tG\n":                             true,
		"##gff-version 3\nchr1\t.\tgene\t1\t2\t.\t+\t.\tID=x\n":                     false,
		"##fileformat=VCFv4.2\r\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\r\n": true,
	} {
		if _, ok := Sniff([]byte(text)); ok != want {
			t.Errorf("%q: %t, want %t", text, ok, want)
		}
	}
}

// TestAlleleTypes has alleles in the forms that callers write.
func TestAlleleTypes(t *testing.T) {
	for _, c := range []struct{ ref, alt, want string }{
		{"A", "G", "snv"}, {"a", "G", "snv"}, {"AC", "AT", "snv"}, {"AC", "GT", "mnv"}, {"A", "A", "reference"},
		{"A", "AT", "insertion"}, {"TA", "TTA", "insertion"}, {"ATT", "A", "deletion"}, {"CAA", "A", "deletion"}, {"ACG", "TT", "complex"},
		{"A", "<INS:ME:ALU>", "INS:ME:ALU"}, {"A", "*", "overlap"}, {"A", "*,<NON_REF>", "overlap"}, {"A", "*,C", "snv"}, {"A", ".", "reference"}, {"A", "", "reference"},
		{"A", "]chr1:5]A", "breakend"}, {"A", ".A", "breakend"}, {"A", "G,C", "snv"}, {"A", "AT,G,<NON_REF>", "insertion,snv"},
	} {
		s := site{}
		s.column[refColumn], s.column[altColumn] = []byte(c.ref), []byte(c.alt)
		if got := string(s.typeOf(nil)); got != c.want {
			t.Errorf("%s to %s is %s, want %s", c.ref, c.alt, got, c.want)
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	const head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	for row, want := range map[string]string{
		"chr1\t5\n":           "line 3: found 2 columns; wanted at least 5: CHROM, POS, ID, REF and ALT",
		"\t5\tx\tA\tG\n":      "CHROM is empty",
		"chr1\t-5\tx\tA\tG\n": `POS "-5"`,
		"chr1\t99999999999999999999\tx\tA\tG\t.\t.\t.":       "POS",
		"chr1\t5\tx\tA\t<DEL>\t.\t.\tEND=9007199254740993\n": "wanted at most",
	} {
		_, err := sourcetest.OpenText("a.vcf", head+row, read)
		if err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, source.ErrFormat) {
			t.Errorf("%q: %v, want %s", row, err, want)
		}
	}
}

// TestFaultsCostTheCell shows that what cannot be read of a site is left out with a count, and the site kept.
func TestFaultsCostTheCell(t *testing.T) {
	const head = "##fileformat=VCFv4.2\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	src, err := sourcetest.OpenText("a.vcf", head+"c\t1\ta\tA\tG\thigh\tPASS\tDP=many\nc\t2\tb\tA\tG\t7\tPASS\tDP=3\n", read)
	if err != nil {
		t.Fatal(err)
	}
	rows, info := sourcetest.All(t, src, "c"), src.Info()
	if got := fmt.Sprint(info.Values, rows.Values); got != "[QUAL DP] [[NaN 7] [NaN 3]]" {
		t.Error(got)
	}
	if got := strings.Join(info.Notes, "\n"); !strings.Contains(got, "QUAL left out of 1 row") || !strings.Contains(got, "DP left out of 1 row") {
		t.Error(got)
	}
}

// TestNumberOfSamples shows that genotypes of more or fewer samples than the header has, as a cut line has them, are not counted.
func TestNumberOfSamples(t *testing.T) {
	const head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ts\tt\n"
	src, err := sourcetest.OpenText("a.vcf", head+"c\t1\ta\tA\tG\t.\t.\t.\tGT\t0/1\t1/1\nc\t2\tb\tA\tG\t.\t.\t.\tGT\t0/1\t1/1\t1/1\nc\t3\tb\tA\tG\t.\t.\t.\tGT\t0/1", read)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(sourcetest.All(t, src, "c").Values); got != "[[0.75 NaN NaN]]" {
		t.Error(got)
	}
	if got := strings.Join(src.Info().Notes, "\n"); !strings.Contains(got, "genotypes left out of 2 rows: line 4: samples here: 3, in the header: 2") {
		t.Error(got)
	}
}

// TestOtherHeaders shows that columns in another order are refused, and that another version is told.
func TestOtherHeaders(t *testing.T) {
	const row = "c\t1\tA\tG\tC\t.\t.\t.\n"
	_, err := sourcetest.OpenText("a.vcf", "##fileformat=VCFv4.2\n#CHROM\tPOS\tREF\tALT\tID\tQUAL\tFILTER\tINFO\n"+row, read)
	if err == nil || !errors.Is(err, source.ErrFormat) || !strings.Contains(err.Error(), "line 2: the columns begin #CHROM, POS, REF, ALT, ID") {
		t.Error(err)
	}
	src, err := sourcetest.OpenText("a.vcf", "##fileformat=VCFv3.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"+row, read)
	if err != nil || !slices.Contains(src.Info().Notes, "it is VCFv3.3, which is read as VCFv4") {
		t.Errorf("%v, %v", err, src)
	}
}

// TestSizesOfAlleles has a size for each alternate allele, or one for all: a site reaches as far as the longest.
func TestSizesOfAlleles(t *testing.T) {
	const head = "##fileformat=VCFv4.4\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
	src, err := sourcetest.OpenText("a.vcf", head+"c\t1\ta\tA\tG,<DEL>\t.\t.\tSVLEN=.,-100\nc\t2\tb\tA\t<DEL>,<DUP>\t.\t.\tSVLEN=5,50\n"+
		"c\t3\tb\tA\tG,<DEL>\t.\t.\tSVLEN=-70\nc\t4\tb\tA\t<INS>,<DEL>\t.\t.\tSVLEN=90,7\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(sourcetest.All(t, src, "c").End); got != "[101 52 73 11]" {
		t.Error(got)
	}
}

// TestNamesOfColumns has fields with the names of the site's own columns: each has a name of its own.
func TestNamesOfColumns(t *testing.T) {
	head := "##fileformat=VCFv4.2\n"
	for _, id := range []string{"QUAL", "id", "AF", "x"} {
		head += "##INFO=<ID=" + id + ",Number=1,Type=Float,Description=\"\">\n"
	}
	src, err := sourcetest.OpenText("a.vcf", head+"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc\t1\ta\tA\tG\t7\tPASS\tQUAL=1;id=2;AF=0.5;x=4\n", read)
	if err != nil {
		t.Fatal(err)
	}
	info := src.Info()
	if want := []string{"AF", "QUAL", "QUAL_2", "id_2", "x"}; !slices.Equal(info.Values, want) {
		t.Errorf("number columns %q", info.Values)
	}
	if want := append(slices.Clone(siteColumns), "QUAL_2", "id_2", "AF", "x"); !slices.Equal(info.Metadata, want) {
		t.Errorf("text columns %q", info.Metadata)
	}
	if got := fmt.Sprint(sourcetest.All(t, src, "c").Values); got != "[[0.5] [7] [1] [2] [4]]" {
		t.Error(got)
	}
}

func FuzzRead(f *testing.F) { sourcetest.FuzzText(f, "x.vcf", read, "testdata/*.vcf") }

// TestTwice shows that of an INFO field that a site has twice the first is taken, and that it is told.
func TestTwice(t *testing.T) {
	src, err := sourcetest.OpenText("a.vcf", "##fileformat=VCFv4.3\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\">\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"\">\n"+
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc1\t5\t.\tA\tG\t9\t.\tDP=1;AF=0.25;DP=2;AF=0.5\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if rows := sourcetest.All(t, src, "c1"); rows.Values[0][0] != 0.25 || rows.Values[2][0] != 1 {
		t.Error(rows.Values)
	}
	if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "that a site has twice: the first is taken, 2 left out") {
		t.Error(notes)
	}
}

// TestLateGenotypes shows that genotypes are read where FORMAT has them, and that it is told where they are not first.
func TestLateGenotypes(t *testing.T) {
	src, err := sourcetest.OpenText("a.vcf", "##fileformat=VCFv4.3\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\tb\n"+
		"c1\t5\t.\tA\tG\t9\t.\t.\tDP:GT\t10:0/1\t11\nc1\t6\t.\tA\tG\t9\t.\t.\tGT:DP\t1/1:1\t0/0:3\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if rows := sourcetest.All(t, src, "c1"); !slices.Equal(rows.Values[0], []float64{0.5, 0.5}) {
		t.Error(rows.Values)
	}
	if notes := strings.Join(src.Info().Notes, "\n"); !strings.Contains(notes, "GT is not the first field of FORMAT in 1 site,") {
		t.Error(notes)
	}
}

// TestFrequencyThatIsNone shows that what a site states is not set aside for a share that is computed, and that it is told.
func TestFrequencyThatIsNone(t *testing.T) {
	src, err := sourcetest.OpenText("a.vcf", "##fileformat=VCFv4.3\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"\">\n"+
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\n"+
		"c1\t5\t.\tA\tG\t9\t.\tAF=1e400\tGT\t0/1\nc1\t6\t.\tA\tG,T,C\t9\t.\tAF=0.1,0.2\tGT\t1/1\n"+
		"c1\t7\t.\tA\tG,T\t9\t.\tAF=0.25,0.5\tGT\t1/1\nc1\t8\t.\tA\tG,T\t9\t.\tAF=0.25\tGT\t1/1\nc1\t9\t.\tA\tG\t9\t.\tAF=.\tGT\t1/1\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(sourcetest.All(t, src, "c1").Values[0]); got != "[NaN NaN 0.75 0.25 1]" {
		t.Error(got)
	}
	notes := strings.Join(src.Info().Notes, "\n")
	if !strings.Contains(notes, "2 sites of several alternate alleles: AF is the sum over them") ||
		!strings.Contains(notes, "AF of 2 sites is not one number, or one for each alternate allele: no value there") ||
		!strings.Contains(notes, "AF is computed from genotypes in 1 site") {
		t.Error(notes)
	}
}

// TestFieldsNamedAsPlaces shows that no INFO field hides a name by which conditions know the place of a row.
func TestFieldsNamedAsPlaces(t *testing.T) {
	src, err := sourcetest.OpenText("a.vcf", "##fileformat=VCFv4.3\n##INFO=<ID=start,Number=1,Type=Integer,Description=\"\">\n"+
		"##INFO=<ID=END,Number=1,Type=Integer,Description=\"\">\n"+
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nc1\t5\t.\tA\t<DEL>\t9\t.\tstart=99;END=9\n", read)
	if err != nil {
		t.Fatal(err)
	}
	if got := src.Info().Metadata; !slices.Contains(got, "start_2") || slices.Contains(got, "start") || !slices.Contains(got, "END") {
		t.Error(got)
	}
}

// TestToldOfParts shows that what AF is where a file is read in parts, of which no site is known before, is told.
func TestToldOfParts(t *testing.T) {
	for head, want := range map[string]bool{
		"##INFO=<ID=AF,Number=A,Type=Float,Description=\"\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n":   true,
		"##INFO=<ID=DP,Number=1,Type=Integer,Description=\"\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n": false,
		"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ta\n":                                             true,
		"##INFO=<ID=AC,Number=A,Type=Integer,Description=\"\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n": true,
	} {
		h, ok := Sniff([]byte("##fileformat=VCFv4.3\n" + head + "c1\t5\t.\tA\tG\t9\t.\t.\n"))
		if told := ok && strings.Contains(strings.Join(h.Unread(), "\n"), "AF is the sum over the alternate alleles; "); told != want {
			t.Errorf("%q: %t, %t", head, ok, told)
		}
	}
}
