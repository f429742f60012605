/**
 * The chart types that this page draws, with their settings, and their colours:
 * protocol.ChartTypes and protocol.Palette, written down by UPDATE_GOLDEN=1 go test -run TestDeclared ./session/ui
 *
 * @typedef {import('../types.js').Declared} Declared
 */

/** @type {Record<string, Declared>} by the name that follows "epiviz.plugins.charts." */
export const declared = {
  LineTrack: {"type":"epiviz.plugins.charts.LineTrack","title":"Line Track","takes":"feature","minMeasurements":1,"oneGroup":false,"plot":false,"hue":0,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"style","type":"categorical","defaultValue":"line","label":"Drawn as","possibleValues":["line","area","bars","points"]},
    {"id":"binValue","type":"categorical","defaultValue":"mean","label":"What is drawn of each bin","possibleValues":["mean","max","min"]},
    {"id":"yMin","type":"number","defaultValue":"default","label":"Min Y","possibleValues":null,"below":"yMax"},
    {"id":"yMax","type":"number","defaultValue":"default","label":"Max Y","possibleValues":null},
    {"id":"yRange","type":"categorical","defaultValue":"default","label":"Range of Y: of the values in view, or what the measurement states","possibleValues":["default","view","measurement"]},
    {"id":"yGroup","type":"string","defaultValue":"","label":"Charts with the same group share their range of Y","possibleValues":null},
    {"id":"scale","type":"categorical","defaultValue":"linear","label":"Scale of Y","possibleValues":["linear","log","symlog"]},
    {"id":"showErrorBars","type":"boolean","defaultValue":true,"label":"Show the least and greatest value of each bin","possibleValues":null},
    {"id":"showPoints","type":"boolean","defaultValue":false,"label":"Show points","possibleValues":null},
    {"id":"showLines","type":"boolean","defaultValue":true,"label":"Show lines","possibleValues":null},
    {"id":"pointRadius","type":"number","defaultValue":1,"label":"Point radius","possibleValues":null,"range":[0,50]},
    {"id":"lineThickness","type":"number","defaultValue":1,"label":"Line thickness","possibleValues":null,"range":[0,50]},
    {"id":"abLine","type":"number","defaultValue":"default","label":"Draw a line at this value","possibleValues":null},
  ]},
  StackedLineTrack: {"type":"epiviz.plugins.charts.StackedLineTrack","title":"Stacked Track","takes":"feature","minMeasurements":1,"oneGroup":true,"plot":false,"hue":0,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"offset","type":"categorical","defaultValue":"zero","label":"Offset","possibleValues":["zero","wiggle"]},
    {"id":"scaleToPercent","type":"boolean","defaultValue":false,"label":"Scale to Percent","possibleValues":null},
    {"id":"yMin","type":"number","defaultValue":"default","label":"Min Y","possibleValues":null,"below":"yMax"},
    {"id":"yMax","type":"number","defaultValue":"default","label":"Max Y","possibleValues":null},
    {"id":"yGroup","type":"string","defaultValue":"","label":"Charts with the same group share their range of Y","possibleValues":null},
    {"id":"abLine","type":"number","defaultValue":"default","label":"Draw a line at this value","possibleValues":null},
  ]},
  BlocksTrack: {"type":"epiviz.plugins.charts.BlocksTrack","title":"Blocks Track","takes":"range","minMeasurements":1,"oneGroup":false,"plot":false,"hue":2,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"displayMode","type":"categorical","defaultValue":"auto","label":"Rows: auto takes what fits","possibleValues":["auto","expanded","squished","collapsed"]},
    {"id":"minBlockDistance","type":"number","defaultValue":0,"label":"Blocks closer than this many pixels are joined","possibleValues":null,"range":[0,1000]},
    {"id":"useColorBy","type":"boolean","defaultValue":true,"label":"Use Block Color by, or the colours that the file has","possibleValues":null},
    {"id":"blockColorBy","type":"string","defaultValue":"","label":"Block color by: the name of a column","possibleValues":null},
  ]},
  GenesTrack: {"type":"epiviz.plugins.charts.GenesTrack","title":"Genes Track","takes":"range","minMeasurements":1,"oneGroup":false,"plot":false,"hue":6,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"displayMode","type":"categorical","defaultValue":"auto","label":"Rows: auto takes what fits","possibleValues":["auto","expanded","squished","collapsed"]},
    {"id":"showLabels","type":"boolean","defaultValue":true,"label":"Show names","possibleValues":null},
  ]},
  TranscriptTrack: {"type":"epiviz.plugins.charts.TranscriptTrack","title":"Transcript Track","takes":"range","minMeasurements":1,"oneGroup":false,"plot":false,"hue":6,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"displayMode","type":"categorical","defaultValue":"auto","label":"Rows: auto takes what fits","possibleValues":["auto","expanded","squished","collapsed"]},
    {"id":"showLabels","type":"boolean","defaultValue":true,"label":"Show names","possibleValues":null},
  ]},
  HeatmapPlot: {"type":"epiviz.plugins.charts.HeatmapPlot","title":"Heatmap","takes":"feature","minMeasurements":1,"oneGroup":true,"plot":true,"hue":0,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"maxColumns","type":"number","defaultValue":120,"label":"Max columns","possibleValues":null,"range":[2,500]},
    {"id":"yMin","type":"number","defaultValue":"default","label":"Min Value","possibleValues":null,"below":"yMax"},
    {"id":"yMax","type":"number","defaultValue":"default","label":"Max Value","possibleValues":null},
    {"id":"scale","type":"categorical","defaultValue":"linear","label":"Scale of the colours","possibleValues":["linear","log","symlog"]},
    {"id":"colorScale","type":"categorical","defaultValue":"sequential","label":"Colours","possibleValues":["sequential","diverging","viridis","grey"]},
    {"id":"cluster","type":"categorical","defaultValue":"rows","label":"Cluster","possibleValues":["rows","columns","both","none"]},
    {"id":"clusteringMetric","type":"categorical","defaultValue":"euclidean","label":"Clustering Metric","possibleValues":["euclidean","correlation"]},
    {"id":"clusteringLinkage","type":"categorical","defaultValue":"complete","label":"Clustering Linkage","possibleValues":["complete","average","single"]},
    {"id":"showDendrogram","type":"boolean","defaultValue":true,"label":"Show Dendrogram","possibleValues":null},
  ]},
  ScatterPlot: {"type":"epiviz.plugins.charts.ScatterPlot","title":"Scatter Plot","takes":"feature","minMeasurements":2,"oneGroup":true,"plot":true,"hue":0,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"circleRadiusRatio","type":"number","defaultValue":0.01,"label":"Circle radius ratio","possibleValues":null,"range":[0,1]},
    {"id":"xMin","type":"number","defaultValue":"default","label":"Min X","possibleValues":null,"below":"xMax"},
    {"id":"xMax","type":"number","defaultValue":"default","label":"Max X","possibleValues":null},
    {"id":"yMin","type":"number","defaultValue":"default","label":"Min Y","possibleValues":null,"below":"yMax"},
    {"id":"yMax","type":"number","defaultValue":"default","label":"Max Y","possibleValues":null},
    {"id":"scale","type":"categorical","defaultValue":"linear","label":"Scale of both axes","possibleValues":["linear","log","symlog"]},
    {"id":"showRegression","type":"boolean","defaultValue":true,"label":"Show the line of least squares","possibleValues":null},
    {"id":"abLine","type":"number","defaultValue":"default","label":"Draw a line at this value","possibleValues":null},
  ]},
  LinePlot: {"type":"epiviz.plugins.charts.LinePlot","title":"Line Plot","takes":"feature","minMeasurements":1,"oneGroup":true,"plot":true,"hue":0,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"across","type":"categorical","defaultValue":"measurements","label":"Along x","possibleValues":["measurements","rows"]},
    {"id":"showPoints","type":"boolean","defaultValue":false,"label":"Show points","possibleValues":null},
    {"id":"showLines","type":"boolean","defaultValue":true,"label":"Show lines","possibleValues":null},
    {"id":"pointRadius","type":"number","defaultValue":3,"label":"Point radius","possibleValues":null,"range":[0,50]},
    {"id":"lineThickness","type":"number","defaultValue":1.5,"label":"Line thickness","possibleValues":null,"range":[0,50]},
    {"id":"yMin","type":"number","defaultValue":"default","label":"Min Y","possibleValues":null,"below":"yMax"},
    {"id":"yMax","type":"number","defaultValue":"default","label":"Max Y","possibleValues":null},
    {"id":"scale","type":"categorical","defaultValue":"linear","label":"Scale of Y","possibleValues":["linear","log","symlog"]},
    {"id":"abLine","type":"number","defaultValue":"default","label":"Draw a line at this value","possibleValues":null},
  ]},
  StackedLinePlot: {"type":"epiviz.plugins.charts.StackedLinePlot","title":"Stacked Plot","takes":"feature","minMeasurements":1,"oneGroup":true,"plot":true,"hue":0,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null,"range":[0,2000]},
    {"id":"across","type":"categorical","defaultValue":"measurements","label":"Along x","possibleValues":["measurements","rows"]},
    {"id":"offset","type":"categorical","defaultValue":"zero","label":"Offset","possibleValues":["zero","wiggle"]},
    {"id":"scaleToPercent","type":"boolean","defaultValue":true,"label":"Scale to Percent","possibleValues":null},
    {"id":"maxColumns","type":"number","defaultValue":40,"label":"Max rows; neighbours are averaged beyond","possibleValues":null,"range":[2,500]},
  ]},
};

export const palette = ['#0072b2', '#d55e00', '#00866a', '#b0578d', '#3a9bd9', '#c98500', '#5b5ea6', '#6b7280'];
