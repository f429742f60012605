package repl_test

import (
	"fmt"
	"strings"
)

// analysis is the scene of the analysis in the README: three samples and an input of signal in steps
// of 50 bases, higher where there are peaks.
var analysis = scene{columns: 100, files: map[string]string{
	"chip_day0.bedGraph": steps(12, 3, 0),
	"chip_day3.bedGraph": steps(12, 9, 1),
	"chip_day7.bedGraph": steps(2, 14, 2),
	"input.bedGraph":     steps(1, 1, 3),
	"peaks.narrowPeak": tabs(
		"chr7 2000 2600 peak_1 700 . 8.1 12 9 310",
		"chr7 5000 5400 peak_2 120 . 2.2 4 2 200",
		"chr7 8000 8700 peak_3 950 . 11.5 30 26 350"),
	"genes.gff3": "##gff-version 3\n##sequence-region chr7 1 12000\n" + tabs(
		"chr7 made gene 1801 4200 . + . ID=g1;Name=QRX1",
		"chr7 made gene 7601 9900 . - . ID=g2;Name=QRX2"),
}}

// steps returns a signal with its first and last peak so high.
func steps(first, last, phase int) string {
	var b strings.Builder
	for start := 0; start < 12_000; start += 50 {
		v := 1 + float64((start/50*7+phase*3)%10)/10
		switch {
		case start >= 2000 && start < 2600:
			v += float64(first)
		case start >= 8000 && start < 8700:
			v += float64(last)
		}
		fmt.Fprintf(&b, "chr7\t%d\t%d\t%.1f\n", start, start+50, v)
	}
	return b.String()
}
