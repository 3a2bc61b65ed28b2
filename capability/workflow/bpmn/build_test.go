package bpmn

import (
	"slices"
	"strings"
	"testing"
)

func TestABuiltProcessReadsLikeADrawnOne(t *testing.T) {
	t.Parallel()
	b := Build("Licence", "卫生许可")
	b.Declare("error", "Refused", "不予许可", "refuse")
	b.Add(StartEvent, "Begin", "受理")
	review, within := b.Within(SubProcess, "Review", "审查")
	review.Describe("两家同审").Extend(New(Tongban, "task", "limit", "3"))
	within.Add(EndEvent, "No", "").Append(New(Model, "errorEventDefinition", "errorRef", "Refused"))
	b.Attach("Review", "Vetoed", "不予", false)
	b.Add(ExclusiveGateway, "Which", "")
	b.Add(EndEvent, "End", "办结")
	b.Connect("Begin", "Review", "")
	b.Connect("Review", "Which", "")
	b.Connect("Which", "End", `area > 500 && name == "<店>"`)
	b.Otherwise(b.Connect("Which", "Review", ""))
	b.Connect("Vetoed", "End", "")
	built, faults := b.Document()
	if len(faults) > 0 {
		t.Fatalf("%+v", faults)
	}
	read, faults := Read(built.Write())
	if len(faults) > 0 {
		t.Fatalf("%+v\n%s", faults, built.Write())
	}
	which, again := read.Node("Which"), read.Node("Review")
	for what, ok := range map[string]bool{
		"the process":   read.Process("Licence").Executable && read.Process("Licence").Name == "卫生许可",
		"a condition":   which.Out[0].Condition == `area > 500 && name == "<店>"`,
		"a default":     which.Default != nil && which.Default.To == again,
		"a description": again.Documentation == "两家同审",
		"an extension":  again.Element.Extension(Tongban, "task").Attr("limit") == "3",
		"an error":      again.Content.Nodes[0].Events[0].Declared.Code == "refuse",
		"a boundary":    again.Boundary[0].ID == "Vetoed" && !again.Boundary[0].Interrupting,
		"a line each":   strings.Count(string(built.Write()), "\n") > 60,
	} {
		if !ok {
			t.Errorf("%s is not read as it was built", what)
		}
	}
	var order []string
	for _, c := range again.Element.Children()[:5] {
		order = append(order, c.Name.Local)
	}
	if want := []string{"documentation", "extensionElements", "incoming", "incoming", "outgoing"}; !slices.Equal(order, want) {
		t.Errorf("BPMN asks for the order %v, here is %v", want, order)
	}
}

func TestAMistakeOfABuilderIsAFault(t *testing.T) {
	t.Parallel()
	b := Build("P", "")
	b.Add(StartEvent, "Begin", "")
	b.Connect("Begin", "Nowhere", "")
	if d, faults := b.Document(); d != nil || len(faults) != 1 || faults[0].Element != "Flow_1" {
		t.Errorf("%+v", faults)
	}
}

func TestPrefixesFollowElementsThatMove(t *testing.T) {
	t.Parallel()
	d := sample(t, "restaurant.bpmn")
	moved := d.Node("Review").Element.Extensions()[1]
	b := Build("P", "")
	b.Add(StartEvent, "Begin", "").Extend(moved, New("urn:new", "plain").SetOf("urn:attr", "a", "1"), New("", "bare"))
	built, _ := b.Document()
	again, faults := Read(built.Write())
	if len(faults) > 0 {
		t.Fatalf("%+v\n%s", faults, built.Write())
	}
	x := again.Node("Begin").Element.Extensions()
	if !x[0].Is("http://example.cn/other", "thing") || !x[1].Is("urn:new", "plain") || x[1].AttrOf("urn:attr", "a") != "1" || !x[2].Is("", "bare") {
		t.Errorf("%s", built.Write())
	}
}

func TestWhatPeoplePasteIntoNamesIsWrittenAsXML(t *testing.T) {
	t.Parallel()
	b := Build("P", "a\x00<b>\xff \"c\" ]]>\n")
	b.Add(UserTask, "T", "d").Describe("e\x0b]]>")
	built, _ := b.Document()
	again, faults := Read(built.Write())
	if len(faults) > 0 || again.Process("P").Name != "a\ufffd<b>\ufffd \"c\" ]]>\n" || again.Node("T").Documentation != "e\ufffd]]>" {
		t.Errorf("%+v\n%s", faults, built.Write())
	}
}
