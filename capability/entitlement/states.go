package entitlement

import "tongban/kernel/state"

// State is where an invitation stands.
type State string

// The states of an invitation.
const (
	Open      State = "open"      // 待确认
	Confirmed State = "confirmed" // 已确认: an application was handed in
	Declined  State = "declined"  // 暂不需要
	Objected  State = "objected"  // 不参加匹配
	Expired   State = "expired"   // 已过期
	Lapsed    State = "lapsed"    // 条件已不符合
	Settled   State = "settled"   // 已另行申请
	Halted    State = "halted"    // 项目已停止
)

// Event is what happens to an invitation.
type Event string

// The events.
const (
	Confirm Event = "confirm"
	Decline Event = "decline"
	Object  Event = "object"
	Expire  Event = "expire"
	Lapse   Event = "lapse"
	Settle  Event = "settle"
	Halt    Event = "halt"
)

// Lifecycle is the life of an invitation.
//
// Basis: 个人信息保护法, art. 44 (whoever is concerned may refuse).
var Lifecycle = state.Machine[State, Event]{
	Start: Open,
	Moves: []state.Move[State, Event]{
		{From: Open, On: Confirm, To: Confirmed},
		{From: Open, On: Decline, To: Declined},
		{From: Open, On: Object, To: Objected},
		{From: Open, On: Expire, To: Expired},
		{From: Open, On: Lapse, To: Lapsed},
		{From: Open, On: Settle, To: Settled},
		{From: Open, On: Halt, To: Halted},
	},
}
