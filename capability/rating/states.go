package rating

import "tongban/kernel/state"

// Status is where a FollowUp stands.
type Status string

// The statuses.
const (
	Opened    Status = "opened"    // 待认领
	Taken     Status = "taken"     // 待联系
	Working   Status = "working"   // 处理中
	Extending Status = "extending" // 延期待批
	Doubted   Status = "doubted"   // 待复核: mistaken or malicious?
	Excluded  Status = "excluded"  // 已排除
	Reformed  Status = "reformed"  // 已整改
	Explained Status = "explained" // 已解释说明
	Disputed  Status = "disputed"  // 有异议: the rater disagrees
	Upheld    Status = "upheld"    // 异议不成立
)

// Event is what moves a FollowUp.
type Event string

// The events.
const (
	Take        Event = "take"
	TakeUnnamed Event = "take-unnamed" // there is nobody to call
	Contact     Event = "contact"
	Reform      Event = "reform"
	Explain     Event = "explain"
	AskTime     Event = "ask-time"
	GiveTime    Event = "give-time"
	RefuseTime  Event = "refuse-time"
	Doubt       Event = "doubt"
	Exclude     Event = "exclude"
	Keep        Event = "keep" // it counts
	Dispute     Event = "dispute"
	Uphold      Event = "uphold" // how it was handled stands
	Return      Event = "return" // it is handled again
)

// Lifecycle is the life of what is done about a bad rating.
//
// Basis: 国办发〔2019〕51号, part 4 (verify, reform, answer); who decides on exclusion, more time
// and disputes did not handle the case.
var Lifecycle = state.Machine[Status, Event]{
	Start: Opened,
	Moves: []state.Move[Status, Event]{
		{From: Opened, On: Take, To: Taken},
		{From: Opened, On: TakeUnnamed, To: Working},
		{From: Taken, On: Contact, To: Working},
		{From: Working, On: Contact, To: Working},

		{From: Working, On: AskTime, To: Extending},
		{From: Extending, On: GiveTime, To: Working},
		{From: Extending, On: RefuseTime, To: Working},

		{From: Working, On: Doubt, To: Doubted},
		{From: Doubted, On: Exclude, To: Excluded},
		{From: Doubted, On: Keep, To: Working},

		{From: Working, On: Reform, To: Reformed},
		{From: Working, On: Explain, To: Explained},
		{From: Reformed, On: Dispute, To: Disputed},
		{From: Explained, On: Dispute, To: Disputed},
		{From: Disputed, On: Uphold, To: Upheld},
		{From: Disputed, On: Return, To: Working},
	},
}

// IsOpen reports whether somebody still has to do something.
func (s Status) IsOpen() bool {
	switch s {
	case Excluded, Reformed, Explained, Upheld:
		return false
	}
	return true
}

// decisions are the events that somebody else decides.
var decisions = []Event{GiveTime, RefuseTime, Exclude, Keep, Uphold, Return}
