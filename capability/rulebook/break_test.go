package rulebook

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"tongban/capability/decision"
	"tongban/capability/rulebook/sheet"
	"tongban/kernel/fault"
	"tongban/kernel/once"
	"tongban/kernel/web"
)

// with changes the table of a draft.
func (w *world) with(v Version, change func(s *sheet.Sheet)) Version {
	w.Helper()
	f, none := sheet.Open(v.XML)
	if none != nil {
		w.Fatal(none)
	}
	s, _ := f.Table(v.Decision)
	change(s)
	f.Put(v.Decision, s)
	c := v.Content
	c.XML = f.XML()
	return w.saves(v, c)
}

// TestRowsThatContradictKeepRulesBack: they are found by the review, can be kept as a draft, and
// are never put in force, whatever was run in the shadow.
func TestRowsThatContradictKeepRulesBack(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		v = w.with(v, func(s *sheet.Sheet) { s.Rows[2].Cells[0] = "<= 60" })
		w.proves(v)
		if v.Faults != 2 {
			t.Errorf("%d faults", v.Faults)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); !is(err, errFaulty) {
			t.Errorf("rows that fit together: %v", err)
		}
		v = w.with(v, func(s *sheet.Sheet) { s.Policy = "FIRST" })
		w.proves(v)
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); err != nil {
			t.Errorf("of which the first counts: %v", err)
		}
	})
}

// TestWhatTheReviewSaysOfManyRowsIsBounded, and so is what is kept compiled of them.
func TestWhatTheReviewSaysOfManyRowsIsBounded(t *testing.T) {
	each(t, func(w *world) {
		v := w.with(w.begins(editor), func(s *sheet.Sheet) {
			row := s.Rows[0]
			s.Rows = nil
			for range 1000 {
				one := row
				one.ID = ""
				s.Rows = append(s.Rows, one)
			}
		})
		k := w.compiled.of(v.Content)
		if n := len(k.faults); n == 0 || n > 200 || v.Faults == 0 {
			t.Errorf("%d things are said, %d faults", n, v.Faults)
		}
		v = w.with(v, func(s *sheet.Sheet) { s.Policy = "FIRST" })
		if n := len(w.compiled.of(v.Content).faults); n == 0 || n > 200 {
			t.Errorf("of rows that are never used %d things are said", n)
		}
	})
}

// TestFilesInOtherEncodingsAreRefusedWithWhatToDo and with their place.
func TestFilesInOtherEncodingsAreRefusedWithWhatToDo(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		wide := func(order func(u uint16) []byte) string {
			var b strings.Builder
			for _, u := range utf16.Encode([]rune("\ufeff" + v.XML)) {
				b.Write(order(u))
			}
			return b.String()
		}
		for name, file := range map[string]string{
			"GBK":           strings.Replace(v.XML, `encoding="UTF-8"`, `encoding="GBK"`, 1),
			"GBK, unsaid":   v.XML + "<!-- \xc0\xcf -->",
			"UTF-16, small": wide(func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }),
			"UTF-16, big":   wide(func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }),
			"a NUL":         strings.Replace(v.XML, "approve", "appr\x00ve", 1),
			"cut off":       v.XML[:len(v.XML)/2],
		} {
			c := v.Content
			c.XML = file
			_, err := w.Save(w.as(editor), item, v.Edits, c)
			f, _ := fault.As(err)
			if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Key != "rulebook.wrong.dmn" {
				t.Errorf("%s: %v", name, err)
			}
		}
		c := v.Content
		c.XML = "\ufeff" + v.XML
		if got := w.saves(v, c); got.Faults != 0 || got.Failing != 0 {
			t.Errorf("with a byte order mark: %d faults, %d fail", got.Faults, got.Failing)
		}
	})
}

// TestWhoPressesTwicePublishesOnce, with the key of the form; another who is slower is told.
func TestWhoPressesTwicePublishesOnce(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		w.proves(v)
		ctx := once.WithKey(w.as(publisher), "twice")
		var all sync.WaitGroup
		numbers, errs := make([]int64, 4), make([]error, 4)
		for i := range numbers {
			all.Go(func() {
				put, err := w.Publish(ctx, item, Seen{Edits: v.Edits}, "试行")
				numbers[i], errs[i] = put.Number, err
			})
		}
		all.Wait()
		if errors.Join(errs...) != nil || fmt.Sprint(numbers) != "[1 1 1 1]" {
			t.Errorf("%v %v", numbers, errors.Join(errs...))
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("once more: %v", err)
		}
		if list, _, err := w.Versions(w.as(publisher), item, 0, 9); err != nil || len(list) != 1 {
			t.Errorf("%d versions, %v", len(list), err)
		}
	})
}

