package application

import (
	"context"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/form"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// Receipt is what came of handing in.
type Receipt struct {
	No   string         // of the case, or of what several items handed in as one became
	Case *casework.Case // nil for several items
	Page string         // where is shown what several items became; "" for a case
	At   time.Time
}

// Joint is what was handed in for several items as one, as it was signed. It never changes:
// each of its shares is corrected at its own application.
type Joint struct {
	Application id.ID
	ID          id.ID // of what it became
	VersionID   id.ID // what it was signed under
	HandedAt    time.Time
	jointPart
	signature signatureRow
}

// jointPart is what is kept sealed of a Joint.
type jointPart struct {
	Name      string              `json:"name"` // of what was applied for
	Owner     id.ID               `json:"owner"`
	Submitted casework.Submission `json:"submitted"`
	By        actor.Actor         `json:"by"`                // who handed it in: the signer, or the staff before whom
	Person    bool                `json:"person,omitempty"`  // a person is to decide, not rules
	Pledged   []PledgePart        `json:"pledged,omitempty"` // promised with it
}

// PledgePart is what of a Pledge for several items belongs to one of them.
type PledgePart struct {
	Item   string `json:"item"`   // its code
	Digest string `json:"digest"` // of its own Pledge
}

// Share is one item's share of what was handed in as one.
type Share struct {
	Joint     id.ID // the application it was handed in with: owner, agent and signature are its
	Item      *catalogue.Item
	Answers   catalogue.Answers
	Values    form.Values
	Materials []casework.Material // as the joint application has them, under the codes of Item
}

// ShareHandover is a share worked out: all that is left is to store it.
type ShareHandover struct {
	work      *Work
	joint     *Joint
	received  *casework.Handover
	signed    signatureRow
	signing   Signing
	cosigners []cosignerRow
	cosigned  []cosignerRow     // those of them who have signed with the joint application
	materials map[string]string // by code the one it has there
	promise   promiser
}

// CaseID is the id the case of the share will have.
func (h *ShareHandover) CaseID() id.ID { return h.received.CaseID() }

// Application is the id the application of the share will have.
func (h *ShareHandover) Application() id.ID { return h.work.ID }

// givenWith says with what a signature was given.
type givenWith struct {
	Application id.ID  `json:"application"`
	Name        string `json:"name"`
}

// several reports whether w is for several items as one.
func (w *Work) several() bool { return w.Item.Several != nil }

// chooser tells which items several are made of that are chosen by answers to the guide.
type chooser interface {
	Codes(answers catalogue.Answers) []string
}

// codes are the codes of all that w is for.
func (w *Work) codes() []string {
	if !w.several() {
		return []string{w.ItemCode}
	}
	if c, is := w.Item.Several.(chooser); is {
		return c.Codes(w.Answers)
	}
	return nil
}

// consented is the application with which the applicant let licences be used for w.
func (w *Work) consented() id.ID {
	if w.with != 0 {
		return w.with
	}
	return w.ID
}

// already says that w was handed in.
func (w *Work) already() error {
	switch {
	case w.Joint != "":
		return fault.New(fault.Conflict, keyJoint, w.Joint)
	case w.Case != nil:
		return fault.New(fault.Conflict, "application.already-submitted", w.Case.ShortNo)
	}
	return nil
}

// keyJoint is the fault of whoever wants to change what several items were applied for with.
// Its argument is where to read what became of it.
const keyJoint = "application.joint-submitted"

// stored are the materials that are kept with an application: what its answers or a promise
// stand for is worked out each time.
func stored(materials []casework.Material) (list []casework.Material) {
	for _, m := range materials {
		if m.Source != casework.ByForm && m.Source != casework.ByCommitment {
			list = append(list, m)
		}
	}
	return list
}

// actAs is ctx in which whoever handed j in does what follows from it.
func (j *Joint) actAs(ctx context.Context) context.Context { return actor.With(ctx, j.By) }
