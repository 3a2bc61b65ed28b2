// Package procedure keeps what departments draw (办理流程): how a case of an item is worked on
// between acceptance and decision, as a BPMN 2.0 process.
//
// # Words
//
// A Procedure belongs to one item and to the department that decides it. Its Draft is what
// somebody draws at the moment; one at a time, guarded against two at once. Publishing makes
// it a Version with a number, which never changes again: cases keep the version they were
// handed in under. Whoever drew may not publish. To Restore (回滚) puts the drawing of an
// earlier version in force again, as a new version; to Withdraw leaves the item to the
// stages its catalogue entry names.
//
// The drawing is changed in three ways that come to the same document: as a list of steps
// (an Outline, without a mouse and without script), in the modeler, or as a file. Every one
// is checked by package workflow when it is saved; what has faults is kept as a draft and
// cannot be published.
//
// # Tables
//
// procedure_procedure (one row an item), procedure_version (draft and versions).
//
// # What it does not do
//
// Run anything: package casework does, over the Procedures port that Current and Definition
// fill. The statutory life of a case is no drawing's business.
package procedure
