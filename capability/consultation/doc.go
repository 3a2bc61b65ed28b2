// Package consultation asks others for an opinion on a case without handing anything over
// (征求意见): whoever works on a task of it asks another department, or one colleague.
//
// # Words
//
// A Consultation is one question about a case, with what it is about and a last day. A
// department is asked as the holders of a Role in it: one of them takes it on (Holder). The
// Asker works on a task of the case; whoever has that task later stands in their place. An
// Opinion is the answer: agreed, agreed with conditions, not agreed, or not ours to say, with
// words. It may be forwarded once. What waits for it (Blocking) is the end of the asker's
// task and nothing else.
//
// # What it does not do
//
// No clock stops and no step of a procedure moves: a consultation is no special procedure of
// the law. An opinion binds nobody. Applicants see none of it; it belongs to the office's own
// deliberation, and what follows from it stands in the decision and its reasons.
//
// Who is asked becomes a guest of the case (casework.Guest). A case that is decided or over
// ends what is still open.
//
// # Tables
//
// consultation_question, consultation_remark.
//
// Basis: 行政许可法, art. 26(2), and 优化营商环境条例, art. 36 (bodies that a case needs are asked
// by the one that handles it, the applicant does not run between them).
package consultation
