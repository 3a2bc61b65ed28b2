// Package shadow runs rules over past cases beside what people decided on them (影子运行), so
// that nobody publishes rules that were never tried on real ones.
//
// # Words
//
// A Run takes one content of an item's rulebook, a draft or a version, and asks it about the
// latest cases of the item that people decided: what was handed in last, with the values its
// sources give, as of the day it was received. A Compared is one of them: what the person
// decided and what the rules would have done. People grant, deny, or refuse to accept; rules
// approve or refer. Where both say yes, or neither does, they agree.
//
// A run that has ended proves its content for ProofDays: packages rulebook asks for that before
// anybody publishes. It proves that somebody has looked at real cases, not that the rules are
// right: the run's page shows every case in which they differ, those first that the rules would
// have approved and a person did not.
//
// # What it cannot know
//
// Registers and other departments answer as of today, not of then. Licences that were issued
// after a case was received are left out. Cases that rules have decided, and those that ended
// without a decision, are not compared; both are counted.
//
// # Tables
//
// shadow_run, shadow_case. Values of cases are not kept here, only the names of conditions.
//
// Basis: 个人信息保护法, arts 24, 55–56 (automated decisions: looked at beforehand, on record).
package shadow
