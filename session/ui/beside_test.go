package ui_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/epiviz/epivizgo/session/ui/chromiumtest"
)

// besideHeight is that of a window in which 20 tracks are seen in both pages.
const besideHeight = 1300

// BenchmarkBeside measures this page and igv.js with the same files in one run, by turns, each in a Chromium of its own that
// draws without a graphics card: the milliseconds from a navigation to 100 kb where neither has been until all of it is
// painted; and the frames a second of panning by 5 pixels a frame. Reported are the medians, and how many times as long
// igv.js takes.
//
//	session/ui/beside-igv.sh
func BenchmarkBeside(b *testing.B) {
	for _, n := range []int{4, 20} {
		b.Run(fmt.Sprintf("tracks=%d", n), func(b *testing.B) {
			dir, paths := openingFiles(b, n)
			igv := openingIGV(b, dir, n)
			if igv == "" {
				b.Skip("EPIVIZGO_IGV names no igv.min.js")
			}
			options := chromiumtest.Options{Width: 1280, Height: besideHeight}
			ours, theirs := chromiumtest.Open(b, openingSession(b, paths), options), chromiumtest.Open(b, igv, options)
			ours.Wait(fmt.Sprintf("%s.connected && %s.charts.length === %d && %s.charts.every((c) => c.ready)", state, state, n+1, state))
			theirs.Wait("window.shown")
			var took, pans [2][]float64
			visit := func(i int) (ms [2]float64) {
				start := 2_100_001 + 103_000*(i*10%27) // not beside the one before
				ms[0] = chromiumtest.Eval[float64](ours, fmt.Sprintf(visitOurs, start, start+99_999))
				ms[1] = chromiumtest.Eval[float64](theirs, fmt.Sprintf(visitIGV, start, start+99_999))
				return ms
			}
			visit(0) // the first is slower: nothing is compiled
			for i := 1; b.Loop(); i++ {
				for k, ms := range visit(i) {
					took[k] = append(took[k], ms)
				}
			}
			for range 2 {
				pans[0] = append(pans[0], chromiumtest.Eval[float64](ours, fmt.Sprintf(panFrames, panOurs)))
				pans[1] = append(pans[1], chromiumtest.Eval[float64](theirs, fmt.Sprintf(panFrames, panIGV)))
			}
			ours.Keep("ours")
			theirs.Keep("igv")
			b.ReportMetric(median(took[0]), "ms/navigate")
			b.ReportMetric(median(took[1]), "ms/igv-navigate")
			b.ReportMetric(median(took[1])/median(took[0]), "times/navigate")
			b.ReportMetric(median(pans[0]), "frames/s")
			b.ReportMetric(median(pans[1]), "igv-frames/s")
			b.ReportMetric(0, "ns/op") // ours is of the pages' own clocks
		})
	}
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// painted ends with the next frame: what is drawn in it has been painted when a task that it posts is run.
const painted = `const frame = () => new Promise(requestAnimationFrame);
	const painted = () => frame().then(() => new Promise((done) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => { port1.close(); done(); };
		port2.postMessage(null);
	}));`

// visitOurs types a place into the box as a person does, and gives the milliseconds until it is painted.
const visitOurs = `(async () => {
	` + painted + `
	const box = document.querySelector("#locus");
	const [start, end] = [%d, %d];
	box.focus();
	box.value = "chrX:" + start + "-" + end;
	await frame();
	const began = performance.now();
	box.form.requestSubmit();
	for (;;) {
		await painted();
		const { location, charts } = window.epivizgo.state();
		if (location.start === start && charts.every((c) => c.ready)) return performance.now() - began;
	}
})()`

const visitIGV = `(async () => {
	` + painted + `
	await frame();
	const began = performance.now();
	await window.browser.search("chrX:%d-%d");
	await painted();
	return performance.now() - began;
})()`

// panFrames pans to and fro by 5 pixels a frame, and gives the frames a second.
const panFrames = `(async () => {
	const frame = () => new Promise(requestAnimationFrame);
	const pan = %s;
	await frame();
	const began = performance.now();
	for (let i = 0; i < 80; i++) {
		pan(i < 40 ? 5 : -5);
		await frame();
	}
	return 80_000 / (performance.now() - began);
})()`

const panOurs = `(by) => document.querySelector(".chart canvas").dispatchEvent(
	new WheelEvent("wheel", { deltaX: by, bubbles: true, cancelable: true }))`

const panIGV = `(by) => {
	window.browser.dragObject ??= {}; // as while the mouse drags
	window.browser.referenceFrameList[0].shiftPixels(by, 1100, true);
	window.browser.updateViews();
}`
