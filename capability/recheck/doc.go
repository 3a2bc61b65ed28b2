// Package recheck has people look again at some of the cases that one hand or no hand settled
// (抽查复核), and says aloud when rules go astray.
//
// # Words
//
// A Sample is one case drawn to be looked at again: of those that rules approved, the share
// that their rulebook says, or more of applicants with facts that count in the record of credit;
// of those that one clerk took from the counter to the end, OneClerkShare.
// Which are drawn follows from a secret of the installation and the number of the case, so that
// nobody can know or change it. Somebody of the department who did not settle the case says
// whether they would have decided so too, and why not.
//
// An Alarm says that automatic decisions on an item want a look: people disagree, far more or
// fewer are approved than before (drift), or sources do not answer. The head of the department
// is told once and ends it with what was found. With StopAfter disagreements among the last
// Recent samples of an item, its automatic decisions stop by themselves.
//
// # What it does not do
//
// A sample changes nothing about its case: what was granted stays granted until somebody takes
// the lawful way to change it.
//
// # Tables
//
// recheck_sample, recheck_alarm.
//
// Basis: 个人信息保护法, arts 24, 55; 行政许可法, art. 69 (what was granted wrongly is put right
// by the body itself, as the law says).
package recheck
