package application

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// theJoint is the code under which driving for a living is applied for as one.
const theJoint = "start-driving"

// driving stands for the items of which it is made: of the bench's one item, with its papers
// under codes of their own.
type driving struct{ of *catalogue.Item }

// renamed are materials under the codes of the joint application.
func renamed(materials []catalogue.Material) (list []catalogue.Material) {
	for _, m := range materials {
		m.Code = strings.Replace(m.Code, "M-", "J-", 1)
		list = append(list, m)
	}
	return list
}

func (d driving) Plan(a catalogue.Answers) catalogue.Plan {
	plan := d.of.Plan(a)
	plan.Materials, plan.Track = renamed(plan.Materials), catalogue.Ordinary
	return plan
}

func (d driving) Codes(catalogue.Answers) []string { return []string{d.of.Code} }

// onOffer are the items of the bench, and what is applied for as one.
type onOffer struct {
	Items
	editions []*catalogue.Item // the last is published
	ended    bool
	gone     string // code of an item that is not offered any more
}

func (o *onOffer) Published(ctx context.Context, code string) (*catalogue.Item, error) {
	switch {
	case code == o.gone:
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	case code != theJoint:
		return o.Items.Published(ctx, code)
	case o.ended:
		return nil, fault.New(fault.NotFound, "catalogue.unknown")
	}
	return o.editions[len(o.editions)-1], nil
}

func (o *onOffer) Version(ctx context.Context, version id.ID) (*catalogue.Item, error) {
	for _, item := range o.editions {
		if item.VersionID == version {
			return item, nil
		}
	}
	return o.Items.Version(ctx, version)
}

func (o *onOffer) Ended(ctx context.Context, code string) (*catalogue.Ended, error) {
	if code == theJoint && o.ended {
		return &catalogue.Ended{Item: o.editions[0], State: catalogue.Retired, Reason: "并入另一件事"}, nil
	}
	return o.Items.Ended(ctx, code)
}

// house plays who takes several items as one.
type house struct {
	faults   []fault.Field
	running  bool // the same matter is
	cut      bool // the unit does not come to its end
	dies     bool // the program does, after the unit
	advanced []string
}

var errCut = errors.New("cut")

func (h *house) Faults(*Work, time.Time) []fault.Field { return h.faults }

func (h *house) May(context.Context, *Work) error {
	if h.running {
		return fault.New(fault.Conflict, "bundle.running")
	}
	return nil
}

func (h *house) Handover(_ context.Context, w *Work, _ casework.Person) (BundleHandover, error) {
	return &housed{h, w, id.New()}, nil
}

func (h *house) Page(_ context.Context, application id.ID) (string, error) {
	return "/bundle-cases/" + application.String(), nil
}

func (h *house) Advance(_ context.Context, no string) {
	if h.dies {
		panic("killed")
	}
	h.advanced = append(h.advanced, no)
}

type housed struct {
	house *house
	work  *Work
	key   id.ID
}

func (h *housed) ID() id.ID { return h.key }

func (h *housed) Receive(ctx context.Context, tx *db.Tx) (string, error) {
	err := tx.Send(ctx, `INSERT INTO house (id, application) VALUES ($1, $2)`, h.key, h.work.ID)
	if err == nil && h.house.cut {
		err = errCut
	}
	return "YJS-" + h.key.String(), err
}

// housing lets driving for a living be applied for as one.
func (b bench) housing() (*house, *onOffer) {
	b.Helper()
	b.exec(`CREATE TABLE house (id BIGINT NOT NULL PRIMARY KEY, application BIGINT NOT NULL UNIQUE)`)
	h, o := &house{}, &onOffer{Items: b.items}
	b.Bundle(h)
	b.Service.Catalogue = o
	b.edition(o)
	return h, o
}

// edition publishes a new edition of what is applied for as one.
func (b bench) edition(o *onOffer) *catalogue.Item {
	b.Helper()
	road := b.current()
	joint := *road
	joint.Code, joint.Name, joint.VersionID = theJoint, "开车上岗一件事", id.New()
	joint.Materials, joint.Several, joint.Commitment = renamed(road.Materials), driving{road}, nil
	joint.Department.Name, joint.CoImplementers = "牵头部门", []string{"配合部门"}
	o.editions = append(o.editions, &joint)
	return &joint
}

// joint begins a joint application in which nothing is missing.
func (b bench) joint(who actor.Actor, answers catalogue.Answers) *Work {
	b.Helper()
	w, err := b.Begin(b.as(who), theJoint, answers, true)
	if err != nil {
		b.Fatal(err)
	}
	return b.photoAs(who, w, "J-PHOTO")
}

// usual are the guide's answers of the bench.
var usual = catalogue.Answers{"q_mass": false, "q_exam": true}

// share is the share of a joint application that is the bench's one item.
func (b bench) share(w *Work, o *onOffer) Share {
	b.Helper()
	j, err := b.Handed(b.Context(), w.ID)
	if err != nil {
		b.Fatal(err)
	}
	s := Share{Joint: w.ID, Item: o.editions[0].Several.(driving).of, Answers: j.Submitted.Answers, Values: j.Submitted.Values}
	for _, m := range j.Submitted.Materials {
		m.Code = strings.Replace(m.Code, "J-", "M-", 1)
		s.Materials = append(s.Materials, m)
	}
	return s
}

// received makes an application and a case of a share.
func (b bench) receives(s Share) (*ShareHandover, *casework.File) {
	b.Helper()
	ctx := actor.With(b.Context(), actor.AsSystem("bundle"))
	h, err := b.PrepareShare(ctx, s)
	if err != nil {
		b.Fatal(err)
	}
	var no string
	err = b.DB.Write(ctx, "bundle", func(ctx context.Context, tx *db.Tx) (err error) {
		no, _, err = b.ReceiveShare(ctx, tx, h)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	f, err := b.cases.File(b.as(mei), no)
	if err != nil {
		b.Fatal(err)
	}
	return h, f
}

// fieldsOf are the names of the fields that err speaks of.
func fieldsOf(err error) (names []string) {
	if f, is := fault.As(err); is {
		for _, one := range f.Fields {
			names = append(names, one.Name)
		}
	}
	slices.Sort(names)
	return names
}

// jointPledges asks of several items what is promised for each.
type jointPledges struct {
	*pledges
	parts []PledgePart
}

func (p *jointPledges) Pledge(ctx context.Context, item *catalogue.Item, plan catalogue.Plan) (Pledge, bool) {
	if item.Several == nil {
		return p.pledges.Pledge(ctx, item, plan)
	}
	return Pledge{Digest: "all", Clauses: []string{"属实", "愿意接受核查"}, Codes: []string{"J-PHOTO"}, Parts: p.parts}, plan.Answers["q_commit"] == true
}
