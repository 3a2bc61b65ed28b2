// Package insight counts what became of cases: how many came, how many were finished, in time
// or not, how long they took, what applicants thought of it (效能统计).
//
// # Words
//
// A Fact is what is counted of one case, one row, without a word about whose it is. A Figure
// is something that is counted; its list is the cases of which it is true. A Rate stands
// beside the number it was taken from (n), a Mean likewise. A Sum is how many cases of an
// item a month has of each figure.
//
// # How it counts
//
// Follow works a case's fact out anew from its whole file in the unit of every move, and
// books the difference into the sums of the months concerned. So a number is never older
// than the cases, and equals its list: both say the same of the same rows. Fill does so once
// for the cases an installation has already. A late holiday moves the facts of open cases
// with their dates; what is finished stays as it was counted.
//
// A case counts once, in the month it ends, where a figure is about ends, and in the month
// it is received otherwise. Open cases past the law's date count while they are. Formulas are
// in rules.go, their words in docs/capability/insight.md.
//
// # What it does not do
//
// It names nobody: no applicant, no officer, and no ranking of people.
//
// # Tables
//
// insight_fact, insight_sum, insight_item, insight_filled.
//
// Basis: 国办发〔2019〕51号 (ratings), 优化营商环境条例 arts 24 and 47 (figures of how long things
// take); formulas as the platform defines them.
package insight
