package session

import (
	"context"
	"io"
	"runtime"
	"sync"

	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/reply"
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
// called in the order of the pages; one that cannot be drawn is left out.
func (s *Session) DrawPages(
	ctx context.Context, opt reply.Picture, title string, pages []reply.PicturePage, jobs int, w io.Writer,
	took func(i int, report reply.Report, err error) error,
) (reply.Report, error) {
	opt.Type = "pdf"
	d, err := s.drawing(ctx, opt)
	if err != nil {
		return reply.Report{}, err
	}
	type made struct {
		page   *display.PDFPage
		report reply.Report
		err    error
	}
	pdf := display.NewPDF(w, title)
	err = inOrder(ctx, len(pages), jobs, func(ctx context.Context, i int) (m made) {
		result, report, err := d.draw(ctx, []reply.Locus{pages[i].At})
		if err == nil {
			m.page = display.NewPDFPage(result.List)
		}
		m.report, m.err = report, err
		return m
	}, func(i int, m made) error {
		if m.err == nil {
			pdf.Add(m.page, pages[i].Title)
		}
		return took(i, m.report, m.err)
	})
	if err == nil {
		err = pdf.Close()
	}
	return reply.Report{Notes: d.notes}, err
}

// inOrder calls work with the numbers below n, up to jobs at a time, and take with what it returns, in order. It
// ends with the first error of take or with ctx, when all that it has begun has ended. What is held
// does not grow with n.
func inOrder[T any](ctx context.Context, n, jobs int, work func(ctx context.Context, i int) T, take func(i int, made T) error) error {
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	turns := make(chan struct{}, jobs)
	ring := make([]chan T, 2*jobs) // so that one that takes long does not keep others from going on
	for i := range ring {
		ring[i] = make(chan T, 1)
	}
	begin := func(i int) {
		wait.Go(func() {
			select {
			case turns <- struct{}{}:
				defer func() { <-turns }()
			case <-ctx.Done():
				return
			}
			ring[i%len(ring)] <- work(ctx, i)
		})
	}
	for i := range min(n, len(ring)) {
		begin(i)
	}
	for i := range n {
		var made T
		select {
		case made = <-ring[i%len(ring)]:
		case <-ctx.Done():
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if next := i + len(ring); next < n {
			begin(next)
		}
		if err := take(i, made); err != nil {
			return err
		}
	}
	return nil
}
