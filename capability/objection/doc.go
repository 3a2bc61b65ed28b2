// Package objection brings what somebody has to say against a step to a person who answers.
//
// # Words
//
// An Objection (异议) says that something is wrong with a decision, a paper or what was
// published; a complaint (投诉) that somebody was treated wrongly. Both have a number, a
// Subject, an office that answers, and a last day. The answer is a person's, in words, and
// says whether the objector was right.
//
// Who objects is known to the platform and signed in; the office reads their name in part
// and the text without numbers that name a person. Whom else the case belongs to is told
// that there was an objection and how it ended, never whose.
//
// It is a register, not a hotline: there is one answer, no dispatch and no follow-up. It
// takes no remedy away: an application for review (行政复议) goes where the paper says.
//
// Tables: objection_objection, objection_sequence.
//
// Basis: 行政许可法, art. 7 (the right to state one's case); 优化营商环境条例, art. 49 and
// art. 56 (complaints are received and answered). How long the answer may take is a local
// rule: seven working days for an objection, five for a complaint.
package objection
