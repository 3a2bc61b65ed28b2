package message_test

import (
	"testing"
	"testing/fstest"

	"tongban/kernel/message"
)

func TestQuotationMarksAreNested(t *testing.T) {
	c, err := message.Load(fstest.MapFS{
		"messages.zh.toml": {Data: []byte(`filed = "\u201c{0}\u201d: {0}, \u201c{1}\u201d"`)},
		"messages.en.toml": {Data: []byte(`filed = "{0} {1}"`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	const quoted = "a \u201cb\u201d"
	if got, want := c.Text(message.Chinese, "filed", quoted, "c"), "\u201ca \u2018b\u2019\u201d: "+quoted+", \u201cc\u201d"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
