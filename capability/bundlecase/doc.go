// Package bundlecase is what runs when a bundle (一件事) has been handed in: one number for the
// applicant, and below it an ordinary application and case for each of its components.
//
// # Words
//
// A Run (主办件) is one joint application that was handed in. Its Parts are the components that
// the applicant's answers chose, each with the version of its item pinned. A part that needs no
// other begins at once; one that does waits until those are granted and, where they result in a
// licence, that is issued. What it is handed in with is its share of the joint application and
// what earlier parts have resulted in; nothing is asked again.
//
// # How it moves
//
// Lifecycle in states.go is the life of a part. What happens to its case is taken over in the
// unit that moves the case (Follow); what follows from that – parts that can begin, parts that
// cannot any more – is done by Advance: at once after handing in, and by the job
// bundlecase.advance, which that same unit has inserted. A part begins in one unit with its
// application and case, guarded by its state: exactly once, whoever does it and however often.
//
// A part that fails cancels those that need it, with the reason, and nothing else. A share that
// cannot be handed in as it is becomes a draft of the applicant's and begins when they hand it
// in. What is outside the city's power ends by a report; a check ends by rule.
//
// How the whole stands is not kept, it is found: Whole in rules.go.
//
// # Tables
//
// bundlecase_run, bundlecase_part. What was handed in stays sealed in the joint application.
//
// Basis: 国发〔2024〕3号 (高效办成一件事); 行政许可法, art. 26 (one body receives for several).
package bundlecase
