package page

import (
	"time"

	"github.com/epiviz/epivizgo/protocol"
)

// quirks describes how pages of a generation behave where generations differ. The
// statements on real pages were observed by running the stock standalone page of each
// generation against a server that recorded the wire.
type quirks struct {
	// ignoresAnswers: the page does nothing with the answers to getMeasurements and
	// getSeqInfos, since it waits for one data provider more than it has. All that
	// is on offer has to be pushed.
	ignoresAnswers bool
	// announcesTypes: the last request of the page's start is registerChartTypes.
	// That of other pages is getSeqInfos.
	announcesTypes bool
	// settleAfter is how long after that request nothing is pushed: only then does the
	// page build what receives it.
	settleAfter time.Duration
	// syncsState: the page is given all that it shows in one syncState.
	syncsState bool
	// handlesCharts: the page knows charts by the session's handles, and addChart
	// brings their settings and colours along. The id of a chart is known before
	// the answer, adding a chart again changes it in its place, and whatever the
	// page says of one that is to be removed, it is not there afterwards. Its
	// defaults are those of protocol.ChartTypes.
	handlesCharts bool
	// mayOmitIDs: the answer to addChart may have no id.
	mayOmitIDs bool
	// asksSequences: the page is told which sequences have an end that is not known,
	// and asks for those that it is not told where there are very many.
	asksSequences bool
	// keepsLengths: a sequence that the page knows keeps its end, whatever addSeqInfos says.
	keepsLengths bool
	// keepsMeasurements: a chart keeps the bounds of its values with which it was added.
	keepsMeasurements bool
	// keepsNames: a chart keeps the names of measurements with which it was added.
	keepsNames bool

	// staysPut: the page is not moved unless a person has asked for the place.
	staysPut bool
	// tellsPlace: the answer to navigate is where the page is then.
	tellsPlace bool
	// mayNotTell: the page may not know getCurrentLocation, and does not answer
	// then. Other pages are asked after each navigate, since success proves nothing:
	// V2 answers before it moves, a page that is still moving drops the navigate,
	// and one whose navigation is frozen drops all, each with success.
	mayNotTell bool
	// drainsFirst: the page must have no requests for data open when it is moved or
	// given a chart. It aborts those that a wider view makes useless, throws because
	// a WebSocket cannot abort any, and is frozen from then on.
	drainsFirst bool
	// throwsOnPart: the page throws when it draws a chart with the data of only some
	// of its measurements at hand. In addChart the answer is a refusal and the chart
	// stays, under an id that nobody knows; in a navigate the page freezes. A Line
	// Track of A over a wide range, a plot of A and B, and a move to where only A is
	// cached is enough. Groups of which several measurements are shown are cleared
	// before either.
	throwsOnPart bool

	// throwsOnCached: the page throws when it is given a chart of which it has all rows, brought by another
	// measurement of the group, and has never asked for them itself: addChart is refused, and the chart stays,
	// under an id that nobody knows. The groups are cleared before.
	throwsOnCached bool

	// keepsByNumber: the page keeps what it was answered, by row number and under
	// the range that it asked for, and does not ask for that range again. Answers
	// that touch are joined by number, never by place: of the right one as many rows
	// are dropped as the left one's numbers reach into it. So all answers of a group
	// have bins of one width until its cache is cleared, and what the page has to
	// forget at another place is cleared before it goes there.
	keepsByNumber bool
	// choosesBins: the page asks for bins of the width that it draws, so that nothing
	// has to be fitted to its view.
	choosesBins bool

	// skipsPoints: the page draws of a Line Track the rows whose position in its
	// cache is a multiple of the setting step, which is 50 in V3, 200 in V4 and V5;
	// those two smooth the line as well. Pages that know setChartSettings are told
	// not to, and the user of others is told.
	skipsPoints bool
	// handsPictures: printWorkspace answers with the picture. Other pages have the
	// browser download it.
	handsPictures bool
	// opensByID: the page has the program open a workspace by its id. Other pages open the contents that the list of
	// workspaces has.
	opensByID bool
	// insertsHTML: the page inserts names as HTML.
	insertsHTML bool
}

// settleTime is settleAfter of real pages.
const settleTime = 250 * time.Millisecond

// quirksOf has a row for each generation.
var quirksOf = [...]quirks{
	// A client of EpiViz's WebSocket tutorial, or of a person's own. It knows what
	// the tutorial lists, perhaps not all of that, and nothing is known of a cache.
	protocol.Tutorial: {
		mayOmitIDs: true, staysPut: true, mayNotTell: true, insertsHTML: true,
	},
	// Tag v2.0. Its Line Track has maxPoints instead of step. It has no settings of
	// charts, and shows a negative width for an end before the start.
	protocol.V2: {
		ignoresAnswers: true, settleAfter: settleTime, keepsByNumber: true, insertsHTML: true,
		keepsLengths: true, keepsMeasurements: true, keepsNames: true, throwsOnCached: true,
	},
	// Tag v3.0. It has no settings of charts that could be pushed.
	protocol.V3: {
		ignoresAnswers: true, settleAfter: settleTime, keepsByNumber: true, skipsPoints: true, insertsHTML: true,
		keepsLengths: true, keepsMeasurements: true, keepsNames: true,
	},
	// Revision 55966f8. A setChartSettings that it is pushed comes back as its own
	// request, as if a person had changed the chart (see noteChange), and fails
	// without a colorMap. Without a place in the URL it goes to the first 10,000
	// bases of the first sequence.
	protocol.V4: {
		announcesTypes: true, settleAfter: settleTime, keepsByNumber: true, skipsPoints: true, insertsHTML: true,
		keepsLengths: true, keepsMeasurements: true, keepsNames: true,
	},
	// Revision b04572d. As V4, but it takes the rows from the answer to getValues,
	// drops its cache by itself when the view widens more than threefold, which is
	// when requests are aborted, and draws with part of the data.
	protocol.V5: {
		announcesTypes: true, settleAfter: settleTime, keepsByNumber: true, skipsPoints: true, insertsHTML: true,
		drainsFirst: true, throwsOnPart: true,
		keepsLengths: true, keepsNames: true,
	},
	// The page that this program carries (session/ui).
	protocol.Builtin: {
		tellsPlace: true, syncsState: true, handlesCharts: true, asksSequences: true, choosesBins: true, handsPictures: true,
		opensByID: true,
	},
}
