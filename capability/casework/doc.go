// Package casework is the statutory life of an application from the moment it is handed
// in: a window receives and accepts it, a department reviews and decides, and the result
// is delivered. What comes before is package application's; applicants see it through package
// progress, staff through package desk (ADR 0040).
//
// # Words
//
// A Case (办件) exists from submission on; it carries the law it was submitted
// under: the item's version, and with it form, stages and time limits. A Task is
// one step somebody has to do, on the worklist of a department and role. A Notice
// (文书) is an official paper the case has produced. A Correction (补正) is the one
// chance to mend an application before it is accepted.
//
// # How it moves
//
// Lifecycle in states.go is the whole statutory life as data; no configuration can
// change it. What departments do between acceptance and decision is a process of package
// workflow: the one drawn for the item, or its stages in sequence (ADR 0052). Several tasks
// may be open beside each other, in several departments; each has a clock of its own. A
// process that cannot go on is an Incident, which somebody sees to; so is a task that nobody
// can do (ADR 0059). Every move is one unit of work: the case row
// (guarded by its version), the event, the tasks, the notice, the audit leaf and
// the message to the applicant are stored together or not at all.
//
// What is found missing after acceptance never sends a case back: it is an incident. What
// waits for somebody ends by itself when the time that was told is over, or becomes an
// incident (ADR 0033).
//
// Dates are not kept, they are found: rules_dates.go replays the case's events through
// kernel/deadline. The due columns are an index of that for lists and sweeps.
//
// # Tables
//
// casework_case, casework_submission, casework_event, casework_task, casework_notice,
// casework_sequence, casework_lockout, casework_handover, casework_absence,
// casework_recount and casework_moved (what a late holiday moved), casework_part (other
// departments with a task), casework_timer, casework_incident, casework_urge,
// casework_guest (who may read a case because they were asked about it). The oldest migration also creates
// casework_application and casework_material, which package application keeps.
//
// Basis: 行政许可法 arts 29–50, 行政复议法 art. 20; GB/T 39046-2020 tables 5–8.
package casework
