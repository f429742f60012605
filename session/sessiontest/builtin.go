package sessiontest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"slices"

	"github.com/epiviz/epivizgo/protocol"
)

// obeyBuiltin does a UI action as the built-in page does: every one is
// answered, those that draw once the data have come. b.mu is held.
func (b *Browser) obeyBuiltin(id int64, action string, args json.RawMessage) {
	value, err := b.builtin(action, args)
	answer := func() {
		if err != nil {
			b.reply(id, action, no(err.Error()))
		} else {
			b.reply(id, action, yes(value))
		}
	}
	switch action {
	case protocol.AddChart, protocol.SetChartSettings, protocol.Navigate, protocol.Redraw:
		if b.open > 0 {
			b.settling = append(b.settling, answer)
			return
		}
	}
	answer()
}

func (b *Browser) builtin(action string, args json.RawMessage) (any, error) {
	switch action {
	case protocol.SyncState:
		return nil, b.sync(args)
	case protocol.AddChart:
		var p protocol.AddChartParams
		if err := json.Unmarshal(args, &p); err != nil {
			return nil, err
		}
		c := &Chart{ID: fmt.Sprintf("chart-%d", p.Handle), Handle: p.Handle, Type: p.Type, Measurements: p.Measurements.Value,
			Settings: p.Settings, Colors: p.ColorMap}
		if i := slices.IndexFunc(b.charts, func(have *Chart) bool { return have.ID == c.ID }); i >= 0 {
			b.charts[i] = c // one that is there is replaced where it stands
		} else {
			b.charts = append(b.charts, c)
		}
		return protocol.AddChartResult{ID: c.ID}, b.getData([]*Chart{c})
	case protocol.SetChartSettings:
		var p protocol.SetChartSettingsParams
		if err := json.Unmarshal(args, &p); err != nil {
			return nil, err
		}
		c := b.chart(p.ChartID)
		if c == nil {
			return nil, fmt.Errorf("there is no chart %s", p.ChartID)
		}
		if c.Settings == nil {
			c.Settings = map[string]any{}
		}
		for k, v := range p.Settings {
			c.Settings[k] = v
		}
		if p.ColorMap != nil {
			c.Colors = p.ColorMap
		}
		return nil, nil
	case protocol.RemoveChart:
		if !b.dropChart(text(args, "chartId")) {
			return nil, fmt.Errorf("there is no chart %s", text(args, "chartId"))
		}
		return nil, nil
	case protocol.Navigate:
		to, err := embedded[protocol.Range](args, "range")
		if err != nil {
			return nil, err
		}
		if b.sequence(to.SeqName) == nil && len(b.sequences) > 0 {
			return nil, fmt.Errorf("this page knows no sequence %s", to.SeqName)
		}
		if err := b.changeLocation(to); err != nil {
			return nil, err
		}
		return b.location, nil
	case protocol.WriteMsg:
		return nil, nil
	case protocol.OrderCharts:
		var p protocol.OrderParams
		if err := json.Unmarshal(args, &p); err != nil {
			return nil, err
		}
		slices.SortStableFunc(b.charts, func(x, y *Chart) int { return slices.Index(p.Handles, x.Handle) - slices.Index(p.Handles, y.Handle) })
		return nil, nil
	case protocol.Select:
		var p protocol.SelectParams
		b.selection = nil
		if err := json.Unmarshal(args, &p); err != nil {
			return nil, err
		}
		b.selection = p.Ranges
		return nil, nil
	case protocol.Hover, protocol.SetTheme, protocol.SetFlip, protocol.SetRegions, protocol.SetSamples, protocol.SetLinkOut:
		return nil, nil
	case protocol.FitCharts:
		fit := protocol.FitChartsResult{Heights: []protocol.ChartHeight{}}
		for _, c := range b.charts {
			fit.Heights = append(fit.Heights, protocol.ChartHeight{Handle: c.Handle, Height: 40})
		}
		return fit, nil
	case protocol.GetLayout:
		return protocol.Layout{Width: 1200, Roominess: 1, Theme: protocol.Themes[0]}, nil
	case protocol.PrintWorkspace:
		var p protocol.PrintWorkspaceParams
		if err := json.Unmarshal(args, &p); err != nil {
			return nil, err
		}
		return protocol.PrintWorkspaceResult{FileType: p.FileType, Data: b.picture(p)}, nil
	case protocol.RemoveSeqNames:
		names, err := embedded[[]string](args, "seqNames")
		if err != nil {
			return nil, err
		}
		b.sequences = slices.DeleteFunc(b.sequences, func(q protocol.SeqInfo) bool { return slices.Contains(names, q.Name) })
		return nil, nil
	}
	do, known := uiActions[action]
	if !known {
		return nil, fmt.Errorf("this page does not know the action %s", action)
	}
	data, err := do(b, args)
	if err != nil {
		return nil, err
	}
	o := data.(outcome)
	if o.Success != nil && !*o.Success {
		return nil, fmt.Errorf("%s failed in the page", action)
	}
	return o.Value, nil
}

