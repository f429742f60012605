package gff

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/sourcetest"
)

// models describes the rows of a sequence, 1-based inclusive as the files have them:
// name start-end strand exons coding.
func models(t testing.TB, src source.Source, seq, name string) []string {
	t.Helper()
	rows := sourcetest.All(t, src, seq)
	var out []string
	for i := range rows.Len() {
		var exons []string
		for _, e := range rows.Exons[i] {
			exons = append(exons, fmt.Sprintf("%d-%d", e[0]+1, e[1]))
		}
		s := fmt.Sprintf("%s %d-%d %c %s", column(src, rows, name)[i], rows.Start[i]+1, rows.End[i], rows.Strand[i], strings.Join(exons, ","))
		if rows.Coding != nil && rows.Coding[i][1] > rows.Coding[i][0] {
			s += fmt.Sprintf(" %d-%d", rows.Coding[i][0]+1, rows.Coding[i][1])
		}
		out = append(out, s)
	}
	return out
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// An id at several places is several genes, unless a line holds them together.
func TestCopies(t *testing.T) {
	src := open(t, "testdata/copies.gtf", Genes)
	same(t, "genes", models(t, src, "c1", "gene"),
		"twoStrands 101-200 + 101-200",
		"Apart 301-400 + 301-400",
		"Apart 501-700 + 501-700",
		"numbered 1001-1300 - 1001-1100,1201-1300",
		"lines 2001-2100 + 2001-2050",
		"lines 2201-2300 + 2201-2300",
		"whole 3001-3500 + 3001-3100,3301-3400",
		"ubq1 4001-4200 + 4001-4200",
		"numbered 7001-7300 - 7001-7100,7201-7300 7051-7100",
		"twoStrands 9001-9100 - 9001-9100",
	)
	transcripts := src.(source.Transcripter).Transcripts()
	same(t, "transcripts", models(t, transcripts, "c1", "transcript"),
		"t1 101-200 + 101-200", "a1 301-400 + 301-400", "a2 501-600 + 501-600", "a3 551-700 + 551-700",
		"n 1001-1300 - 1001-1100,1201-1300", "l1 2001-2050 + 2001-2050", "l2 2201-2300 + 2201-2300",
		"w1 3001-3100 + 3001-3100", "w2 3301-3400 + 3301-3400",
		"r1 4001-4100 + 4001-4100", "r3 4001-4200 + 4001-4200", "r2 4051-4200 + 4051-4200",
		"n 7001-7300 - 7001-7100,7201-7300 7051-7100", "t1 9001-9100 - 9001-9100",
	)
	// The gene of each transcript is what its own lines call it.
	rows := sourcetest.All(t, transcripts, "c1")
	gene := map[string]string{}
	for i, id := range column(transcripts, rows, "transcript_id") {
		gene[id] = column(transcripts, rows, "gene")[i]
	}
	if gene["r1"] != "ubq1" || gene["r2"] != "ubq2" || gene["r3"] != "MRG.1" || gene["a3"] != "Apart" {
		t.Errorf("genes of transcripts: %v", gene)
	}
	found(t, src, "ubq2", "c1:4001-4200", "c1:4051-4200")
	found(t, src, "ub2", "c1:4001-4200")
	found(t, src, "twostrands", "c1:101-200", "c1:9001-9100")
}

// found checks the places at which a search finds the text itself.
func found(t *testing.T, src source.Source, text string, want ...string) {
	t.Helper()
	matches, err := src.(source.Searcher).Search(context.Background(), text, 100)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range matches {
		if place := m.Interval.String(); strings.EqualFold(m.Name, text) && !slices.Contains(got, place) { // of a gene and its transcript
			got = append(got, m.Interval.String())
		}
	}
	same(t, "search "+text, got, want...)
}

// Bounds hold the line of a gene and all below it; CDS and UTR are the exons where the file has no others.
func TestSpans(t *testing.T) {
	src := open(t, "testdata/spans.gff3", Genes)
	same(t, "genes", models(t, src, "c1", "gene"),
		"Span 101-1000 + 151-300,501-900 201-603",
		"trans 2001-2100 - 2001-2100 2001-2100",
		"trans 5001-5800 + 5001-5200,5701-5800 5001-5800",
		"trans 9001-9100 + 9001-9100 9001-9100",
		"named 10001-10600 + 10001-10600",
		"xyzA 11001-11100 + 11001-11100",
		"late 12001-12200 + 12051-12200",
	)
	same(t, "transcripts", models(t, src.(source.Transcripter).Transcripts(), "c1", "transcript")[:2],
		"t1 101-1000 + 151-300,501-900 201-603", "t2 101-1000 + 201-300,501-600 201-600")
	for _, name := range []string{"span", "g1"} {
		found(t, src, name, "c1:101-1000")
	}
	found(t, src, "PR_1", "c1:101-1000") // of both transcripts, at one place each
	found(t, src, "s.1", "c1:10001-10600")
	for _, name := range []string{"xyzA", "LT_1", "OT_1", "GeneID:5", "Tax:6", "syA", "syB", "X1"} {
		found(t, src, name, "c1:11001-11100")
	}
}

func TestNames(t *testing.T) {
	src := open(t, "testdata/names.gtf", Genes)
	if notes := src.Info().Notes; len(notes) > 0 {
		t.Errorf("notes %q", notes)
	}
	same(t, "genes", models(t, src, "c1", "gene"),
		"sym1 101-200 + 101-200 111-150", "wozzle 301-400 + 301-400", "semi; colon 501-600 + 501-600", "LOC4 701-800 + 701-800")
	for _, name := range []string{"sym1", "g1", "old1", "old2", "old3", "old4", "GeneID:77", "TAG:8", "CC5", "pr1"} {
		found(t, src, name, "c1:101-200")
	}
	for _, name := range []string{"wozzle", "rg9", "ref9", "STR.1"} {
		found(t, src, name, "c1:301-400")
	}
	found(t, src, "OLD_7", "c1:501-600")
	found(t, src, "readable4", "c1:701-800")
}

func TestOthers(t *testing.T) {
	src := open(t, "testdata/others.gff3", Genes)
	same(t, "genes", append(models(t, src, "c1", "gene"), models(t, src, "c2", "gene")...),
		"gee 101-500 + 101-200,301-500", "over 2901-3100 + 2901-3100")
	others := src.(source.Otherer).Others()
	same(t, "others", models(t, others, "c1", "name"),
		"intron 201-300 + 201-300",
		"Hit one 601-700 + 601-620,681-690",
		"mt1 601-750 + 601-650,701-750",
		"mt1 801-850 - 801-850",
		"Enh 1001-1100 * 1001-1100",
		"Enh2 1201-1300 * 1201-1300",
		"exon 1401-1450 + 1401-1450",
		"CRISPR 1501-1600 * 1501-1600",
	)
	if got := others.Info().Sequences[0].Name; got != "c0" {
		t.Errorf("the first sequence is %s", got)
	}
	found(t, others, "est 1", "c1:601-750")
	found(t, others, "CRISPR", "c1:1501-1600")
	found(t, others, "e", "c1:1001-1100", "c1:1201-1300")
	same(t, "notes", src.Info().Notes,
		"1 row of no gene: line 19: type exon without Parent and ID",
		"circular: c2 (3000 bases; features over its origin reach to 3100)",
		"c1 is said to have 900 bases, but its features reach to 1600",
		"9 features beside the genes: cDNA_match 2, enhancer 2, repeat_region 2, exon 1, intron 1, protein_match 1",
	)
	want := []genome.Sequence{{Name: "c1", Length: 900}, {Name: "c3", Length: 5000}, {Name: "c2", Length: 3100, Open: true}}
	if got := src.Info().Sequences; !slices.Equal(got, want) {
		t.Errorf("sequences %v, want %v", got, want)
	}
}

// A file without others has a source of none.
func TestNoOthers(t *testing.T) {
	src := open(t, "testdata/copies.gtf", Genes)
	if n := src.(source.Otherer).Others().Info().Items; n != 0 {
		t.Errorf("%d other features", n)
	}
	if notes := src.Info().Notes; len(notes) > 0 {
		t.Errorf("notes %q", notes)
	}
}

// Rows about whole sequences are shown where there is nothing else.
func TestLandmarksAlone(t *testing.T) {
	src, err := readText("c\t.\tchromosome\t1\t90\t.\t.\t.\tID=c\nc\t.\trepeat\t5\t9\t.\t.\t.\tID=r\n", GFF3, Genes)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rows", models(t, src, "c", "name"), "c 1-90 * 1-90", "r 5-9 * 5-9")
	if q := src.Info().Sequences[0]; q.Length != 90 || q.Open {
		t.Errorf("sequence %v", q)
	}
}

// Alignments without an ID are rows of their own, whatever they are of.
func TestAlignmentsWithoutID(t *testing.T) {
	src, err := readText("c\t.\tEST_match\t1\t9\t.\t+\t.\tParent=x;Name=m\n"+
		"c\t.\tEST_match\t20\t29\t.\t+\t.\tParent=x;Name=n\n", GFF3, Genes)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "rows", models(t, src, "c", "name"), "m 1-9 + 1-9", "n 20-29 + 20-29")
}

