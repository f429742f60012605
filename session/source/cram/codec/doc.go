// Package codec decompresses the blocks of CRAM 3.0 and 3.1 that have compressions of their own: rANS 4x8, rANS Nx16, the
// adaptive arithmetic coder, the name tokeniser and fqzcomp.
//
// They are those of the specification "CRAM codec specification (version 3.1)" of the samtools project. Each function takes
// the compressed bytes and the greatest size that it may return, and returns an error that wraps source.ErrFormat for data that
// do not follow their format. Memory is bounded by that size and that of the input.
package codec
