package session

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/protocol"
	"github.com/epiviz/epivizgo/session/actions"
	"github.com/epiviz/epivizgo/session/genome"
	"github.com/epiviz/epivizgo/session/page"
	"github.com/epiviz/epivizgo/session/reply"
	"github.com/epiviz/epivizgo/session/state"
)

// Requests of pages about the session's state: actions of a person in the page,
// settings, workspaces. session/actions answers requests for data.

// userAction answers a request of page b with the data of the reply.
type userAction func(s *Session, ctx context.Context, b *page.Page, req *protocol.Request) any

var userActions = map[string]userAction{
	protocol.RegisterChartTypes:   (*Session).registerChartTypes,
	protocol.SetChartSettings:     (*Session).pageSettings,
	protocol.UserAddChart:         withArgs((*Session).userAddChart),
	protocol.UserRemoveChart:      withArgs((*Session).userRemoveChart),
	protocol.UserNavigate:         withArgs((*Session).userNavigate),
	protocol.UserSetChartSettings: withArgs((*Session).userSetChartSettings),
	protocol.UserSetCharts:        withArgs((*Session).userSetCharts),
	protocol.UserRemoveCharts:     withArgs((*Session).userRemoveCharts),
	protocol.UserOrderCharts:      withArgs((*Session).userOrderCharts),
	protocol.UserDuplicateChart:   withArgs((*Session).userDuplicateChart),
	protocol.UserSelect:           withArgs((*Session).userSelect),
	protocol.UserHover:            withArgs((*Session).userHover),
	protocol.UserSetTheme:         withArgs((*Session).userSetTheme),
	protocol.UserSetFlip:          withArgs((*Session).userSetFlip),
	protocol.UserSetLinkOut:       withArgs((*Session).userSetLinkOut),
	protocol.UserLabel:            withArgs((*Session).userLabel),
	protocol.UserAddRegions:       withArgs((*Session).userAddRegions),
	protocol.UserUndo:             withArgs((*Session).userUndo),
	protocol.UserRedo:             withArgs((*Session).userRedo),
	protocol.UserUpload:           (*Session).userUpload,
	protocol.UserUploadPart:       withData((*Session).userUploadPart),
	protocol.UserUploadEnd:        (*Session).userUploadEnd,
	protocol.UserUploadCancel:     withArgs((*Session).userUploadCancel),
	protocol.UserExportSession:    (*Session).userExportSession,
	protocol.UserImportSession:    opens((*Session).userImportSession),
	protocol.UserOpenCharts:       opens((*Session).userOpenCharts),
	protocol.GetWorkspaces:        (*Session).getWorkspaces,
	protocol.SaveWorkspace:        (*Session).saveWorkspace,
	protocol.DeleteWorkspace:      (*Session).deleteWorkspace,
	protocol.UserOpenWorkspace:    withArgs((*Session).userOpenWorkspace),
	protocol.Resolve:              (*Session).answerResolve,
	protocol.GetFeature:           (*Session).answerFeature,
	protocol.GetSequence:          (*Session).answerSequence,
	protocol.GetRegion:            (*Session).answerRegion,
}

// answerUser answers a request that is not about data. An unknown action is answered
// with {}, so that the page does not wait, and causes one notice.
func (s *Session) answerUser(ctx context.Context, b *page.Page, req *protocol.Request) any {
	if answer, ok := userActions[req.Action]; ok {
		return answer(s, inBrowser(ctx, b), b, req)
	}
	switch req.Action {
	case protocol.Cancel: // handled when it was read
	case protocol.GetHierarchy, protocol.PropagateHierarchyChanges, protocol.GetPCA, protocol.GetDiversity:
		b.TellOnce(fmt.Sprintf("a page asks for %s, which this program has no data for; it is answered with nothing", req.Action))
	default:
		b.Unknown(req)
		b.TellOnce(fmt.Sprintf("a page asks for %.40q, which is no action known here; it is answered with nothing", req.Action))
	}
	return nil
}

// pageSettings answers setChartSettings: the change that noteChange found is kept and
// sent to the other pages.
func (s *Session) pageSettings(ctx context.Context, b *page.Page, req *protocol.Request) any {
	c, changed := b.TakeChange(req.ID)
	if !changed {
		return nil
	}
	left := func(why string) {
		b.TellOnce(fmt.Sprintf("%s changed chart %d, and not all was taken over: %s", b.Name(), c.Handle, why))
	}
	if err := plainText(req.Args); err != nil {
		left(err.Error())
		return nil
	}
	if why := s.pageChange(&c); len(why) > 0 {
		left(strings.Join(why, "; "))
	}
	if len(c.Settings) == 0 && c.Colors == nil {
		return nil
	}
	if report, err := s.userTurn(ctx, func() (reply.Report, error) {
		except := b
		if b.Overwritten(c) {
			except = nil
		}
		return s.set(ctx, c.Handle, c.Settings, c.Colors, except)
	}); err != nil {
		b.Tell(err.Error())
	} else if report.Browsers > 0 {
		s.opt.Log.Debug("settings forwarded", "browser", b.Name(), "chart", c.Handle)
	}
	return nil
}

