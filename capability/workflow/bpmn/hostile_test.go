package bpmn

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"tongban/kernel/markup"
)

const (
	head  = `<definitions xmlns="` + Model + `" id="D">` + "\n"
	begun = head + `<process id="P">` + "\n"
	done  = "\n</process></definitions>"
)

// broken are files that are refused: why, in which line, at which element.
var broken = []struct {
	name, source, key string
	line              int
	element           string
}{
	{"nothing", "", "empty", 1, ""},
	{"space", " \n ", "empty", 1, ""},
	{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00", "not-utf8", 1, ""},
	{"a text", "审批流程", "not-xml", 1, ""},
	{"a text with a tag", "see <a/>", "not-xml", 1, ""},
	{"JSON", `{"a": 1}`, "not-xml", 1, ""},
	{"a page", "<!DOCTYPE html>\n<html></html>", "doctype", 1, ""},
	{"a page without a type", "<html></html>", "fragment", 1, ""},
	{"only a comment", "<!-- a -->", "not-xml", 1, ""},
	{"a billion laughs", `<?xml version="1.0"?>` + "\n" + `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;">]>` + "\n" + head + "&lol1;</definitions>", "doctype", 2, ""},
	{"an external entity", `<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + head + "&x;</definitions>", "doctype", 1, ""},
	{"an entity nobody defines", begun + `<task id="T" name="a&nbsp;b"/>` + done, "entity", 3, "P"},
	{"a bare ampersand", begun + `<task id="T" name="A&B"/>` + done, "entity", 3, "P"},
	{"a control character", begun + "\x01" + done, "character", 3, ""},
	{"windows-1252", `<?xml version="1.0" encoding="windows-1252"?>` + head + "</definitions>", "encoding", 1, ""},
	{"GBK", "<?xml version='1.0' encoding='GBK'?>" + head + "\xc9\xf3\xc5\xfa</definitions>", "encoding", 1, ""},
	{"GBK that says UTF-8", "<?xml version='1.0' encoding='UTF-8'?>\n" + head + "\xc9\xf3\xc5\xfa</definitions>", "not-utf8", 3, ""},
	{"UTF-16", "\xff\xfe<\x00d\x00", "encoding", 1, ""},
	{"UTF-16 without a mark", "\x00<\x00d", "encoding", 1, ""},
	{"UTF-8 cut in a character", head + "\xe5\xae", "not-utf8", 2, ""},
	{"XML 1.1", `<?xml version="1.1"?>` + head + "</definitions>", "version", 1, ""},
	{"another XML declaration", head + `<?xml version="1.0"?></definitions>`, "malformed", 2, "D"},
	{"cut in a tag", begun + `<task id="T" na`, "cut", 3, "P"},
	{"cut between tags", begun + `<task id="T">`, "truncated", 3, "T"},
	{"cut in a comment", begun + `<!-- what`, "cut", 3, "P"},
	{"tags that cross", begun + `<task id="T"></process></task></definitions>`, "mismatch", 3, "T"},
	{"another prefix at the end", `<a:definitions xmlns:a="` + Model + `" xmlns:b="` + Model + `"></b:definitions>`, "mismatch", 1, ""},
	{"two roots", head + "</definitions>\n<definitions/>", "after-end", 3, ""},
	{"text after the end", head + "</definitions>\n又及", "after-end", 3, ""},
	{"an end without a beginning", "</definitions>", "after-end", 1, ""},
	{"an attribute without quotes", begun + "<task id=T/>" + done, "attribute", 3, "P"},
	{"an attribute without a value", begun + "<task id/>" + done, "attribute", 3, "P"},
	{"an attribute twice", begun + "\n" + `<task id="T" id="U"/>` + done, "attribute-twice", 4, "T"},
	{"an attribute twice by two prefixes", begun + `<task xmlns:a="urn:a" xmlns:b="urn:a" a:x="1" b:x="2"/>` + done, "attribute-twice", 3, "P"},
	{"a namespace declared twice", "<definitions\n" + ` xmlns="` + Model + `" xmlns="urn:b"/>`, "attribute-twice", 1, ""},
	{"a prefix nobody declares", begun + `<camunda:task/>` + done, "prefix", 3, "P"},
	{"an attribute with such a prefix", begun + `<task id="T" camunda:x="1"/>` + done, "prefix", 3, "T"},
	{"a prefix out of reach", begun + `<task><a xmlns:z="urn:z"/><z:b/></task>` + done, "prefix", 3, "P"},
	{"a prefix taken back", begun + `<task xmlns:a=""/>` + done, "prefix-reserved", 3, "P"},
	{"the prefix xmlns", begun + `<task xmlns:xmlns="urn:a"/>` + done, "prefix-reserved", 3, "P"},
	{"another meaning of xml", begun + `<task xmlns:xml="urn:a"/>` + done, "prefix-reserved", 3, "P"},
	{"two colons", begun + `<a:b:c/>` + done, "malformed", 3, "P"},
	{"a name without a beginning", begun + `<task :x="1"/>` + done, "name", 3, "P"},
	{"too many attributes", begun + `<task ` + numbered(`a%d="" `, markup.MaxAttrs+1) + `/>` + done, "too-many-attributes", 3, "P"},
	{"too deep", begun + strings.Repeat("<a>", markup.MaxDepth) + done, "too-deep", 3, "P"},
	{"too large", begun + strings.Repeat(" ", MaxBytes), "too-large", 1, ""},
	{"too many elements", begun + strings.Repeat("<a/>", markup.MaxElements) + done, "too-many", 3, "P"},
	{"another namespace", `<definitions xmlns="urn:dmn"/>`, "not-bpmn", 1, ""},
	{"no namespace", "<definitions/>", "not-bpmn", 1, ""},
	{"only a process", `<process xmlns="` + Model + `" id="P"/>`, "fragment", 1, "P"},
	{"an id twice", begun + `<task id="T"/>` + "\n" + `<task id="T"/>` + done, "id-twice", 4, "T"},
	{"a flow from nowhere", begun + `<sequenceFlow id="F" targetRef="T"/><task id="T"/>` + done, "source-none", 3, "F"},
	{"a flow from nothing", begun + `<sequenceFlow id="F" sourceRef="X" targetRef="T"/><task id="T"/>` + done, "source-missing", 3, "F"},
	{"a flow to nowhere", begun + `<sequenceFlow id="F" sourceRef="T"/><task id="T"/>` + done, "target-none", 3, "F"},
	{"a flow to nothing", begun + `<sequenceFlow id="F" sourceRef="T" targetRef="X"/><task id="T"/>` + done, "target-missing", 3, "F"},
	{"a flow to a process", begun + `<sequenceFlow id="F" sourceRef="T" targetRef="P"/><task id="T"/>` + done, "target-kind", 3, "F"},
	{"a flow from a flow", begun + `<sequenceFlow id="F" sourceRef="F" targetRef="T"/><task id="T"/>` + done, "source-kind", 3, "F"},
	{"a boundary event at nothing", begun + `<boundaryEvent id="B"/>` + done, "attached-none", 3, "B"},
	{"a boundary event at what is not there", begun + `<boundaryEvent id="B" attachedToRef="X"/>` + done, "attached-missing", 3, "B"},
	{"a boundary event at itself", begun + `<boundaryEvent id="B" attachedToRef="B"/>` + done, "attached-kind", 3, "B"},
	{"a default that is not there", begun + `<task id="T" default="X"/>` + done, "default-missing", 3, "T"},
	{"a default of another", begun + `<task id="T" default="F"/><task id="U"/><sequenceFlow id="F" sourceRef="U" targetRef="T"/>` + done, "default-foreign", 3, "T"},
}

func numbered(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func TestWhatCannotBeReadIsRefusedWhereItBreaks(t *testing.T) {
	t.Parallel()
	for _, c := range broken {
		d, faults := Read([]byte(c.source))
		if d != nil || len(faults) == 0 {
			t.Errorf("%s is imported", c.name)
			continue
		}
		if f := faults[0]; f.Key != "workflow.bpmn."+c.key && f.Key != "markup."+c.key || f.Line != c.line || f.Element != c.element || f.Severity != Error {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestWhatIsOnlyUnusualIsImported(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{
		"a byte order mark":          "\xef\xbb\xbf" + head + "</definitions>",
		"a small encoding":           `<?xml version="1.0" encoding="utf-8" standalone="yes"?>` + head + "</definitions>",
		"an instruction":             "<?style sheet?>" + head + "<?a b?></definitions><!-- end -->",
		"the id of an extension":     head + `<process id="P"><extensionElements><x xmlns="urn:x" id="P"/></extensionElements></process></definitions>`,
		"Chinese names":              head + `<process id="流程"><task id="任务_1"/></process></definitions>`,
		"a prefix in a reference":    `<definitions xmlns="` + Model + `" xmlns:t="urn:t" targetNamespace="urn:t"><process id="P"><task id="T"/><boundaryEvent id="B" attachedToRef="t:T"/></process></definitions>`,
		"a quote and a line break":   head + "<process id='P' name='\"a\"\n\tb&#10;c &lt; d > e'/></definitions>",
		"text that ends like CDATA":  head + "<documentation>a ]]&gt; b<![CDATA[ c ]] > d ]]></documentation></definitions>",
		"carriage returns":           strings.ReplaceAll(head, "\n", "\r\n") + "<documentation>a\r\nb&#13;c</documentation></definitions>",
		"default namespace dropped":  `<b:definitions xmlns:b="` + Model + `" xmlns="urn:a"><b:extensionElements><x><y xmlns=""><z xmlns="urn:a"/></y></x></b:extensionElements></b:definitions>`,
		"ten thousand empty flows":   begun + `<task id="T"/>` + numbered(`<sequenceFlow id="F%d" sourceRef="T" targetRef="T"/>`, 10_000) + done,
		"an end tag with space":      head + "</definitions  >",
		"a reference as white space": head + `<process id="P" name="a&#9;b&#xA;c&#xD;d"/></definitions>`,
	} {
		d, faults := Read([]byte(source))
		if d == nil || len(faults) > 0 {
			t.Errorf("%s: %+v", name, faults)
			continue
		}
		same(t, name, []byte(source), d.Write())
	}
}

func TestLineBreaksInAttributesAreSpacesUnlessReferences(t *testing.T) {
	t.Parallel()
	d, _ := Read([]byte(head + "<process id='P' name='a\r\n\tb&#10;c &amp; \"d\"'/></definitions>"))
	if name := d.Process("P").Name; name != "a  b\nc & \"d\"" {
		t.Errorf("%q", name)
	}
}

func TestReferencesToNothingAreKeptWithAWarning(t *testing.T) {
	t.Parallel()
	d, faults := Read([]byte(begun + `<receiveTask id="R" name="等回复" messageRef="M"/><task id="T"><incoming>F</incoming></task>` + "\n</process>" +
		`<d:BPMNDiagram xmlns:d="` + Diagram + `"><d:BPMNPlane><d:BPMNShape id="S" bpmnElement="X"/><d:BPMNEdge id="E"/></d:BPMNPlane></d:BPMNDiagram></definitions>`))
	if d == nil || len(faults) != 4 {
		t.Fatalf("%+v", faults)
	}
	for i, want := range []string{"R 3 reference-loose [messageRef M]", "T 3 reference-loose [incoming F]", "S 4 reference-loose [bpmnElement X]", "E 4 shape-of-nothing []"} {
		f := faults[i]
		if got := fmt.Sprint(f.Element, " ", f.Line, " ", strings.TrimPrefix(f.Key, "workflow.bpmn."), " ", f.Args); got != want || f.Severity != Warning {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

func TestWhatBPMNDoesNotKnowIsKeptWithAWarning(t *testing.T) {
	t.Parallel()
	if !slices.IsSorted(names) {
		t.Error("the names of elements are not sorted")
	}
	source := `<b:definitions xmlns:b="` + Model + `"><b:process id="P">` + "\n" + `<userTask id="A"/><b:userTaks id="B"/>` +
		`<b:extensionElements><userTask/></b:extensionElements></b:process></b:definitions>`
	d, faults := Read([]byte(source))
	if d == nil || len(faults) != 2 || faults[0].Element != "A" || faults[1].Element != "B" || faults[1].Line != 2 || faults[1].Key != "workflow.bpmn.unknown-element" {
		t.Fatalf("%+v", faults)
	}
	same(t, "it", []byte(source), d.Write())
}

func TestTheErrorIsSaidAfterAHundredWarnings(t *testing.T) {
	t.Parallel()
	d, faults := Read([]byte(begun + numbered(`<receiveTask id="R%d" messageRef="M"/>`, 500) + `<task id="R1"/>` + done))
	if d != nil || !Refused(faults) || len(faults) > mostFaults+1 {
		t.Errorf("%d faults", len(faults))
	}
}

// large returns a process of n tasks in a row, with its diagram.
func large(n int) []byte {
	b := Build("P", "P")
	b.Add(StartEvent, "T_0", "")
	for i := range n {
		b.Add(UserTask, fmt.Sprintf("T_%d", i+1), fmt.Sprintf("第 %d 步", i+1)).Extend(New(Tongban, "task", "limit", "1"))
		b.Connect(fmt.Sprintf("T_%d", i), fmt.Sprintf("T_%d", i+1), "")
	}
	d, _ := b.Document()
	return d.Write()
}

// TestTenThousandNodesAreRead would take minutes if anything in it were quadratic.
func TestTenThousandNodesAreRead(t *testing.T) {
	t.Parallel()
	source := large(10_000)
	d, faults := Read(source)
	if d == nil || len(faults) > 0 || len(d.Process("P").Scope.Nodes) != 10_001 {
		t.Fatalf("%+v", faults)
	}
}

func BenchmarkReadTenThousandNodes(b *testing.B) {
	source := large(10_000)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		Read(source)
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range broken {
		if len(c.source) < 10_000 {
			f.Add([]byte(c.source))
		}
	}
	own, _ := filepath.Glob("testdata/*.bpmn") // the pattern is ours
	for _, name := range own {
		source, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(source)
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		d, faults := Read(source)
		if (d == nil) != Refused(faults) {
			t.Fatalf("%+v", faults)
		}
		for _, fault := range faults {
			if fault.Line < 1 || fault.Key == "" {
				t.Errorf("a fault without a place: %+v", fault)
			}
		}
		if d == nil {
			return
		}
		written := d.Write()
		again, refused := Read(written)
		if again == nil || len(refused) != len(faults) {
			t.Fatalf("%+v\n%s", refused, written)
		}
		same(t, "this", source, written)
		again.LayOut()
	})
}
