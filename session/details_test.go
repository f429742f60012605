package session

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
)

// written returns the path of a file of the test with a text.
func written(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// lineOf returns a feature as a line.
func lineOf(a protocol.FeatureAnswer) string {
	f := a.Feature
	if f == nil {
		return "none" + a.Error
	}
	return fmt.Sprintf("%s:%v-%v nth %d %s %v", f.SeqName, f.Start, f.End, f.Nth, f.Strand, f.Fields)
}

// TestFeature asks for rows one by one as the built-in page does: of those at one place, and over the
// ends of sequences.
func TestFeature(t *testing.T) {
	path := written(t, "p.bed", "chr1\t10\t20\ta\t1\t+\nchr1\t10\t20\tb\t2\t-\nchr1\t15\t15\tpoint\t0\t.\nchr2\t5\t9\t<b>c</b>\t3\t+\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(path)
		page := r.join(builtinPage)
		get := func(seq string, start, end float64, nth int, step string) string {
			t.Helper()
			return lineOf(ask[protocol.FeatureAnswer](t, r, page, protocol.GetFeature, map[string]any{
				"measurement": "p", "seqName": seq, "start": start, "end": end, "nth": nth, "step": step}))
		}
		a := "chr1:11-20 nth 0 + [[name a] [score 1]]"
		b := "chr1:11-20 nth 1 - [[name b] [score 2]]"
		point := "chr1:16-15 nth 0  [[name point] [score 0]]"
		c := "chr2:6-9 nth 0 + [[name <b>c</b>] [score 3]]"
		equal(t, "the first", get("chr1", 11, 20, 0, ""), a)
		equal(t, "the second at its place", get("chr1", 11, 20, 1, ""), b)
		equal(t, "a third is none", get("chr1", 11, 20, 2, ""), "none")
		equal(t, "what is no row", get("chr1", 11, 19, 0, ""), "none")
		equal(t, "a point", get("chr1", 16, 15, 0, ""), point)
		equal(t, "after the first", get("chr1", 11, 20, 0, "next"), b)
		equal(t, "after the second", get("chr1", 11, 20, 1, "next"), point)
		equal(t, "on the next sequence", get("chr1", 16, 15, 0, "next"), c)
		equal(t, "after the last", get("chr2", 6, 9, 0, "next"), "none")
		equal(t, "back to another sequence", get("chr2", 6, 9, 0, "previous"), point)
		equal(t, "back at the place", get("chr1", 11, 20, 1, "previous"), a)
		equal(t, "before the first", get("chr1", 11, 20, 0, "previous"), "none")
		equal(t, "the first of what is drawn as one", get("chr1", 11, 10, -1, "next"), a)
		if got := get("chr7", 1, 2, 0, "next"); !strings.Contains(got, "chr7") {
			t.Errorf("of a sequence that is not there: %s", got)
		}
		if got := lineOf(ask[protocol.FeatureAnswer](t, r, page, protocol.GetFeature, map[string]any{"measurement": "q"})); !strings.HasPrefix(got, "none") {
			t.Errorf("of a measurement that is not there: %s", got)
		}
	})
}

// TestFeatureHasAll gives exons, coding parts and numbers of a row.
func TestFeatureHasAll(t *testing.T) {
	genes := must(filepath.Abs("source/gff/testdata/genes.gtf"))(t)
	signal := written(t, "s.bedGraph", "chr1\t10\t20\t0.1\nchr1\t30\t40\tNaN\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load(genes)
		r.load(signal)
		page := r.join(builtinPage)
		f := ask[protocol.FeatureAnswer](t, r, page, protocol.GetFeature, map[string]any{
			"measurement": "genes", "seqName": "chr1", "start": 101, "end": 900, "nth": 0}).Feature
		if f == nil || len(f.Exons) < 2 || f.Exons[0] != [2]int{101, 250} || f.Coding == nil {
			t.Errorf("the gene is %+v", f)
		}
		v := ask[protocol.FeatureAnswer](t, r, page, protocol.GetFeature, map[string]any{
			"measurement": "s", "seqName": "chr1", "start": 11, "end": 20, "nth": 0})
		if v.Feature == nil || len(v.Feature.Fields) != 1 || v.Feature.Fields[0][1] != "0.1" {
			t.Errorf("the value is %s", lineOf(v))
		}
	})
}

// TestSequenceOfPlace gives the page bases where the genome has them, and says why it does not.
func TestSequenceOfPlace(t *testing.T) {
	fasta := written(t, "g.fa", ">chr1\nACGTNacgtn\n>big\n"+strings.Repeat("A", mostShownBases+1)+"\n")
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		get := func(seq string, start, end float64) protocol.SequenceAnswer {
			t.Helper()
			return ask[protocol.SequenceAnswer](t, r, page, protocol.GetSequence, map[string]any{"seqName": seq, "start": start, "end": end})
		}
		none := get("chr1", 2, 6)
		equal(t, "without a genome", none.Bases+none.Error, "")
		if _, err := r.SetGenome(r.ctx, "hg38"); err != nil {
			t.Fatal(err)
		}
		none = get("chr1", 2, 6)
		equal(t, "of a genome without bases", none.Bases+none.Error, "")
		if _, err := r.SetGenome(r.ctx, fasta); err != nil {
			t.Fatal(err)
		}
		equal(t, "bases", get("chr1", 2, 6).Bases, "CGTNa")
		over := get("chr1", 9, 20)
		equal(t, "cut at the end", over.Bases, "tn")
		equal(t, "and where", over.Range, protocol.Range{SeqName: "chr1", Start: 9, End: 10})
		if much := get("big", 1, mostShownBases+1); much.Bases != "" || !strings.Contains(much.Error, "sequence big:1-100001") {
			t.Errorf("of very many bases: %.100s %s", much.Bases, much.Error)
		}
		if beyond := get("chr1", 100, 120); beyond.Bases != "" || beyond.Error == "" {
			t.Errorf("beyond the end: %+v", beyond)
		}
	})
}

