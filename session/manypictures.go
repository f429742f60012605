package session

import (
	"context"
	"io"
	"runtime"
	"sync"

	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Pictures of many places, which are of one state of the session.

// DrawPictures draws a picture of each place, up to jobs at a time; 0 is as many as there are cores, which more
// does not make faster. take is called with them in the order of the places, by the caller's goroutine. Its first error ends the
// drawing, as ctx does. The report is of all pictures.
func (s *Session) DrawPictures(
	ctx context.Context, opt reply.Picture, places []reply.Locus, jobs int,
	take func(i int, file reply.PictureFile, report reply.Report, err error) error,
) (reply.Report, error) {
	d, err := s.drawing(ctx, opt)
	if err != nil {
		return reply.Report{}, err
	}
	type made struct {
		file   reply.PictureFile
		report reply.Report
		err    error
	}
	return reply.Report{Notes: d.notes}, inOrder(ctx, len(places), jobs, func(ctx context.Context, i int) (m made) {
		m.file, m.report, m.err = d.file(ctx, places[i:i+1])
		return m
	}, func(i int, m made) error { return take(i, m.file, m.report, m.err) })
}

// DrawPages draws a picture of each place as a page of one PDF, as DrawPictures does. Every page has a bookmark. took is
// called in the order of the pages; one that cannot be drawn is left out. The PDF says how it was made.
func (s *Session) DrawPages(
	ctx context.Context, opt reply.Picture, title string, pages []reply.PicturePage, jobs int, w io.Writer,
	took func(i int, report reply.Report, err error) error,
) (reply.Report, error) {
	opt.Type = "pdf"
	d, err := s.drawing(ctx, opt)
	if err != nil {
		return reply.Report{}, err
	}
	notes, err := d.pages(ctx, title, pages, jobs, w, took)
	return reply.Report{Notes: append(d.notes, notes...)}, err
}

// pages draws and writes what DrawPages says. The notes are on the whole.
func (d *drawing) pages(
	ctx context.Context, title string, pages []reply.PicturePage, jobs int, w io.Writer,
	took func(i int, report reply.Report, err error) error,
) (notes []string, err error) {
	type made struct {
		page   *display.PDFPage
		view   state.View
		charts []provenance.Chart
		report reply.Report
		err    error
	}
	pdf := display.NewPDF(w, title)
	var record provenance.Record
	var places []genome.Interval
	st := d.state
	err = inOrder(ctx, len(pages), jobs, func(ctx context.Context, i int) (m made) {
		result, report, err := d.draw(ctx, []reply.Locus{pages[i].At})
		if err == nil {
			m.page, m.view, m.charts = display.NewPDFPage(result.List), result.View, drawnCharts(result.Result)
		}
		m.report, m.err = report, err
		return m
	}, func(i int, m made) error {
		if m.err == nil {
			if err := pdf.Add(m.page, pages[i].Title); err != nil {
				return err
			}
			if places == nil {
				st.SetView(m.view) // the place that the record's commands show
				record.Picture = d.look(m.charts)
				record.Picture.Title = title
			}
			places = append(places, m.view.Location)
			record.Pages = append(record.Pages, provenance.Page{Sum: provenance.SumOf(m.charts), At: m.view.Location, Title: pages[i].Title})
		}
		return took(i, m.report, m.err)
	})
	if err != nil {
		return nil, err
	}
	if len(places) > 0 {
		if pdf.Metadata, notes, err = d.s.provenance(ctx, record, st, places); err != nil {
			return nil, err
		}
	}
	return notes, pdf.Close()
}

// inOrder calls work with the numbers below n, up to jobs at a time, and take with what it returns, in order. It
// ends with the first error of take or with ctx, when all that it has begun has ended. If work panics, so does inOrder, whose
// caller may recover. What is held does not grow with n.
func inOrder[T any](ctx context.Context, n, jobs int, work func(ctx context.Context, i int) T, take func(i int, made T) error) error {
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	turns := make(chan struct{}, jobs)
	type outcome struct {
		made  T
		fault any // that work has panicked with
	}
	ring := make([]chan outcome, 2*jobs) // so that one that takes long does not keep others from going on
	for i := range ring {
		ring[i] = make(chan outcome, 1)
	}
	begin := func(i int) {
		wait.Go(func() {
			select {
			case turns <- struct{}{}:
				defer func() { <-turns }()
			case <-ctx.Done():
				return
			}
			var o outcome
			defer func() {
				o.fault = recover()
				ring[i%len(ring)] <- o
			}()
			o.made = work(ctx, i)
		})
	}
	for i := range min(n, len(ring)) {
		begin(i)
	}
	for i := range n {
		var o outcome
		select {
		case o = <-ring[i%len(ring)]:
		case <-ctx.Done():
		}
		if o.fault != nil {
			panic(o.fault)
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if next := i + len(ring); next < n {
			begin(next)
		}
		if err := take(i, o.made); err != nil {
			return err
		}
	}
	return nil
}
