package report

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// everyAnswer are answers of all kinds, at two regions.
func everyAnswer() [][]Answer {
	values := func(id string, data any) Answer {
		return Answer{protocol.GetValues, json.RawMessage(fmt.Sprintf(`{"measurement":%q,"bins":4}`, id)), data}
	}
	rows := func(id string, data any) Answer {
		return Answer{protocol.GetRows, json.RawMessage(fmt.Sprintf(`{"datasource":%q,"é":"`+"\u2028"+`"}`, id)), data}
	}
	nan := math.NaN()
	genes := func(starts ...int) *protocol.Table {
		t := &protocol.Table{SeqName: "chr1", Stranded: true, Metadata: []protocol.MetadataColumn{{Name: "gene"}, {Name: "exon_starts"}}}
		for _, s := range starts {
			t.Start, t.End, t.Strand = append(t.Start, s), append(t.End, s+50), append(t.Strand, "+-*"[s%3])
			t.Metadata[0].Text = append(t.Metadata[0].Text, fmt.Sprintf("</script>é%d", s))
			t.Metadata[1].Text = append(t.Metadata[1].Text, fmt.Sprintf("%d,", s))
		}
		return t
	}
	plain := &protocol.Table{SeqName: "chr1", Start: []int{5, 9}, End: []int{5, 1 << 40}, Strand: []byte("**")}
	sites := &protocol.Table{SeqName: "chr1", Start: []int{5, 9}, End: []int{5, 9}, Strand: []byte("**"),
		Metadata: []protocol.MetadataColumn{{Name: "genotypes", Text: []string{"0h", "B."}}}}
	return [][]Answer{{
		values("a", &protocol.BinsAnswer{Mean: []float64{1.2345, 7.1, nan, -3}, Min: []float64{1, 7, nan, -3.5}, Max: []float64{2, 7.9, nan, -2},
			Apart: []bool{false, true, false, true}}),
		values("b", &protocol.BinsAnswer{Mean: []float64{1, 2, 3, 4}, Min: []float64{1, 2, 3, 4}, Max: []float64{1, 2, 3, 4}, Estimated: true}),
		values("c", &protocol.BinsAnswer{Mean: []float64{1e-9, 5, 1e9, 0}, Min: []float64{0, 1, 2, 0}, Max: []float64{1, 9, 2e9, 0}}),
		values("a", &protocol.PointsAnswer{RowStart: []int{100, 201, 205}, RowEnd: []int{200, 201, 300}, Values: []float64{0.123456, math.Inf(1), nan},
			Names: []string{"x", "", "<b>"}}),
		rows("genes", &protocol.FeaturesAnswer{Table: genes(10, 20, 31), Total: 3}),
		values("gone", &protocol.PointsAnswer{Error: `no "disk"`}),
	}, {
		rows("genes", &protocol.FeaturesAnswer{Table: genes(20, 31, 44), Total: 900, Thinned: true, Density: []int{4, 0, 896}}),
		rows("peaks", &protocol.FeaturesAnswer{Table: plain, Count: []int{1, 7}, Total: 8, Thinned: true}),
		rows("none", &protocol.FeaturesAnswer{Table: genes()}),
		rows("sites", &protocol.FeaturesAnswer{Table: sites, Total: 2, MostSites: 800,
			Samples: []protocol.Sample{{ID: "s1", Name: "one"}, {ID: "s2", Name: "<b>"}}}),
		{protocol.GetSequence, json.RawMessage(`{"seqName":"chr1"}`), protocol.SequenceAnswer{Bases: "GATTACA"}},
	}}
}

// TestAnswers writes down what report/store.js reads in tests of the page.
func TestAnswers(t *testing.T) {
	w := NewWriter(Options{Title: "t", Steps: 100, Bins: 4, Precision: func(m string) Precision { return Precision{Steps: 100, Digits: m == "c"} }})
	type wish struct {
		Action string          `json:"action"`
		Args   json.RawMessage `json:"args"`
	}
	var wishes [][]wish
	var want [][]json.RawMessage
	for i, answers := range everyAnswer() {
		if err := w.Add(Region{Name: "r", SeqName: "chr1", Start: i + 1, End: i + 9, From: 1, To: 99}, answers); err != nil {
			t.Fatal(err)
		}
		wishes, want = append(wishes, nil), append(want, nil)
		for _, a := range answers {
			text, err := jsonOf(a.Data)
			if err != nil {
				t.Fatal(err)
			}
			wishes[i], want[i] = append(wishes[i], wish{a.Action, a.Args}), append(want[i], text)
		}
	}
	if n := len(w.encoder.pools.list); n != 3 {
		t.Errorf("%d pools of rows; want those of genes and of peaks, and one without any", n)
	}
	if got := len(w.encoder.pools.list[0].Start); got != 4 {
		t.Errorf("%d genes are kept; want each of 4 once", got)
	}
	got, err := json.MarshalIndent(map[string]any{
		"head": w.head(), "answers": base64.StdEncoding.EncodeToString(w.answers), "ends": base64.StdEncoding.EncodeToString(w.encoder.ends),
		"wishes": wishes, "want": want,
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/answers.json"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(golden); err != nil || !bytes.Equal(bytes.TrimSpace(have), got) {
		t.Errorf("%s is another one (%v): UPDATE_GOLDEN=1 go test ./session/report writes it", golden, err)
	}
}

// TestBadArguments refuses what is no request.
func TestBadArguments(t *testing.T) {
	w := NewWriter(Options{})
	if err := w.Add(Region{SeqName: "chr1", Start: 1, End: 2}, []Answer{{protocol.GetValues, json.RawMessage(`[`), nil}}); err == nil {
		t.Error("arguments that are no JSON were taken")
	}
}

// TestTooLarge refuses more data than a browser takes.
func TestTooLarge(t *testing.T) {
	w := NewWriter(Options{})
	w.most = 100
	answers := []Answer{{protocol.GetSequence, json.RawMessage(`{}`), protocol.SequenceAnswer{Bases: "GATTACAGATTACAGATTACA"}}}
	for i := range 3 {
		if err := w.Add(Region{SeqName: "chr1", Start: 1, End: 2}, answers); (err != nil) != (len(w.answers) > 100) {
			t.Errorf("region %d of %d bytes: %v", i, len(w.answers), err)
		}
	}
	if len(w.answers) <= 100 {
		t.Error("so few answers show nothing")
	}
}
