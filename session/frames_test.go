package session

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/genome"
)

// TestBadFrames: frames of random bytes, and good ones with faults, make no panic, and the page that sent them is
// answered afterwards.
func TestBadFrames(t *testing.T) {
	many := 20_000
	if testing.Short() {
		many = 500
	}
	var good []string
	for _, data := range []string{
		`"action":"getMeasurements"`, `"action":"getSeqInfos"`,
		`"action":"getRows","datasource":"py_column","seqName":"chr1","start":1,"end":1000,"metadata":["x"]`,
		`"action":"getValues","datasource":"py_column","measurement":"py_column","seqName":"chr1","start":1,"end":1000,"bins":50,"maxRows":100`,
		`"action":"getCombined","seqName":"chr1","start":1,"end":1000,"measurements":["py_column","py_column"],"bins":10`,
		`"action":"search","query":"a","maxResults":5`, `"action":"registerChartTypes","data":[{"chartName":"a","customSettings":[{"id":"b","type":"number"}]}]`,
		`"action":"setChartSettings","chartId":"chart-1","settings":{"title":"a"},"colorMap":["red"]`,
		`"action":"userAddChart","type":"Line Track","measurements":["py_column"]`, `"action":"userRemoveChart","handle":1`,
		`"action":"userSetChartSettings","handle":1,"settings":{"title":"x","height":90},"colorMap":["red"]`,
		`"action":"userSetCharts","handles":[1],"settings":{"height":90}`, `"action":"userOrderCharts","handles":[1]`,
		`"action":"userNavigate","range":{"seqName":"chr1","start":1,"end":500},"beside":[],"whole":false`,
		`"action":"userSelect","ranges":[{"seqName":"chr1","start":1,"end":5}]`, `"action":"userHover","range":{"seqName":"chr1","start":1,"end":5}`,
		`"action":"userAddRegions","regions":[{"seqName":"chr1","start":1,"end":5,"name":"a"}]`, `"action":"userSetTheme","theme":"dark"`,
		`"action":"userUndo"`, `"action":"userRedo"`, `"action":"userDuplicateChart","handle":1`, `"action":"userSetLinkOut","template":"https://example.org/{name}"`,
		`"action":"saveWorkspace","name":"a","content":"%7B%7D"`, `"action":"getWorkspaces","q":""`, `"action":"userExportSession"`,
		`"action":"userImportSession","name":"a","text":"# epivizgo workspace 2 \"a\"\n# end of the workspace\n"`,
		`"action":"userUpload","files":[{"name":"a.bed","size":5}]`, `"action":"userUploadPart","upload":1,"at":0,"data":"YQ=="`,
		`"action":"getFeature","measurement":"py_column","seqName":"chr1","start":1,"end":5`, `"action":"resolve","text":"chr1:1-5"`,
		`"action":"getSequence","seqName":"chr1","start":1,"end":5`, `"action":"cancel","ids":[1,2]`,
	} {
		for _, version := range []string{"", "2", "4", "5", protocol.BuiltinVersion} {
			good = append(good, fmt.Sprintf(`{"requestId":7,"type":"request","data":{"version":%q,%s}}`, version, data))
		}
	}
	good = append(good, `{"requestId":1,"type":"response","data":{"success":true,"errorMessage":null,"value":{"id":"chart-1"}}}`)
	parts := []string{`null`, `-1`, `1e308`, `9223372036854775807`, `""`, `[]`, `{}`, `"\u0000"`, `true`, `[[[[`, `"chr1"`, `0.5`, `"\ud800"`}
	for _, version := range []string{v4, builtinPage} {
		t.Run(pageName(version), func(t *testing.T) {
			inBubble(t, Options{}, func(t *testing.T, r *rig) {
				r.addTutorial()
				page := r.join(version)
				r.addChart("Line Track", "py_column")
				rng := rand.New(rand.NewPCG(1, uint64(len(version))))
				for i := range many {
					random := make([]byte, rng.IntN(100))
					for j := range random {
						random[j] = byte(rng.Uint32())
					}
					page.SendText(string(random))
					page.SendText(mutated(rng, good[rng.IntN(len(good))], parts))
					if i%200 == 0 {
						r.pass(1)
					}
				}
				if told := r.told("internal error"); len(told) > 0 {
					t.Errorf("%d faults: %.300s", len(told), told[0])
				}
				fresh := r.join(version)
				if _, err := r.Navigate(r.ctx, genome.Interval{Seq: "chr1", Start: 100, End: 5000}); err != nil {
					t.Log(err) // the page's own answers were among the frames
				}
				if !fresh.Page().At("chr1", 101, 5000) {
					t.Errorf("a fresh page is at %v", fresh.Page().Location)
				}
			})
		})
	}
}

// mutated returns a frame with some faults.
func mutated(rng *rand.Rand, frame string, parts []string) string {
	b := []byte(frame)
	for range 1 + rng.IntN(3) {
		at := rng.IntN(len(b))
		switch rng.IntN(5) {
		case 0:
			b[at] = byte(rng.Uint32())
		case 1:
			b = append(b[:at:at], b[min(len(b), at+1+rng.IntN(8)):]...)
		case 2:
			b = append(b[:at:at], append([]byte(parts[rng.IntN(len(parts))]), b[at:]...)...)
		case 3: // a value becomes another one
			for at < len(b) && b[at] != ':' {
				at++
			}
			end := at + 1
			for end < len(b) && b[end] != ',' && b[end] != '}' {
				end++
			}
			if at < len(b) {
				b = append(b[:at+1:at+1], append([]byte(parts[rng.IntN(len(parts))]), b[end:]...)...)
			}
		default:
			b = append(b[:at:at], append([]byte(frame[rng.IntN(len(frame)):]), b[at:]...)...)
		}
		if len(b) == 0 {
			break
		}
	}
	return string(b)
}
