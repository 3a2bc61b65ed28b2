package bpmn

import (
	"os"
	"testing"
)

// sample reads a file of testdata that has to be without fault.
func sample(t *testing.T, name string) *Document {
	t.Helper()
	source, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	d, faults := Read(source)
	if len(faults) > 0 {
		t.Fatalf("%+v", faults)
	}
	return d
}

func TestAnEngineReadsWhatIsDrawn(t *testing.T) {
	t.Parallel()
	d := sample(t, "restaurant.bpmn")
	p := d.Process("Restaurant")
	if p == nil || !p.Executable || p.Name != "餐饮店开办" || p.Documentation != "并联审批，\n联合踏勘" || d.Namespace != "urn:tongban:processes" {
		t.Fatalf("%+v", p)
	}
	review, food := d.Node("Review"), d.Node("Food")
	slow, vetoed := d.Node("Slow"), d.Node("Vetoed")
	for what, ok := range map[string]bool{
		"the sub-process has nodes of its own":    len(review.Content.Nodes) == 2 && review.Content.Owner == review && food.Level == review.Content,
		"flows join nodes":                        len(review.In) == 1 && review.In[0].From == d.Node("Begin") && len(review.Out) == 2 && review.Out[1].To.Kind == EndEvent,
		"a flow has a condition":                  review.Out[0].Condition == "area > 500" && review.Out[0].Language == "cel" && review.Out[0].Name == "面积超过五百平方米",
		"one flow is the default":                 review.Default == review.Out[1] && review.Default.Default && !review.Out[0].Default,
		"our properties are at hand":              food.Element.Extension(Tongban, "task").Attr("limit") == "3",
		"others' properties are at hand":          review.Element.Extensions()[1].Name.Space == "http://example.cn/other",
		"references in attributes are line feeds": review.Element.Extensions()[0].Attr("text") == "a & b\nc",
		"instances have a list and an end":        food.Loop.Multi && food.Loop.Sequential && food.Loop.Count == "size(shareholders)" && food.Loop.Collection == "shareholders" && food.Loop.Member == "shareholder" && food.Loop.Condition == "refused > 0",
		"a loop has a condition and a limit":      !d.Node("Again").Loop.Multi && d.Node("Again").Loop.First && d.Node("Again").Loop.Most == 3 && d.Node("Again").Loop.Condition == "more",
		"boundary events know their activity":     vetoed.AttachedTo == review && vetoed.Interrupting && !slow.Interrupting && len(review.Boundary) == 2,
		"events share definitions":                slow.Events[0].Kind == Timer && slow.Events[0].Duration == "P5D",
		"an error has a code":                     vetoed.Events[0].Declared.Code == "refuse" && d.Node("No").Events[0].Declared.Name == "不予许可",
		"a message has a name":                    d.Node("Money").Events[0].Declared.Name == "已缴费" && d.Node("Tell").Message == "Paid" && d.Node("Hear").Instantiate,
		"a timer has a cycle":                     d.Node("Weekly").Events[0].Cycle == "R3/P7D",
		"a link has a name":                       d.Node("Jump").Events[0].Kind == Link && d.Node("Jump").Events[0].Name == "到这里",
		"a compensation names an activity":        d.Node("Undo").Events[0].Ref == "Ask" && !d.Node("Undo").Events[0].Wait,
		"an end terminates":                       d.Node("Done").Events[0].Kind == Terminate,
		"a call names a process":                  d.Node("Visit").Called == "JointVisit" && d.Node("Visit").Kind.IsActivity(),
		"a script has a text and a format":        d.Node("Sum").Script == "a + b" && d.Node("Sum").Format == "cel",
		"an ad-hoc sub-process has an end":        d.Node("Loose").Completion == "enough" && d.Node("Loose").Sequential,
		"gateways say when they go on":            d.Node("Two").Activation == "tokens >= 2" && d.Node("Which").WaitsFor == "Parallel",
		"lanes nest":                              review.Lane.Name == "市场监管局" && d.Node("Begin").Lane.Name == "窗口",
		"elements know their lines":               p.Line == 15 && food.Line == 34,
	} {
		if !ok {
			t.Error(what)
		}
	}
}

func TestWhatIsReadIsWrittenAgain(t *testing.T) {
	t.Parallel()
	d := sample(t, "restaurant.bpmn")
	again, faults := Read(d.Write())
	if len(faults) > 0 || string(again.Write()) != string(d.Write()) {
		t.Errorf("%+v\n%s", faults, d.Write())
	}
}
