package display

import (
	"image/color"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

var (
	hexForm  = regexp.MustCompile(`^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$`)
	rgbaForm = regexp.MustCompile(`^rgba?\(\s*([\d.]+)\s*[, ]\s*([\d.]+)\s*[, ]\s*([\d.]+)\s*(?:[,/]\s*([\d.]+)\s*)?\)$`)
)

// parseColor reads a colour as CSS has it: #rgb, #rrggbb, both with opacity, rgb() and rgba(), and names. Any other
// text is black, which browsers use for a colour that was never set.
func parseColor(css string) color.NRGBA {
	css = strings.ToLower(strings.TrimSpace(css))
	if hexForm.MatchString(css) {
		hex := css[1:]
		if len(hex) < 6 {
			var long strings.Builder
			for i := range hex {
				long.WriteString(hex[i : i+1])
				long.WriteString(hex[i : i+1])
			}
			hex = long.String()
		}
		if len(hex) == 6 {
			hex += "ff"
		}
		v, _ := strconv.ParseUint(hex, 16, 32)
		return color.NRGBA{uint8(v >> 24), uint8(v >> 16), uint8(v >> 8), uint8(v)}
	}
	if m := rgbaForm.FindStringSubmatch(css); m != nil {
		part := func(i int, most float64) uint8 {
			v, _ := strconv.ParseFloat(m[i], 64)
			return uint8(min(max(v/most, 0), 1)*255 + 0.5)
		}
		c := color.NRGBA{part(1, 255), part(2, 255), part(3, 255), 255}
		if m[4] != "" {
			c.A = part(4, 1)
		}
		return c
	}
	if css == "transparent" {
		return color.NRGBA{}
	}
	c, ok := colornames.Map[css]
	if !ok {
		return color.NRGBA{A: 255}
	}
	return color.NRGBA(c)
}
