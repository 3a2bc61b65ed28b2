// Package inspection is the visit to the site that a review may take (现场核查): who goes,
// what they find, photographs, and their signatures, as part of the case.
//
// # Words
//
// A Visit is ordered by whoever reviews the case and names two Inspectors or more, of one
// department or of several (联合踏勘). It is open until all have signed the record, or it is
// called off with a reason. While one is open the case cannot be granted: Open is asked in the
// unit that would.
//
// Each department writes a Part of the record, on a version of its own: what was seen of each
// Line of its Checklist, findings and a conclusion. The first leads: it also writes when the
// visit was and who was there for the applicant, who may sign too. The record is one paper:
// what is changed, in whosever part, takes all signatures away (ADR 0056). With the last one
// the record becomes an official paper (现场核查笔录), which the source "inspection" of package
// notice words and draws, and the step of a process that is drawn as the visit ends.
//
// A record can be taken along on a telephone without a network: what is saved there is sent
// once the network is back. It says which version it was written on; the same record sent
// twice is one.
//
// # Tables
//
// inspection_visit, inspection_part, inspection_inspector, inspection_photo,
// inspection_signature, inspection_checklist. The photographs are package document's.
//
// Basis: 行政许可法, art. 34(3): two or more people verify the substance on the site.
package inspection
