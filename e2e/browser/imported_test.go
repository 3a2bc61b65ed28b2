package browser

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tongban/kernel/message"
	"tongban/kernel/web"
	"tongban/ui/uitest"
)

// ferry has prose for its conditions, levels that work together, and nothing about
// its fee, its result or the law; bus has no window and hardly anything else.
const (
	ferryCode = "11990100mdem90010f399010000100101"
	busCode   = "11990100mdem90010f3992100002000"
)

// TestImportedPagesAreGood looks at what another body's list brings, as
// TestEveryPageIsGood does at what the city has itself.
func TestImportedPagesAreGood(t *testing.T) {
	c := visit(t)
	imported(t, c, handMade)
	places := []place{
		{name: "imported-search", path: "/search?q=船"},
		{name: "imported-ferry", path: "/items/" + ferryCode},
		{name: "imported-bus", path: "/items/" + busCode},
		{name: "imported-seafarer", path: "/items/" + seafarerCode},
		{name: "imported-shared", path: "/items/11990100MDEM90010F3990100001001"},
		{name: "imported-plan", path: "/items/" + ferryCode, act: func(h *hand) {
			h.Click("生成我的清单")
			h.Sees("要带的材料（2 项）")
		}},
		{name: "imported-departments", path: "/departments"},
		{name: "imported-department", path: "/departments/MDEM90010"},
		{name: "imported-items", who: "editor", path: "/admin/items"},
		{name: "imported-item", who: "editor", path: "/admin/items/" + seafarerCode},
		{name: "imported-imports", who: "publisher", path: "/admin/imports"},
		{name: "imported-run", who: "publisher", path: "/admin/imports", act: clicks("items.jsonl")},
	}
	for i, p := range places {
		t.Run(p.name, func(t *testing.T) {
			good(t, c, p, inColours.of(i, p))
			plain := p.on(t, c, uitest.NoScript(), uitest.Width(uitest.Desktop))
			framed(t, plain, p)
		})
	}
	t.Run("elder", func(t *testing.T) { elder(t, c, places) })
	t.Run("English", func(t *testing.T) { english(t, c, places) })
	t.Run("the real list", func(t *testing.T) { dirtiest(t, c) })
}

// dirtiest looks at the pages of the five services of the real list with the most to
// mend. The list lies beside the repository; without it the test says so.
func dirtiest(t *testing.T, c *city) {
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "data")
	}
	list := filepath.Join(folder, "service-items", "guangdong-items.jsonl")
	if _, err := os.Stat(list); err != nil {
		t.Log("not run: the real list is not here:", err)
		return
	}
	report := filepath.Join(t.TempDir(), "report.csv")
	imported(t, c, list, "--report", report)
	inEnglish := (web.Prefs{Theme: "gov", Size: "md", Lang: message.English}).Cookie(false)
	for n, code := range worst(t, report, 5) {
		path, name := "/items/"+code, fmt.Sprintf("dirtiest-%d", n+1)
		t.Run(name, func(t *testing.T) {
			good(t, c, place{name: name, path: path}, true)
			for other, opt := range map[string]uitest.Option{"elder": uitest.In(uitest.Looks[1]), "english": uitest.Cookie(inEnglish.Name, inEnglish.Value)} {
				h := c.as(t, "", path, opt)
				h.Shot(name + "-" + other)
				h.Accessible()
				h.Resize(uitest.Narrow)
				h.Fits()
				h.Resize(uitest.Desktop)
				h.Shot(name + "-" + other)
			}
		})
	}
}

// worst returns the codes of the services with the most findings in a report.
func worst(t *testing.T, report string, count int) []string {
	t.Helper()
	file, err := os.Open(report)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	findings := map[string]int{}
	for _, row := range rows[1:] {
		findings[row[2]]++
	}
	codes := slices.SortedFunc(maps.Keys(findings), func(a, b string) int {
		return cmp.Or(cmp.Compare(findings[b], findings[a]), cmp.Compare(a, b))
	})
	return codes[:count]
}
