// Package gff reads gene annotation in nine tab-separated columns, 1-based and
// inclusive in the file: GTF (GTF2.2, mblab.wustl.edu/GTF22.html, and what
// Ensembl, GENCODE, NCBI and UCSC write) and GFF3 (version 1.26 of
// github.com/The-Sequence-Ontology/Specifications, gff3.md).
//
//	r, err := lines.NewReader(name, file)
//	head, err := r.Peek()
//	if dialect, ok := gff.Sniff(head); ok {
//		src, err := gff.Read(ctx, r, dialect, gff.Options{})
//	}
//
// The usual view has one row a gene: its name, id and biotype, the union of
// its transcripts' exons, and its coding stretch. The source is then a
// [source.Transcripter] as well, whose transcripts are one row each, and a
// [source.Searcher] over names, ids and aliases of both.
//
// # How lines become genes
//
// In GTF every line carries gene_id and transcript_id, which is all that is
// needed; lines of type gene and transcript add names and bounds when they are
// there (assembly of GTF: gtf.go).
//
// In GFF3 lines point to their parents by ID, which may come later in the file.
// What has exons, CDS or UTR is a transcript, or a gene when its type says so;
// its topmost ancestor is the gene. A CDS that has an ID and no parent is a gene
// by itself (gff3.go).
//
// A transcript without exon lines has its CDS instead. A gene and a transcript
// reach from their first exon to their last, whether they have a line of their
// own or not.
//
// A file in which nothing is a gene is shown line by line ([Features]).
package gff
