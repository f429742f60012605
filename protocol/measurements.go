package protocol

import (
	"encoding/json"
	"fmt"
)

// MeasurementsAnswer answers getMeasurements: columns of equal length. A
// missing column throws in some generation, so all are always there, and
// metadata entries are lists, never strings, which v5 would evaluate as code.
type MeasurementsAnswer []Measurement

func (ms MeasurementsAnswer) MarshalJSON() ([]byte, error) {
	c := measurementColumns{
		ID: make([]string, len(ms)), Name: make([]string, len(ms)), Type: make([]MeasurementType, len(ms)),
		DatasourceID: make([]string, len(ms)), DatasourceGroup: make([]string, len(ms)),
		DefaultChartType: make([]*string, len(ms)), Annotation: make([]map[string]string, len(ms)),
		MinValue: make([]*float64, len(ms)), MaxValue: make([]*float64, len(ms)), Metadata: make([][]string, len(ms)),
	}
	for i, m := range ms {
		c.ID[i], c.Name[i], c.Type[i] = m.ID, m.Name, m.Type
		c.DatasourceID[i], c.DatasourceGroup[i] = m.DatasourceID, m.DatasourceGroup
		if m.DefaultChartType != "" {
			c.DefaultChartType[i] = &m.DefaultChartType
		}
		c.Annotation[i], c.MinValue[i], c.MaxValue[i] = m.Annotation, m.MinValue, m.MaxValue
		c.Metadata[i] = m.Metadata
	}
	return json.Marshal(c)
}

// UnmarshalJSON reads the columns back; tests that play a page use it.
func (ms *MeasurementsAnswer) UnmarshalJSON(b []byte) error {
	var c measurementColumns
	if err := json.Unmarshal(b, &c); err != nil {
		return err
	}
	n := len(c.ID)
	for name, have := range map[string]int{
		"name": len(c.Name), "type": len(c.Type), "datasourceId": len(c.DatasourceID),
		"datasourceGroup": len(c.DatasourceGroup), "defaultChartType": len(c.DefaultChartType),
		"annotation": len(c.Annotation), "minValue": len(c.MinValue), "maxValue": len(c.MaxValue), "metadata": len(c.Metadata),
	} {
		if have != n {
			return fmt.Errorf("protocol: measurements: column %s has %d entries, id has %d", name, have, n)
		}
	}
	*ms = make(MeasurementsAnswer, n)
	for i := range *ms {
		m := &(*ms)[i]
		m.ID, m.Name, m.Type = c.ID[i], c.Name[i], c.Type[i]
		m.DatasourceID, m.DatasourceGroup = c.DatasourceID[i], c.DatasourceGroup[i]
		if c.DefaultChartType[i] != nil {
			m.DefaultChartType = *c.DefaultChartType[i]
		}
		m.Annotation, m.MinValue, m.MaxValue, m.Metadata = c.Annotation[i], c.MinValue[i], c.MaxValue[i], c.Metadata[i]
	}
	return nil
}

type measurementColumns struct {
	ID               []string            `json:"id"`
	Name             []string            `json:"name"`
	Type             []MeasurementType   `json:"type"`
	DatasourceID     []string            `json:"datasourceId"`
	DatasourceGroup  []string            `json:"datasourceGroup"`
	DefaultChartType []*string           `json:"defaultChartType"`
	Annotation       []map[string]string `json:"annotation"`
	MinValue         []*float64          `json:"minValue"`
	MaxValue         []*float64          `json:"maxValue"`
	Metadata         [][]string          `json:"metadata"`
}
