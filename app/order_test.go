package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// byTime is the order of a list whose last key is an instant or a day. A part of a larger
// statement, in parentheses, is no list: which rows are deleted first shows nowhere.
var byTime = regexp.MustCompile("ORDER BY ([^`()]*_(?:at|on)(?: DESC)?)(?: LIMIT [^`()]*)?`")

// alike are such orders in which rows of one instant are as good as each other: two spans of
// time, and jobs that are done side by side.
var alike = map[string]bool{"finished_at DESC, received_at DESC": true, "due_at": true}

// TestNoListIsOrderedByTimeAlone: much happens in one instant, most that falls due does so
// at midnight, and the databases return such rows in whatever order they find them, another
// on every engine and after every update. What is done in that order, numbers say for ever.
func TestNoListIsOrderedByTimeAlone(t *testing.T) {
	lists := 0
	for _, s := range sources(t) {
		if s.test || s.drawn {
			continue
		}
		text, err := os.ReadFile(filepath.Join("..", s.path))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range byTime.FindAllSubmatch(text, -1) {
			if lists++; !alike[string(m[1])] {
				t.Errorf("%s: ORDER BY %s: add a key that no two rows share", s.path, m[1])
			}
		}
	}
	if lists == 0 {
		t.Error("no list was found")
	}
}
