package report

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/epiviz/epivizgo/session/ui"
)

// parts are what is the same in all reports.
type parts struct {
	page           string
	script, loader []byte
	sheet          []byte
}

// partsOf returns them, made once.
var partsOf = sync.OnceValues(func() (*parts, error) {
	page, err := fs.ReadFile(ui.FS, "report/report.html")
	if err != nil {
		return nil, err
	}
	p := &parts{page: string(page)}
	for name, to := range map[string]*[]byte{"report.js": &p.script, "report-loader.js": &p.loader} {
		text, err := ui.Script(name)
		if err != nil {
			return nil, err
		}
		*to = slices.Concat([]byte("{\n"), withoutComments(text), []byte("}\n")) // their names do not meet
	}
	if p.sheet, err = ui.Sheet("style/style.css", "style/charts.css", "style/narrow.css", "report/report.css"); err != nil {
		return nil, err
	}
	for name, text := range map[string][]byte{"script": p.loader, "style": p.sheet} {
		if bytes.Contains(text, []byte("</"+name)) || bytes.Contains(text, []byte("<!--")) {
			return nil, fmt.Errorf("the %s of reports would end within itself", name)
		}
	}
	return p, nil
})

// withoutComments removes lines that are comments, and what lines begin with. No text of several lines
// is in the page's modules.
func withoutComments(script []byte) []byte {
	var out bytes.Buffer
	within := false
	for line := range bytes.Lines(script) {
		line = bytes.TrimSpace(line)
		switch {
		case within:
			within = !bytes.HasSuffix(line, []byte("*/"))
		case bytes.HasPrefix(line, []byte("/*")) && bytes.Count(line, []byte("*/")) == 0:
			within = true
		case len(line) == 0, bytes.HasPrefix(line, []byte("//")),
			bytes.HasPrefix(line, []byte("/*")) && bytes.Index(line, []byte("*/")) == len(line)-2:
		default:
			out.Write(line)
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

// policy returns the Content-Security-Policy: nothing but these scripts and this sheet.
func (p *parts) policy() string {
	return "default-src 'none'; script-src " + hashOf(p.loader) + " " + hashOf(p.script) + "; style-src " + hashOf(p.sheet) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
}

// hashOf returns a text as the policy names it.
func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// HTML returns the file.
func (w *Writer) HTML() ([]byte, error) {
	p, err := partsOf()
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(w.head())
	if err != nil {
		return nil, err
	}
	with := map[string]string{
		"policy": p.policy(), "title": html.EscapeString(inOrder(w.opt.Title)), "sheet": string(p.sheet), "loader": string(p.loader),
	}
	for name, data := range map[string][]byte{"script": p.script, "head": head, "answers": w.answers, "ends": w.encoder.ends} {
		if with[name], err = packed(data); err != nil {
			return nil, err
		}
	}
	var pairs []string
	for name, text := range with {
		pairs = append(pairs, "{{"+name+"}}", text)
	}
	return []byte(strings.NewReplacer(pairs...).Replace(p.page)), nil
}

// packed returns data deflated, in base64.
func packed(data []byte) (string, error) {
	var b bytes.Buffer
	z, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = z.Write(data)
	}
	if err == nil {
		err = z.Close()
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), err
}

// inOrder removes the control characters that reorder text: the title is in a window's, where they reach further.
func inOrder(text string) string {
	return strings.Map(func(r rune) rune {
		if slices.Contains([]rune("\u061c\u200e\u200f"), r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' {
			return -1
		}
		return r
	}, text)
}
