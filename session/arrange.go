package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/hint"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Features of the built-in page that real pages lack: the order of charts, a
// selection and a hover that all pages share, and pictures that the program
// writes.

// OrderCharts puts charts first, in the order of the handles; the others keep their
// order.
func (s *Session) OrderCharts(ctx context.Context, handles []int) (reply.Report, error) {
	return s.inTurn(ctx, func() (reply.Report, error) {
		for i, h := range handles {
			if slices.Contains(handles[:i], h) {
				return reply.Report{}, fmt.Errorf("chart %d is named twice", h)
			}
			if _, err := s.chart(h); err != nil {
				return reply.Report{}, err
			}
		}
		order := slices.Clone(handles)
		browsers := s.commit(ctx, func(st state.State) []state.Event {
			for _, c := range st.Charts {
				if !slices.Contains(handles, c.Handle) {
					order = append(order, c.Handle)
				}
			}
			return one(state.Event{Kind: state.EventChartsOrdered, Handles: order})
		})
		return s.tell(ctx, browsers, func(ctx context.Context, b *page.Page) error {
			return b.Push(ctx, protocol.OrderCharts, protocol.OrderParams{Handles: order})
		})
	})
}

// DuplicateChart adds a chart with the type, measurements and settings of
// another.
func (s *Session) DuplicateChart(ctx context.Context, handle int) (state.Chart, reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return state.Chart{}, reply.Report{}, err
	}
	defer end()
	chart, err := s.chart(handle)
	if err != nil {
		return state.Chart{}, reply.Report{}, err
	}
	chart.Handle = 0
	return s.addChart(ctx, chart)
}

// Selection returns the places that are selected in the built-in pages.
func (s *Session) Selection() []genome.Interval {
	return slices.Clone(s.current().Selection)
}

