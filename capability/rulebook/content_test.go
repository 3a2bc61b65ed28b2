package rulebook

import (
	"fmt"
	"strings"
	"testing"

	"tongban/capability/rulebook/sheet"
	"tongban/kernel/fault"
)

// TestExamplesThatComeOutOtherwiseKeepRulesBack also wants both outcomes shown.
func TestExamplesThatComeOutOtherwiseKeepRulesBack(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		if v.Failing != 0 || v.Faults != 0 {
			w.Fatalf("%d examples fail, %d faults", v.Failing, v.Faults)
		}
		c := v.Content
		c.Examples = append([]Example{}, c.Examples...)
		c.Examples[1].Expect = Approve
		v = w.saves(v, c)
		w.proves(v)
		if v.Failing != 1 {
			t.Errorf("%d examples fail", v.Failing)
		}
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); !is(err, errFailing) {
			t.Errorf("with a failing example: %v", err)
		}
		c.Examples = c.Examples[:1]
		v = w.saves(v, c)
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); !is(err, errFew) {
			t.Errorf("with an approval only: %v", err)
		}
		c.Examples = nil
		v = w.saves(v, c)
		if _, err := w.Publish(w.as(publisher), item, Seen{Edits: v.Edits}, "试行"); !is(err, errFew) {
			t.Errorf("without examples: %v", err)
		}
	})
}

func (w *world) saves(v Version, c Content) Version {
	w.Helper()
	v, err := w.Save(w.as(editor), item, v.Edits, c)
	if err != nil {
		w.Fatal(err)
	}
	return v
}

func TestAnExampleSaysWhatTheRulesSaidAndWhy(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		k, err := w.check(w.as(editor), item, v.Content)
		if err != nil {
			w.Fatal(err)
		}
		for i, want := range []struct {
			got    Expected
			reason string
			row    string
		}{{Approve, "年满60周岁，还没有优待证", "[1]"}, {Refer, "未满60周岁", "[3]"}, {Refer, "已经有一张有效的优待证", "[2]"}, {Refer, "", "[]"}} {
			if r := k.ran[i]; !r.Passed || r.Got != want.got || r.Reason != want.reason || fmt.Sprint(r.Rows) != want.row {
				t.Errorf("%s: %+v", v.Examples[i].Name, r)
			}
		}
		c := v.Content
		c.Examples = []Example{{"没有这一天", map[string]string{c.Inputs[0].Name: "2026-02-30", c.Inputs[1].Name: "2026-02-10", c.Inputs[2].Name: "false"}, Refer}}
		if k, err = w.check(w.as(editor), item, c); err != nil || k.ran[0].Passed || len(k.ran[0].Wrong) != 1 {
			t.Errorf("a day that is none: %+v, %v", k.ran, err)
		}
	})
}

func TestAnInputWithoutASourceIsNotSaved(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		c := v.Content
		f, _ := sheet.Open(c.XML)
		f.Add(c.Decision, sheet.Datum{Name: "收入", Type: "number"})
		c.XML = f.XML()
		_, err := w.Save(w.as(editor), item, v.Edits, c)
		found, _ := fault.As(err)
		if found == nil || found.Kind != fault.Invalid || len(found.Fields) != 1 || found.Fields[0].Args[0] != "收入" {
			t.Fatalf("saved: %v %+v", err, found)
		}
		c.Inputs = append(c.Inputs[:3:3], Input{Name: "收入", Kind: Share, Key: "人口基础信息核验#income"})
		if _, err = w.Save(w.as(editor), item, v.Edits, c); fault.KindOf(err) != fault.Invalid {
			t.Errorf("from what nobody offers: %v", err)
		}
		c.Inputs[3].Key = "人口基础信息核验#agrees"
		if _, err = w.Save(w.as(editor), item, v.Edits, c); err != nil {
			t.Errorf("with a source: %v", err)
		}
	})
}

func TestTheShareLookedAtAgainIsNeverZero(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		for _, share := range []int{-1, 0, 6, 100} {
			c := v.Content
			c.SampleShare = share
			if _, err := w.Save(w.as(editor), item, v.Edits, c); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%d per cent: %v", share, err)
			}
		}
	})
}

