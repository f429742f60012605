package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// asset is a file as it is served.
type asset struct {
	name string
	data []byte
	zip  []byte // data compressed, nil where that is no shorter
	etag string // of data, without quotes
}

// types are the media types of the page's files. Those of the machine may be wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".svg":  "image/svg+xml",
	".gz":   "application/gzip",
	".txt":  "text/plain; charset=utf-8",
}

// Handler returns a handler that serves the page's files as a browser gets them soonest:
// few, compressed, and named by their content where the page refers to them, so that
// only index.html is asked for again. They are made on the first request.
func Handler() http.Handler { return page }

// page is made once in a program, however many sessions there are.
var page = handler(FS)

func handler(files fs.FS) http.Handler {
	assets := sync.OnceValues(func() (map[string]*asset, error) { return load(files) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all, err := assets()
		if err != nil {
			http.Error(w, "the page cannot be served: "+err.Error(), http.StatusInternalServerError)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" {
			name = "index.html"
		}
		a := all[name]
		if a == nil {
			http.NotFound(w, r)
			return
		}
		a.serve(w, r)
	})
}

// load makes the assets of a folder.
func load(files fs.FS) (map[string]*asset, error) {
	built, err := build(files)
	if err != nil {
		return nil, err
	}
	assets := map[string]*asset{}
	for name, data := range built {
		var zip bytes.Buffer
		w := gzip.NewWriter(&zip)
		_, _ = w.Write(data) // a buffer takes all
		_ = w.Close()
		a := &asset{name: name, data: data, etag: digest(data)}
		if zip.Len() < len(data) {
			a.zip = zip.Bytes()
		}
		assets[name] = a
	}
	return assets, nil
}

// digest returns what content is known by: another is given to other content.
func digest(data []byte) string {
	return fmt.Sprintf("%x", sha256.Sum256(data))[:16]
}

// serve answers a request for the file. http.ServeContent knows what is to be done with
// If-None-Match, Range and HEAD.
func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(a.name)])
	h.Set("Cache-Control", "no-cache")
	if strings.Contains(a.name, a.etag) {
		h.Set("Cache-Control", "max-age=31536000, immutable")
	}
	data, etag := a.data, a.etag
	if a.zip != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(strings.Join(r.Header.Values("Accept-Encoding"), ",")) {
			data, etag = a.zip, a.etag+"-gzip"
			h.Set("Content-Encoding", "gzip")
			h.Set("Content-Length", strconv.Itoa(len(data))) // which ServeContent does not set beside an encoding
		}
	}
	h.Set("ETag", `"`+etag+`"`)
	http.ServeContent(w, r, a.name, time.Time{}, bytes.NewReader(data))
}

// acceptsGzip reports whether a header Accept-Encoding has gzip, or any encoding, with a weight
// that is above 0 and not below that of no encoding.
func acceptsGzip(header string) bool {
	weights := map[string]float64{}
	for item := range strings.SplitSeq(header, ",") {
		coding, parameter, _ := strings.Cut(item, ";")
		weight := 1.0
		if _, q, ok := strings.Cut(parameter, "="); ok {
			weight, _ = strconv.ParseFloat(strings.TrimSpace(q), 64) // 0 where it is no number
		}
		weights[strings.ToLower(strings.TrimSpace(coding))] = weight
	}
	weight, ok := weights["gzip"]
	if !ok {
		weight = weights["*"]
	}
	return weight > 0 && weight >= weights["identity"]
}
