package protocol

// Labels of the regions of a slideshow, which a person gives at the prompt or by the keys 1 to 9 in the built-in page.

const (
	// UserLabel labels the region of the slideshow that is shown.
	UserLabel = "userLabel"
	// SetLabels says which region is shown, and what it can be labelled as.
	SetLabels = "setLabels"
)

// LabelsParams is what SetLabels says. Without words nothing can be labelled.
type LabelsParams struct {
	Words []string `json:"words"` // in the order of the keys
	Title string   `json:"title"` // of the region that is shown
	Label string   `json:"label"` // it has, "" for none
	Left  int      `json:"left"`  // how many regions have none
	Count int      `json:"count"` // how many there are
}

// UserLabelParams says which of the words is the label, counted from 1.
type UserLabelParams struct {
	Number int `json:"number"`
}
