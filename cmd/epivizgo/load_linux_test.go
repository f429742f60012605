package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/epiviz/epivizgo/protocol"
)

var (
	loadPages = flag.String("load.pages", "1,8,50,100", "how many pages TestLoad has, one after the other")
	loadFor   = flag.Duration("load.for", 6*time.Second, "how long each number of pages loads the program")
)

const (
	loadTracks = 10
	loadBins   = 1000
	loadSpan   = 100     // bases of a record
	loadRows   = 20_000  // of a file
	loadMemory = 150_000 // kB, the most that the program may take
)

// loadValue is the value of a record of a track.
func loadValue(track, row int) float64 { return float64((row*7+track*13)%97) + 0.5 }

// TestLoad: pages pan over ten tracks as fast as they go, every answer is checked, and the prompt goes on. For a soak:
//
//	go test ./cmd/epivizgo -run TestLoad -v -load.pages 100 -load.for 10m -timeout 0
func TestLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	if raced {
		t.Skip("its figures would be those of the race detector")
	}
	dir := t.TempDir()
	var files []string
	for track := range loadTracks {
		var text bytes.Buffer
		for row := range loadRows {
			fmt.Fprintf(&text, "chr1\t%d\t%d\t%g\n", row*loadSpan, (row+1)*loadSpan, loadValue(track, row))
		}
		path := filepath.Join(dir, fmt.Sprintf("t%d.bedGraph", track))
		if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	levels := strings.Split(*loadPages, ",")
	p := startFor(t, 3*patience+time.Duration(len(levels))*(*loadFor), append(files, "--no-cache")...)
	p.say("where")
	p.expect(`chr1:\d`)
	socket := p.socket()
	before := usageOf(t, p.cmd.Process.Pid)
	for _, number := range levels {
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatal(err)
		}
		runLoad(t, p, socket, n)
	}
	// What the pages took is given back.
	for end := time.Now().Add(patience); usageOf(t, p.cmd.Process.Pid).files > before.files; {
		if time.Now().After(end) {
			t.Errorf("%d descriptors are open, %d before", usageOf(t, p.cmd.Process.Pid).files, before.files)
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	after := usageOf(t, p.cmd.Process.Pid)
	t.Logf("before: %v; after: %v", before, after)
	if after.peak > loadMemory {
		t.Errorf("the program had %d kB in memory; want at most %d", after.peak, loadMemory)
	}
}

// runLoad has n pages load the program, and logs the figures.
func runLoad(t *testing.T, p *process, socket string, n int) {
	var stop atomic.Bool
	var wg sync.WaitGroup
	latencies := make([][]time.Duration, n)
	for i := range n {
		pg := dialLoad(t, socket, i)
		wg.Go(pg.read)
		wg.Go(func() {
			defer pg.conn.Close()
			latencies[i] = pg.pan(&stop)
		})
	}
	p.say("wait") // until they are up to date
	p.say("where")
	p.expect(`chr1:\d`)
	used, own, began := usageOf(t, p.cmd.Process.Pid), usageOf(t, os.Getpid()), time.Now()
	var prompt []time.Duration
	for i := 1; time.Since(began) < *loadFor; i++ {
		at := time.Now()
		p.say(fmt.Sprintf("navigate chr1 %d 90000", i))
		p.expect(fmt.Sprintf(`chr1:%s-90,000`, thousands(i)))
		prompt = append(prompt, time.Since(at))
		time.Sleep(20 * time.Millisecond)
	}
	took := time.Since(began)
	stop.Store(true)
	cpu, ours := usageOf(t, p.cmd.Process.Pid).cpu-used.cpu, usageOf(t, os.Getpid()).cpu-own.cpu
	wg.Wait()
	answers := 0
	var tails []time.Duration
	for _, l := range latencies {
		answers += len(l)
		tails = append(tails, quantile(l, 0.99))
	}
	t.Logf("%d pages: %d answers in %v, all right; %.2f ms of CPU each, and %.2f ms for the pages; p99 of a page: median %v, slowest %v; navigate: p50 %v, p99 %v",
		n, answers, took.Round(time.Millisecond), cpu.Seconds()*1000/float64(answers), ours.Seconds()*1000/float64(answers), quantile(tails, 0.5), quantile(tails, 1),
		quantile(prompt, 0.5), quantile(prompt, 0.99))
}

func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func quantile(all []time.Duration, q float64) time.Duration {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	return all[int(q*float64(len(all)-1))].Round(10 * time.Microsecond)
}

// loadPage is a built-in page that only asks.
type loadPage struct {
	t       *testing.T
	conn    *websocket.Conn
	rand    *rand.Rand
	writing sync.Mutex
	answers chan []byte
}

func dialLoad(t *testing.T, socket string, seed int) *loadPage {
	dialer := websocket.Dialer{Subprotocols: []string{protocol.BuiltinVersion}}
	conn, _, err := dialer.Dial(socket, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &loadPage{t: t, conn: conn, rand: rand.New(rand.NewPCG(uint64(seed), 1)), answers: make(chan []byte, 1)}
}

func (pg *loadPage) write(format string, args ...any) error {
	pg.writing.Lock()
	defer pg.writing.Unlock()
	return pg.conn.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, format, args...))
}