// TestSeveralAtOnce changes and removes charts together, as one step, or not at all.
func TestSeveralAtOnce(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.addTutorial()
		page := r.join(builtinPage)
		r.navigate("chr1", 1, 1000)
		for range 4 {
			r.addChart("Line Track", "py_column")
		}
		told := func(action string, args map[string]any) string {
			t.Helper()
			a := ask[protocol.UserResult](t, r, page, action, args)
			if a.Success {
				return ""
			}
			return *a.ErrorMessage
		}
		set := func(settings map[string]any, handles ...int) string {
			t.Helper()
			var list []map[string]any
			for _, h := range handles {
				list = append(list, map[string]any{"handle": h, "settings": settings})
			}
			return told(protocol.UserSetCharts, map[string]any{"charts": list})
		}
		groups := func() string {
			var out []string
			for _, c := range r.Charts() {
				out = append(out, fmt.Sprintf("%d%v", c.Handle, c.Settings["yGroup"]))
			}
			return strings.Join(out, " ")
		}
		steps := len(r.Steps())
		equal(t, "four at once", set(map[string]any{"yGroup": "g"}, 1, 2, 3, 4), "")
		equal(t, "groups", groups(), "1g 2g 3g 4g")
		equal(t, "steps", len(r.Steps()), steps+1)
		equal(t, "a second change", set(map[string]any{"yGroup": "h"}, 1, 2), "")
		equal(t, "is a second step", len(r.Steps()), steps+2)
		equal(t, "one of them is not there", set(map[string]any{"yGroup": "x"}, 1, 9), "chart 9: there is no chart 9")
		equal(t, "a value that is none", set(map[string]any{"style": "round"}, 1, 2),
			`chart 1: setting style is "round"; wanted one of line, area, bars, points`)
		equal(t, "nothing has changed", groups(), "1h 2h 3g 4g")
		if _, _, err := r.Undo(r.ctx, 2); err != nil {
			t.Fatal(err)
		}
		equal(t, "undone", groups(), "1<nil> 2<nil> 3<nil> 4<nil>")

		equal(t, "removing one that is not there", told(protocol.UserRemoveCharts, map[string]any{"handles": []int{1, 9}}), "there is no chart 9")
		equal(t, "removing three", told(protocol.UserRemoveCharts, map[string]any{"handles": []int{1, 3, 4}}), "")
		equal(t, "left", groups(), "2<nil>")
		if _, _, err := r.Undo(r.ctx, 1); err != nil {
			t.Fatal(err)
		}
		equal(t, "back", groups(), "1<nil> 2<nil> 3<nil> 4<nil>")
		r.noFaults(page)
	})
}

// TestFeatureOfRead gives a read with its tags, bases and qualities, of several at one place the one that is meant.
func TestFeatureOfRead(t *testing.T) {
	inBubble(t, Options{}, func(t *testing.T, r *rig) {
		r.load("source/bam/testdata/small.bam")
		page := r.join(builtinPage)
		get := func(measurement string, start, end float64, nth int) *protocol.Feature {
			t.Helper()
			return ask[protocol.FeatureAnswer](t, r, page, protocol.GetFeature, map[string]any{
				"measurement": measurement, "seqName": "chrA", "start": start, "end": end, "nth": nth}).Feature
		}
		lines, err := os.ReadFile("source/bam/testdata/small.sam")
		if err != nil {
			t.Fatal(err)
		}
		seen, checked := map[string]int{}, 0
		for line := range strings.Lines(string(lines)) {
			f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if strings.HasPrefix(line, "@") || f[2] != "chrA" || !strings.HasSuffix(f[5], "M") || strings.Count(f[5], "M") != 1 || strings.ContainsAny(f[5], "SHID") {
				continue
			}
			var start, length int
			_, _ = fmt.Sscan(f[3], &start)
			_, _ = fmt.Sscanf(f[5], "%dM", &length)
			place := fmt.Sprint(start, length)
			got := get("small", float64(start), float64(start+length-1), seen[place])
			seen[place]++
			if got == nil {
				t.Errorf("no read at %s", place)
				continue
			}
			text := fmt.Sprint(got.Fields)
			for _, want := range []string{"[name " + f[0] + "]", "[bases " + f[9] + "]", "[qualities " + f[10] + "]"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %s in %s", line, want, text)
				}
			}
			for _, tag := range f[11:] {
				if want := "[" + tag[:2] + " " + tag[5:] + "]"; !strings.Contains(text, want) {
					t.Errorf("%s: no %s in %s", line, want, text)
				}
			}
			checked++
		}
		if checked < 5 {
			t.Errorf("%d reads", checked)
		}
		if f := get("small_depth", 400, 400, 0); f == nil || strings.Contains(fmt.Sprint(f.Fields), "bases") {
			t.Errorf("of a depth: %+v", f)
		}
	})
}
