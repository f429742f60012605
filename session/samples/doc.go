// Package samples reads sample sheets: tables with a row for each sample and a column for each
// thing that is known of it, such as its group, age or colour.
//
//	sheet, err := samples.Read("sheet.tsv", file)
//	found := sheet.Match(measurements)
//
// A sheet is a table of text with a line of names, separated by tabs, commas, semicolons or
// spaces, as spreadsheets and R write it. Columns of numbers are ramps, all others categories. A
// column named colour has colours: those of the samples, and those of the categories of any
// column that it gives one colour each.
package samples
