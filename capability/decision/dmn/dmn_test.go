package dmn

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"tongban/kernel/markup"
)

const (
	head = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:x="urn:other" id="D" name="d" namespace="urn:d">` + "\n"
	tail = "\n</definitions>"
)

func TestWhatWeDoNotUnderstandIsKept(t *testing.T) {
	t.Parallel()
	source := "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- by hand -->\n" + head +
		`<inputData id="i" name="Full  Name" x:colour="red"><extensionElements><x:note>kept</x:note></extensionElements><variable name="Full Name" typeRef="string"/></inputData>
<decision id="d1" name="d1"><variable name="d1"/><informationRequirement><requiredInput href="urn:d#i"/></informationRequirement><literalExpression><text><![CDATA["<" + Full Name]]></text></literalExpression></decision>
<textAnnotation id="t"><text>note</text></textAnnotation>
<dmndi:DMNDI><dmndi:DMNDiagram id="g"><dmndi:DMNShape dmnElementRef="i"/></dmndi:DMNDiagram></dmndi:DMNDI>` + tail + "\n"
	d, faults := Read([]byte(source))
	if d == nil || len(faults) > 0 {
		t.Fatal(faults)
	}
	if got := d.Write(); !bytes.Equal(got, []byte(source)) {
		t.Errorf("%s", got)
	}
	one := d.Decisions[0]
	if d.Version != "1.3" || d.Inputs[0].Name != "Full Name" || !slices.Equal(one.Needs, []string{"i"}) || one.Body.(*Literal).Source != `"<" + Full Name` {
		t.Errorf("%+v", one)
	}
}

func TestAFileThatDoesNotHoldTogetherIsRefusedWithAPlace(t *testing.T) {
	t.Parallel()
	table := func(attrs, inside string) string {
		return head + `<decision id="T" name="t"><variable name="t"/><decisionTable ` + attrs + `>` + inside + `</decisionTable></decision>` + tail
	}
	const column = `<input><inputExpression><text>1</text></inputExpression></input><output/>`
	for name, c := range map[string]struct {
		source, key string
		line        int
	}{
		"not DMN":            {`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>`, "decision.not-dmn", 1},
		"DMN 1.1":            {`<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"/>`, "decision.not-dmn", 1},
		"a fragment":         {strings.Replace(head, "definitions", "decision", 1) + "</decision>", "decision.fragment", 1},
		"an id twice":        {head + `<inputData id="a" name="a"/>` + "\n" + `<inputData id="a" name="b"/>` + tail, "decision.id-twice", 3},
		"no name":            {head + `<inputData id="a"/>` + tail, "decision.name-none", 2},
		"loose":              {head + `<decision id="a" name="a"><informationRequirement><requiredDecision href="#b"/></informationRequirement></decision>` + tail, "decision.reference", 2},
		"knowledge as input": {head + `<businessKnowledgeModel id="b" name="b"/>` + "\n" + `<decision id="a" name="a"><informationRequirement><requiredDecision href="#b"/></informationRequirement></decision>` + tail, "decision.reference", 3},
		"an import":          {head + `<import name="m" namespace="urn:m"/>` + tail, "decision.import", 2},
		"a policy":           {table(`hitPolicy="LAST"`, column), "decision.policy", 2},
		"an aggregation":     {table(`hitPolicy="COLLECT" aggregation="MEAN"`, column), "decision.aggregation", 2},
		"no output":          {table("", `<input><inputExpression><text>1</text></inputExpression></input>`), "decision.outputs-none", 2},
		"a cell too few":     {table("", column+"\n"+`<rule><outputEntry><text>1</text></outputEntry></rule>`), "decision.cells", 3},
		"an answer too many": {table("", column+"\n"+`<rule><inputEntry/><outputEntry/><outputEntry/></rule>`), "decision.results", 3},
		"an entity":          {`<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>` + head + tail, "markup.doctype", 1},
		"not XML":            {"PK\x03\x04", "markup.character", 1},
		"too large":          {head + strings.Repeat("<!-- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa -->\n", 1_700_000) + tail, "markup.too-large", 1}, // 100 MB
	} {
		d, faults := Read([]byte(c.source))
		if d != nil || len(faults) == 0 || faults[0].Key != c.key || faults[0].Line != c.line || faults[0].Severity != markup.Error {
			t.Errorf("%s: %+v", name, faults)
		}
	}
}
