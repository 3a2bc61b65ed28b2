// Package instant approves at once what is plainly fine (秒批), and leaves everything else to
// people.
//
// # Words
//
// A Rule is the published version of an item's rulebook. What it asks for is gathered from
// verified sources: a Given is one value with who said so and when. A Decision is what became
// of one submission: approved at once, or referred to a person with the reason and the
// conditions that were not met, by name. It keeps the version, the values and the truth of the
// conditions, so that it explains itself to whom it is about and to the department.
//
// A Review is an applicant's wish that a person looks at an automatic decision again. Before
// signing they may ask for a person at once: then no machine decides.
//
// # What it does not do
//
// It never refuses. A source that is down, slow, silent or contradicts what was declared
// refers the case; so do a stop, a daily limit, a warning and whatever else keeps a case from
// being granted. What becomes of the case is casework's; what the rule says is a rulebook's.
//
// # How it decides once
//
// The unit that hands a case in adds a job. Whoever is first, the page that waits a moment or
// the job, stores the decision in the unit that settles the case; there is one row for each
// submission, so nobody decides twice and nobody who dies between loses one (ADR 0064).
//
// # Tables
//
// instant_wish, instant_decision, instant_item, instant_switching, instant_review.
//
// Basis: 个人信息保护法, art. 24 (automated decisions: transparent, fair, explained, a person
// on request); 行政许可法, art. 34(2) (on the spot where that can be done).
package instant
