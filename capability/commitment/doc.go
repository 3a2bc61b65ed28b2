// Package commitment grants at once what an applicant promises to be entitled to, and checks
// afterwards that it is so (告知承诺).
//
// # Words
//
// A Text is what the applicant is told and promises: the conditions, the papers, the clauses,
// how it is checked, what follows from a false promise. A Commitment is a Text that somebody
// has signed, clause by clause, with the digest of the very text they saw. It stands for the
// papers the item calls replaceable by it.
//
// Once the case is granted the commitment waits for its after-check (事后核查), by the day the
// item says: all of them, none is left out. What is found is met, to be put right by a day
// (责令整改), or false. Before anything is withdrawn the applicant is told why and heard
// (陈述、申辩); then somebody else than who found it decides. A withdrawal takes the licence,
// and goes into the applicant's record: they commit to nothing any more, and keep the ordinary
// way.
//
// # What it does not do
//
// It never refuses an application. It gives nobody a licence: package casework does, by a
// person at the desk or by a rule. A site visit is of package inspection.
//
// # Tables
//
// commitment_commitment, commitment_step.
//
// Basis: 国办发〔2020〕42号 (告知承诺制); 消防法, art. 15; 优化营商环境条例, art. 40; 行政许可法,
// arts 61 (supervision), 69(2) (withdrawal of what was got by deceit); 行政处罚法, art. 28 (to put
// right), by analogy arts 44, 45 (to be told, to be heard).
package commitment
