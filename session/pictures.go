package session

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/catalog"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/picture"
	"github.com/epiviz/epivizgo/session/picture/display"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// DrawPicture draws charts, without a page, and returns the file; the report has the place. A page in use has
// a say in width and theme. The session stays where it is, wherever the picture is of.
func (s *Session) DrawPicture(ctx context.Context, opt reply.Picture) (file reply.PictureFile, report reply.Report, err error) {
	if !slices.Contains(reply.PictureTypes, opt.Type) {
		return file, report, fmt.Errorf("a picture of type %q; wanted %s", opt.Type, strings.Join(reply.PictureTypes, ", "))
	}
	for _, handle := range opt.Handles {
		if _, err := s.chart(handle); err != nil {
			return file, report, err
		}
	}
	layout := protocol.Layout{Width: picture.DefaultWidth, Theme: s.current().Theme}
	if opt.Width == 0 || opt.Theme == "" {
		of, note := s.layout(ctx)
		if of.Width > 0 {
			layout = of
		}
		if note != "" {
			report.Notes = append(report.Notes, note)
		}
	}
	if opt.Width > 0 {
		layout.Width = opt.Width
	}
	if opt.Theme != "" {
		layout.Theme = opt.Theme
	}
	view := s.shownViewNow()
	if len(opt.At) > 0 {
		var notes []string
		if view, notes, err = s.viewOf(opt.At); err != nil {
			return file, report, err
		}
		report.Notes = append(report.Notes, notes...)
	}
	result, err := s.Draw(ctx, view, opt.Handles, layout, 1/scaleOf(opt))
	if err != nil {
		return file, report, err
	}
	at := actions.ToRange(view.Location)
	report.Location, report.Beside = &at, page.BesideOf(view)
	report.Notes = append(report.Notes, result.Notes...)
	if missing := result.Missing(); len(missing) > 0 && opt.Type != "svg" {
		report.Notes = append(report.Notes, fmt.Sprintf("the font of pictures lacks %q: boxes take their place; an .svg has them as text", string(missing)))
	}
	var b bytes.Buffer
	scale := scaleOf(opt)
	err = writePicture(&b, result.List, opt)
	return reply.PictureFile{
		Data: b.Bytes(), Width: int(math.Round(result.Width * scale)), Height: int(math.Round(result.Height * scale)),
	}, report, err
}

// scaleOf returns how many pixels a picture has for each of the page's.
func scaleOf(opt reply.Picture) float64 {
	switch {
	case opt.Type != "png":
		return 1
	case opt.Scale > 0:
		return opt.Scale
	}
	return usualScale
}

// usualScale is sharp on the screens of today.
const usualScale = 2

func writePicture(b *bytes.Buffer, list *display.List, opt reply.Picture) error {
	switch opt.Type {
	case "png":
		return list.WritePNG(b, scaleOf(opt))
	case "pdf":
		return display.WritePDF(b, list)
	}
	return list.WriteSVG(b)
}

// shownViewNow returns what pages show.
func (s *Session) shownViewNow() state.View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shownView()
}

// Draw draws charts, all without handles, of a view. pixel is the width of the least that can be drawn.
func (s *Session) Draw(ctx context.Context, view state.View, handles []int, layout protocol.Layout, pixel float64) (*picture.Result, error) {
	if view.Location.Len() == 0 {
		return nil, hint.Add(fmt.Errorf("there is no place yet to draw a picture of"), "load FILE loads data, navigate LOCUS goes to a place")
	}
	st := host{s}.State()
	st.Location, st.Beside, st.Whole = view.Location, view.Beside, view.Whole
	return s.studio.Draw(ctx, picture.Request{
		State: page.Everything(s.catalog, st, s.offered()), Charts: handles,
		Width: layout.Width, Roominess: layout.Roominess, Theme: layout.Theme, Pixel: pixel,
	}, s.answer)
}

// answer answers what is asked for to draw a picture.
func (s *Session) answer(ctx context.Context, action string, args json.RawMessage) any {
	req := &protocol.Request{Action: action, Args: args}
	if action == protocol.GetSequence {
		return s.answerSequence(ctx, nil, req)
	}
	answer, _ := s.actions.Answer(ctx, drawer{}, req)
	return answer
}

// layoutWait bounds the wait for a page's layout: a picture can do without.
const layoutWait = 2 * time.Second

// layout asks a built-in page, one that shows the session's view if there is any, what its window decides of pictures. The
// note says why the page had no say.
func (s *Session) layout(ctx context.Context) (layout protocol.Layout, note string) {
	browsers := slices.DeleteFunc(s.pages(), func(b *page.Page) bool { return !b.Knows(protocol.GetLayout) || !b.UpToDate() })
	if len(browsers) == 0 {
		return layout, ""
	}
	here := s.current().View()
	b := browsers[max(0, slices.IndexFunc(browsers, func(b *page.Page) bool { return b.View().Equal(here) }))]
	ctx, cancel := context.WithTimeout(ctx, min(layoutWait, s.opt.CallTimeout))
	defer cancel()
	layout, err := b.Layout(ctx)
	if err != nil {
		return protocol.Layout{}, fmt.Sprintf("%s does not say how wide it is (%v); the picture has the usual width and theme", b.Name(), err)
	}
	return layout, ""
}

// drawer is who asks for data to draw a picture. What went wrong is in the answers.
type drawer struct{}

var _ actions.Page = drawer{}

func (drawer) BinWidth(string) int                               { return 1 }
func (drawer) Served(string)                                     {}
func (drawer) TooMany(*catalog.Dataset, string, int)             {}
func (drawer) TooLarge(*catalog.Dataset, string)                 {}
func (drawer) Room(context.Context, int64) error                 { return nil }
func (drawer) Told([]protocol.SeqInfo)                           {}
func (drawer) Failed(string, error, func(context.Context) error) {}
