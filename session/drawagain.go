package session

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/rpc"
	"github.com/epiviz/epivizgo/session/state"
)

// DrawAgain draws a picture as its record says and of what a state is, in a session of its own: this one, its
// pages and its journal see nothing of it. The notes are on what of the state could not be had. took is called with the
// pages of a document, as by DrawPages.
func (s *Session) DrawAgain(
	ctx context.Context, r provenance.Record, want state.State, took func(i int, report reply.Report, err error) error,
) (file reply.PictureFile, notes []string, err error) {
	if !slices.Contains(reply.PictureTypes, r.Picture.Type) {
		return file, nil, fmt.Errorf("it is a picture of type %.20q; wanted %s", r.Picture.Type, strings.Join(reply.PictureTypes, ", "))
	}
	ref, err := s.openGenome(ctx, want.Genome)
	if err != nil {
		return file, nil, err
	}
	own, err := Start(ctx, Options{
		Genome: ref, GenomeName: want.Genome,
		Serve: func(ctx context.Context, _ func(context.Context, rpc.Transport, string, string)) error {
			<-ctx.Done() // nobody connects
			return nil
		},
		Open: s.opt.Open, OpenZeroBased: s.opt.OpenZeroBased, OpenGenome: s.opt.OpenGenome, Uploads: s.opt.Uploads,
		Script: s.opt.Script, Flags: s.opt.Flags,
	})
	if err != nil {
		return file, nil, err
	}
	defer func() { err = errors.Join(err, own.Close()) }()
	want.Hooks = nil
	report, err := own.Become(ctx, want)
	if err != nil {
		return file, nil, err
	}
	if now := own.current(); len(own.awaited(now)) > 0 || slices.ContainsFunc(state.Diff(want, now), func(e state.Event) bool {
		return e.Kind != state.EventMoved || !now.Whole // whose places are those that there are
	}) {
		notes = report.Notes
	}
	opt := reply.Picture{
		Type: r.Picture.Type, Width: r.Picture.Width, Theme: protocol.Theme(r.Picture.Theme), Scale: r.Picture.Scale, Handles: r.Picture.Charts,
	}
	for _, handle := range opt.Handles {
		if _, err := own.chart(handle); err != nil {
			return file, notes, hint.Add(fmt.Errorf("it is of chart %d, which its commands do not make", handle), "verify --how lists them")
		}
	}
	layout := protocol.Layout{Width: opt.Width, Theme: opt.Theme, Roominess: r.Picture.Roominess}
	d := drawing{s: own, opt: opt, layout: layout}
	d.scene, d.state = own.scene()
	if len(r.Pages) > 0 {
		data, more, err := d.pagesAgain(ctx, r, took)
		return reply.PictureFile{Data: data}, append(notes, more...), err
	}
	file, report, err = d.file(ctx, nil)
	return file, append(notes, report.Notes...), err
}

// pagesAgain draws the pages of a document.
func (d *drawing) pagesAgain(
	ctx context.Context, r provenance.Record, took func(i int, report reply.Report, err error) error,
) (data []byte, notes []string, err error) {
	pages := make([]reply.PicturePage, len(r.Pages))
	for i, p := range r.Pages {
		pages[i] = reply.PicturePage{Title: p.Title, At: reply.Locus{Interval: p.At}}
	}
	var b bounded
	var first error // of those that cannot be drawn
	drawn := 0
	notes, err = d.pages(ctx, r.Picture.Title, pages, 0, &b, func(i int, report reply.Report, err error) error {
		if err == nil {
			drawn++
		} else if first == nil {
			first = err
		}
		return took(i, report, err)
	})
	if err == nil && drawn == 0 {
		err = fmt.Errorf("none of its pages can be: %w", first)
	}
	return b.Bytes(), notes, err
}

// bounded keeps a document of somebody else, as far as one is read.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(data []byte) (int, error) {
	if b.Len()+len(data) > provenance.MostPicture {
		return 0, fmt.Errorf("it has more than %s then", hint.Size(provenance.MostPicture))
	}
	return b.Buffer.Write(data)
}
