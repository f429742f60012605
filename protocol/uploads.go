package protocol

// What the built-in page sends and is answered for files that a person drops on it. The page names
// no file of the program's disk: it sends their bytes.

// MaxUploadPart bounds the bytes of one UserUploadPart.
const MaxUploadPart = 1 << 20

// UploadFile is a file as the page's system describes it.
type UploadFile struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

// UploadParams asks to send files, for UserUpload.
type UploadParams struct {
	Files []UploadFile `json:"files"`
}

// UploadAnswer says of each file, in the order of the request, what becomes of it.
type UploadAnswer struct {
	Files []UploadPlace `json:"files"`
}

// UploadPlace is where the parts of a file are sent. A file and its indexes are one upload, which
// is ended once all of them have been sent. Refused says why a file is not taken, "" if it is.
type UploadPlace struct {
	Upload  int    `json:"upload"`
	File    int    `json:"file"` // its index in the upload
	Refused string `json:"refused,omitempty"`
}

// UploadPartParams has bytes of a file, each part where the one before ended, for UserUploadPart.
type UploadPartParams struct {
	Upload int    `json:"upload"`
	File   int    `json:"file"`
	At     int64  `json:"at"`
	Data   []byte `json:"data"` // in base64 on the wire
}

// UploadEndParams ends uploads: UserUploadEnd has one read, UserUploadCancel gives several up.
type UploadEndParams struct {
	Upload  int   `json:"upload"`
	Uploads []int `json:"uploads,omitempty"`
}

// UploadResult answers UserUploadEnd, once the file is read, with the measurements that it has and
// what the prompt is told.
type UploadResult struct {
	UserResult
	Measurements []string `json:"measurements"`
	Notes        []string `json:"notes"`
}

// SessionText is the text of a file of the session, as export writes it: the answer to UserExportSession, and the
// arguments of UserImportSession.
type SessionText struct {
	Name string `json:"name"` // of the file
	Text string `json:"text"`
}

// SessionAnswer answers UserExportSession.
type SessionAnswer struct {
	UserResult
	SessionText
	Notes []string `json:"notes"`
}

// OpenedAnswer answers UserImportSession and UserOpenCharts, with what the prompt is told.
type OpenedAnswer struct {
	UserResult
	Notes []string `json:"notes"`
}

// OpenChartsParams has the charts of a link, first to last.
type OpenChartsParams struct {
	Charts []LinkedChart `json:"charts"`
}

// LinkedChart is a chart of a link. The values of settings are texts, as they are typed.
type LinkedChart struct {
	Type         string            `json:"type"` // its id, or its name
	Measurements []string          `json:"measurements"`
	Settings     map[string]string `json:"settings"`
}
