package licence

import "tongban/kernel/state"

// Event is what may happen to a licence.
type Event string

// The events.
const (
	Amend     Event = "amend"     // 变更: it says other things from now on, or holds longer
	Review    Event = "review"    // 年审: it was looked at again and found in order
	Suspend   Event = "suspend"   // 暂扣
	Resume    Event = "resume"    // 恢复
	Withdraw  Event = "withdraw"  // 撤销: it should not have been granted
	Revoke    Event = "revoke"    // 吊销: as a penalty
	Cancel    Event = "cancel"    // 注销: taken off the register
	Transfer  Event = "transfer"  // 转出
	Supersede Event = "supersede" // 换发: another licence stands in its place
	Expire    Event = "expire"    // its last day is over; time does that, nobody else
)

// Lifecycle is the whole life of a licence. Every event makes a new version.
//
// Basis: 行政许可法, art. 49 (change), art. 50 (longer validity), art. 69 (withdraw),
// art. 70 (cancel, also after withdrawing, revoking and expiry); 行政处罚法, art. 9(3)
// (suspend, revoke).
var Lifecycle = state.Machine[Status, Event]{
	Start: Valid,
	Moves: []state.Move[Status, Event]{
		{From: Valid, On: Amend, To: Valid},
		{From: Valid, On: Review, To: Valid},
		{From: Valid, On: Suspend, To: Suspended},
		{From: Valid, On: Withdraw, To: Withdrawn},
		{From: Valid, On: Revoke, To: Revoked},
		{From: Valid, On: Cancel, To: Cancelled},
		{From: Valid, On: Transfer, To: Transferred},
		{From: Valid, On: Supersede, To: Superseded},
		{From: Valid, On: Expire, To: Expired},
		{From: Suspended, On: Resume, To: Valid},
		{From: Suspended, On: Withdraw, To: Withdrawn},
		{From: Suspended, On: Revoke, To: Revoked},
		{From: Suspended, On: Cancel, To: Cancelled},
		{From: Expired, On: Withdraw, To: Withdrawn},
		{From: Expired, On: Cancel, To: Cancelled},
		{From: Withdrawn, On: Cancel, To: Cancelled},
		{From: Revoked, On: Cancel, To: Cancelled},
	},
}

// penal are the events that need a second person of the office.
//
// Basis: 行政处罚法, art. 57(2) (serious penalties are decided by several), art. 58(1)
// (somebody else examines the decision to revoke first).
var penal = []Event{Revoke}
