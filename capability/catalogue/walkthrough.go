package catalogue

import "slices"

// Walkthrough shows people how the item is applied for (申报说明): what to have at hand
// and to look out for on each page of the form, and a film or slides for those who
// would rather watch. Transcript says in words what these show.
//
// Answers are what it takes the guide's questions to be answered with: under them the
// samples of the form are right.
type Walkthrough struct {
	Answers    Answers           `json:"answers,omitempty"`
	Steps      []WalkthroughStep `json:"steps"`
	Video      *Video            `json:"video,omitempty"`
	Slides     *Slides           `json:"slides,omitempty"`
	Transcript string            `json:"transcript,omitempty"` // paragraphs apart by a line feed
}

// WalkthroughStep is what there is to say about one topic of the form.
type WalkthroughStep struct {
	Topic string `json:"topic"` // its key in the form
	Text  string `json:"text"`
}

// Video is a film that shows the whole of it.
type Video struct {
	URL     string `json:"url"`
	Title   string `json:"title"`
	Minutes int    `json:"minutes,omitempty"`
}

// Slides are pictures with few words, as taught in courses.
type Slides struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

// Step returns what the walkthrough says about a topic, empty if it has nothing to say.
func (w *Walkthrough) Step(topic string) string {
	if w == nil {
		return ""
	}
	at := slices.IndexFunc(w.Steps, func(s WalkthroughStep) bool { return s.Topic == topic })
	if at < 0 {
		return ""
	}
	return w.Steps[at].Text
}

// texts are what the walkthrough says to a reader.
func (w *Walkthrough) texts() []string {
	if w == nil {
		return nil
	}
	texts := []string{w.Transcript}
	for _, s := range w.Steps {
		texts = append(texts, s.Text)
	}
	if w.Video != nil {
		texts = append(texts, w.Video.Title)
	}
	if w.Slides != nil {
		texts = append(texts, w.Slides.Title)
	}
	return texts
}

// FAQ is a question people ask, with its answer.
type FAQ struct {
	Q string `json:"q"`
	A string `json:"a"`
}
