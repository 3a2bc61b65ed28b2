// Package credit keeps facts about applicants that others may have to know later: that
// somebody did not come to an appointment, or said something false. It is the other
// direction of a rating.
//
// # Words
//
// A Fact was seen by somebody in one case: a no-show (爽约) or a false statement (虚假陈述),
// with the day, what happened and by what it can be proved. Whom it is about is told at
// once, reads it in their record, and may object once. Somebody else than who recorded it
// decides: it is upheld or cancelled. Who recorded it may take it back.
//
// # What it does not do
//
// A fact has no effect on any application, and there is no score. It is seen by the one it
// is about, by the department that recorded it and by supervisors; nobody else.
//
// # Tables
//
// credit_fact.
//
// Basis: 国务院办公厅关于进一步完善失信约束制度 (国办发〔2020〕49号): facts by law, told to whom
// they are about, with a way to object; 个人信息保护法, arts 17, 46 (to be told, to have it put
// right).
package credit
