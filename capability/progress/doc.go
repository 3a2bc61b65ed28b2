// Package progress is a case as its applicant sees it (办件进度): where it is, which office
// has it, what comes next and by when, what time was not counted and why, its papers, and
// what the applicant may do. Who knows a case's number and query code sees it masked without
// signing in.
//
// What a case is, who may do what to it and when is package casework's; staff see it through
// package desk. Papers at /cases/{no}/notices are here for both, since they are the
// applicant's: staff read them masked unless they say what for.
//
// It keeps nothing of its own.
package progress
