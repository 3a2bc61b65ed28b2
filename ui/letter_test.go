package ui

import (
	"slices"
	"testing"
)

func TestOnlyWebAddressesBecomeLinks(t *testing.T) {
	for line, want := range map[string][]string{
		"全文见https://www.gov.cn/a?b=1。":               {"https://www.gov.cn/a?b=1"},
		"http://a.cn/x, and https://b.cn/y).":        {"http://a.cn/x", "https://b.cn/y"},
		"（https://a.cn）《https://b.cn/》":              {"https://a.cn", "https://b.cn/"},
		"javascript:alert(1) ftp://a.cn //a.cn a.cn": nil,
		"https:// http://. <a href=https:///x>":      nil,
		`"https://a.cn" <script src='https://b.cn'>`: {"https://a.cn", "https://b.cn"},
		"没有网址": nil,
		"":     nil,
	} {
		var links []string
		whole := ""
		for _, p := range pieces(line) {
			whole += p.text
			if p.url != "" {
				links = append(links, p.url)
			}
		}
		if !slices.Equal(links, want) {
			t.Errorf("%q: links %q, want %q", line, links, want)
		}
		if whole != line {
			t.Errorf("%q came out as %q", line, whole)
		}
	}
}
