package bundlecase

import "tongban/kernel/state"

// State is where a Part stands.
type State string

// The states.
const (
	Waiting   State = "waiting"   // 待启动: for its prerequisites
	Yours     State = "yours"     // 待您提交: a draft that the applicant has to finish
	Running   State = "running"   // 办理中: a case, or with whom it is outside of here
	Held      State = "held"      // 已持有: the applicant has it already
	Granted   State = "granted"   // 已准予
	Unneeded  State = "unneeded"  // 不需许可
	Denied    State = "denied"    // 未准予: also not accepted
	Withdrawn State = "withdrawn" // 已撤回
	Ended     State = "ended"     // 已终止: without a decision
	Cancelled State = "cancelled" // 未启动: what it needs has failed
)

// Event is what happens to a Part.
type Event string

// The events.
const (
	Start    Event = "start"  // handed in by the city, or begun outside of it
	Leave    Event = "leave"  // left to the applicant, who has to finish it
	Submit   Event = "submit" // by the applicant
	Find     Event = "find"   // that they have it already
	Grant    Event = "grant"
	Excuse   Event = "excuse" // that no permission is needed
	Deny     Event = "deny"
	Withdraw Event = "withdraw"
	End      Event = "end"
	Cancel   Event = "cancel"
)

// Lifecycle is the whole life of a part. A check is granted or denied by rule without having
// run; what is outside of here runs, too, and is granted or denied by report.
var Lifecycle = state.Machine[State, Event]{
	Start: Waiting,
	Moves: []state.Move[State, Event]{
		{From: Waiting, On: Start, To: Running},
		{From: Waiting, On: Leave, To: Yours},
		{From: Waiting, On: Find, To: Held},
		{From: Waiting, On: Grant, To: Granted},
		{From: Waiting, On: Deny, To: Denied},
		{From: Waiting, On: Withdraw, To: Withdrawn},
		{From: Waiting, On: Cancel, To: Cancelled},
		{From: Yours, On: Submit, To: Running},
		{From: Yours, On: Withdraw, To: Withdrawn},
		{From: Yours, On: End, To: Ended},
		{From: Running, On: Grant, To: Granted},
		{From: Running, On: Excuse, To: Unneeded},
		{From: Running, On: Deny, To: Denied},
		{From: Running, On: Withdraw, To: Withdrawn},
		{From: Running, On: End, To: Ended},
	},
}

// isGood reports whether what needs a part in this state has not to wait for it any more, but
// perhaps for its licence. Where no permission is needed there is nothing to wait for.
func (s State) isGood() bool { return s == Granted || s == Held || s == Unneeded }

// isBad reports whether what needs a part in this state cannot begin any more.
func (s State) isBad() bool { return !s.isGood() && Lifecycle.Ended(s) }

// Stand is how a whole Run stands for its applicant.
type Stand string

// The stands. The first two are open.
const (
	Going   Stand = "running"   // 办理中
	Turn    Stand = "yours"     // 待您处理: something is to be done by the applicant
	Done    Stand = "done"      // 全部办成
	Partly  Stand = "partly"    // 部分办成
	Failed  Stand = "failed"    // 未办成
	Stopped Stand = "withdrawn" // 已撤回
)

// Stands are all of them, in the order in which documents list them.
var Stands = []Stand{Going, Turn, Done, Partly, Failed, Stopped}

// IsOpen reports whether anything of a run is still to come.
func (s Stand) IsOpen() bool { return s == Going || s == Turn }
