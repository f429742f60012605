package protocol

// Look is how a dialog shows a setting, beside what it means, which Label says.
type Look struct {
	Section string `json:"section,omitempty"` // of the dialog, in the order in which they first come
	Short   string `json:"short,omitempty"`   // a label of a few words
	Unit    string `json:"unit,omitempty"`    // of a number
	Beside  string `json:"beside,omitempty"`  // the id of the setting in whose line it is, if that is shown
	Zero    string `json:"zero,omitempty"`    // what a number of 0 stands for, if not for 0
}

// Sections of dialogs.
const (
	inChart   = "Chart"
	inValues  = "Values"
	inDrawing = "Drawing"
	inCluster = "Clustering"
	inSamples = "Samples"
	inReads   = "Reads"
)

// looks has the look of settings by id, or by chart type and id where types differ.
var looks = map[string]Look{
	"title":            {Section: inChart, Short: "Title"},
	"height":           {Section: inChart, Short: "Height", Unit: "px", Zero: "auto"},
	"pinned":           {Section: inChart, Short: "Pinned to the top"},
	"style":            {Section: inChart, Short: "Drawn as"},
	"binValue":         {Section: inChart, Short: "Bins show"},
	"displayMode":      {Section: inChart, Short: "Rows"},
	"showLabels":       {Section: inChart, Short: "Names"},
	"minBlockDistance": {Section: inChart, Short: "Join within", Unit: "px"},
	"useColorBy":       {Section: inChart, Short: "Colours of the data"},
	"blockColorBy":     {Section: inChart, Short: "Colour by"},
	"arcHeight":        {Section: inChart, Short: "Arc height"},
	"direction":        {Section: inChart, Short: "Direction"},
	"shadeBy":          {Section: inChart, Short: "Shade by"},
	"colorBy":          {Section: inChart, Short: "Colour by"},
	"colorScale":       {Section: inChart, Short: "Colours"},
	"maxColumns":       {Section: inChart, Short: "Max columns"},
	"across":           {Section: inChart, Short: "Along x"},
	"offset":           {Section: inChart, Short: "Offset"},
	"strand":           {Section: inChart, Short: "Strand"},
	"frames":           {Section: inChart, Short: "Frames"},
	"geneticCode":      {Section: inChart, Short: "Genetic code"},
	"showAminoAcids":   {Section: inChart, Short: "Amino acids, exons"},
	"scaleToPercent":   {Section: inChart, Short: "In percent"},

	"valueColumn": {Section: inValues, Short: "Value column"},
	"xMin":        {Section: inValues, Short: "Min X"},
	"xMax":        {Section: inValues, Short: "Max X", Beside: "xMin"},
	"yMin":        {Section: inValues, Short: "Min Y"},
	"yMax":        {Section: inValues, Short: "Max Y", Beside: "yMin"},
	"yRange":      {Section: inValues, Short: "Range of Y"},
	"yGroup":      {Section: inValues, Short: "Share Y in group"},
	"scale":       {Section: inValues, Short: "Scale"},

	"showErrorBars":     {Section: inDrawing, Short: "Band of extremes"},
	"joinGaps":          {Section: inDrawing, Short: "Join gaps", Beside: "showErrorBars"},
	"showPoints":        {Section: inDrawing, Short: "Points"},
	"showLines":         {Section: inDrawing, Short: "Lines"},
	"pointRadius":       {Section: inDrawing, Short: "Radius", Unit: "px", Beside: "showPoints"},
	"lineThickness":     {Section: inDrawing, Short: "Width", Unit: "px", Beside: "showLines"},
	"circleRadiusRatio": {Section: inDrawing, Short: "Circle size"},
	"showRegression":    {Section: inDrawing, Short: "Least squares"},
	"abLine":            {Section: inDrawing, Short: "Line at value"},

	"cluster":           {Section: inCluster, Short: "Cluster"},
	"clusteringMetric":  {Section: inCluster, Short: "Distance"},
	"clusteringLinkage": {Section: inCluster, Short: "Linkage"},
	"showDendrogram":    {Section: inCluster, Short: "Dendrogram"},

	"groupBy": {Section: inSamples, Short: "Group by"},
	"sortBy":  {Section: inSamples, Short: "Sort by"},
	"strips":  {Section: inSamples, Short: "Strips"},
	"rows":    {Section: inSamples, Short: "Rows shown"},

	"AlignmentsTrack.groupBy": {Section: inReads, Short: "Group by"},
	"AlignmentsTrack.sortBy":  {Section: inReads, Short: "Sort by"},
	"AlignmentsTrack.colorBy": {Section: inReads, Short: "Colour by"},
	"viewAsPairs":             {Section: inChart, Short: "View as pairs"},
	"colorTag":                {Section: inReads, Short: "Colour tag", Beside: "colorBy"},
	"groupTag":                {Section: inReads, Short: "Group tag", Beside: "groupBy"},
	"sortTag":                 {Section: inReads, Short: "Sort tag", Beside: "sortBy"},
	"sortAt":                  {Section: inReads, Short: "Sort at"},
	"showCoverage":            {Section: inChart, Short: "Depth"},
	"alleleThreshold":         {Section: inReads, Short: "Least allele share"},
	"showMismatches":          {Section: inChart, Short: "Differences"},
	"minInsertSize":           {Section: inReads, Short: "Least insert", Unit: "bp"},
	"maxInsertSize":           {Section: inReads, Short: "Most insert", Unit: "bp", Beside: "minInsertSize"},
	"showGenotypes":           {Section: inSamples, Short: "Genotypes"},
	"rowHeight":               {Section: inSamples, Short: "Row height", Unit: "px", Zero: "auto"},
	"maxSamples":              {Section: inSamples, Short: "Most samples"},
	"samples":                 {Section: inSamples, Short: "Samples shown"},
	"sampleOrder":             {Section: inSamples, Short: "Order"},

	"ArcsTrack.yMax":             {Section: inValues, Short: "Top value"},
	"ArcsTrack.lineThickness":    {Section: inChart, Short: "Line width", Unit: "px"},
	"HeatmapPlot.yMin":           {Section: inValues, Short: "Min value"},
	"HeatmapPlot.yMax":           {Section: inValues, Short: "Max value", Beside: "yMin"},
	"StackedLinePlot.maxColumns": {Section: inChart, Short: "Max rows"},
}

// Look returns how dialogs show a setting of the type. One without a look has its Label in the first section.
func (t ChartType) Look(s Setting) Look {
	if own, ok := looks[t.Short()+"."+s.ID]; ok {
		return own
	}
	if look, ok := looks[s.ID]; ok {
		return look
	}
	return Look{Section: inChart, Short: s.Label}
}
