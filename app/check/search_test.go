package check

import (
	"bufio"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tongban/kernel/search"
)

// indexed looks in an index made of names as the catalogue makes it.
func indexed(names, departments []string) Find {
	docs := make([]search.Doc, len(names))
	for i := range names {
		docs[i] = search.Doc{Fields: []search.Field{{Text: names[i], Weight: 4, Pinyin: true}, {Text: departments[i], Weight: 1}}}
	}
	x := search.Build(docs)
	return func(_ context.Context, text string) ([]string, error) {
		var found []string
		for _, h := range x.Search(search.Query{Text: text}, 5) {
			found = append(found, names[h.Doc])
		}
		return found, nil
	}
}

// realItems returns the names and departments of the items of Guangdong, if they are
// at hand.
func realItems(t *testing.T) (names, departments []string) {
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = "../../../shared/data"
	}
	file, err := os.Open(filepath.Join(folder, "service-items", "guangdong-items.jsonl"))
	if err != nil {
		return nil, nil
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var item struct {
			Name       string `json:"TASK_NAME"`
			Department string `json:"DEPT_NAME"`
		}
		if err := json.Unmarshal(lines.Bytes(), &item); err != nil {
			t.Fatal(err)
		}
		names, departments = append(names, item.Name), append(departments, item.Department)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return names, departments
}

func TestRealItemsAreFound(t *testing.T) {
	t.Parallel()
	names, departments := realItems(t)
	if names == nil {
		t.Log("not run: the items of Guangdong are not here")
		return
	}
	find := indexed(names, departments)
	for seed, items := range []int{len(names), 200, 200, 200} {
		figures, err := Search(t.Context(), names, Options{Seed: uint64(seed), Items: items}, find)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			t.Logf("seed %d, %s: hit@1 %.3f, hit@5 %.3f", seed, f.Kind, f.HitAt1, f.HitAt5)
			if !f.Met() || f.Asked != items {
				t.Errorf("seed %d: %+v", seed, f)
			}
		}
	}
}

func TestTheSameSeedAsksTheSame(t *testing.T) {
	names := []string{"食品经营许可", "公共场所卫生许可", "道路货物运输经营许可", "护照换发"}
	departments := make([]string, len(names))
	var texts []string
	for range 2 {
		var asked []string
		find := indexed(names, departments)
		_, err := Search(t.Context(), names, Options{Seed: 7, Items: 3}, func(ctx context.Context, text string) ([]string, error) {
			asked = append(asked, text)
			return find(ctx, text)
		})
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, strings.Join(asked, " "))
		names[0], names[3] = names[3], names[0]
	}
	if texts[0] != texts[1] || len(strings.Fields(texts[0])) != 12 {
		t.Errorf("%q\n%q", texts[0], texts[1])
	}
}

func TestWhatIsAskedFor(t *testing.T) {
	letters := NewAlphabet([]string{"食品经营许可（新办）", "道路运输经营许可", "食品摊贩备案", "林木种子生产经营许可"})
	if got := Initials("食品经营许可（新办）5G"); got != "spjyxkxb5g" {
		t.Error(got)
	}
	if got := letters.rarest("食品摊贩备案"); got != "摊贩" {
		t.Error(got)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		name := "道路运输经营许可"
		if got := letters.Mistype(name, random); got == name || len([]rune(name))-len([]rune(got)) > 1 {
			t.Error(got)
		}
	}
	if got := letters.Mistype("A4", random); got != "A4" {
		t.Error(got)
	}
}

func TestMissesAreCountedAndShown(t *testing.T) {
	blind := func(context.Context, string) ([]string, error) { return []string{"别的事项"}, nil }
	figures, err := Search(t.Context(), []string{"食品经营许可"}, Options{Seed: 1, Items: 200}, blind)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := Write(&out, 1, figures, true); err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Met() || len(f.Misses) != 1 || f.HitAt5 != 0 {
			t.Errorf("%+v", f)
		}
	}
	for _, want := range []string{"MISSED", "spjyxk", "别的事项"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in\n%s", want, out.String())
		}
	}
}
