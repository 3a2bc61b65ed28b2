// Package credit keeps facts about applicants that bear on how they may apply later, says what
// follows from them, and shows what other bodies publish about firms.
//
// # Words
//
// A Fact was seen by somebody in one case: a no-show (爽约), a false statement (虚假陈述), a false
// commitment (虚假承诺) or an unkept promise (容缺未补), with a Grade, the day, what happened and by
// what it can be proved. Whom it is about is told at once, reads it in their record, and may
// object once. Somebody else than who recorded it decides: it is upheld or cancelled. Who
// recorded it may take it back.
//
// A Rule says what a fact of a kind and grade does and for how long. There are three effects:
// acting on a commitment, bringing papers later, and how often what was granted is looked at.
// A Level is the name of what follows from the facts that count.
//
// A Repair (信用修复) ends the effects of a fact before its time. A Listing is a firm on a list
// that another body publishes: red, black, or a penalty.
//
// # What it does not do
//
// No application is refused for a fact, and there is no score. A fact is seen by the one it is
// about, by the department that recorded it and by supervisors; the desk of another case is
// told what is open and by which kind of fact, and every such look is recorded. People are on
// no list.
//
// # Tables
//
// credit_fact, credit_repair, credit_listing, credit_import.
//
// Basis: 国务院办公厅关于进一步完善失信约束制度 (国办发〔2020〕49号): facts by law, told to whom
// they are about, with a way to object and to repair; 国办发〔2020〕42号: no more commitments after
// a false one; 个人信息保护法, arts 17, 27, 46 (to be told, nothing of people in public, to have it
// put right).
package credit
