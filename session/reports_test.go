package session

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/report"
	"github.com/epiviz/epivizgo/session/source/bbi/bbitest"
	"github.com/epiviz/epivizgo/session/state"
)

// headOf returns the texts of a report.
func headOf(t *testing.T, page []byte) (head struct {
	Steps   int
	Rounded []string
	Notes   []string
	Regions []report.Region
	State   struct {
		Charts, Measurements []struct{ ID, Type string }
		SeqInfos             [][]any
	}
	Pools []struct{ Start []int }
}) {
	t.Helper()
	m := regexp.MustCompile(`id="head">([^<]*)<`).FindSubmatch(page)
	if m == nil {
		t.Fatal("the report has no head")
	}
	data, err := base64.StdEncoding.DecodeString(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &head); err != nil {
		t.Fatal(err)
	}
	return head
}

func reportTo(t *testing.T, s *Session, opt reply.RegionReport) (page []byte, failed string) {
	t.Helper()
	var why []string
	i := 0
	page, err := s.ReportRegions(t.Context(), opt, func(at int, _ []string, err error) error {
		if at != i {
			t.Errorf("region %d comes after %d", at, i)
		}
		if i++; err != nil {
			why = append(why, err.Error())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return page, strings.Join(why, "; ")
}

func TestReportRegions(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.ReportRegions(t.Context(), reply.RegionReport{}, nil); err == nil || !strings.Contains(err.Error(), "no chart") {
		t.Errorf("without charts: %v", err)
	}
	for _, file := range []string{
		write("a.bedGraph", "chr1\t0\t100\t1.5\nchr1\t100\t900\t2.123456\nchr2\t0\t500\t3\n"),
		write("peaks.bed", "chr1\t100\t200\tone\nchr1\t150\t700\ttwo\nchr2\t5\t9\tthree\n"),
		write("other.bed", "chr1\t1\t2\tx\n"),
	} {
		if _, _, err := s.Load(t.Context(), file); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"a", "peaks"} {
		if _, _, err := s.AddChart(t.Context(), "", []string{id}); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.AddRegions(t.Context(), []state.Region{{Interval: genome.Interval{Seq: "chr1", Start: 10, End: 20}, Name: "r"}}); err != nil {
		t.Fatal(err)
	}
	before, place := s.State(), s.current().Location
	region := func(name, seq string, start, end int) reply.ReportedRegion {
		return reply.ReportedRegion{Name: name, At: reply.Locus{Interval: genome.Interval{Seq: seq, Start: start, End: end}, Flank: &reply.Flank{Bases: 50}}}
	}
	opt := reply.RegionReport{Title: "t", Bins: 250, Regions: []reply.ReportedRegion{
		region("one", "chr1", 100, 200), region("two", "chr1", 150, 700), region("gone", "chr9", 1, 2), region("three", "CHR2", 5, 9),
	}}
	page, failed := reportTo(t, s, opt)
	if !strings.Contains(failed, "chr9") || strings.Contains(failed, "; ") {
		t.Errorf("what failed is %q", failed)
	}
	head := headOf(t, page)
	var got []string
	for _, r := range head.Regions {
		got = append(got, fmt.Sprintf("%s %s:%d-%d %d-%d %t", r.Name, r.SeqName, r.Start, r.End, r.From, r.To, r.Failed != ""))
	}
	want := "one chr1:101-200 51-250 false; two chr1:151-700 101-750 false; gone chr9:2-2 1-0 true; three chr2:6-9 1-59 false"
	if strings.Join(got, "; ") != want {
		t.Errorf("the regions are %s; want %s", strings.Join(got, "; "), want)
	}
	if said := strings.Join(head.Notes, "; "); said != "three: chr2 begins at 1" {
		t.Errorf("the notes are %q", said)
	}
	var ids []string
	for _, m := range head.State.Measurements {
		ids = append(ids, m.ID)
	}
	if len(head.Rounded) > 0 || len(head.State.Charts) != 2 || strings.Join(ids, " ") != "a peaks" || len(head.Pools) != 1 || len(head.Pools[0].Start) != 3 {
		t.Errorf("%+v", head)
	}
	if bytes.Contains(page, []byte(dir)) || strings.Contains(fmt.Sprint(head), dir) {
		t.Error("the report names a folder")
	}
	if s.State().Location != before.Location || s.current().Location != place {
		t.Error("the session is elsewhere")
	}
	if again, _ := reportTo(t, s, opt); !bytes.Equal(again, page) {
		t.Error("the same report is another file")
	}
	why := errors.New("enough")
	_, err = s.ReportRegions(t.Context(), opt, func(int, []string, error) error { return why })
	if !errors.Is(err, why) {
		t.Errorf("it goes on after an error: %v", err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err = s.ReportRegions(ctx, opt, func(int, []string, error) error { return nil }); !errors.Is(err, why) {
		t.Errorf("it goes on after its context has ended: %v", err)
	}
}

// TestReportFailure has a file go that a report is made of: the answer says so, without its folder.
func TestReportFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.bw")
	seqs := []genome.Sequence{{Name: "chr1", Length: 100_000}}
	data := bbitest.BigWig(seqs, func(yield func(bbitest.Value) bool) {
		for i := 0; i < 100_000 && yield(bbitest.Value{Seq: "chr1", Start: i, End: i + 1, Value: float32(i % 97)}); i++ {
		}
	}, bbitest.Options{})
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, _, err := s.Load(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.AddChart(t.Context(), "", []string{"b"}); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, int64(len(data)/2)); err != nil {
		t.Fatal(err)
	}
	page, failed := reportTo(t, s, reply.RegionReport{Bins: 250, Notes: []string{"some.bed: 1 row left out"}, Regions: []reply.ReportedRegion{
		{At: reply.Locus{Interval: genome.Interval{Seq: "chr1", Start: 90_000, End: 100_000}}},
	}})
	notes := headOf(t, page).Notes
	if failed != "" || len(notes) != 2 || notes[0] != "some.bed: 1 row left out" || !strings.HasPrefix(notes[1], "chr1:90001-100000: chart 1, b: ") ||
		strings.Contains(notes[1], filepath.Dir(path)) {
		t.Errorf("failed %q, notes %q", failed, notes)
	}
}

// TestReportSize has 900 regions with four tracks of 250 bins, whose means, least and greatest values all differ.
func TestReportSize(t *testing.T) {
	if testing.Short() {
		t.Skip("reads four files of 450,000 values")
	}
	const regions, span, step = 900, 5000, 10
	s, err := Start(t.Context(), Options{Addr: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for k := range 4 {
		r := rand.New(rand.NewPCG(uint64(k), 7))
		smooth := 0.0
		data := bbitest.BigWig([]genome.Sequence{{Name: "chr1", Length: regions * span}}, func(yield func(bbitest.Value) bool) {
			for at := 0; at < regions*span; at += step {
				x := float64(at%span-span/2) / 300
				smooth = 0.8*smooth + 0.2*r.NormFloat64()
				v := 20*math.Exp(-x*x/2)*float64(1+at/span%7)*(1+0.15*smooth) + 0.5 + 0.15*smooth
				if !yield(bbitest.Value{Seq: "chr1", Start: at, End: at + step, Value: float32(max(v, 0))}) {
					return
				}
			}
		}, bbitest.Options{Section: bbitest.FixStep})
		path := filepath.Join(t.TempDir(), fmt.Sprintf("s%d.bw", k))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Load(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddChart(t.Context(), "", []string{fmt.Sprintf("s%d", k)}); err != nil {
			t.Fatal(err)
		}
	}
	opt := reply.RegionReport{Title: "many", Bins: 250}
	for i := range regions {
		at := genome.Interval{Seq: "chr1", Start: i * span, End: (i + 1) * span}
		opt.Regions = append(opt.Regions, reply.ReportedRegion{Name: fmt.Sprintf("peak_%d", i+1), At: reply.Locus{Interval: at}})
	}
	page, failed := reportTo(t, s, opt)
	head := headOf(t, page)
	if len(page) >= 1_000_000 || failed != "" || len(head.Rounded) != 4 || head.Steps != 100 {
		t.Errorf("%d bytes; %s; rounded to a %dth: %v", len(page), failed, head.Steps, head.Rounded)
	}
	t.Logf("%d bytes", len(page))
}

// TestReportNamesNoFolders: texts that a report has from the program name no folders, of the genome neither.
func TestReportNamesNoFolders(t *testing.T) {
	r := newProvenanceRig(t, map[string]string{"a.bed": "chr1\t10\t20\tone\n", "genome.fa": ">chr1\nACGTACGTACGT\n"})
	fa := filepath.Join(r.dir, "genome.fa")
	if _, err := r.SetGenome(t.Context(), fa); err != nil {
		t.Fatal(err)
	}
	of := recorder{public: r.withoutFolders()}
	why := "open " + fa + ": gone"
	const want = "open genome.fa: gone"
	reads := of.withoutFolders(&protocol.ReadsAnswer{Why: why}).(*protocol.ReadsAnswer)
	bases := of.withoutFolders(protocol.SequenceAnswer{Error: why}).(protocol.SequenceAnswer)
	if reads.Why != want || bases.Error != want {
		t.Errorf("of reads %q, of bases %q; want %q", reads.Why, bases.Error, want)
	}
}