// TestHostileFilesAreRefused also holds that nothing of them is kept.
func TestHostileFilesAreRefused(t *testing.T) {
	bomb := `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" name="&c;"/>`
	each(t, func(w *world) {
		v := w.begins(editor)
		for name, file := range map[string]string{
			"nothing": "", "no XML": "hello", "another language": `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>`, "a bomb": bomb,
			"a deep one": `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/">` + strings.Repeat("<decision>", 5000) + strings.Repeat("</decision>", 5000) + "</definitions>",
		} {
			c := v.Content
			c.XML = file
			if _, err := w.Save(w.as(editor), item, v.Edits, c); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		c := v.Content
		c.XML = strings.Repeat(" ", MostXML+1)
		if _, err := w.Save(w.as(editor), item, v.Edits, c); fault.KindOf(err) != fault.TooLarge {
			t.Errorf("a large file: %v", err)
		}
		if b, err := w.Find(w.as(editor), item); err != nil || b.Draft.XML != v.XML || b.Draft.Edits != v.Edits {
			t.Errorf("the draft was changed: %v", err)
		}
	})
}

// TestATableOfFiveThousandRowsIsKept as a draft that is read again, and its examples run.
func TestATableOfFiveThousandRowsIsKept(t *testing.T) {
	each(t, func(w *world) {
		v := w.begins(editor)
		f, _ := sheet.Open(v.XML)
		s, _ := f.Table(v.Decision)
		first := s.Rows[0]
		s.Policy, s.Rows = "FIRST", nil
		for i := range 4999 {
			row := first
			row.ID, row.Cells = "", []string{fmt.Sprintf("= %d", 1000+i), "-"}
			row.Outputs = []string{sheet.Quote("refer"), sheet.Quote("不会有人这么老")}
			s.Rows = append(s.Rows, row)
		}
		first.ID = ""
		s.Rows = append(s.Rows, first)
		f.Put(v.Decision, s)
		c := v.Content
		c.XML, c.Examples = f.XML(), c.Examples[:1]
		v = w.saves(v, c)
		if v.Failing != 0 {
			t.Errorf("the last of 5000 rows does not fit")
		}
		b, err := w.Find(w.as(editor), item)
		if err != nil {
			w.Fatal(err)
		}
		f, _ = sheet.Open(b.Draft.XML)
		if s, ok := f.Table(v.Decision); !ok || len(s.Rows) != 5000 {
			t.Errorf("%d rows were kept", len(s.Rows))
		}
	})
}

func TestWhatIsWrittenAsATableIsReadAgain(t *testing.T) {
	xml := sheet.Blank("优待", []sheet.Datum{{Name: "年龄", Type: "number"}, {Name: "姓名", Type: "string"}}, "要看一看")
	f, none := sheet.Open(xml)
	if none != nil {
		t.Fatal(none)
	}
	s, ok := f.Table(sheet.DecisionID)
	if !ok || len(s.Columns) != 2 || len(s.Rows) != 1 || fmt.Sprint(s.Rows[0].Cells) != "[- -]" || s.Rows[0].Outputs[1] != `"要看一看"` {
		t.Fatalf("%+v", s)
	}
	f.Remove(sheet.DecisionID, "年龄")
	if s, _ = f.Table(sheet.DecisionID); len(s.Columns) != 1 || len(s.Rows[0].Cells) != 1 || len(f.Data()) != 1 || f.Data()[0].Name != "姓名" {
		t.Errorf("after one was removed: %+v %+v", s, f.Data())
	}
	for text, want := range map[string]string{`他说"好"`: `"他说\"好\""`, `a\b`: `"a\\b"`} {
		if got := sheet.Quote(text); got != want {
			t.Errorf("%s is written %s", text, got)
		}
		if back, ok := sheet.Unquote(want); !ok || back != text {
			t.Errorf("%s is read %q", want, back)
		}
	}
	for _, expression := range []string{`"a" + "b"`, "x", `"`, `"a\"`} {
		if text, ok := sheet.Unquote(expression); ok {
			t.Errorf("%s is the text %q", expression, text)
		}
	}
}