// withArgs returns the userAction that decodes the arguments for do and answers with its
// result. It refuses texts that cannot be kept.
func withArgs[P any](do func(s *Session, ctx context.Context, b *page.Page, p P) error) userAction {
	act := withData(do)
	return func(s *Session, ctx context.Context, b *page.Page, req *protocol.Request) any {
		if err := plainText(req.Args); err != nil {
			text := err.Error()
			return protocol.UserResult{ErrorMessage: &text}
		}
		return act(s, ctx, b, req)
	}
}

// withData is withArgs for data of a file.
func withData[P any](do func(s *Session, ctx context.Context, b *page.Page, p P) error) userAction {
	return func(s *Session, ctx context.Context, b *page.Page, req *protocol.Request) any {
		var p P
		err := json.Unmarshal(req.Args, &p)
		if err == nil {
			err = do(s, ctx, b, p)
		}
		if err != nil {
			text := protocol.InWords(err).Error()
			return protocol.UserResult{ErrorMessage: &text}
		}
		return protocol.UserResult{Success: true}
	}
}

// userTurn runs the action of a person in a page. It need not wait for a command that waits for pages.
func (s *Session) userTurn(ctx context.Context, do func() (reply.Report, error)) (reply.Report, error) {
	if err := s.act(ctx); err != nil {
		return reply.Report{}, err
	}
	defer func() { <-s.acting }()
	return do()
}

func (s *Session) userAddChart(ctx context.Context, _ *page.Page, p protocol.UserAddChartParams) error {
	_, _, err := s.AddChart(ctx, p.ChartType, p.Measurements)
	return err
}

func (s *Session) userRemoveChart(ctx context.Context, _ *page.Page, p protocol.UserChartParams) error {
	_, err := s.RemoveChart(ctx, p.Handle)
	return err
}

// userNavigate records where a person moved a page. The other pages do not move, just
// as when somebody pans a real page.
func (s *Session) userNavigate(ctx context.Context, b *page.Page, p protocol.UserNavigateParams) error {
	view, err := s.viewIn(p)
	if err != nil {
		return err
	}
	b.SeenAt(view)
	s.commit(ctx, func(state.State) []state.Event { return one(state.MovedTo(view)) })
	return nil
}

// viewIn returns what a page shows after a person has moved it.
func (s *Session) viewIn(p protocol.UserNavigateParams) (state.View, error) {
	if p.Whole {
		view, _, err := s.genomeView()
		return view, err
	}
	if len(p.Beside.Beside) >= state.MostBeside {
		return state.View{}, state.TooMany(1 + len(p.Beside.Beside))
	}
	var places []genome.Interval
	for _, r := range append([]protocol.Range{p.Range}, p.Beside.Beside...) {
		iv, _, err := s.within(actions.FromRange(r))
		if err != nil {
			return state.View{}, err
		}
		places = append(places, iv)
	}
	return state.ViewOf(places...), nil
}

func (s *Session) userSetChartSettings(ctx context.Context, _ *page.Page, p protocol.UserChartParams) error {
	colors, err := s.checkSettings(p)
	if err != nil {
		return err
	}
	_, err = s.userTurn(ctx, func() (reply.Report, error) { return s.set(ctx, p.Handle, p.Settings, colors, nil) })
	return err
}

// checkSettings reads the settings of a chart that a page sends, in place, and returns its colours:
// none leave them, an empty list restores the default.
func (s *Session) checkSettings(p protocol.UserChartParams) (colors []string, err error) {
	list, err := s.Settings(p.Handle)
	if err != nil {
		return nil, err
	}
	return s.readSettings(list, p)
}

// readSettings implements checkSettings for a chart with these settings.
func (s *Session) readSettings(list []protocol.Setting, p protocol.UserChartParams) (colors []string, err error) {
	for id, v := range p.Settings {
		i := slices.IndexFunc(list, func(set protocol.Setting) bool { return set.ID == id })
		if i < 0 || id == colorsSetting {
			return nil, noSetting(p.Handle, id)
		}
		text, ok := settingText(v)
		if !ok {
			return nil, fmt.Errorf("setting %s is no text, number or truth value", id)
		}
		if p.Settings[id], err = s.readSetting(list[i], text); err != nil {
			return nil, err
		}
	}
	if err := checkNumbers(list, p.Settings); err != nil {
		return nil, err
	}
	if len(p.ColorMap) == 0 {
		return p.ColorMap, nil
	}
	return parseColors(strings.Join(p.ColorMap, ","))
}

// settingText returns a setting's value as it would be typed.
func settingText(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}
