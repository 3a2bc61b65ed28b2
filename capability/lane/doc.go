// Package lane is the green lane (绿色通道): an approval lane with steps of its own and a
// promise shorter than the ordinary one, for cases in which a rule of their item holds.
//
// # Words
//
// An Entry is a case in the lane, with the rule that put it there and why. Its Steps are
// filing online, pre-review on site, registration, originals checked, site visit, agreement
// signed, result reported back. Each was done by somebody at some time. A step that cannot
// or shall not be done is refused with a reason: then the case leaves the lane and goes on
// as an ordinary one, and the applicant is told. As long as a case is in the lane and one of
// its steps is open, it cannot be granted.
//
// # It is no queue jump
//
// Worklists keep their order, by the dates of the law and the ordinary promise. What the
// lane costs others is measured, not assumed (ADR 0039): for every task of a lane case the
// Cost notes how long it was worked on and how many older tasks of ordinary cases still
// waited on the same desk when it was closed.
//
// # What it does not do
//
// Originals are checked by package window, visits made by inspection, agreements signed by
// agreement, drafts looked at by prereview; the lane asks them how far they are.
//
// # Tables
//
// lane_entry, lane_step (what the lane itself was told), lane_cost.
//
// Basis: 优化营商环境条例, arts 36, 37; 国务院关于在线政务服务的若干规定, art. 3 (equal
// treatment stays: a lane is open to everybody in whom its published rule holds).
package lane
