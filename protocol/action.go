package protocol

import "strings"

// Server actions: requests that a page sends and the session answers.
const (
	GetMeasurements    = "getMeasurements"
	GetSeqInfos        = "getSeqInfos"
	GetRows            = "getRows"
	GetValues          = "getValues"
	GetCombined        = "getCombined"
	Search             = "search"
	GetWorkspaces      = "getWorkspaces"
	SaveWorkspace      = "saveWorkspace"
	DeleteWorkspace    = "deleteWorkspace"
	RegisterChartTypes = "registerChartTypes"

	// Asked by pages for data that this program does not have; answered {}.
	GetHierarchy              = "getHierarchy"
	PropagateHierarchyChanges = "propagateHierarchyChanges"
	GetPCA                    = "getPCA"
	GetDiversity              = "getDiversity"
)

// UI actions: requests that the session sends and a page answers.
// SetChartSettings goes both ways.
const (
	AddMeasurements           = "addMeasurements"
	RemoveMeasurements        = "removeMeasurements"
	AddSeqInfos               = "addSeqInfos"
	RemoveSeqNames            = "removeSeqNames"
	AddChart                  = "addChart"
	RemoveChart               = "removeChart"
	ClearDatasourceGroupCache = "clearDatasourceGroupCache"
	FlushCache                = "flushCache"
	Navigate                  = "navigate"
	Redraw                    = "redraw"
	GetCurrentLocation        = "getCurrentLocation"
	WriteMsg                  = "writeMsg"
	PrintWorkspace            = "printWorkspace"
	LoadWorkspace             = "loadWorkspace"
	SetChartSettings          = "setChartSettings"
	GetChartSettings          = "getChartSettings"
	GetAvailableCharts        = "getAvailableCharts"
	UIStatus                  = "uiStatus"
	LoadMeasurements          = "loadMeasurements"
)

// Actions of the built-in page alone: reports of what a person did with the mouse,
// and what only this page can be asked.
const (
	UserAddChart         = "userAddChart"
	UserRemoveChart      = "userRemoveChart"
	UserNavigate         = "userNavigate"
	UserSetChartSettings = "userSetChartSettings"
	UserOrderCharts      = "userOrderCharts"
	UserDuplicateChart   = "userDuplicateChart"
	UserSelect           = "userSelect"
	UserHover            = "userHover"
	UserSetTheme         = "userSetTheme"
	UserSetFlip          = "userSetFlip"
	UserOpenWorkspace    = "userOpenWorkspace"
	UserUndo             = "userUndo"
	UserRedo             = "userRedo"
	UserAddRegions       = "userAddRegions"
	// UserSetCharts and UserRemoveCharts change several charts as one step of the history.
	UserSetCharts    = "userSetCharts"
	UserRemoveCharts = "userRemoveCharts"
	// UserUpload asks to send files that a person dropped on the page, UserUploadPart sends bytes of
	// one, UserUploadEnd has a file read, and UserUploadCancel gives uploads up.
	UserUpload       = "userUpload"
	UserUploadPart   = "userUploadPart"
	UserUploadEnd    = "userUploadEnd"
	UserUploadCancel = "userUploadCancel"
	// UserExportSession asks for what export writes, UserImportSession has it opened, and UserOpenCharts shows the
	// charts of a link.
	UserExportSession = "userExportSession"
	UserImportSession = "userImportSession"
	UserOpenCharts    = "userOpenCharts"
	// UserSetLinkOut sets the address of links from features to another site.
	UserSetLinkOut = "userSetLinkOut"
	// FindSequences finds sequences by a part of their names, where there are too many to
	// tell them all.
	FindSequences = "findSequences"
	// Resolve finds what a typed text stands for.
	Resolve = "resolve"
	// GetFeature asks for a row with all its columns, GetSequence for bases.
	GetFeature  = "getFeature"
	GetSequence = "getSequence"
	// GetRegion asks for the next or the previous region of interest.
	GetRegion = "getRegion"
	// Cancel aborts requests for data that the page no longer needs.
	Cancel = "cancel"

	SyncState   = "syncState"
	OrderCharts = "orderCharts"
	Select      = "select"
	Hover       = "hover"
	SetTheme    = "setTheme"
	SetFlip     = "setFlip"
	SetRegions  = "setRegions"
	FitCharts   = "fitCharts"
	GetLayout   = "getLayout"
	SetSamples  = "setSamples"
	SetLinkOut  = "setLinkOut"
)

// since has the first generation that knows each UI action.
var since = map[string]Dialect{
	AddMeasurements: V2, RemoveMeasurements: V2, AddSeqInfos: V2, RemoveSeqNames: V2,
	AddChart: V2, RemoveChart: V2, ClearDatasourceGroupCache: V2, FlushCache: V2,
	Navigate: V2, Redraw: V2, GetCurrentLocation: V2, WriteMsg: V2,
	PrintWorkspace: V4, LoadWorkspace: V4, SetChartSettings: V4, GetChartSettings: V4,
	GetAvailableCharts: V4, UIStatus: V4, LoadMeasurements: V4,
}

// UIAction finds a UI action by name in any case.
func UIAction(name string) (string, bool) {
	for a := range since {
		if strings.EqualFold(a, name) {
			return a, true
		}
	}
	return "", false
}

// Knows reports whether pages of the dialect answer the UI action. One that is
// not known gets no answer at all, so it must not be sent. A client without a
// version is taken to know what the tutorial lists, which is what v2 knows.
func (d Dialect) Knows(action string) bool {
	first, ok := since[action]
	switch {
	case d == Builtin:
		return ok || action == SyncState || action == OrderCharts || action == Select || action == Hover || action == SetTheme ||
			action == SetFlip || action == SetRegions || action == FitCharts || action == GetLayout || action == SetSamples ||
			action == SetLinkOut || action == SetLabels
	case !ok:
		return false
	case action == WriteMsg:
		// v3 to v5 throw in it and do not answer.
		return d == V2
	case d == Tutorial:
		return first == V2
	}
	return d >= first
}
