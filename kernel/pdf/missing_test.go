package pdf

import "testing"

func TestWhatNoDocumentCanShowIsNamed(t *testing.T) {
	if err := Ready(); err != nil {
		t.Fatalf("run `make assets`: %v", err)
	}
	for text, want := range map[string]string{
		"林晓华，𠮷安㛃：（1）A\n\t\u200b": "",
		"材料不全😂请补正😂👍":             "😂👍",
	} {
		if got := Missing(text); got != want {
			t.Errorf("%q lacks %q, want %q", text, got, want)
		}
	}
}