// TestNothingIsAskedForThatNoAnswerRestsOn: an input that only another decision of the file
// needs has no source, and is not looked up.
func TestNothingIsAskedForThatNoAnswerRestsOn(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		c := v.Content
		c.XML = strings.Replace(c.XML, "<decision ", `<inputData id="Other" name="收入"><variable name="收入" typeRef="number"/></inputData>
<decision id="Side" name="旁支"><variable name="旁支"/><informationRequirement><requiredInput href="#Other"/></informationRequirement><literalExpression><text>收入 * 2</text></literalExpression></decision>
<decision `, 1)
		v = w.saves(v, c)
		needs, err := w.Needs(&v)
		if err != nil || len(needs) != 3 {
			t.Errorf("%+v, %v", needs, err)
		}
		for _, in := range needs {
			if in.Kind == "" || in.Name == "收入" {
				t.Errorf("it is asked for %+v", in)
			}
		}
		v.Inputs = v.Inputs[:1]
		if needs, err = w.Needs(&v); err != nil || len(needs) != 3 || needs[1].Kind != "" && needs[2].Kind != "" {
			t.Errorf("what has lost its source is asked for as %+v, %v", needs, err)
		}
	})
}

// TestOnlyAnAnswerWithoutDoubtApproves: the bench judges as cases are judged.
func TestOnlyAnAnswerWithoutDoubtApproves(t *testing.T) {
	each(t, func(w *world) {
		v := w.with(w.begins(editor), func(s *sheet.Sheet) {
			s.Policy = "FIRST"
			s.Rows[0], s.Rows[1], s.Rows[2] = s.Rows[1], s.Rows[2], s.Rows[0]
			s.Rows[2].Cells = []string{"-", "-"}
		})
		if v.Failing != 0 { // "nobody knows whether there is a card" has to be referred
			k, err := w.check(w.as(editor), item, v.Content)
			t.Errorf("%d fail, %v: %+v", v.Failing, err, k.ran)
		}
	})
	if yes, _, _ := Judge(decision.Answer{Value: "approve", Findings: []decision.Finding{{Troubles: []decision.Fault{{Key: "decision.trouble.doubt"}}}}}); yes {
		t.Error("a doubt approves")
	}
	if yes, _, _ := Judge(decision.Answer{Value: "approve", Findings: []decision.Finding{{Troubles: []decision.Fault{{Key: "decision.trouble.missing"}}}}}); !yes {
		t.Error("what the rules make nothing of is a doubt")
	}
}

// TestWhatIsKeptCompiledIsBounded by its size, and what is asked for again stays.
func TestWhatIsKeptCompiledIsBounded(t *testing.T) {
	t.Parallel()
	var m models
	file := func(n int) Content {
		return Content{XML: fmt.Sprintf("<a>%d %s</a>", n, strings.Repeat(" ", MostXML/4))}
	}
	small := Content{XML: "<small/>"}
	for n := range 9 {
		m.of(file(n))
		m.of(small)
	}
	if _, kept := m.by[small.XML]; !kept || m.weight() > mostWeight || len(m.by) != len(m.order) || len(m.by) < 3 {
		t.Errorf("%d are kept, %d bytes", len(m.by), m.weight())
	}
}

// TestAProgramMaySaveWhatAPersonMayUpload: a table of five thousand rows has some megabytes.
func TestAProgramMaySaveWhatAPersonMayUpload(t *testing.T) {
	each(t, func(w *world) {
		mux := http.NewServeMux()
		api{w.Service}.register(web.NewAPI(mux, "t", "1"))
		for size, tooLarge := range map[int]bool{MostXML: false, 3 * MostXML: true} {
			body := `{"xml": "` + strings.Repeat("<a/>", size/4) + `", "inputs": [], "examples": [], "sampleShare": 5, "dailyLimit": 10, "edits": 1}`
			r := httptest.NewRequest(http.MethodPut, "/api/v1/rulebooks/"+item+"/draft", strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			answer := httptest.NewRecorder()
			mux.ServeHTTP(answer, r)
			if got := answer.Code == http.StatusRequestEntityTooLarge; got != tooLarge {
				t.Errorf("%d MB: %d", size>>20, answer.Code)
			}
		}
	})
}
