package decision

import "tongban/kernel/markup"

// Model is what one file of DMN says, compiled. It is safe for use by several.
type Model struct{ tree *markup.Tree }

// Parse reads and compiles a file of DMN. There is no model if one of the faults is an
// error.
func Parse(xml []byte) (*Model, []Fault) {
	tree, fault := markup.Parse(xml)
	if fault != nil {
		return nil, []Fault{*fault}
	}
	return &Model{tree: tree}, nil
}

// Decisions lists the decisions of a model in the order of the file.
func (m *Model) Decisions() (list []Info) {
	for _, e := range m.tree.Root.Children() {
		if e.Name.Local == "decision" {
			list = append(list, Info{e.Attr("id"), e.Attr("name")})
		}
	}
	return list
}

// Inputs lists what a decision has to be told, by itself or by what it rests on.
func (m *Model) Inputs(decision string) []Input { return nil }

// Decide answers a decision, named by its id or its name. The inputs bear the names of
// the model's input data; their values are nil, bool, string, numbers (int, int64,
// float64, json.Number, feel.Number), time.Time, calendar.Date, []any or map[string]any.
// Error is only of kind NotFound or Invalid: no such decision, or a computation that would
// not end. What could not be computed is null and told among the troubles.
func (m *Model) Decide(decision string, inputs map[string]any) (Answer, error) {
	return Answer{}, nil
}

// Review says what is doubtful in the tables of a model: cases nobody has thought of, and
// rows that contradict each other.
func (m *Model) Review() []Fault { return nil }
