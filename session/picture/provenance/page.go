package provenance

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/genome"
)

// Page is a page of a document, which has all charts. In a record it is one text, so that there is room for thousands.
type Page struct {
	Sum   string // of its charts, as SumOf returns it
	At    genome.Interval
	Title string // of its bookmark
}

// SumOf sums up the charts of a page. Two pages that look the same, with the same titles of charts, have one sum.
func SumOf(charts []Chart) string {
	h := sha256.New()
	for _, c := range charts {
		fmt.Fprintf(h, "%d %q %g %g %d %q\n", c.Number, c.Title, c.Top, c.Height, c.Marks, c.Sum)
	}
	return hex.EncodeToString(h.Sum(nil)[:sumBytes])
}

const sumBytes = 8

// MarshalText writes the sum, the place and the title, with tabs between them.
func (p Page) MarshalText() ([]byte, error) {
	if strings.Contains(p.At.Seq, "\t") {
		return nil, fmt.Errorf("the sequence %.40q has a tab in its name", p.At.Seq)
	}
	return fmt.Appendf(nil, "%s\t%s:%d-%d\t%s", p.Sum, p.At.Seq, p.At.Start+1, p.At.End, p.Title), nil
}

// UnmarshalText reads what MarshalText has written.
func (p *Page) UnmarshalText(text []byte) error {
	fail := func(err error) error { return fmt.Errorf("the page %.60q: %w", text, err) }
	parts := strings.SplitN(string(text), "\t", 3)
	if len(parts) < 3 {
		return fail(errors.New("wanted a sum, a place and a title"))
	}
	if sum, err := hex.DecodeString(parts[0]); err != nil || len(sum) != sumBytes {
		return fail(fmt.Errorf("the sum %.40q is none", parts[0]))
	}
	colon := strings.LastIndexByte(parts[1], ':')
	from, to, ok := strings.Cut(parts[1][colon+1:], "-")
	start, err := strconv.Atoi(from)
	end, err2 := strconv.Atoi(to)
	if err = errors.Join(err, err2); colon < 1 || !ok || err != nil {
		return fail(fmt.Errorf("%.40q is no place", parts[1]))
	}
	at, err := genome.FromInclusive(parts[1][:colon], start, end)
	if err != nil {
		return fail(err)
	}
	*p = Page{parts[0], at, parts[2]}
	return nil
}

func (p Page) check() error {
	if len(p.At.Seq) > mostName || strings.ContainsAny(p.At.Seq, "\r\n\x00") {
		return fmt.Errorf("%.40q is no name of a sequence", p.At.Seq)
	}
	if !oneLine(p.Title) {
		return fmt.Errorf("the title %.40q of a page is not one line of at most %d bytes", p.Title, mostLine)
	}
	return nil
}

// Name returns the name of page i+1 for people.
func (p Page) Name(i int) string {
	name, at := fmt.Sprintf("page %d", i+1), p.At.String()
	if p.Title != "" && strings.ReplaceAll(p.Title, ",", "") != at {
		name += ", " + p.Title
	}
	return name + ", " + at
}

// mostDiffering bounds the pages that are named.
const mostDiffering = 20

// pagesDiffer returns which pages differ, and how. undrawn has those before that have none after, by index.
func pagesDiffer(before, after []Page, undrawn map[int]error) (out []string) {
	for i, was := range before {
		if err := undrawn[i]; err != nil {
			out = append(out, fmt.Sprintf("%s, cannot be drawn again: %v", was.Name(i), err))
			continue
		}
		var now Page
		if len(after) > 0 {
			now, after = after[0], after[1:]
		}
		switch {
		case now == was:
		case now.At != was.At:
			out = append(out, fmt.Sprintf("%s, is of %s now", was.Name(i), now.At))
		case now.Title != was.Title:
			out = append(out, fmt.Sprintf("%s, is called %q now", was.Name(i), now.Title))
		default:
			out = append(out, was.Name(i)+", has other marks now")
		}
	}
	if len(out) == 0 {
		return nil
	}
	verb := map[bool]string{true: "differs", false: "differ"}[len(out) == 1]
	count := fmt.Sprintf("%d of %d pages %s", len(out), len(before), verb)
	if more := len(out) - mostDiffering; more > 0 {
		out = append(out[:mostDiffering:mostDiffering], fmt.Sprintf("and %d more", more))
	}
	return append(out, count)
}
