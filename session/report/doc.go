// Package report writes an HTML file that shows regions, one after the other, by the page's own charts: it opens in
// a browser without any program and without a network.
//
// The file holds the modules of the page that draw (session/ui), and the answers to what they ask for at each region,
// in the order in which they ask. So a region looks as it does on the page, at the width that the reader's window has.
//
//	w := report.NewWriter(report.Options{…})
//	for each region {
//		err := w.Add(region, answers)
//	}
//	html, err := w.HTML()
//
// # Size
//
// Numbers are kept in steps, of which there are some hundreds within what a track spans in a region, or as they are where
// that takes no more; rows of features are kept once, however many regions have them; and all is deflated. The file
// says how its numbers are rounded.
//
// # Safety
//
// Names and texts are data, which the page inserts as text. Its Content-Security-Policy allows the scripts and the
// style sheet in the file, by their hashes, and nothing else: no address is ever asked for.
package report
