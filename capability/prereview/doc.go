// Package prereview lets a person look at a draft before it is handed in (独立预审). It is
// outside the time the law gives, has its own promised time, and binds nobody: what comes
// of it is a list of what to mend, or that the application can be handed in.
//
// # Words
//
// A Request is one such look at a draft. Staff claim it, and answer with Ready (可提交) or
// with Mend, which lists gaps as a correction notice does. Handing the draft in takes the
// last answer along: the page of the case shows it, and whether something was changed since.
//
// An item may be decided on another platform (PreReview.Elsewhere). Then a draft that is
// Ready is handed over to it on a list with numbers, and the result is entered here.
//
// # What it does not do
//
// It does not check what rules can check: package precheck does, at once. It keeps no copy
// of the draft: staff see it as it stands, and only while a request waits.
package prereview
