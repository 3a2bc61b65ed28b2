package pdf

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// asWideAsLong measures a character as one.
func asWideAsLong(s string) float64 { return float64(utf8.RuneCountInString(s)) }

func TestLinesBreakWhereChineseMayBreak(t *testing.T) {
	for _, row := range []struct {
		name, text    string
		width, indent float64
		want          []string
	}{
		{"anywhere", "一二三四五六", 4, 0, []string{"一二三四", "五六"}},
		{"first line indented", "一二三四五六", 4, 2, []string{"一二", "三四五六"}},
		{"a stop hangs over the margin", "一二三四。五六", 4, 0, []string{"一二三四。", "五六"}},
		{"two marks hang together", "一二三四。”五六", 4, 0, []string{"一二三四。”", "五六"}},
		{"an opening mark goes with what follows", "一二三（四五）", 4, 0, []string{"一二三", "（四五）"}},
		{"a number stays whole", "证号是啊 1234 止", 8, 0, []string{"证号是啊", "1234 止"}},
		{"a date stays whole", "一二三四五六七八九十一二2026年3月20日止", 20, 0, []string{"一二三四五六七八九十一二", "2026年3月20日止"}},
		{"what no line holds is cut", "1234567890", 4, 0, []string{"1234", "5678", "90"}},
		{"nothing is a line", "", 4, 0, []string{""}},
	} {
		var got []string
		for _, line := range wrap(row.text, row.width, row.indent, asWideAsLong) {
			got = append(got, line.Text)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}
