package ui_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// BenchmarkSnapshots measures pictures of many places, as the command snapshot makes them and as a page of igv.js in Chromium
// does, of the same files and places in one run, by turns: the milliseconds for an SVG of four signals and genes where neither has
// been. Reported are the medians, by one core and by all, and how many times as long igv.js takes; on Linux also the time of
// processors, which what else runs on the machine changes less.
//
//	session/ui/beside-igv.sh Snapshots
func BenchmarkSnapshots(b *testing.B) {
	dir, paths := openingFiles(b, 4)
	igv := openingIGV(b, dir, 4)
	if igv == "" {
		b.Skip("EPIVIZGO_IGV names no igv.min.js")
	}
	s := showing(b, paths)
	theirs := chromiumtest.Open(b, igv, chromiumtest.Options{Width: 1280, Height: 600})
	theirs.Wait("window.shown")
	const regions = 8 // a turn
	var took [3][]float64
	var worked [3]float64 // milliseconds of processors
	turn := func(i int) (ms [3]float64) {
		var places []reply.Locus
		for k := range regions {
			start := 2_100_000 + ((regions*i+k)*10%29)*100_000 + i*1000 // not beside the one before
			places = append(places, reply.Locus{Interval: genome.Interval{Seq: "chrX", Start: start, End: start + 100_000}})
		}
		for k, jobs := range []int{1, 0} {
			began, at := time.Now(), familyTime()
			if _, err := s.DrawPictures(b.Context(), reply.Picture{Type: "svg", Width: 1280}, places, jobs,
				func(_ int, _ reply.PictureFile, _ reply.Report, err error) error { return err }); err != nil {
				b.Fatal(err)
			}
			ms[k] = float64(time.Since(began).Microseconds()) / 1000 / regions
			worked[k] += familyTime() - at
		}
		at := familyTime()
		for _, place := range places {
			ms[2] += chromiumtest.Eval[float64](theirs, fmt.Sprintf(pictureOfIGV, place.Start+1, place.End)) / regions
		}
		worked[2] += familyTime() - at
		return ms
	}
	turn(0) // the first is slower: nothing is compiled
	worked = [3]float64{}
	for i := 1; b.Loop(); i++ {
		for k, ms := range turn(i) {
			took[k] = append(took[k], ms)
		}
	}
	one, all, page := median(took[0]), median(took[1]), median(took[2])
	b.ReportMetric(one, "ms/picture-by-one")
	b.ReportMetric(all, "ms/picture")
	b.ReportMetric(page, "ms/igv-picture")
	b.ReportMetric(page/one, "times-by-one")
	b.ReportMetric(page/all, "times")
	if worked[2] > 0 {
		n := float64(regions * b.N)
		b.ReportMetric(worked[0]/n, "cpu-ms/picture")
		b.ReportMetric(worked[2]/n, "cpu-ms/igv-picture")
		b.ReportMetric(worked[2]/worked[0], "cpu-times")
	}
	b.ReportMetric(0, "ns/op")
}

// familyTime returns the milliseconds that processors have worked for this process and those that it has started, and
// those that they have; 0 where the system does not tell.
func familyTime() float64 {
	parents, ticks := map[int]int{}, map[int]float64{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		pid, _ := strconv.Atoi(strings.Split(path, "/")[2])
		_, rest, _ := strings.Cut(string(text[bytes.LastIndexByte(text, ')'):]), " ")
		if f := strings.Fields(rest); len(f) > 12 {
			parents[pid], _ = strconv.Atoi(f[1])
			user, _ := strconv.Atoi(f[11])
			system, _ := strconv.Atoi(f[12])
			ticks[pid] = float64(user+system) * 10 // of a hundredth of a second each
		}
	}
	sum := 0.0
	for pid := range ticks {
		for at := pid; at > 1; at = parents[at] {
			if at == os.Getpid() {
				sum += ticks[pid]
				break
			}
		}
	}
	return sum
}

// pictureOfIGV goes to a place and makes an SVG, and gives the milliseconds that it took.
const pictureOfIGV = `(async () => {
	const began = performance.now();
	await window.browser.search("chrX:%d-%d");
	const svg = window.browser.toSVG();
	if (!(svg.length > 10_000)) throw new Error("an SVG of " + svg.length);
	return performance.now() - began;
})()`
