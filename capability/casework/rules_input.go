package casework

import (
	"slices"
	"strings"
	"time"

	"tongban/kernel/check"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/pdf"
)

// Input is what a person gives with a command. Which members matter, the command
// says in its Inputs.
type Input struct {
	Version     int64     // of the case as the person saw it; 0 for whichever stands
	Task        id.ID     // that it is about; 0 for the one open task the person may act on
	Reason      string    // in words the applicant understands
	LegalGround string    // law and article
	Opinion     string    // stays inside the house
	Outcome     string    // of a task: pass, or of a decision: grant, deny
	Redirect    string    // which body to apply to instead
	Method      string    // of delivery: electronic, counter, post
	Receiver    string    // who received it, or whom the parcel is for
	Address     string    // where the parcel goes
	Gaps        []Gap     // of a correction notice: everything at once
	Procedure   string    // special: one of SpecialProcedures, or as the item names it
	Workdays    int       // that a procedure is expected to take, or a suspension to last at most
	Statute     string    // the law that stops the clock for a procedure art. 45 does not list
	Result      string    // of a special procedure
	At          time.Time // of a hearing
	Place       string    // of a hearing
	Chair       string    // of a hearing: by name, nobody who reviews the case

	Values map[string]any // of the form's fields that the drawing lets the handler of a task change
}

// InputName names a member of Input on pages and in the API.
type InputName string

// The inputs.
const (
	InputReason      InputName = "reason"
	InputLegalGround InputName = "legalGround"
	InputOpinion     InputName = "opinion"
	InputOutcome     InputName = "outcome"
	InputRedirect    InputName = "redirect"
	InputMethod      InputName = "method"
	InputReceiver    InputName = "receiver"
	InputAddress     InputName = "address"
	InputGaps        InputName = "gaps"
	InputProcedure   InputName = "procedure"
	InputWorkdays    InputName = "workdays"
	InputStatute     InputName = "statute"
	InputResult      InputName = "result"
	InputAt          InputName = "at"
	InputPlace       InputName = "place"
	InputChair       InputName = "chair"
)

// SpecialProcedures are those whose time the law leaves out of the decision's.
//
// Basis: 行政许可法, art. 45.
var SpecialProcedures = []string{
	string(deadline.Hearing), string(deadline.Tender), string(deadline.Auction), string(deadline.Inspection),
	string(deadline.Testing), string(deadline.Quarantine), string(deadline.Appraisal), string(deadline.ExpertReview),
}

// DeliveryMethods are the ways a result reaches the applicant.
var DeliveryMethods = []string{"electronic", "counter", "post"}

// texts are the members of in that are words.
func (in Input) texts() map[InputName]string {
	return map[InputName]string{
		InputReason: in.Reason, InputLegalGround: in.LegalGround, InputOpinion: in.Opinion, InputRedirect: in.Redirect,
		InputReceiver: in.Receiver, InputAddress: in.Address, InputProcedure: in.Procedure, InputStatute: in.Statute,
		InputResult: in.Result, InputPlace: in.Place, InputChair: in.Chair, InputMethod: in.Method,
	}
}

// plain is in without what nobody sees: who has to give a reason does not give one by a
// blank, and no law is cited by one.
func (in Input) plain() Input {
	for _, text := range []*string{
		&in.Reason, &in.LegalGround, &in.Opinion, &in.Redirect, &in.Receiver, &in.Address,
		&in.Procedure, &in.Statute, &in.Result, &in.Place, &in.Chair,
	} {
		*text = check.Words(*text)
	}
	in.Gaps = slices.Clone(in.Gaps)
	for i := range in.Gaps {
		in.Gaps[i].Problem = check.Words(in.Gaps[i].Problem)
	}
	return in
}

// gives reports whether in has a member.
func (in Input) gives(name InputName) bool {
	switch name {
	case InputGaps:
		return len(in.Gaps) > 0
	case InputWorkdays:
		return in.Workdays != 0
	case InputAt:
		return !in.At.IsZero()
	}
	return in.texts()[name] != ""
}

// Limits of inputs: the longest text in characters, and the longest time a procedure may
// be expected to take or a suspension to last.
const (
	MaxText     = 2000
	maxWorkdays = 250
)