// sync takes over a whole state.
func (b *Browser) sync(args json.RawMessage) error {
	var p protocol.SyncStateParams
	if err := json.Unmarshal(args, &p); err != nil {
		return err
	}
	b.title, b.menu, b.sequences, b.selection = p.Title, p.Measurements, p.SeqInfos, p.Selection
	b.openEnds = p.OpenEnds
	if p.Location != nil {
		at := *p.Location
		b.location = &at
	}
	b.charts = nil
	for _, c := range p.Charts {
		b.charts = append(b.charts, &Chart{ID: fmt.Sprintf("chart-%d", c.Handle), Handle: c.Handle, Type: c.Type,
			Measurements: c.Measurements, Settings: c.Settings, Colors: c.ColorMap})
	}
	return b.getData(b.charts)
}

// fetchBuiltin asks for what each measurement of the charts looks like at the
// page's place, afresh each time.
func (b *Browser) fetchBuiltin(charts []*Chart) {
	if b.location == nil {
		return
	}
	for _, c := range charts {
		for _, m := range c.Measurements {
			args := map[string]any{"datasource": m.DatasourceID, "seqName": b.location.SeqName, "start": b.location.Start, "end": b.location.End}
			action := protocol.GetRows
			switch m.Type {
			case protocol.FeatureType:
				action = protocol.GetValues
				args["measurement"], args["bins"] = m.ID, windowWidth
			case protocol.SequenceType:
				action = protocol.GetSequence
			default:
				args["metadata"], args["maxRows"] = m.Metadata, windowWidth
			}
			b.open++
			b.ask(action, args, func(data json.RawMessage) {
				b.open--
				b.takeBuiltin(m.ID, data)
				if b.open == 0 {
					for _, answer := range slices.Clone(b.settling) {
						answer()
					}
					b.settling = nil
				}
			})
		}
	}
}

// takeBuiltin counts an answer by what it is.
func (b *Browser) takeBuiltin(measurement string, data json.RawMessage) {
	var a struct {
		Kind   string          `json:"kind"` // of getValues
		Values json.RawMessage `json:"values"`
		Bases  string          `json:"bases"`
		Error  string          `json:"error"`
	}
	if err := json.Unmarshal(data, &a); err != nil {
		b.fault("data of %s: %v", measurement, err)
		return
	}
	switch {
	case a.Error != "":
		b.answers["error"]++
	case a.Kind == "points":
		b.answers["rows"]++
	case a.Kind != "":
		b.answers[a.Kind]++
	case a.Values != nil:
		b.answers["features"]++
	case a.Bases != "":
		b.answers["bases"]++
	default:
		b.fault("data of %s: %.80s", measurement, data)
	}
}

// Answers counts the built-in page's answers to getValues, getRows and getSequence: "bins",
// "rows", "features", "bases", and "error" for those that came with one.
func (b *Browser) Answers(kind string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.answers[kind]
}

// picture returns what Draw was told, or a small picture. b.mu is held.
func (b *Browser) picture(p protocol.PrintWorkspaceParams) []byte {
	if b.drawn != nil {
		return b.drawn
	}
	if p.FileType == "svg" {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>` + p.ChartID + `</title></svg>`)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 9, 9))); err != nil {
		panic("sessiontest: a picture in memory cannot be written: " + err.Error())
	}
	return out.Bytes()
}
