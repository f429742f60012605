// Package protocol is what an EpiViz page and this program say to each other
// over a WebSocket: the envelope, the names of the actions, their arguments and
// answers, in every dialect. It is JSON and nothing else: positions are 1-based
// inclusive here, and what they mean is for session/actions to know.
//
// message.go has the envelope, action.go the names, dialect.go the generations
// of pages, params.go what pages ask with, answers.go and measurements.go what
// they are answered, uiactions.go what they are asked, builtin.go the answers
// of the built-in page, uploads.go the files that it sends, chart.go the chart types, lenient.go the forgiving
// readers, workspace.go what pages keep of a workspace.
//
// # Envelope
//
// A message is one JSON object in one text frame: a request, or the response
// that has the requestId of the request. Both ends ask and answer, and each
// numbers its requests by itself. [Decode] reads a frame, [AppendResponse] and
// [EncodeRequest] write one. A request is always answered and its data are
// never null: pages throw on that.
//
//	{"requestId":10,"type":"request","data":{"action":"redraw"}}
//	{"requestId":10,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// # Dialects
//
// Every generation of EpiViz speaks a little differently. A page tells its
// generation in the version of each request, and [DialectOf] makes a [Dialect]
// of it: V2 to V5; Builtin for the page that this program carries; Tutorial for
// clients that send no version, as in EpiViz's WebSocket tutorial. Unless it
// says otherwise the samples below are of V4. All samples, in all dialects, are
// in testdata.
//
// # What pages ask for
//
// The measurements, in columns of equal length ([MeasurementsAnswer]), and the
// sequences, each [name, min, max] ([SeqInfo], [SequencesTo]). Asking for measurements is how
// a connection shows that it is a browser. The built-in page shows it by naming [BuiltinVersion] as the
// subprotocol of its WebSocket: it is sent its state at once, and asks for neither.
//
//	{"requestId":4,"type":"request","data":{"version":"4","action":"getMeasurements","datasourceGroup":"websocket-0"}}
//	{"requestId":4,"type":"response","data":{"id":["py_column","genes"],"name":["Python Measurement","Genes"],"type":["feature","range"],"datasourceId":["py_datasource","genes"],"datasourceGroup":["py_datasourcegroup","genes"],"defaultChartType":["Line Track","Genes Track"],"annotation":[null,{"file":"genes.gtf"}],"minValue":[-5,null],"maxValue":[25,null],"metadata":[["py_metadata"],["gene","exon_starts","exon_ends"]]}}
//	{"requestId":10,"type":"request","data":{"version":"4","action":"getSeqInfos","datasourceGroup":"websocket-0"}}
//	{"requestId":10,"type":"response","data":[["chr1",1,248956422],["pyChr",1,1000000000]]}
//
// The rows of a datasource in a range ([DataParams], [Table],
// [Dialect.RowsAnswer]). Rows are numbered from 1 on each sequence, and
// globalStartIndex is the number of the first; it is null where there are no
// rows, since 0 counts as none. Pages splice answers by these numbers, so a row
// has the same number in every answer. V5 adds chr, a name for each row.
//
//	{"requestId":16,"type":"request","data":{"version":"4","action":"getRows","datasource":"py_datasource","seqName":"chr1","start":1,"end":3000,"metadata":["py_metadata"]}}
//	{"requestId":16,"type":"response","data":{"values":{"id":[1,2],"start":[1001,2001],"end":[1100,2100],"strand":"*","metadata":{"py_metadata":["a7Bx0","Zq3f9"]}},"globalStartIndex":1,"useOffset":false}}
//	{"requestId":28,"type":"request","data":{"version":"5","action":"getRows","datasourceGroup":"websocket-0","datasource":"genes","seqName":"chr1","start":1,"end":900,"metadata":["gene"]}}
//	{"requestId":28,"type":"response","data":{"values":{"id":[],"start":[],"end":[],"strand":[],"metadata":{"gene":[]},"chr":[]},"globalStartIndex":null,"useOffset":false}}
//
// The values of a measurement in a range ([Dialect.ValuesAnswer]); null is a
// gap. V5 wants the rows in the same answer, and sends the width of its window
// as bins.
//
//	{"requestId":22,"type":"request","data":{"version":"4","action":"getValues","datasource":"py_datasource","measurement":"py_column","seqName":"chr1","start":1,"end":3000}}
//	{"requestId":22,"type":"response","data":{"values":[12.25,null],"globalStartIndex":1}}
//	{"requestId":23,"type":"request","data":{"version":"5","action":"getValues","datasourceGroup":"websocket-0","datasource":"py_datasource","measurement":"py_column","seqName":"chr1","start":1,"end":3000,"bins":1280}}
//	{"requestId":23,"type":"response","data":{"rows":{"values":{"id":[1,2],"start":[1001,2001],"end":[1100,2100],"strand":"*","metadata":{"py_metadata":["a7Bx0","Zq3f9"]},"chr":["chr1","chr1"]},"globalStartIndex":1,"useOffset":false},"values":{"values":{"py_column":[12.25,null]},"globalStartIndex":1}}}
//
// Rows and values of several measurements at once, which V4 and V5 ask for when
// their cache is off ([Dialect.CombinedAnswer]).
//
//	{"requestId":33,"type":"request","data":{"version":"4","action":"getCombined","seqName":"chr1","start":1,"end":3000,"measurements":{"py_datasource":["py_column"]}}}
//	{"requestId":33,"type":"response","data":{"py_datasource":{"globalStartIndex":1,"rows":{"id":[1,2],"start":[1001,2001],"end":[1100,2100],"strand":"*","metadata":{"py_metadata":["a7Bx0","Zq3f9"]}},"cols":{"py_column":[12.25,null]}}}}
//	{"requestId":34,"type":"request","data":{"version":"5","action":"getCombined","seqName":"chr1","start":1,"end":3000,"measurements":["py_column"],"datasource":"py_datasource","datasourceGroup":"websocket-0","bins":1280}}
//	{"requestId":34,"type":"response","data":{"rows":{"values":{"id":[1,2],"start":[1001,2001],"end":[1100,2100],"strand":"*","metadata":{"py_metadata":["a7Bx0","Zq3f9"]},"chr":["chr1","chr1"]},"globalStartIndex":1,"useOffset":false},"values":{"values":{"py_column":[12.25,null]},"globalStartIndex":1}}}
//
// Places by name ([SearchParams], [SearchHit]).
//
//	{"requestId":38,"type":"request","data":{"version":"4","action":"search","q":"TP5","maxResults":12}}
//	{"requestId":38,"type":"response","data":[{"gene":"TP53","seqName":"chr17","start":7668421,"end":7687490}]}
//
// Workspaces, whose content is JSON in a string, percent-encoded on the way
// here ([WorkspaceParams], [Workspace]).
//
//	{"requestId":47,"type":"request","data":{"version":"4","action":"getWorkspaces","q":"","ws":null}}
//	{"requestId":47,"type":"response","data":[{"id":"1","name":"first","content":"{\"charts\":{}}"}]}
//	{"requestId":48,"type":"request","data":{"version":"4","action":"saveWorkspace","id":null,"name":"first","content":"%7B%22charts%22%3A%7B%7D%7D"}}
//	{"requestId":48,"type":"response","data":"1"}
//	{"requestId":49,"type":"request","data":{"version":"4","action":"deleteWorkspace","id":"1"}}
//	{"requestId":49,"type":"response","data":{"success":true}}
//
// The chart types that a page has ([ChartTypeParams]) and settings that a
// person changed in it ([SetChartSettingsParams]); neither has a version.
//
//	{"requestId":53,"type":"request","data":{"action":"registerChartTypes","data":[{"chartName":"epiviz.plugins.charts.LineTrack","customSettings":[{"id":"step","type":"number","defaultValue":200,"label":"Step","possibleValues":null}],"colorMap":["#1f77b4"]}]}}
//	{"requestId":53,"type":"response","data":{}}
//	{"requestId":55,"type":"request","data":{"action":"setChartSettings","settings":{"step":1},"colorMap":null,"chartId":"track-lines-5lgiI"}}
//	{"requestId":55,"type":"response","data":{}}
//
// Data that this program does not have: hierarchies, principal components and
// diversity are answered with an empty object, as is any action that is not
// known.
//
//	{"requestId":60,"type":"request","data":{"version":"4","action":"getHierarchy","datasourceGroup":"tree","nodeId":"0-0"}}
//	{"requestId":60,"type":"response","data":{}}
//	{"requestId":63,"type":"request","data":{"version":"4","action":"propagateHierarchyChanges","datasourceGroup":"tree","selection":{"0-0":1},"order":{},"selectedLevels":{}}}
//	{"requestId":63,"type":"response","data":{}}
//	{"requestId":65,"type":"request","data":{"version":"4","action":"getPCA","measurements":{"py_datasource":["py_column"]}}}
//	{"requestId":65,"type":"response","data":{}}
//	{"requestId":67,"type":"request","data":{"version":"4","action":"getDiversity","measurements":{"py_datasource":["py_column"]}}}
//	{"requestId":67,"type":"response","data":{}}
//
// # UI actions
//
// What this program asks of pages. The answer's data are a [Result], read by
// [DecodeResult]: success false is a [Refusal]; success null is neither yes nor
// no. Lists and places travel as strings that hold JSON ([Embedded]): pages
// throw on anything else and then do not answer, as they do not answer actions
// that their generation has not ([Dialect.Knows]).
//
//	{"requestId":0,"type":"request","data":{"action":"addMeasurements","measurements":"[{\"id\":\"py_column\",\"name\":\"Python Measurement\",\"type\":\"feature\",\"datasourceId\":\"py_datasource\",\"datasourceGroup\":\"py_datasourcegroup\",\"defaultChartType\":\"Line Track\",\"annotation\":null,\"minValue\":-5,\"maxValue\":25,\"metadata\":[\"py_metadata\"]}]"}}
//	{"requestId":0,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":1,"type":"request","data":{"action":"removeMeasurements","measurements":"[{\"id\":\"genes\",\"name\":\"Genes\",\"type\":\"range\",\"datasourceId\":\"genes\",\"datasourceGroup\":\"genes\",\"defaultChartType\":\"Genes Track\",\"annotation\":{\"file\":\"genes.gtf\"},\"minValue\":null,\"maxValue\":null,\"metadata\":[\"gene\",\"exon_starts\",\"exon_ends\"]}]"}}
//	{"requestId":1,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":2,"type":"request","data":{"action":"addSeqInfos","seqInfos":"[[\"chr1\",1,248956422],[\"pyChr\",1,1000000000]]"}}
//	{"requestId":2,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":3,"type":"request","data":{"action":"removeSeqNames","seqNames":"[\"pyChr\"]"}}
//	{"requestId":3,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// Charts. The page chooses the id of a chart and tells it in the answer
// ([AddChartParams], [AddChartResult], [ChartParams]).
//
//	{"requestId":4,"type":"request","data":{"action":"addChart","type":"epiviz.plugins.charts.LineTrack","measurements":"[{\"id\":\"py_column\",\"name\":\"Python Measurement\",\"type\":\"feature\",\"datasourceId\":\"py_datasource\",\"datasourceGroup\":\"py_datasourcegroup\",\"defaultChartType\":\"Line Track\",\"annotation\":null,\"minValue\":-5,\"maxValue\":25,\"metadata\":[\"py_metadata\"]}]"}}
//	{"requestId":4,"type":"response","data":{"success":true,"errorMessage":null,"value":{"id":"track-lines-5lgiI"}}}
//	{"requestId":6,"type":"request","data":{"action":"removeChart","chartId":"track-lines-5lgiI"}}
//	{"requestId":6,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":21,"type":"request","data":{"action":"removeChart","chartId":"nope"}}
//	{"requestId":21,"type":"response","data":{"success":false,"errorMessage":null,"value":null}}
//	{"requestId":15,"type":"request","data":{"action":"setChartSettings","chartId":"track-lines-5lgiI","settings":{"step":1},"colorMap":["#cc0000"]}}
//	{"requestId":15,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":16,"type":"request","data":{"action":"getChartSettings","chartId":"track-lines-5lgiI"}}
//	{"requestId":16,"type":"response","data":{"success":true,"errorMessage":null,"value":[{"chartName":"epiviz.plugins.charts.LineTrack","customSettings":[{"id":"step","type":"number","defaultValue":200,"label":"Step","possibleValues":null}],"colorMap":["#1f77b4"]}]}}
//	{"requestId":17,"type":"request","data":{"action":"getAvailableCharts"}}
//	{"requestId":17,"type":"response","data":{"success":true,"errorMessage":null,"value":[{"chartName":"epiviz.plugins.charts.LineTrack","customSettings":[],"colorMap":["#1f77b4"]}]}}
//
// What is shown ([NavigateParams], [Range], [GroupParams]).
//
//	{"requestId":9,"type":"request","data":{"action":"navigate","range":"{\"seqName\":\"chr1\",\"start\":1000,\"end\":40000}"}}
//	{"requestId":9,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":11,"type":"request","data":{"action":"getCurrentLocation"}}
//	{"requestId":11,"type":"response","data":{"success":true,"errorMessage":null,"value":{"seqName":"chr1","start":1000,"end":40000}}}
//	{"requestId":10,"type":"request","data":{"action":"redraw"}}
//	{"requestId":10,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":7,"type":"request","data":{"action":"clearDatasourceGroupCache","datasourceGroup":"py_datasourcegroup"}}
//	{"requestId":7,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":8,"type":"request","data":{"action":"flushCache"}}
//	{"requestId":8,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// The rest. uiStatus is answered twice; writeMsg works in V2 alone, and its
// answer has another form.
//
//	{"requestId":12,"type":"request","data":{"action":"writeMsg","msg":"hello"}}
//	{"requestId":12,"type":"response","data":{"msg":"that msg"}}
//	{"requestId":13,"type":"request","data":{"action":"printWorkspace","chartId":"track-lines-5lgiI","fileName":"epiviz","fileType":"png"}}
//	{"requestId":13,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":14,"type":"request","data":{"action":"loadWorkspace","workspaceId":"1"}}
//	{"requestId":14,"type":"response","data":{"success":null,"errorMessage":null,"value":null}}
//	{"requestId":18,"type":"request","data":{"action":"uiStatus"}}
//	{"requestId":18,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":19,"type":"request","data":{"action":"loadMeasurements"}}
//	{"requestId":19,"type":"response","data":{"success":true,"errorMessage":null,"value":null,"measurements":[]}}
//
// # The built-in page
//
// It is given all that it shows at once ([SyncStateParams]), and its charts
// have handles. It can show several places side by side: wherever it is told of
// a place or tells of one, those beside the first are there, too ([Beside]).
//
//	{"requestId":20,"type":"request","data":{"action":"syncState","title":"epivizgo","browser":1,"location":{"seqName":"chr1","start":1,"end":100000},"charts":[{"handle":1,"type":"epiviz.plugins.charts.LineTrack","measurements":[{"id":"py_column","name":"Python Measurement","type":"feature","datasourceId":"py_datasource","datasourceGroup":"py_datasourcegroup","defaultChartType":"Line Track","annotation":null,"minValue":-5,"maxValue":25,"metadata":["py_metadata"]}],"settings":{"height":120},"colorMap":["#cc0000"]}],"selection":[{"seqName":"chr1","start":1000,"end":2000}],"measurements":[{"id":"py_column","name":"Python Measurement","type":"feature","datasourceId":"py_datasource","datasourceGroup":"py_datasourcegroup","defaultChartType":"Line Track","annotation":null,"minValue":-5,"maxValue":25,"metadata":["py_metadata"]}],"seqInfos":[["chr1",1,248956422],["pyChr",1,1000000000]]}}
//	{"requestId":20,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":5,"type":"request","data":{"action":"addChart","type":"epiviz.plugins.charts.LineTrack","measurements":"[{\"id\":\"py_column\",\"name\":\"Python Measurement\",\"type\":\"feature\",\"datasourceId\":\"py_datasource\",\"datasourceGroup\":\"py_datasourcegroup\",\"defaultChartType\":\"Line Track\",\"annotation\":null,\"minValue\":-5,\"maxValue\":25,\"metadata\":[\"py_metadata\"]}]","handle":1,"settings":{"height":120},"colorMap":["#cc0000"]}}
//	{"requestId":5,"type":"response","data":{"success":true,"errorMessage":null,"value":{"id":"chart-1"}}}
//	{"requestId":23,"type":"request","data":{"action":"orderCharts","handles":[2,1]}}
//	{"requestId":23,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// What is selected and what is under the mouse is shown in every such page
// ([SelectParams], [HoverParams]), and it hands the program a picture of itself
// ([PrintWorkspaceResult]).
//
//	{"requestId":24,"type":"request","data":{"action":"select","ranges":[{"seqName":"chr1","start":1000,"end":2000}]}}
//	{"requestId":24,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":25,"type":"request","data":{"action":"hover","range":{"seqName":"chr1","start":1000,"end":1000}}}
//	{"requestId":25,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":27,"type":"request","data":{"action":"printWorkspace","chartId":"","fileName":"a.svg","fileType":"svg"}}
//	{"requestId":27,"type":"response","data":{"success":true,"errorMessage":null,"value":{"fileType":"svg","data":"PHN2Zy8+"}}}
//
// It knows with which heights all charts are in its window ([FitChartsResult]).
//
//	{"requestId":30,"type":"request","data":{"action":"fitCharts"}}
//	{"requestId":30,"type":"response","data":{"success":true,"errorMessage":null,"value":{"heights":[{"handle":1,"height":90},{"handle":2,"height":14}],"over":3}}}
//
// It says how its window has pictures of it ([Layout]), for a program that draws them.
//
//	{"requestId":34,"type":"request","data":{"action":"getLayout"}}
//	{"requestId":34,"type":"response","data":{"success":true,"errorMessage":null,"value":{"width":1192,"roominess":1.5,"theme":"dark"}}}
//
// It is light or dark as a person has chosen, there or in another page or at the
// prompt ([ThemeParams]).
//
//	{"requestId":29,"type":"request","data":{"action":"setRegions","regions":[{"seqName":"chr1","start":1000,"end":2000,"set":"regions","name":"promoter","color":"red","note":"see figure 2"}]}}
//	{"requestId":29,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":28,"type":"request","data":{"action":"setTheme","theme":"dark"}}
//	{"requestId":28,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":33,"type":"request","data":{"action":"setLinkOut","template":"https://genes.example/id/{name}"}}
//	{"requestId":33,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// While a slideshow is labelled, it shows which keys stand for which words ([LabelsParams]), and sends those that are pressed.
//
//	{"requestId":35,"type":"request","data":{"action":"setLabels","words":["real","artefact"],"title":"3/20 rs12","label":"","left":18,"count":20}}
//	{"requestId":35,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//	{"requestId":106,"type":"request","data":{"version":"builtin-1","action":"userLabel","number":2}}
//	{"requestId":106,"type":"response","data":{"success":true,"errorMessage":null}}
//
// It is told what the sample sheet says of the measurements ([SamplesParams]).
//
//	{"requestId":31,"type":"request","data":{"action":"setSamples","columns":[{"name":"group","kind":"text","values":["tumour","normal"],"colors":["#d55e00",""],"min":0,"max":0},{"name":"age","kind":"number","values":[],"colors":[],"min":34,"max":61}],"rows":{"a":[0,61],"b":[1,null]}}}
//	{"requestId":31,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// Positions rise to the left where a person has flipped the axis ([FlipParams]).
//
//	{"requestId":32,"type":"request","data":{"action":"setFlip","flip":true}}
//	{"requestId":32,"type":"response","data":{"success":true,"errorMessage":null,"value":null}}
//
// It asks for what it can draw: bins for numbers, or the records where they are
// few ([BinsAnswer], [PointsAnswer]), for many measurements at once
// ([BatchAnswer]), and so many rows ([FeaturesAnswer]). A failure is told in the
// answer's error.
//
//	{"requestId":24,"type":"request","data":{"version":"builtin-1","action":"getValues","datasource":"py_datasource","measurement":"py_column","seqName":"chr1","start":1,"end":3000,"bins":4}}
//	{"requestId":24,"type":"response","data":{"kind":"bins","seqName":"chr1","start":1,"end":3000,"bins":4,"mean":"AADAfwAAREEAADBBAADAfw==","min":"AADAfwAAIEEAADBBAADAfw==","max":"AADAfwAAaEEAADBBAADAfw=="}}
//	{"requestId":25,"type":"request","data":{"version":"builtin-1","action":"getValues","datasource":"py_datasource","measurement":"py_column","seqName":"chr1","start":1,"end":3000,"bins":1280}}
//	{"requestId":25,"type":"response","data":{"kind":"points","seqName":"chr1","start":1,"end":3000,"points":2,"first":1001,"steps":"6AM=","lengths":"ZGQ=","values":"AABEQQAAwH8="}}
//	{"requestId":82,"type":"request","data":{"version":"builtin-1","action":"getCombined","measurements":["py_column","cov"],"seqName":"chr1","start":1,"end":3000,"bins":4}}
//	{"requestId":82,"type":"response","data":{"answers":[{"kind":"bins","seqName":"chr1","start":1,"end":3000,"bins":2,"mean":"AACAPwAAAEA="},{"kind":"rows","seqName":"chr1","start":1,"end":3000,"rows":{"start":[],"end":[]},"values":[],"error":"cov.bw: read error"}]}}
//	{"requestId":30,"type":"request","data":{"version":"builtin-1","action":"getRows","datasource":"peaks","seqName":"chr1","start":1,"end":9000,"maxRows":2}}
//	{"requestId":30,"type":"response","data":{"values":{"start":[101,4001],"end":[200,8800],"strand":["-","*"],"metadata":{"name":["peak \"1\"",""]},"count":[1,40]},"total":41,"thinned":true}}
//	{"requestId":31,"type":"request","data":{"version":"builtin-1","action":"getRows","datasource":"peaks","seqName":"chr1","start":1,"end":9000,"maxRows":2}}
//	{"requestId":31,"type":"response","data":{"values":{"start":[],"end":[],"strand":[],"metadata":{}},"total":0,"thinned":false,"error":"peaks.bb: read error"}}
//
// Where there are very many sequences it is told some of them and asks for others by a part of their
// names ([SequencesAnswer]).
//
//	{"requestId":88,"type":"request","data":{"version":"builtin-1","action":"findSequences","q":"scaf","maxResults":12}}
//	{"requestId":88,"type":"response","data":{"seqInfos":[["scaf7",1,620]],"openEnds":["scaf7"],"sequences":250000}}
//
// It asks what a typed text stands for ([ResolveAnswer]), as the prompt reads it.
//
//	{"requestId":90,"type":"request","data":{"version":"builtin-1","action":"resolve","q":"nix","seqName":"chr1","maxResults":12}}
//	{"requestId":90,"type":"response","data":{"place":null,"said":"there is no sequence \"nix\"","hits":[]}}
//
// For its panel of details it asks for single rows ([FeatureAnswer]) and for bases ([SequenceAnswer]), for a chart of
// the genome ([SequenceType]) for those of its window.
//
//	{"requestId":91,"type":"request","data":{"version":"builtin-1","action":"getFeature","measurement":"peaks","seqName":"chr1","start":101,"end":200,"nth":0,"step":"next"}}
//	{"requestId":91,"type":"response","data":{"feature":{"seqName":"chr1","start":4001,"end":8800,"nth":0,"strand":"-","fields":[["name","peak \"2\""],["score","0.5"]]}}}
//	{"requestId":92,"type":"request","data":{"version":"builtin-1","action":"getSequence","seqName":"chr1","start":101,"end":200}}
//	{"requestId":92,"type":"response","data":{"seqName":"chr1","start":101,"end":200,"bases":"ACGTN"}}
//
// Its buttons and keys lead to the next region of interest and the previous one ([RegionStepAnswer]).
//
//	{"requestId":95,"type":"request","data":{"version":"builtin-1","action":"getRegion","seqName":"chr1","start":101,"end":200,"from":{"seqName":"chr1","start":121,"end":180},"nth":0,"step":"next"}}
//	{"requestId":95,"type":"response","data":{"region":{"seqName":"chr1","start":4001,"end":8800,"set":"regions","name":"promoter","note":"see figure 2"},"nth":0,"at":1,"count":12,"view":{"seqName":"chr1","start":3041,"end":9760}}}
//
// Where the view has moved on meanwhile, it takes requests back ([CancelParams]).
//
//	{"requestId":83,"type":"request","data":{"version":"builtin-1","action":"cancel","requests":[24,82]}}
//	{"requestId":83,"type":"response","data":{}}
//
// And it tells what a person did with the mouse ([UserResult]).
//
//	{"requestId":69,"type":"request","data":{"version":"builtin-1","action":"userAddChart","chartType":"Line Track","measurements":["py_column"]}}
//	{"requestId":69,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":70,"type":"request","data":{"version":"builtin-1","action":"userRemoveChart","handle":1}}
//	{"requestId":70,"type":"response","data":{"success":false,"errorMessage":"there is no chart 1"}}
//	{"requestId":78,"type":"request","data":{"version":"builtin-1","action":"userDuplicateChart","handle":1}}
//	{"requestId":78,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":77,"type":"request","data":{"version":"builtin-1","action":"userOrderCharts","handles":[2,1]}}
//	{"requestId":77,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":72,"type":"request","data":{"version":"builtin-1","action":"userSetChartSettings","handle":1,"settings":{"height":120},"colorMap":["#cc0000"]}}
//	{"requestId":72,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":93,"type":"request","data":{"version":"builtin-1","action":"userSetCharts","charts":[{"handle":1,"settings":{"yGroup":"chip"}},{"handle":2,"settings":null,"colorMap":["#cc0000"]}]}}
//	{"requestId":93,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":94,"type":"request","data":{"version":"builtin-1","action":"userRemoveCharts","handles":[1,2]}}
//	{"requestId":94,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":71,"type":"request","data":{"version":"builtin-1","action":"userNavigate","range":{"seqName":"chr1","start":1000.5,"end":40000}}}
//	{"requestId":71,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":79,"type":"request","data":{"version":"builtin-1","action":"userSelect","ranges":[{"seqName":"chr1","start":1000.5,"end":40000}]}}
//	{"requestId":79,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":80,"type":"request","data":{"version":"builtin-1","action":"userHover","range":{"seqName":"chr1","start":1000,"end":1000}}}
//	{"requestId":80,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":84,"type":"request","data":{"version":"builtin-1","action":"userSetTheme","theme":"dark"}}
//	{"requestId":84,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":105,"type":"request","data":{"version":"builtin-1","action":"userSetFlip","flip":true}}
//	{"requestId":105,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":104,"type":"request","data":{"version":"builtin-1","action":"userSetLinkOut","template":"https://genes.example/id/{name}"}}
//	{"requestId":104,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":87,"type":"request","data":{"version":"builtin-1","action":"userAddRegions","regions":[{"seqName":"chr1","start":1000,"end":2000,"set":"","name":""}]}}
//	{"requestId":87,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":85,"type":"request","data":{"version":"builtin-1","action":"userUndo"}}
//	{"requestId":85,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":86,"type":"request","data":{"version":"builtin-1","action":"userRedo"}}
//	{"requestId":86,"type":"response","data":{"success":false,"errorMessage":"wanted to redo 1 step; there is none"}}
//	{"requestId":76,"type":"request","data":{"version":"builtin-1","action":"userOpenWorkspace","id":"1"}}
//	{"requestId":76,"type":"response","data":{"success":true,"errorMessage":null}}
//
// Files that a person drops on the built-in page. They are refused one by one; the parts of one follow one another, and one
// that is not sent to its end leaves nothing. A file is read once all of it and of its indexes has been sent.
//
//	{"requestId":96,"type":"request","data":{"version":"builtin-1","action":"userUpload","files":[{"name":"a.bed.gz","size":4},{"name":"a.bed.gz.tbi","size":2},{"name":"big.bw","size":2000000000}]}}
//	{"requestId":96,"type":"response","data":{"files":[{"upload":1,"file":0},{"upload":1,"file":1},{"upload":0,"file":0,"refused":"big.bw has 2 GB; a page may send files of at most 1.07 GB; load PATH at the prompt reads a file where it is"}]}}
//	{"requestId":97,"type":"request","data":{"version":"builtin-1","action":"userUploadPart","upload":1,"file":0,"at":0,"data":"AAH+/w=="}}
//	{"requestId":97,"type":"response","data":{"success":true,"errorMessage":null}}
//	{"requestId":98,"type":"request","data":{"version":"builtin-1","action":"userUploadEnd","upload":1}}
//	{"requestId":98,"type":"response","data":{"success":true,"errorMessage":null,"measurements":["a"],"notes":["measurement a (Blocks Track)"]}}
//	{"requestId":99,"type":"request","data":{"version":"builtin-1","action":"userUploadEnd","upload":2}}
//	{"requestId":99,"type":"response","data":{"success":false,"errorMessage":"b.bed, line 1: wanted a position","measurements":[],"notes":[]}}
//	{"requestId":100,"type":"request","data":{"version":"builtin-1","action":"userUploadCancel","uploads":[3,4]}}
//	{"requestId":100,"type":"response","data":{"success":true,"errorMessage":null}}
//
// The session as a file, as export writes it, which the page saves and sends back; and the charts of a link, which take the
// place of those that are shown.
//
//	{"requestId":101,"type":"request","data":{"version":"builtin-1","action":"userExportSession"}}
//	{"requestId":101,"type":"response","data":{"success":true,"errorMessage":null,"name":"a.epivizgo","text":"# epivizgo workspace 2 \"a\"\nnavigate chr1 1 100\n# end of the workspace\n","notes":[]}}
//	{"requestId":102,"type":"request","data":{"version":"builtin-1","action":"userImportSession","name":"a.epivizgo","text":"# epivizgo workspace 2 \"a\"\nnavigate chr1 1 100\n# end of the workspace\n"}}
//	{"requestId":102,"type":"response","data":{"success":false,"errorMessage":"it needs files that are not loaded: a.bed","notes":[]}}
//	{"requestId":103,"type":"request","data":{"version":"builtin-1","action":"userOpenCharts","charts":[{"type":"LineTrack","measurements":["a","b"],"settings":{"style":"area"}}]}}
//	{"requestId":103,"type":"response","data":{"success":true,"errorMessage":null,"notes":["chart 1 of the link: there is no measurement \"b\" here"]}}
//
// # Real pages
//
// What is said of real pages, here and elsewhere in the project, was seen by
// running the stock standalone page of each generation against a server that
// recorded the wire. They are of the repository epiviz/epiviz: the tags v2.0 and
// v3.0, revision 55966f8 for V4, which is the last of version 4, and b04572d for
// V5. Package session/page has what follows from it for the program.
//
// A page opens a socket for each data provider, and another one if its settings
// keep workspaces with the same server. It asks, in this order, for workspaces on
// that other socket, for measurements and for sequences, and V4 and V5 then
// announce their chart types. Those two name the provider ("websocket-0") in the
// datasourceGroup of these requests, which is no group of measurements. A page
// never connects again: it is reloaded.
//
// Its requests are numbered from 0, with gaps. It takes answers in any order,
// applies those about one measurement in the order in which it asked, and so
// waits with all later ones for one that does not come. Null in place of an
// answer's data throws in V4 and V5 before the answer is delivered, and {} where
// rows are wanted. The answer to getValues that V2 to V4 want throws in V5; that
// of V5 draws nothing in the others.
//
// It asks for its window and as much on either side (V2 to V4) or a third of that
// (V5), less what it has or waits for. A range may begin at 0, end behind the
// sequence, have fractions, and be as narrow as what was missing: its width does
// not tell what the page shows. An answer has every row that overlaps the range,
// sorted by start, with the same columns as other answers of the group.
//
// It keeps rows by datasource group, values by measurement, each under the range
// that it asked for, and joins ranges that touch by row number alone. Data far
// from the view are dropped after 30 seconds.
//
// A UI action that it does not know, or whose arguments it cannot read, gets no
// answer at all. UiStatus gets two. Most failures have a null errorMessage.
// RemoveSeqNames and redraw are refused while the page has no place, and the
// names are removed all the same. SetChartSettings without a colorMap fails.
// Navigate in a page without a place does nothing, and one to a sequence that the
// page does not have moves it in the one where it is; past an end the page moves
// back with its width kept.
//
// An exception while a page changes its place leaves a flag set. From then on it
// drops every navigate, redraw and pan, those that were pushed with success true,
// until it is reloaded. Charts that throw when they are drawn do this: those of
// rows that are numbered from 0 in V2, the Stacked Plot in V5, any in V5 that has
// the data of only some of its measurements. So does V5 when it is moved far out
// while it waits for data.
//
// # Leniency
//
// What pages send is read generously ([Text], [Number], [Strings], [Embedded]):
// numbers as text and text as numbers, lists as JSON inside strings, chr for
// seqName as the tutorial has it, positions with fractions or outside the
// sequence, null for absent.
package protocol