// checkInput finds what is missing from in for c, everything at once.
func checkInput(f *File, c command, in Input) []fault.Field {
	var faults []fault.Field
	for _, name := range c.Required {
		if !in.gives(name) {
			faults = append(faults, fault.Field{Name: string(name), Key: "casework.input." + string(name) + "-missing"})
		}
	}
	for name, text := range in.texts() {
		if len([]rune(text)) > MaxText {
			faults = append(faults, fault.Field{Name: string(name), Key: "casework.input.too-long", Args: []any{MaxText}})
		}
	}
	faults = append(faults, in.unprintable()...)
	if in.Workdays < 0 || in.Workdays > maxWorkdays {
		faults = append(faults, fault.Field{Name: string(InputWorkdays), Key: "casework.input.workdays-range", Args: []any{maxWorkdays}})
	}
	if len(faults) == 0 && c.check != nil {
		faults = c.check(f, in)
	}
	return faults
}

// unprintable finds what would keep a paper from ever being drawn. Names and addresses are
// let through: whoever has a rare one has a right to the result.
func (in Input) unprintable() (faults []fault.Field) {
	add := func(name, text string) {
		if missing := pdf.Missing(text); missing != "" {
			faults = append(faults, fault.Field{Name: name, Key: "casework.input.no-glyph", Args: []any{missing}})
		}
	}
	texts := in.texts()
	for _, name := range []InputName{InputReason, InputLegalGround, InputRedirect, InputStatute, InputResult, InputPlace} {
		add(string(name), texts[name])
	}
	for _, g := range in.Gaps {
		add("gap-"+g.Target, g.Problem)
	}
	return faults
}

func checkGaps(_ *File, in Input) []fault.Field {
	var faults []fault.Field
	seen := map[string]bool{}
	for _, g := range in.Gaps {
		if seen[g.Target] {
			faults = append(faults, fault.Field{Name: "gap-" + g.Target, Key: "casework.input.gap-twice", Args: []any{g.Label}})
		}
		seen[g.Target] = true
		if len([]rune(g.Problem)) > MaxText {
			faults = append(faults, fault.Field{Name: "gap-" + g.Target, Key: "casework.input.too-long", Args: []any{MaxText}})
		}
		if g.Problem == "" {
			faults = append(faults, fault.Field{Name: "gap-" + g.Target, Key: "casework.input.gap-empty", Args: []any{g.Label}})
		}
	}
	return faults
}

// checkDelivery lets only those be served electronically who agreed to it.
//
// Basis: 民事诉讼法, art. 90, which administrative delivery follows.
func checkDelivery(f *File, in Input) []fault.Field {
	var faults []fault.Field
	missing := func(name InputName) {
		faults = append(faults, fault.Field{Name: string(name), Key: "casework.input." + string(name) + "-missing"})
	}
	switch {
	case !slices.Contains(DeliveryMethods, in.Method):
		missing(InputMethod)
	case in.Method == "electronic" && !f.Case.EDelivery:
		return []fault.Field{{Name: string(InputMethod), Key: "casework.input.method-no-consent"}}
	case in.Method == "post" && !f.Item.ExpressDelivery:
		return []fault.Field{{Name: string(InputMethod), Key: "casework.input.method-no-post"}}
	}
	if in.Method != "electronic" && !in.gives(InputReceiver) {
		missing(InputReceiver)
	}
	if in.Method == "post" && !in.gives(InputAddress) {
		missing(InputAddress)
	}
	return faults
}

// checkProcedure knows the procedures of the law and those the item names.
func checkProcedure(f *File, in Input) []fault.Field {
	if !slices.Contains(SpecialProcedures, in.Procedure) && !slices.Contains(f.Item.SpecialProcedures, in.Procedure) {
		return []fault.Field{{Name: string(InputProcedure), Key: "casework.input.procedure-unknown"}}
	}
	return nil
}

// checkChair keeps whoever reviews the case from the chair of its hearing.
//
// Basis: 行政许可法, art. 48(1)(3).
func checkChair(f *File, in Input) []fault.Field {
	for _, r := range f.Records {
		if slices.Contains(reviewing, r.Event) && sameName(r.ActorName, in.Chair) {
			return []fault.Field{{Name: string(InputChair), Key: "casework.input.chair-reviews"}}
		}
	}
	return nil
}

// sameName reports whether two names are written alike but for their blanks.
func sameName(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// reviewing are the events by which somebody has part in the review.
var reviewing = []Event{StartReview, PassStage, ProposeDecision}
