// Package color reads colours as people and files write them.
package color

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/epiviz/epivizgo/session/hint"
)

// Parse reads one colour: a name of CSS in any case, or # and 3, 4, 6 or 8 hexadecimal
// digits.
func Parse(text string) (string, error) {
	text = strings.TrimSpace(text)
	lower := strings.ToLower(text)
	digits, hex := strings.CutPrefix(lower, "#")
	switch {
	case hex && strings.Trim(digits, "0123456789abcdef") == "" && slices.Contains([]int{3, 4, 6, 8}, len(digits)):
		return text, nil
	case !hex && slices.Contains(names, lower):
		return text, nil
	}
	return "", hint.Add(fmt.Errorf("%q is not a colour; wanted a name such as red, or #rrggbb", text),
		"the names are those of CSS; # is followed by 3, 4, 6 or 8 hexadecimal digits, and needs quotes: \"#d55e00\"")
}

// ParseRGB is Parse that also reads three numbers from 0 to 255, as BED files have them: 213,94,0.
func ParseRGB(text string) (string, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return Parse(text)
	}
	out := "#"
	for _, p := range parts {
		n, err := strconv.ParseUint(strings.TrimSpace(p), 10, 8)
		if err != nil {
			return "", fmt.Errorf("%q is not a colour; wanted three numbers from 0 to 255", text)
		}
		out += fmt.Sprintf("%02x", n)
	}
	return out, nil
}

// names are the colours that CSS has names for (CSS Color Module Level 4, section 6.1).
var names = strings.Fields(`
	transparent
	aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
	cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
	darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
	darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
	firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
	hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
	lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
	lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
	mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred
	midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
	palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
	rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
	slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white
	whitesmoke yellow yellowgreen`)
