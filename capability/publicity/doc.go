// Package publicity makes decisions public (双公示): who was granted or denied what, by
// whom, when. It publishes what concerns the public and nothing else of a person.
//
// # Words
//
// A Record is one decision on its way to the public. A Content is what the public reads of
// it, redacted when the decision is taken: a person's name in part, a firm's in full, never
// an ID number, an address of a person, or a person's certificate number. An Exception is
// why the law keeps a decision back. A correction is a new version of the content, with
// its reason and who made it.
//
// # How it moves
//
// Follow notes every decision of licensing in the unit that takes it. Sweep publishes it
// on the next working day, so that somebody may look before; whoever holds it back must
// let it go, or keep it back with the law's exception, within seven working days. What is
// past that day is on the list of what is late.
//
// # Tables
//
// publicity_record, publicity_version, publicity_count (maintained in the unit of every
// change, so that no page counts rows).
//
// Basis: 行政许可法, arts 5, 40 (decisions to grant are public, save state secrets, trade
// secrets and privacy); 政府信息公开条例, arts 14, 15, 20; the seven working days of the
// 双公示 of licences and penalties. A denial is public to the same rules, without its
// reasons.
package publicity