// read passes on answers and obeys UI actions, until the connection ends.
func (pg *loadPage) read() {
	defer close(pg.answers)
	for {
		_, frame, err := pg.conn.ReadMessage()
		if err != nil {
			return
		}
		head, data, _ := bytes.Cut(frame, []byte(`"data":`))
		if bytes.Contains(head, []byte(`"response"`)) {
			pg.answers <- bytes.TrimSuffix(data, []byte("}"))
			continue
		}
		var asked struct {
			ID   int64 `json:"requestId"`
			Data struct {
				Action string `json:"action"`
				Range  string `json:"range"` // JSON in a text
			} `json:"data"`
		}
		if err := json.Unmarshal(frame, &asked); err != nil {
			pg.t.Error(err)
			return
		}
		value := json.RawMessage("null")
		switch asked.Data.Action {
		case protocol.Navigate:
			value = json.RawMessage(asked.Data.Range)
		}
		if pg.write(`{"requestId":%d,"type":"response","data":{"success":true,"errorMessage":null,"value":%s}}`, asked.ID, value) != nil {
			return
		}
	}
}

// pan asks for one window after the other until stop, checks the answers and returns how long each took.
func (pg *loadPage) pan(stop *atomic.Bool) (took []time.Duration) {
	var ids []string
	for track := range loadTracks {
		ids = append(ids, fmt.Sprintf("%q", fmt.Sprintf("t%d", track)))
	}
	row := pg.rand.IntN(loadRows - loadBins)
	for i := 0; !stop.Load(); i++ {
		row = (row + 1 + pg.rand.IntN(50)) % (loadRows - loadBins)
		at := time.Now()
		err := pg.write(`{"requestId":%d,"type":"request","data":{"version":%q,"action":"getCombined","seqName":"chr1",`+
			`"start":%d,"end":%d,"bins":%d,"measurements":[%s]}}`, i, protocol.BuiltinVersion, row*loadSpan+1, (row+loadBins)*loadSpan, loadBins,
			strings.Join(ids, ","))
		answer, open := <-pg.answers
		if err != nil || !open {
			pg.t.Errorf("the connection has ended, %v", err)
			return took
		}
		took = append(took, time.Since(at))
		if err := checkLoad(answer, row); err != nil {
			pg.t.Errorf("the answer from row %d: %v", row, err)
			return took
		}
	}
	return took
}

// loadColumns are the numbers of the answers, as they travel: of values those of all rows, of which parts are taken.
var loadColumns = sync.OnceValue(func() (columns struct {
	steps, lengths []byte
	values         [loadTracks][]byte
}) {
	same := bytes.Repeat([]byte{loadSpan}, loadBins)
	columns.steps = base64.StdEncoding.AppendEncode(nil, same[1:])
	columns.lengths = base64.StdEncoding.AppendEncode(nil, same)
	for track := range columns.values {
		for i := range loadRows {
			columns.values[track] = binary.LittleEndian.AppendUint32(columns.values[track], math.Float32bits(float32(loadValue(track, i))))
		}
	}
	return columns
})

// checkLoad reports what is wrong with an answer for the rows from row on.
func checkLoad(answer []byte, row int) error {
	columns := loadColumns()
	want := make([]byte, 0, len(answer)+100)
	want = append(want, `{"answers":[`...)
	for track := range loadTracks {
		if track > 0 {
			want = append(want, ',')
		}
		start := row*loadSpan + 1
		want = fmt.Appendf(want, `{"kind":"points","seqName":"chr1","start":%d,"end":%d,"points":%d,"first":%d,"steps":"%s","lengths":"%s","values":"`,
			start, (row+loadBins)*loadSpan, loadBins, start, columns.steps, columns.lengths)
		want = append(base64.StdEncoding.AppendEncode(want, columns.values[track][4*row:4*(row+loadBins)]), `"}`...)
	}
	want = append(want, `]}`...)
	if bytes.Equal(answer, want) {
		return nil
	}
	at := 0
	for at < min(len(answer), len(want)) && answer[at] == want[at] {
		at++
	}
	return fmt.Errorf("from byte %d on it is %.60q, want %.60q", at, answer[at:], want[at:])
}

// usage is what a process has.
type usage struct {
	cpu     time.Duration
	now     int // kB in memory
	peak    int // kB, the most that were
	files   int
	threads int
}

func usageOf(t *testing.T, pid int) (u usage) {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/", pid)
	stat, err := os.ReadFile(dir + "stat")
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	const ticks = 100 // a second
	for _, field := range fields[11:13] {
		n, _ := strconv.Atoi(field)
		u.cpu += time.Duration(n) * time.Second / ticks
	}
	status, _ := os.ReadFile(dir + "status")
	for line := range strings.Lines(string(status)) {
		_, _ = fmt.Sscanf(line, "VmRSS: %d kB", &u.now)
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &u.peak)
		_, _ = fmt.Sscanf(line, "Threads: %d", &u.threads)
	}
	open, _ := os.ReadDir(dir + "fd")
	u.files = len(open)
	return u
}

func (u usage) String() string {
	return fmt.Sprintf("%v of CPU, %d kB in memory, at most %d, %d files, %d threads", u.cpu, u.now, u.peak, u.files, u.threads)
}
