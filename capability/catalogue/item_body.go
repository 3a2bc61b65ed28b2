package catalogue

// Basic is the entry of the basic catalogue (基本目录) an item implements; its code is
// the item's BasicCode. A sub-item names the main item it belongs to.
type Basic struct {
	Name       string `json:"name,omitempty"`
	ParentCode string `json:"parentCode,omitempty"`
	ParentName string `json:"parentName,omitempty"`
}

// Region is an administrative division, by its code of 6, 9 or 12 digits.
type Region struct {
	Code string `json:"code,omitempty"`
	Name string `json:"name,omitempty"`
}

// Steps that the levels of government share between them.
const (
	Accept  = "accept"  // 受理
	Examine = "examine" // 审核
	Decide  = "decide"  // 决定与公开
	Deliver = "deliver" // 证件制定与送达
)

// LevelPower is what one level of government does of an item (三级联动).
type LevelPower struct {
	Level int      `json:"level"`          // as ExerciseLevel
	Line  string   `json:"line,omitempty"` // which departments of that level: 司法
	Steps []string `json:"steps"`
}

// Department is the body that implements an item.
type Department struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	USCC   string `json:"uscc"`
	Nature string `json:"nature,omitempty"` // organ, institution, group
}

// ItemType is the sort of power exercised, e.g. 01 行政许可.
type ItemType struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// CaseType tells cases decided on the spot (1) from those with a promise (2).
type CaseType struct {
	Code int    `json:"code"`
	Name string `json:"name"`
}

// Themes are the life events an item belongs to, by their codes.
type Themes struct {
	Natural []string `json:"natural"`
	Legal   []string `json:"legal"`
}

// LegalBasis is a law an item rests on. Evidence says how sure we are of it:
// source, memory, demo, standard.
type LegalBasis struct {
	Title    string `json:"title"`
	Article  string `json:"article,omitempty"`
	Text     string `json:"text,omitempty"`
	Evidence string `json:"evidence,omitempty"`
}