// Select selects places in all built-in pages; none selects nothing. They are
// cut as by Navigate.
func (s *Session) Select(ctx context.Context, ivs []genome.Interval) (reply.Report, error) {
	end, err := s.begin(ctx)
	if err != nil {
		return reply.Report{}, err
	}
	defer end()
	if len(ivs) > mostRegions {
		return reply.Report{}, fmt.Errorf("%d regions; at most %d can be selected", len(ivs), mostRegions)
	}
	places := make([]genome.Interval, len(ivs))
	var notes []string
	for i, iv := range ivs {
		var cut bool
		if places[i], cut, err = s.within(iv); err != nil {
			return reply.Report{}, err
		}
		if note := cutNote(places[i]); cut && !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	report, err := s.selectPlaces(ctx, places, nil)
	report.Notes = append(notes, report.Notes...)
	return report, err
}

// selectPlaces selects places within a turn, in every page but except.
func (s *Session) selectPlaces(ctx context.Context, ivs []genome.Interval, except *page.Page) (reply.Report, error) {
	p := protocol.SelectParams{Ranges: wireRanges(ivs)}
	browsers := s.commit(ctx, func(state.State) []state.Event {
		return one(state.Event{Kind: state.EventSelected, Selection: p.Ranges})
	})
	return s.tellOthers(ctx, browsers, except, func(ctx context.Context, b *page.Page) error {
		return b.Push(ctx, protocol.Select, p)
	})
}

// tellOthers calls tell for every browser but except, which may be nil.
func (s *Session) tellOthers(
	ctx context.Context, browsers []*page.Page, except *page.Page, push func(context.Context, *page.Page) error,
) (reply.Report, error) {
	browsers = slices.DeleteFunc(browsers, func(b *page.Page) bool { return b == except })
	if len(browsers) == 0 && except != nil {
		return reply.Report{}, nil
	}
	return s.tell(ctx, browsers, push)
}

// Theme returns the chosen theme of the built-in pages, or "".
func (s *Session) Theme() protocol.Theme {
	return s.current().Theme
}

// SetTheme sets the theme of all built-in pages: one of protocol.Themes, or "" to leave
// it to the pages.
func (s *Session) SetTheme(ctx context.Context, theme protocol.Theme) (reply.Report, error) {
	if theme != "" && !slices.Contains(protocol.Themes, theme) {
		return reply.Report{}, fmt.Errorf("there is no theme %q", theme)
	}
	return s.inTurn(ctx, func() (reply.Report, error) { return s.setTheme(ctx, theme, nil) })
}

// setTheme sets the theme within a turn, in every page but except.
func (s *Session) setTheme(ctx context.Context, theme protocol.Theme, except *page.Page) (reply.Report, error) {
	browsers := s.commit(ctx, func(state.State) []state.Event {
		return one(state.Event{Kind: state.EventThemed, Text: string(theme)})
	})
	return s.tellOthers(ctx, browsers, except, func(ctx context.Context, b *page.Page) error {
		return b.Push(ctx, protocol.SetTheme, protocol.ThemeParams{Theme: cmp.Or(theme, protocol.Themes[0])})
	})
}

func wireRanges(ivs []genome.Interval) []protocol.Range {
	out := make([]protocol.Range, len(ivs))
	for i, iv := range ivs {
		out[i] = actions.ToRange(iv)
	}
	return out
}

// pictureTypes are the file types that Print supports.
var pictureTypes = []string{"svg", "png"}

// Print makes a picture of a chart, or with handle 0 of the whole page, in a built-in
// page. Real pages are asked to download one instead, and the report says so; data is
// nil if only real pages are connected.
func (s *Session) Print(ctx context.Context, handle int, fileName, fileType string) (data []byte, report reply.Report, err error) {
	fileType = strings.ToLower(fileType)
	if !slices.Contains(pictureTypes, fileType) {
		return nil, report, fmt.Errorf("a picture of type %q; wanted %s", fileType, strings.Join(pictureTypes, " or "))
	}
	end, err := s.begin(ctx)
	if err != nil {
		return nil, report, err
	}
	defer end()
	if _, err := s.chart(handle); handle != 0 && err != nil {
		return nil, report, err
	}
	if slices.ContainsFunc(s.pages(), (*page.Page).Starts) { // it may be the only one
		start, cancel := context.WithTimeout(ctx, s.opt.CallTimeout)
		_ = s.WaitBrowser(start)
		cancel()
	}
	browsers := s.pages()
	// One built-in page is enough, one at the session's place if there is any; without one, every
	// real page is asked.
	now := s.current()
	here := now.View()
	able := func(b *page.Page) bool { return b.MakesPictures() && b.UpToDate() }
	i := slices.IndexFunc(browsers, func(b *page.Page) bool { return able(b) && b.View().Equal(here) })
	if i < 0 {
		i = slices.IndexFunc(browsers, able)
	}
	if i >= 0 {
		browsers = browsers[i : i+1]
	}
	if len(browsers) == 0 {
		return nil, report, hint.Add(fmt.Errorf("%w to make the picture", errNoBrowser), "open %s", s.bareURL())
	}
	pictures, report, err := tellEach(ctx, s, browsers, func(ctx context.Context, b *page.Page) ([]byte, error) {
		if b.MakesPictures() && !b.View().Equal(here) && s.offers(here.Location.Seq) { // a picture is of the place that the session is at
			if err := b.GoTo(ctx, here); err != nil {
				return nil, err
			}
		}
		return b.Print(ctx, handle, fileName, fileType)
	})
	for _, picture := range pictures {
		data = picture
	}
	if err == nil && data == nil && report.Browsers == 0 {
		err = errors.New("no connected page can make the picture")
		if len(report.Notes) == 0 { // the user was told before
			err = hint.Add(err, "browsers says why")
		}
	}
	return data, report, err
}

// Actions of persons in the built-in page.

func (s *Session) userOrderCharts(ctx context.Context, _ *page.Page, p protocol.OrderParams) error {
	_, err := s.OrderCharts(ctx, p.Handles)
	return err
}

func (s *Session) userDuplicateChart(ctx context.Context, _ *page.Page, p protocol.UserChartParams) error {
	_, _, err := s.DuplicateChart(ctx, p.Handle)
	return err
}

// mostSelected bounds the places of a selection.
const mostSelected = 10_000

func (s *Session) userSelect(ctx context.Context, b *page.Page, p protocol.SelectParams) error {
	if len(p.Ranges) > mostSelected {
		return fmt.Errorf("%d places are selected; at most %d can be", len(p.Ranges), mostSelected)
	}
	ivs := make([]genome.Interval, len(p.Ranges))
	for i, r := range p.Ranges {
		iv, _, err := s.within(actions.FromRange(r))
		if err != nil {
			return err
		}
		ivs[i] = iv
	}
	_, err := s.userTurn(ctx, func() (reply.Report, error) { return s.selectPlaces(ctx, ivs, b) })
	return err
}

func (s *Session) userSetTheme(ctx context.Context, b *page.Page, p protocol.ThemeParams) error {
	if !slices.Contains(protocol.Themes, p.Theme) {
		return fmt.Errorf("there is no theme %q", p.Theme)
	}
	_, err := s.userTurn(ctx, func() (reply.Report, error) { return s.setTheme(ctx, p.Theme, b) })
	return err
}

// userHover forwards the position of the mouse to the other built-in pages. It is not
// part of the state, takes no turn and waits for no page.
func (s *Session) userHover(_ context.Context, b *page.Page, p protocol.HoverParams) error {
	for _, other := range s.pages() {
		if other != b && other.Knows(protocol.Hover) {
			other.Hover(p)
		}
	}
	return nil
}
