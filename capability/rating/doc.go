// Package rating is what people say of how their matter was handled (好差评): one rating a
// matter, what is done about a bad one, and the figures everybody may read.
//
// # Words
//
// A case that ends gets a place for its Rating in the same unit, with a link nobody can
// guess. Whoever has the link may rate, once, signed in or not; nobody is asked twice and
// nobody has to. A place without a Grade is unrated (未评价), never good by default. Where the
// link was opened tells the Channel. Reasons (Tag) fit the grade and belong to a Dimension;
// they and words may be added later, once.
//
// A bad grade opens a FollowUp in the same unit. Somebody of the department of the case takes
// it, asks for the rater's number (which is logged, and is the first time anybody learns who
// rated), calls within one working day and says within fifteen what was reformed, or why
// nothing can be. After a reform the rater gets a fresh link for a second rating. That a
// rating was a mistake (误评) or malicious (恶意差评), that more time is needed, and who is right
// when the rater disagrees is decided by somebody who did not handle the case.
//
// What people write is read by a moderator, without names and numbers, before anybody else
// can. Figures count what the formulas in rules_figures.go say and give the number they are of.
//
// # What it does not do
//
// It does not rate people, and it moves no case. What the rated make of the figures is
// package insight's.
//
// # Tables
//
// rating_rating, rating_followup, rating_note.
//
// Basis: GB/T 39734-2020 (一次一评、一事一评), GB/T 39735-2020, 国办发〔2019〕51号; grades and
// channels of GB/T 39046-2020. Deadlines are a local rule.
package rating
