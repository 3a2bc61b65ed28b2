// Package deferral accepts an application whose main papers are complete while secondary ones
// are still missing (容缺受理): the applicant commits themselves in writing to bring them by a
// day, review begins, and nothing is granted before they are there.
//
// # Words
//
// A Commitment is what an applicant has promised for one case: its text with a digest and a
// version, who signed, and the list of Papers, each with its last day. That day is counted in
// working days from acceptance and does not lie past the promised day of the decision. A paper is
// owed, then brought, then confirmed by the office, or faulty and owed again. It may be put off
// once, by the office, with a reason.
//
// # What it does not do
//
// No clock stops: waiting for a paper changes no limit of the law. It refuses nobody: who may
// promise nothing, because of a broken promise before, applies as everybody else does. Whether
// a paper may come later at all is the catalogue's to say (deferrable), never the clerk's.
//
// A promise that is not kept ends the case by itself, with a paper that says so, and becomes a
// fact of the applicant's record in the same unit. What the office looks at late costs the
// applicant nothing: a fault found leaves two working days at least, and so does acceptance by
// silence, even past the day on which the office promised to decide.
//
// # Tables
//
// deferral_commitment.
//
// Basis: 优化营商环境条例, art. 40 and the rules of several provinces on 容缺受理 (domain: 容缺受理);
// 行政许可法, art. 32 (what is missing is told once).
package deferral