// Exons under a line of another type are a transcript at its place, below the gene above it.
func TestOtherTypeAsParent(t *testing.T) {
	src, err := readText("c\t.\texon\t5\t9\t.\t+\t.\tParent=o\nc\t.\toddity\t1\t29\t.\t+\t.\tID=o;Name=Odd;Parent=g\n"+
		"c\t.\tgene\t1\t40\t.\t+\t.\tID=g;Name=Gee\nc\t.\toperon\t1\t90\t.\t+\t.\tID=p\n"+
		"c\t.\tmRNA\t50\t60\t.\t+\t.\tID=m;Parent=p\n", GFF3, Genes)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "genes", models(t, src, "c", "gene"), "Gee 1-40 + 5-9", "m 50-60 + 50-60")
	same(t, "transcripts", models(t, src.(source.Transcripter).Transcripts(), "c", "transcript"), "Odd 1-29 + 5-9", "m 50-60 + 50-60")
	same(t, "others", models(t, src.(source.Otherer).Others(), "c", "name"), "Odd 1-29 + 1-29", "p 1-90 + 1-90")
}

// A row that begins with its sequence says how long that is only if it is about all of it.
func TestLandmarks(t *testing.T) {
	for row, stated := range map[string]int{ // 0 for a feature
		"chromosome\t1\t500\t.\t.\t.\tID=any":           500,
		"region\t1\t500\t.\t+\t.\tID=c:1..500;genome=x": 500,
		"region\t1\t500\t.\t+\t.\tID=c;Dbxref=taxon:1":  500,
		"scaffold\t1\t500\t.\t.\t.\tID=scaffold:c":      500,
		"contig\t1\t500\t.\t.\t.\tName=c":               500,
		"region\t1\t70\t.\t.\t.\tID=c;Is_circular=true": 70,
		"contig\t1\t50\t.\t.\t.\tID=tile1":              0,
		"region\t1\t50\t.\t.\t.\tID=peak":               0,
		"chromosome\t2\t500\t.\t.\t.\tID=c":             0,
		"biological_region\t1\t500\t.\t.\t.\tID=c":      0,
		"region\t1\t500\t.\t.\t.\tID=c;Parent=assembly": 0,
	} {
		src, err := readText("c\t.\tgene\t1\t90\t.\t+\t.\tID=g\nc\t.\t"+row+"\n", GFF3, Genes)
		if err != nil {
			t.Fatal(err)
		}
		others := src.(source.Otherer).Others().Info().Items
		if got := src.Info().Sequences[0].Length; got != max(90, stated) || (others == 0) != (stated > 0) {
			t.Errorf("%s: %d bases, %d other features; want %d bases", row, got, others, stated)
		}
	}
}

