package catalogue

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
)

// guided are the items of the sample and of our own guide tests.
func guided(t *testing.T) (map[string]*Item, []guideTest) {
	t.Helper()
	b, err := os.ReadFile("testdata/guide.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Items []json.RawMessage `json:"items"`
		Tests []guideTest       `json:"guideTests"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	items := sample(t)
	for _, row := range doc.Items {
		item, err := ReadItem(row)
		if err != nil {
			t.Fatal(err)
		}
		if faults := item.guideFaults(); len(faults) > 0 {
			t.Fatalf("%s: %+v", item.Code, faults)
		}
		items[item.Code] = item
	}
	return items, doc.Tests
}

// guideTest is what must follow from answers.
type guideTest struct {
	Item      string
	Answers   map[string]any
	Wrong     []string // answers that are none
	Stop      string   // the question that stops
	Redirect  string   // the item or name people are sent to
	Track     string   // 一般程序 if it says nothing
	Notices   []string
	Linked    []string
	Open      []string
	Materials []string
}

func TestGuidesStopRedirectSwitchAndAskOn(t *testing.T) {
	items, tests := guided(t)
	for _, tt := range tests {
		item := items[tt.Item]
		answers, wrong := item.CheckAnswers(tt.Answers)
		p := item.Plan(answers)
		got := guideTest{Item: tt.Item, Answers: tt.Answers, Track: p.Track, Linked: p.Linked, Materials: codes(p.Materials)}
		for _, f := range wrong {
			got.Wrong = append(got.Wrong, f.Name)
		}
		for _, n := range p.Notices {
			got.Notices = append(got.Notices, n.Question)
		}
		for _, q := range p.Open {
			got.Open = append(got.Open, q.ID)
		}
		if p.Stop != nil {
			got.Stop = p.Stop.Question
		}
		if p.Redirect != nil {
			got.Redirect = p.Redirect.Item + p.Redirect.Name
		}
		want := tt
		if want.Track == "" {
			want.Track = Ordinary
		}
		if len(want.Linked) == 0 {
			want.Linked = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s %v\n got %+v\nwant %+v", tt.Item, tt.Answers, got, want)
		}
	}
}

// anyAnswers draws answers to some of the questions and facts of an item.
func anyAnswers(r *rand.Rand, item *Item) map[string]any {
	given := map[string]any{}
	for _, q := range item.Scenarios {
		if r.IntN(4) == 0 {
			continue
		}
		switch q.Type {
		case "bool":
			given[q.ID] = r.IntN(2) == 0
		case "number":
			given[q.ID] = float64(r.IntN(600) - 10)
		case "date":
			given[q.ID] = []string{"2019-12-31", "2026-01-01", "2026-06-30"}[r.IntN(3)]
		case "single":
			given[q.ID] = q.Options[r.IntN(len(q.Options))].Value
		case "multi":
			var chosen []any
			for _, o := range q.Options {
				if r.IntN(2) == 0 {
					chosen = append(chosen, o.Value)
				}
			}
			if chosen != nil {
				given[q.ID] = chosen
			}
		}
	}
	if r.IntN(2) == 0 {
		given["age"] = float64(r.IntN(90))
	}
	if r.IntN(2) == 0 {
		given["isProxy"] = r.IntN(2) == 0
	}
	return given
}

// TestStoredAnswersGiveTheSamePlanForEver replays what is stored of a guide: the
// version, and the answers as JSON.
func TestStoredAnswersGiveTheSamePlanForEver(t *testing.T) {
	items, _ := guided(t)
	r := rand.New(rand.NewPCG(3, 9))
	for _, code := range slices.Sorted(maps.Keys(items)) {
		item := items[code]
		for range 200 {
			given := anyAnswers(r, item)
			answers, wrong := item.CheckAnswers(given)
			if len(wrong) > 0 {
				t.Fatalf("%s %v: %+v", code, given, wrong)
			}
			before := maps.Clone(answers)
			plan := item.Plan(answers)
			if !reflect.DeepEqual(answers, before) {
				t.Fatalf("%s: planning changes the answers %v into %v", code, before, answers)
			}
			for name, replayed := range map[string]Plan{
				"again":                   item.Plan(answers),
				"from what it used":       item.Plan(plan.Answers),
				"from storage":            item.Plan(restored(t, item, plan.Answers)),
				"with what was not asked": item.Plan(with(plan.Answers, item, given)),
			} {
				if !bytes.Equal(replayed.Fingerprint(), plan.Fingerprint()) {
					t.Fatalf("%s %v, %s:\n got %+v\nwant %+v", code, given, name, replayed, plan)
				}
			}
			for _, q := range item.Scenarios {
				_, kept := plan.Answers[q.ID]
				if asked := q.ShowWhen == nil || q.ShowWhen.Holds(plan.Answers); kept && !asked {
					t.Fatalf("%s %v: the answer to %s counts, which is not asked", code, given, q.ID)
				}
			}
		}
	}
}

// restored stores answers and reads them back.
func restored(t *testing.T, item *Item, answers Answers) Answers {
	t.Helper()
	stored, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	var given map[string]any
	if err := json.Unmarshal(stored, &given); err != nil {
		t.Fatal(err)
	}
	again, wrong := item.CheckAnswers(given)
	if len(wrong) > 0 {
		t.Fatalf("%s: stored answers are none: %+v", item.Code, wrong)
	}
	return again
}

// with adds back the answers that the plan left out, in another order.
func with(used Answers, item *Item, given map[string]any) Answers {
	all, _ := item.CheckAnswers(given)
	maps.Copy(all, used)
	return all
}

func TestDefaultsAreAnswersOfTheirQuestions(t *testing.T) {
	item, err := ReadItem([]byte(`{"scenarios":[
		{"id":"q_n","question":"几人？","type":"number","default":3,"effects":[{"when":{"gte":3},"setTrack":"集体"}]},
		{"id":"q_m","question":"哪些？","type":"multi","default":["b","a"],"options":[{"value":"a","label":"甲"},{"value":"b","label":"乙"}],"effects":[]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	p := item.Plan(nil)
	if want := (Answers{"q_n": 3.0, "q_m": []string{"a", "b"}}); !reflect.DeepEqual(p.Answers, want) || p.Track != "集体" || !p.Complete() {
		t.Errorf("%#v, %s", p.Answers, p.Track)
	}
}
