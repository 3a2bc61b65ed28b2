package credit

import "tongban/kernel/state"

// State is where a Fact stands.
type State string

// The states.
const (
	Recorded  State = "recorded"  // 已记录
	Objected  State = "objected"  // 有异议
	Upheld    State = "upheld"    // 异议不成立
	Cancelled State = "cancelled" // 已撤销
	Expired   State = "expired"   // 已到期
	Repaired  State = "repaired"  // 已修复
)

// Event is what moves a Fact.
type Event string

// The events.
const (
	Object   Event = "object"
	Uphold   Event = "uphold"
	Cancel   Event = "cancel"
	TakeBack Event = "take-back" // by who recorded it
	Lapse    Event = "lapse"     // its time has run out
	Mend     Event = "mend"      // its repair was granted
)

// decisions are the events that the office chooses from.
var decisions = []Event{Uphold, Cancel, TakeBack}

// Lifecycle is the life of a fact. An objection is made once and decided by somebody else.
var Lifecycle = state.Machine[State, Event]{
	Start: Recorded,
	Moves: []state.Move[State, Event]{
		{From: Recorded, On: Object, To: Objected},
		{From: Recorded, On: TakeBack, To: Cancelled},
		{From: Objected, On: TakeBack, To: Cancelled},
		{From: Objected, On: Cancel, To: Cancelled},
		{From: Objected, On: Uphold, To: Upheld},
		{From: Recorded, On: Mend, To: Repaired},
		{From: Objected, On: Mend, To: Repaired},
		{From: Upheld, On: Mend, To: Repaired},
		{From: Recorded, On: Lapse, To: Expired},
		{From: Upheld, On: Lapse, To: Expired},
	},
}

// RepairState is where a Repair stands.
type RepairState string

// The states of a repair.
const (
	Asked    RepairState = "asked"     // 待决定
	Granted  RepairState = "granted"   // 已修复
	Refused  RepairState = "refused"   // 不予修复
	Dropped  RepairState = "withdrawn" // 已撤回
	Needless RepairState = "needless"  // 记录已失效，无需修复
)

// RepairEvent is what moves a Repair.
type RepairEvent string

// The events of a repair.
const (
	GrantRepair  RepairEvent = "grant"
	RefuseRepair RepairEvent = "refuse"
	DropRepair   RepairEvent = "withdraw" // by who asked for it
	EndRepair    RepairEvent = "end"      // the fact has ended otherwise
)

// RepairLifecycle is the life of a repair: asked for by whom the fact is about, decided once by
// somebody else than who recorded it.
var RepairLifecycle = state.Machine[RepairState, RepairEvent]{
	Start: Asked,
	Moves: []state.Move[RepairState, RepairEvent]{
		{From: Asked, On: GrantRepair, To: Granted},
		{From: Asked, On: RefuseRepair, To: Refused},
		{From: Asked, On: DropRepair, To: Dropped},
		{From: Asked, On: EndRepair, To: Needless},
	},
}
