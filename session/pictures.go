package session

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	"github.com/epiviz/epivizgo/session/picture/provenance"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// DrawPicture draws charts, without a page, and returns the file; the report has the place. A page in use has
// a say in width and theme. The session stays where it is, wherever the picture is of.
func (s *Session) DrawPicture(ctx context.Context, opt reply.Picture) (reply.PictureFile, reply.Report, error) {
	d, err := s.drawing(ctx, opt)
	if err != nil {
		return reply.PictureFile{}, reply.Report{}, err
	}
	file, report, err := d.file(ctx, opt.At)
	report.Notes = append(d.notes, report.Notes...)
	return file, report, err
}

// drawing is what pictures have in common: they are of one state of the session, whatever happens meanwhile.
type drawing struct {
	s      *Session
	opt    reply.Picture
	layout protocol.Layout
	scene  scene
	state  state.State // of the scene; what pictures say of how they were made is of it
	notes  []string
}

// drawing prepares pictures.
func (s *Session) drawing(ctx context.Context, opt reply.Picture) (*drawing, error) {
	if !slices.Contains(reply.PictureTypes, opt.Type) {
		return nil, fmt.Errorf("a picture of type %q; wanted %s", opt.Type, strings.Join(reply.PictureTypes, ", "))
	}
	for _, handle := range opt.Handles {
		if _, err := s.chart(handle); err != nil {
			return nil, err
		}
	}
	d := &drawing{s: s, opt: opt, layout: protocol.Layout{Width: picture.DefaultWidth, Theme: s.current().Theme}}
	if opt.Width == 0 || opt.Theme == "" {
		of, note := s.layout(ctx)
		if of.Width > 0 {
			d.layout = of
		}
		d.notes = notesOf(note)
	}
	if opt.Width > 0 {
		d.layout.Width = opt.Width
	}
	if opt.Theme != "" {
		d.layout.Theme = opt.Theme
	}
	d.scene, d.state = s.scene()
	return d, nil
}

// viewPicture is a picture of a view.
type viewPicture struct {
	*picture.Result
	state.View
}

// draw draws a picture of places, without any of what the session shows. The report has the places.
func (d *drawing) draw(ctx context.Context, places []reply.Locus) (result viewPicture, report reply.Report, err error) {
	result.View = d.scene.view()
	if len(places) > 0 {
		if result.View, report.Notes, err = d.s.viewOf(places); err != nil {
			return result, report, err
		}
	}
	if result.Result, err = d.s.draw(ctx, d.scene, result.View, d.opt.Handles, d.layout, frame{pixel: 1 / scaleOf(d.opt)}); err != nil {
		return result, report, err
	}
	at := actions.ToRange(result.Location)
	report.Location, report.Beside = &at, page.BesideOf(result.View)
	report.Notes = append(report.Notes, result.Notes...)
	if missing := result.Missing(); len(missing) > 0 && d.opt.Type != "svg" {
		report.Notes = append(report.Notes, fmt.Sprintf("the font of pictures lacks %q: boxes take their place; an .svg has them as text",
			string(missing)))
	}
	return result, report, nil
}

// file draws a picture and writes it, with what it says of how it was made.
func (d *drawing) file(ctx context.Context, places []reply.Locus) (file reply.PictureFile, report reply.Report, err error) {
	result, report, err := d.draw(ctx, places)
	if err != nil {
		return file, report, err
	}
	st := d.state
	st.SetView(result.View)
	charts := drawnCharts(result.Result)
	metadata, notes, err := d.s.provenance(ctx, provenance.Record{Picture: d.look(charts), Charts: charts}, st, result.Places())
	if err != nil {
		return file, report, err
	}
	result.Metadata, report.Notes = metadata, append(report.Notes, notes...)
	var b bytes.Buffer
	scale := scaleOf(d.opt)
	err = writePicture(&b, result.List, d.opt)
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
		err := list.WritePNG(b, scaleOf(opt))
		if errors.Is(err, display.ErrTooLarge) {
			err = hint.Add(err, "ask for fewer pixels with --scale, --dpi or --width, for fewer charts, or for an .svg or .pdf, which have none")
		}
		return err
	case "pdf":
		return display.WritePDF(b, list)
	}
	return list.WriteSVG(b)
}

// scene is what pictures show: the state of the session at a time, and the measurements on offer then.
type scene struct {
	state   page.State
	offered []protocol.Measurement
}

// scene returns what pictures show now, and the state that it is of.
func (s *Session) scene() (scene, state.State) {
	sheet := s.wireSamples()
	s.mu.Lock()
	defer s.mu.Unlock()
	return scene{s.pageState(sheet), s.offeredLocked()}, s.kept.State
}

// view returns what pages show.
func (of scene) view() state.View {
	return state.View{Location: of.state.Location, Beside: of.state.Beside, Whole: of.state.Whole}
}

// Draw draws charts, all without handles, of a view. pixel is the width of the least that can be drawn.
func (s *Session) Draw(ctx context.Context, view state.View, handles []int, layout protocol.Layout, pixel float64) (
	*picture.Result, error) {
	of, _ := s.scene()
	return s.draw(ctx, of, view, handles, layout, frame{pixel: pixel})
}

// frame is what a picture has to fit: the width of the least that can be drawn, a height if there is a room for it, and
// the cells of a terminal.
type frame struct {
	pixel, room float64
	cells       bool
}

func (s *Session) draw(
	ctx context.Context, of scene, view state.View, handles []int, layout protocol.Layout, in frame,
) (*picture.Result, error) {
	if view.Location.Len() == 0 {
		return nil, hint.Add(fmt.Errorf("there is no place yet to draw a picture of"), "load FILE loads data, navigate LOCUS goes to a place")
	}
	of.state.Location, of.state.Beside, of.state.Whole = view.Location, view.Beside, view.Whole
	return s.studio.Draw(ctx, picture.Request{
		State: page.Everything(s.catalog, of.state, of.offered), Charts: handles,
		Width: layout.Width, Roominess: layout.Roominess, Theme: layout.Theme, Pixel: in.pixel, Room: in.room, Cells: in.cells,
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
func (drawer) Rough(*catalog.Measurement)                        {}
func (drawer) Room(context.Context, int64) error                 { return nil }
func (drawer) Told([]protocol.SeqInfo)                           {}
func (drawer) Failed(string, error, func(context.Context) error) {}
