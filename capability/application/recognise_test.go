package application

import (
	"context"
	"image"
	"io"
	"strings"
	"testing"

	"tongban/capability/precheck"
)

// cardReader reads the card of mei in every picture.
type cardReader struct{}

func (cardReader) Ready() bool { return true }

func (cardReader) Read(context.Context, io.Reader, precheck.Hint) (precheck.Text, error) {
	text := precheck.Text{Simulated: true}
	for y, line := range []string{"姓名 林晓华", "性别 男 民族 汉", "公民身份号码 " + meiNumber} {
		var words []precheck.Word
		for x, word := range strings.Fields(line) {
			words = append(words, precheck.Word{Text: word, Box: image.Rect(x*200, y*40, x*200+150, y*40+30), Confidence: 95})
		}
		text.Lines = append(text.Lines, precheck.Line{Words: words})
	}
	return text, nil
}

func TestWhatIsReadInAPaperFillsWhatIsEmptyAndIsNotStoredUnseen(t *testing.T) {
	t.Parallel()
	s := open(t)
	deps := s.Precheck.Deps
	deps.Reader = cardReader{}
	s.Precheck = precheck.New(deps)
	who := citizen("云岫示范")
	s.city.firms[who.ID] = true // of whom no register says what a person is called
	w := s.dark(who, s.draft(who))
	if w.Values["holderName"] != nil {
		t.Fatalf("called %v already", w.Values["holderName"])
	}
	topic := "/apply/" + w.ID.String() + "/" + w.Form.Topics()[0].Key
	s.sees(who, topic, "已从您上传的身份证（人像面）（模拟识别，请核对）带出，可以修改")
	if w, err := s.Work(s.as(who), w.ID); err != nil || w.Values["holderName"] != nil {
		t.Errorf("stored unseen: %v, %v", w.Values, err)
	}
}
