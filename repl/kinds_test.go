package repl_test

import (
	"strings"
)

// kinds are the scenes of files as tools and people write them: each file is of a
// kind that was once read as something else, in part, or not at all.
var kinds = map[string]scene{
	"kinds_intervals": {files: map[string]string{
		"modkit.bed": tabs(
			"qA 100 101 m 14 + 100 101 255,0,0 14 21.43 3 11 0 1 0 2 0",
			"qA 101 102 m 20 + 101 102 255,0,0 20 75.00 15 5 0 1 0 2 0",
			"qA 101 102 h 20 + 101 102 255,0,0 20 5.00 1 19 0 1 0 2 0"),
		"dackel.bedGraph": "track type=\"bedGraph\" description=\"percent\"\n" + tabs("qA 100 101 80 8 2", "qA 150 151 0 0 30"),
		"union.bedgraph":  tabs("qA 0 50 1 4 7", "qA 50 90 2 0 9"),
		"depth.txt":       tabs("pl 1 3007", "pl 2 3014", "pl 3 3021"),
		"thick.bed":       tabs("qA 100 900 tx1 0 + 0 0 0 3 100,100,100, 0,300,700,", "qA 2000 2600 tx2 0 - 0 0 0 2 100,100, 0,500,"),
		"dirty.bed": tabs(
			"qA 100 900 good 0 + 100 900 0 2 100,100, 0,700,",
			"qA 1000 1900 unsorted 0 + 1000 1900 0 2 100,100, 800,0,",
			"qA 2000 2900 over 0 + 2000 2900 0 2 300,800, 0,100,",
			"qA 3000 3900 hexcolor 0 + 3000 3900 #FF8800 1 900, 0,",
			"qA 4000 4900 noscore NA + 4000 4900 256,0,0 1 900, 0,",
			"qA 5000 5900 nowidth 0 + 5000 5900 0 3 100,0,100, 0,400,800,"),
		"factors.bed": tabs("qA 10 20 F1:L1 1 . 10 20 168,112,168", "qA 30 40 F1:L1,L2 4 . 30 40 168,112,168,207,254,82"),
		"grown.bed":   tabs("qA 0 50", "qA 100 150", "qA 200 250 late 5 +"),
		"r.bed":       tabs("qA 1e+05 100010 r1 5 +", "qA 2e5 200100 r2 8 -", "qA 300000 300000 insertion 9 +"),
		"end.bed":     tabs("qA 100 200 first 1 +", "qA 900 1000 last 2 +"),
		"gone.narrowPeak": tabs("qA 100 300 p1 1800 . 12.5 -1 -1 -1", "qA 500 700 p2 0 . NA -1 -1 60",
			"qA 800 900 p3 0 . 3 2 1 40"),
		"names.bed":       tabs("HLX-B*07:01:01:02 0 500 allele 1 +", "2L:1-10 0 50 slice 2 +", "XY2#1#chr1 100 200 pan 3 +"),
		"four.bed":        tabs("qA 0 100 0.2", "qA 100 200 7", "qA 200 400 100"),
		"fragments.tsv":   "# id=made up\n" + tabs("qA 80 275 ATTC-1 2", "qA 106 279 GCCG-1 1"),
		"pairs.bedpe":     tabs("qA 100 200 qA 5000 5100 loop1 7 + -", "qA 300 400 qB 10 20 loop2 9 + +"),
		"mySJ.out.tab":    tabs("qA 1001 2000 1 1 1 12 3 40"),
		"my.bismark.cov":  tabs("qA 101 101 75 3 1", "qA 150 150 0 0 2"),
		"my.regions.bed":  tabs("qA 0 500 winA 12.50", "qA 500 1000 winB 0.25"),
		"inserted.bed.gz": gzipped(tabs("qA 0 10 one 1 +")) + gzipped("") + gzipped(tabs("qB 5 20 two 2 -")) + strings.Repeat("\x00", 512),
	}},
	"kinds_tables": {files: map[string]string{
		"union.txt":  tabs("chrom start end liver spleen", "qA 0 50 1 4", "qA 50 90 2 0"),
		"counts.tab": tabs("#'chr' 'start' 'end' 'a.bw' 'b.bw'", "qA 0 1000 1.5 nan", "qA 1000 2000 0.25 3.5"),
		"features.txt": "# Program:featureCounts v0; Command:\"made up\"\n" + tabs("Geneid Chr Start End Strand Length s1.bam s2.bam",
			"gA qA;qA 101;301 200;400 +;+ 200 12 40", "gB qA 501 600 - 100 0 9"),
		"guides.tsv":      tabs("guide sequence chr start end strand score", "h1 ACGT qA 101 120 + 0.7", "h2 TTGA qA 301 320 - 0.2"),
		"states.tsv":      tabs("from to chrom start end", "E1 E5 qA 101 300", "E2 E5 qA 501 600"),
		"cbs.seg":         tabs("ID chrom loc.start loc.end num.mark seg.mean", "S1 qA 1 500 20 0.12", "S1 qA 501 900 9 -0.8", "S2 qA 1 900 29 0.4"),
		"study.gwas":      tabs("CHR SNP BP P", "qA rs1 101 1e-9", "qA rs2 201 0", "qA rs3 301 NA"),
		"plink.assoc":     " CHR         SNP         BP   A1            P\n   1         rs1        101    A       0.0001\n   1         rs2       2001    C          0.5\n",
		"copy.cn":         tabs("SNP Chromosome PhysicalPosition S1 S2", "SNP_1 qA 101 2 1.5", "SNP_2 qA 501 1 3"),
		"old.igv":         tabs("Chromosome Start End Feature S1", "qA 0 1000 p1 2", "qA 1000 2000 p2 4"),
		"quoted.csv":      "\ufeffchrom,start,end,note\r\nqA,101,200,\"a, \"\"b\"\"\"\r\nqA,301,400,\"two\r\nlines\"\r\n",
		"mac.tsv":         "chrom\tstart\tend\tv\rqA\t101\t200\t5\rqA\t301\t400\t6\r",
		"spreadsheet.csv": "sep=;\nchrom;start;end;v\nqA;101;200;1,5\nqA;301;400;2,25\n",
		"sheet.csv":       "chrom,start,end,reads,share\r\nqA,\"1,001\",\"1,200\",\"1,234\",12.5%\r\nqA,301,400,7,3%\r\n",
		"fimo.tsv": tabs("motif_id motif_alt_id sequence_name start stop strand score p-value q-value matched_sequence",
			"M1 x qA 101 110 + 12.5 1e-6 0.01 ACGTACGTAC"),
		"calls.vcf":  "##fileformat=VCFv4.2\n" + tabs("#CHROM POS ID REF ALT QUAL FILTER INFO", "qA 101 . A C 50 PASS ."),
		"reads.sam":  "@HD\tVN:1.6\n@SQ\tSN:qA\tLN:1000\n",
		"mask.out":   "   SW   perc perc perc  query\nscore   div. del. ins.  sequence\n\n  100  1.0 0.0 0.0 qA 1 100 (900) + rep SINE 1 100 (0) 1\n",
		"x.chain":    "chain 100 qA 1000 + 0 100 qB 1000 + 0 100 1\n100\n\n",
		"blat.psl":   "psLayout version 3\n\nmatch\tmis-\n",
		"empty.bed":  "",
		"header.tsv": tabs("chrom start end v"),
	}},
	"kinds_genes": {files: map[string]string{
		"twice.gtf": tabs(
			"qA t exon 1001 1100 . + . gene_id¶\"MIRX1\";¶transcript_id¶\"NR_1\";¶gene_name¶\"MIRX1\";",
			"qA t exon 1201 1300 . + . gene_id¶\"MIRX1\";¶transcript_id¶\"NR_1\";¶gene_name¶\"MIRX1\";",
			"qA t exon 2000001 2000100 . - . gene_id¶\"MIRX1\";¶transcript_id¶\"NR_1_dup\";¶gene_name¶\"MIRX1\";"),
		"spliced.gff3": "##gff-version 3\n" + tabs(
			"chl N gene 70000 70113 . - . ID=rpx;Name=rpx;exception=trans-splicing;part=1",
			"chl N gene 140000 140800 . + . ID=rpx;Name=rpx;exception=trans-splicing;part=2",
			"chl N CDS 70000 70113 . - 0 ID=c;Parent=rpx;exception=trans-splicing",
			"chl N CDS 140000 140231 . + 0 ID=c;Parent=rpx;exception=trans-splicing"),
		"merged.gtf": tabs(
			"qA StringTie transcript 1001 1500 1000 + . gene_id¶\"MRG.4\";¶transcript_id¶\"TXD1\";¶gene_name¶\"dqx3\";¶ref_gene_id¶\"GN9\";",
			"qA StringTie exon 1001 1500 1000 + . gene_id¶\"MRG.4\";¶transcript_id¶\"TXD1\";¶gene_name¶\"dqx3\";¶ref_gene_id¶\"GN9\";",
			"qA StringTie transcript 1700 2600 1000 + . gene_id¶\"MRG.4\";¶transcript_id¶\"TXP1\";¶gene_name¶\"pqx3\";¶ref_gene_id¶\"GN8\";",
			"qA StringTie exon 1700 2600 1000 + . gene_id¶\"MRG.4\";¶transcript_id¶\"TXP1\";¶gene_name¶\"pqx3\";¶ref_gene_id¶\"GN8\";"),
		"bacteria.gff3": "##gff-version 3\n" + tabs(
			"NX_1.1 R region 1 3000 . + . ID=r;Is_circular=true",
			"NX_1.1 R gene 190 255 . + . ID=gene-q1;Name=thx;locus_tag=q0001;old_locus_tag=OLDX_01",
			"NX_1.1 R CDS 190 255 . + 0 ID=cds-1;Parent=gene-q1;protein_id=NPX_1.1"),
		"mixed.gff": "##gff-version 3\n" + tabs(
			"qC p gene 100 399 . + . ID=X_1;Name=dnx",
			"qC p CDS 100 399 . + 0 ID=X_1c;Parent=X_1",
			"qC m repeat_region 1000 1600 . . . note=CRISPR¶with¶9¶repeats;rpt_family=CRISPR",
			"qC m enhancer 1700 1800 . . . Name=EnhX"),
		"alt.gtf": tabs(
			"chr6_alt9 t gene 100 500 . + . gene_id¶\"HX\";¶gene_name¶\"HLX\";",
			"chr6 t gene 29000100 29000500 . + . gene_id¶\"HX\";¶gene_name¶\"HLX\";"),
		"match.gff3": "##gff-version 3\n" + tabs(
			"qA e cDNA_match 100 200 99 + . ID=m1;Target=est7¶1¶101¶+",
			"qA e cDNA_match 399 480 99 + . ID=m1;Target=est7¶102¶183¶+"),
		"short.gff3": "##gff-version 3\n##sequence-region qZ 1 500\n" + tabs("qZ s gene 600 900 . + . ID=b;Name=bbx"),
		"lifted.gff3": "##gff-version 3\n" + tabs(
			"qA L gene 6047 13941 . - . ID=LOCX618;coverage=1.0",
			"qA L mRNA 6047 13941 . - . ID=XRX_7.2;Parent=LOCX618",
			"qA L exon 6047 13941 . - . ID=e;Parent=XRX_7.2"),
		"old.gff": tabs("qA s exon 100 200 . + . GeneX", "qA s exon 300 400 . + . GeneX"),
	}},
	"kinds_reads": {files: map[string]string{
		"small.bam": testFile("small.bam"), "small.bam.bai": testFile("small.bam.bai"), "small.fa": testFile("small.fa"), "snps.bed": "chrA\t399\t402\tsnp\n",
	}},
	"kinds_variants": {files: map[string]string{
		"calls.vcf": "##fileformat=VCFv4.3\n##contig=<ID=qA,length=90000>\n##INFO=<ID=DP,Number=1,Type=Integer,Description=\"depth\">\n" +
			"##INFO=<ID=END,Number=1,Type=Integer,Description=\"end\">\n" +
			tabs("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT mother child",
				"qA 101 rs11 A G 50 PASS DP=30 GT 0/1 1/1",
				"qA 201 rs12 ACT A 9.5 q10 DP=many GT 0|1 ./.",
				"qA 301 . C T,CAA . . DP=12 GT 1/2 0/0",
				"qA 1001 sv1 N <DEL> . PASS END=3000 GT 0/1 0/0",
				"qA 5001 sv2 G G]qB:77] 6 PASS . GT 0/1 0/0"),
		"bare.vcf": tabs("qA 7 rs99 A G . . ."),
		"none.bam": "BAM",
	}},
	"kinds_signals": {files: map[string]string{
		"inf.bedgraph":     tabs("qA 0 100 1.5", "qA 100 200 inf", "qA 200 300 -Inf", "qA 300 400 -2", "qA 400 500 nan", "qA 500 600 NA"),
		"sparse.bedgraph":  tabs("qA 10000 10001 0.6", "qA 300000 300001 0.2", "qA 590000 590001 0.9"),
		"overlap.bedgraph": tabs("qA 0 100 1", "qA 50 150 3"),
		"strands.bedgraph": "track type=bedGraph name=plus\n" + tabs("qA 0 100 10", "qA 100 200 20") +
			"track type=bedGraph name=minus\n" + tabs("qA 0 100 -10", "qA 100 200 -20"),
		"end.bedgraph":   tabs("qA 0 1000 4"),
		"zero.wig":       "fixedStep chrom=qB start=0 step=10\n1\n2\nvariableStep chrom=qB span=5\n10 -3.5\n40 nan\n60 0.001\n",
		"three.bedGraph": tabs("qA 100 200 3"),
	}},
}

// tabs joins lines whose words are parted by tabs where a space is; ¶ is a space.
func tabs(lines ...string) string {
	return strings.NewReplacer(" ", "\t", "¶", " ").Replace(strings.Join(lines, "\n") + "\n")
}
