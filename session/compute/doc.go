// Package compute computes a measurement from an expression over others:
//
//	log2((chip+1)/(input+1))
//	mean(rep1, rep2, rep3)
//	smooth(chip, 5kb) > 3 ? chip : nan
//
// An expression is evaluated on the means of bins, whatever the zoom: what is
// asked for 1000 bins asks each measurement that it names for 1000 bins and
// works with those numbers. At a base a bin it works with the values themselves.
//
//	e, err := compute.Parse("log2((chip+1)/(input+1))")
//	inputs := …one for each of e.Names()
//	src, err := compute.New(ctx, e, inputs, compute.Spec{Sequences: seqs})
//	sum, err := src.Summarize(ctx, iv, 1000, source.SummaryOptions{})
//
// # Expressions
//
// In order of rising strength: c ? a : b; ||, or; &&, and; < <= > >= == !=;
// ! (not); + -; * / %; - (the sign); ^ or ** (power). Comparisons give 1 or 0, and 0
// is what counts as no. Functions are those of [Functions]. A number may have a
// unit of length: b, bp, kb, mb (5kb is 5000). nan is no value.
//
// A measurement whose name is letters, digits and _ and does not begin with a
// digit is written as it is; any other goes into backquotes, or else into quotes:
// `chip-seq 1` + 1. In quotes nothing is special but the quote itself.
//
// A bin where an operand has no data has no result. The functions mean, sd (the standard
// deviation, with n-1), min and max ignore operands without data, and smooth fills gaps that are narrower than
// its window. Of c ? a : b only the part that c chooses must have data. What is
// not finite, such as x/0, is no value in the end.
//
// smooth(x, w) is the mean of x over the w bases round the middle of each bin, at
// least over the bin. x is evaluated for that on bins that begin at multiples of
// their width and reach half a window further on either side, so that the result
// keeps its shape while a view pans.
//
// # Rows
//
// NAME where CONDITION stands for the rows of a measurement that fit a condition, an
// expression over their columns ([Filter]). In it quotes hold text, which == and != compare and
// ~ and !~ match as a regular expression; a name with other characters goes into
// backquotes. A row without a value that is needed does not fit.
//
//	peaks where score > 500 && strand == "+"
//
// The grammar, apart from names and units, is read by github.com/expr-lang/expr;
// the evaluation is ours, because it works on columns of numbers and has gaps.
package compute
