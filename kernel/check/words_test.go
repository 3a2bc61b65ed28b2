package check

import "testing"

func TestWhatNobodySeesSaysNothing(t *testing.T) {
	for text, want := range map[string]string{
		" 不是白底 ":                "不是白底",
		"第一行\r\n第二行":            "第一行\n第二行",
		"年龄\u202e超过\u200b六十":    "年龄超过六十",
		"𠮷先生 👍":                 "𠮷先生 👍",
		"":                      "",
		" \u3000\u00a0\n":       "",
		"\u200b\u200d\ufeff":    "",
		"\u3164\uffa0\u115f":    "",
		"……。，-":                 "",
		"\u202e\u2066\x00\x1b[": "",
	} {
		if got := Words(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
