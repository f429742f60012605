package formats

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/epiviz/epivizgo/session/source"
	"github.com/epiviz/epivizgo/session/source/bgzf"
	"github.com/epiviz/epivizgo/session/source/lines"
	"github.com/epiviz/epivizgo/session/source/vcf"
)

// idBudget bounds the bytes of a file that are read to find an id, which takes a second or two.
var idBudget int64 = 64 << 20

// foundIDs remembers the last ids that were looked for in a file.
type foundIDs struct {
	one chan struct{} // has room for the search at hand: several would only slow each other down
	mu  sync.Mutex
	by  map[string]foundID // guarded by mu
}

type foundID struct {
	matches []source.Match
	whole   bool
}

// mostIDs bounds the ids that are remembered.
const mostIDs = 100

var _ source.IDFinder = indexedVariants{}

// FindID implements source.IDFinder.
func (v indexedVariants) FindID(ctx context.Context, id string) ([]source.Match, bool, error) {
	ids := &v.ids
	select {
	case ids.one <- struct{}{}:
		defer func() { <-ids.one }()
	case <-ctx.Done():
		return nil, false, ctx.Err()
	}
	ids.mu.Lock()
	have, ok := ids.by[id]
	ids.mu.Unlock()
	if ok && v.same() {
		return have.matches, have.whole, nil
	}
	matches, whole, err := v.findID(ctx, []byte(id))
	if err != nil {
		return nil, false, err
	}
	ids.mu.Lock()
	defer ids.mu.Unlock()
	if len(ids.by) >= mostIDs {
		clear(ids.by)
	}
	ids.by[id] = foundID{matches, whole}
	return matches, whole, nil
}

// findID reads the file from its beginning.
func (r *relines) findID(ctx context.Context, id []byte) (found []source.Match, whole bool, err error) {
	in, dictionary, err := r.open(ctx)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = in.file.Close() }()
	whole = in.size <= idBudget
	section := &endNoted{r: bgzf.NewSection(in.parts(), in.size, 0, bgzf.Offset(min(in.size, idBudget)<<16))}
	data := io.Reader(section)
	if dictionary != nil {
		if dictionary, err = vcf.ReadDictionary(data); err != nil {
			return nil, false, err
		}
		data = dictionary.Lines(data, false)
	}
	text := lines.NewText(r.name, data)
	for {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		c, err := text.Chunk()
		if errors.Is(err, io.EOF) || err != nil && section.ended && !whole { // the last record may be cut
			return found, whole, nil
		}
		if err != nil {
			return nil, false, err
		}
		_ = c.Each(func(_ int, line []byte) error {
			ids := vcf.IDs(line)
			if len(ids) < len(id) {
				return nil
			}
			for one := range bytes.SplitSeq(ids, []byte{';'}) {
				if !bytes.EqualFold(one, id) {
					continue
				}
				if at, err := vcf.Place(line); err == nil {
					found = append(found, source.Match{Name: string(one), Interval: at})
				}
			}
			return nil
		})
		text.Recycle(c)
	}
}

// endNoted is a reader that notes whether it was read to its end.
type endNoted struct {
	r     io.Reader
	ended bool
}

// Read implements io.Reader.
func (e *endNoted) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.ended = e.ended || err == io.EOF
	return n, err
}
