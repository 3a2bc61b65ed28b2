// Package precheck says before submission what a reviewer would say, so that people
// need not come back.
//
// Words: a Reading is what was recognised in a file; a Paper is one document in it,
// such as the front of an ID card, with its values by data element. A Matter is an
// application as it stands. A Finding is what we noticed about it: a question to the
// applicant, or a notice. Findings never refuse anything: pictures are misread, rules
// of thumb have exceptions, and who applies knows best. They say that they were made
// automatically, and an applicant may answer each with 我已核对，无误. A finding's key
// stays the same while what it speaks of is unchanged, so an answer holds until then.
//
// There are three sources: the answers and files alone; the looks of a picture (small,
// dark, blurred, turned); what a Reader recognises in it. Without a Reader the third is
// missing and leaves no trace; Enabled says so.
//
// A file is read by a job after its upload; Examine waits for readings under way, but
// not for long. What was read is kept sealed until the file goes, and 90 days at most.
// A picture that cannot be read in time counts as one that says nothing.
//
// The text in a picture is data. It is compared and shown, escaped, to its owner; it is
// never logged and nothing in it is obeyed.
//
// Who may see a file is decided by the capability that refers to it: callers pass only
// files of the application they act on.
//
// Table: precheck_reading.
package precheck
