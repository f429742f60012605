/**
 * The chart types that this page draws, with their settings: protocol.ChartTypes,
 * written down by UPDATE_GOLDEN=1 go test -run TestDeclared ./session/ui
 *
 * @typedef {import('../types.js').Declared} Declared
 */

/** @type {Record<string, Declared>} by the name that follows "epiviz.plugins.charts." */
export const declared = {
  LineTrack: {"type":"epiviz.plugins.charts.LineTrack","title":"Line Track","takes":"feature","minMeasurements":1,"oneGroup":false,"plot":false,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null},
    {"id":"style","type":"categorical","defaultValue":"line","label":"Drawn as","possibleValues":["line","area","bars","points"]},
    {"id":"yMin","type":"number","defaultValue":"default","label":"Min Y","possibleValues":null},
    {"id":"yMax","type":"number","defaultValue":"default","label":"Max Y","possibleValues":null},
    {"id":"yRange","type":"categorical","defaultValue":"default","label":"Range of Y: of the values in view, or what the measurement states","possibleValues":["default","view","measurement"]},
    {"id":"yGroup","type":"string","defaultValue":"","label":"Charts with the same group share their range of Y","possibleValues":null},
    {"id":"scale","type":"categorical","defaultValue":"linear","label":"Scale of Y","possibleValues":["linear","log","symlog"]},
    {"id":"showErrorBars","type":"boolean","defaultValue":true,"label":"Show the least and greatest value of each bin","possibleValues":null},
    {"id":"showPoints","type":"boolean","defaultValue":false,"label":"Show points","possibleValues":null},
    {"id":"showLines","type":"boolean","defaultValue":true,"label":"Show lines","possibleValues":null},
    {"id":"pointRadius","type":"number","defaultValue":1,"label":"Point radius","possibleValues":null},
    {"id":"lineThickness","type":"number","defaultValue":1,"label":"Line thickness","possibleValues":null},
    {"id":"abLine","type":"number","defaultValue":"default","label":"Draw a line at this value","possibleValues":null},
  ]},
  BlocksTrack: {"type":"epiviz.plugins.charts.BlocksTrack","title":"Blocks Track","takes":"range","minMeasurements":1,"oneGroup":false,"plot":false,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null},
    {"id":"displayMode","type":"categorical","defaultValue":"auto","label":"Rows: auto takes what fits","possibleValues":["auto","expanded","squished","collapsed"]},
    {"id":"minBlockDistance","type":"number","defaultValue":0,"label":"Blocks closer than this many pixels are joined","possibleValues":null},
    {"id":"useColorBy","type":"boolean","defaultValue":false,"label":"Use Block Color by","possibleValues":null},
    {"id":"blockColorBy","type":"string","defaultValue":"","label":"Block color by: the name of a column","possibleValues":null},
  ]},
  GenesTrack: {"type":"epiviz.plugins.charts.GenesTrack","title":"Genes Track","takes":"range","minMeasurements":1,"oneGroup":false,"plot":false,"settings":[
    {"id":"title","type":"string","defaultValue":"","label":"Title","possibleValues":null},
    {"id":"height","type":"number","defaultValue":0,"label":"Height in pixels; 0 is the chart type's own","possibleValues":null},
    {"id":"displayMode","type":"categorical","defaultValue":"auto","label":"Rows: auto takes what fits","possibleValues":["auto","expanded","squished","collapsed"]},
    {"id":"showLabels","type":"boolean","defaultValue":true,"label":"Show names","possibleValues":null},
  ]},
};
