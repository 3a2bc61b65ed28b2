// Package workflow runs the processes that departments draw: what happens to a case
// between acceptance and decision. It is pure: it reads no database, asks no clock and
// starts nothing; a step takes a state and an event and gives the next state and what
// the caller has to see to.
//
// # The token game
//
// A process is a drawing of nodes and flows (BPMN 2.0.2, OMG formal/13-12-09). Start puts
// a token (令牌) behind the start event. A token moves along the flows until it comes to a
// node where it rests: a task somebody has to do, an event that has to come, a join where
// others are waited for, an end. An event that comes from outside lets one token move
// on; a step is over when all tokens rest again. Gateways make several tokens of one, or
// one of several; the process has ended when all have come to an end event.
//
//	settled   lets tokens move until all rest                 step.go
//	arrive    what each node does to a token that comes       step_move.go
//	choose    which flows it takes out of a node              step_move.go
//	join      one token of several                            step_join.go
//	open      the instances of an activity                    step_activity.go
//	progress  when enough of them are done                    step_activity.go
//	listen    timers, messages, signals, events on borders    step_event.go
//	reach     ends of sub-processes, errors, the end          step_scope.go
//	undo      returning and taking back                       step_back.go, visit.go
//
// An activity is done by instances: one as a rule, one for each element of a list
// (departments, shareholders), one for each person who signs (会签); signers can be added
// and removed (加签, 减签). A completion condition says when enough of them are done.
//
// # State
//
// A State is one small JSON value: the tokens at rest with what they wait for, variables,
// outcomes by node, and the visits, which are the memory of the way each token came. By
// the visits work is returned to an earlier step (退回) and completions are taken back
// (撤回): the tokens that came from a visit leave the board, those that joins took with
// them go back where they rested, and nothing beside them is touched.
//
// # Guarantees
//
//   - The same state, event and input give the same state and effects. Ids are counted in
//     the state, so replaying the events gives the same ids.
//   - States are never changed. An event that cannot be is a fault, and nothing happened.
//   - Whatever is opened by an effect is closed by one: tasks, timers, awaited messages,
//     calls, incidents.
//   - No token is lost. One that cannot go on (no condition holds, an expression fails or
//     costs too much, a circle without a wait, a join nobody can complete) rests where it
//     is with an Incident, until a person has seen to it and it is Retried, or an event
//     takes it along.
//   - One step does a bounded amount of work, and a state has a bounded size.
//
// Who may take a task, who holds it, calendars, rows and messages are the caller's; two
// events at the same instant are two steps, one after the other.
package workflow