// An ID that a gene and something else have is both.
func TestSharedID(t *testing.T) {
	for _, text := range []string{
		"c\t.\tgene\t1\t9\t.\t+\t.\tID=a\nc\t.\tpromoter\t20\t29\t.\t+\t.\tID=a\n",
		"c\t.\tpromoter\t20\t29\t.\t+\t.\tID=a\nc\t.\tgene\t1\t9\t.\t+\t.\tID=a\n",
	} {
		src, err := readText(text, GFF3, Genes)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "genes", models(t, src, "c", "gene"), "a 1-9 + 1-9")
		same(t, "others", models(t, src.(source.Otherer).Others(), "c", "name"), "a 20-29 + 20-29")
	}
}

// Lines of one ID may call a gene by several names.
func TestNamesOfOneID(t *testing.T) {
	src, err := readText("c1\t.\tgene\t1\t9\t.\t+\t.\tID=a;Name=n1\nc1\t.\tgene\t1\t9\t.\t+\t.\tID=a;Name=n2\n", GFF3, Genes)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "n1", "n2"} {
		found(t, src, name, "c1:1-9")
	}
}

// A strand that is none costs the cell, and is counted.
func TestOddStrands(t *testing.T) {
	line := func(strand, attributes string) string {
		return "c\ts\texon\t1\t5\t.\t" + strand + "\t.\t" + attributes + "\n"
	}
	for d, more := range map[Dialect]string{GTF: `gene_id "a"; transcript_id "b";`, GFF3: "ID=a"} {
		text := ""
		for _, s := range []string{"+", "-", ".", "", "*", "x", "1", "-1", "?"} {
			text += line(s, more)
		}
		want := `strand left out of 4 rows: line 6: "x" is no strand; line 7: "1" is no strand; line 8: "-1" is no strand; also line 9`
		if d == GFF3 { // its ? is a strand that matters and is not known
			want = `strand left out of 3 rows: line 6: "x" is no strand; line 7: "1" is no strand; line 8: "-1" is no strand`
		}
		src, err := readText(text, d, Features)
		if err != nil {
			t.Fatal(err)
		}
		if info := src.Info(); info.Items != 9 || !slices.Contains(info.Notes, want) {
			t.Errorf("%s: %d rows, notes %q; want %q", d, info.Items, info.Notes, want)
		}
	}
}
