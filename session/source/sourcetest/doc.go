// Package sourcetest tests sources: one suite that every format's reader has
// to pass, and the answers of independent tools to compare with.
//
//	func TestConformance(t *testing.T) {
//		sourcetest.Run(t, func(t testing.TB) source.Source { … }, sourcetest.Want{Items: 12})
//	}
//
//	func TestTruth(t *testing.T) {
//		sourcetest.EachCase(t, sourcetest.Truth(t, "bed.jsonl"), open, check)
//	}
//
// For formats of text, [OpenFile], [OpenText] and [FuzzText] share the steps before
// and after a reader.
//
// The suite takes the source's rows of whole sequences as given and checks
// everything else against them; what the rows should be is for each package's
// own tests and for the truths.
//
// The truths are files of a folder shared/data beside or above the project. A test
// that needs them is skipped where the folder is absent.
package sourcetest
