// Package registry asks other departments what they already know about a person,
// so that nobody has to bring it on paper.
//
// Only the demonstration's fake exists: Fake answers from a file about the people of
// the demo city, says so in every answer and knows nobody else. The real one goes
// through the city's data exchange (政务数据共享条例).
package registry

import "context"

// The resources the program itself speaks of, by their names in the catalogue. All others are
// known by the files alone.
const (
	Driver = "驾驶人信息"    // licenceClass, dlNo, firstIssued, validUntil, status
	Exam   = "从业资格考试成绩" // result, score, takenOn
	Record = "交通违法事故信息" // majorAccidents, period
)

// Person is whom a question is about: a citizen, or a firm with its USCC.
type Person struct{ Name, IDNumber string }

// Answer is what a department knows.
type Answer struct {
	Found     bool
	Values    map[string]string
	Source    string // the department that answered
	Simulated bool   // made up for the demonstration
}

// Registry answers questions about people and firms.
type Registry interface {
	Ask(ctx context.Context, resource string, person Person) (Answer, error)
}
