// Package registry asks other departments what they already know about a person,
// so that nobody has to bring it on paper.
//
// Only the demonstration's fake exists: Fake answers from a file about the people of
// the demo city, says so in every answer and knows nobody else. The real one goes
// through the city's data exchange (政务数据共享条例).
package registry

import "context"

// The resources, by their names in the catalogue.
const (
	Driver = "驾驶人信息"    // licenceClass, dlNo, firstIssued, validUntil, status
	Exam   = "从业资格考试成绩" // result, score, takenOn
	Record = "交通违法事故信息" // majorAccidents, period

	Population = "人口基础信息核验"   // agrees
	Household  = "户籍信息"       // number, head, address
	Enterprise = "企业登记信息核验"   // status, representative
	Property   = "不动产登记信息"    // certificate, unit, sealed
	Sale       = "房屋网签备案信息"   // contract, price
	TaxPaid    = "完税信息"       // voucher, paidOn
	Marriage   = "婚姻登记信息"     // status, spouse
	Assistance = "社会救助信息"     // kind, until
	Guardian   = "监护关系核验"     // guardian
	Disability = "残疾人证信息"     // number, category, level
	Health     = "从业人员健康检查信息" // staff, validUntil
	Vaccines   = "预防接种信息系统"   // hepB, bcg
	Invoices   = "医疗电子票据核验"   // verified
	FireCheck  = "消防验收备案信息"   // number
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
