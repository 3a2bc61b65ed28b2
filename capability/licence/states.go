package licence

import "tongban/kernel/state"

// Event is what may happen to a licence.
type Event string

// The events.
const (
	Suspend  Event = "suspend"  // 暂扣
	Resume   Event = "resume"   // 恢复
	Withdraw Event = "withdraw" // 撤销: it should not have been granted
	Revoke   Event = "revoke"   // 吊销: as a penalty
	Cancel   Event = "cancel"   // 注销: taken off the register
	Transfer Event = "transfer" // 转出
)

// Lifecycle is the whole life of a licence. Expiry is not in it: time alone brings
// it, and an expired licence can still be cancelled.
//
// Basis: 行政许可法, art. 69 (withdraw), art. 70 (cancel, also after withdrawing and
// revoking); 行政处罚法, art. 9(3) (suspend, revoke).
var Lifecycle = state.Machine[Status, Event]{
	Start: Valid,
	Moves: []state.Move[Status, Event]{
		{From: Valid, On: Suspend, To: Suspended},
		{From: Valid, On: Withdraw, To: Withdrawn},
		{From: Valid, On: Revoke, To: Revoked},
		{From: Valid, On: Cancel, To: Cancelled},
		{From: Valid, On: Transfer, To: Transferred},
		{From: Suspended, On: Resume, To: Valid},
		{From: Suspended, On: Withdraw, To: Withdrawn},
		{From: Suspended, On: Revoke, To: Revoked},
		{From: Suspended, On: Cancel, To: Cancelled},
		{From: Withdrawn, On: Cancel, To: Cancelled},
		{From: Revoked, On: Cancel, To: Cancelled},
	},
}
