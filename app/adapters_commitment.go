package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"tongban/capability/application"
	"tongban/capability/bundle"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/commitment"
	"tongban/capability/credit"
	"tongban/capability/inspection"
	"tongban/capability/licence"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// commitments lets applications be handed in on a commitment. What keeps them is added later.
type commitments struct{ a *App }

func (c commitments) Pledge(ctx context.Context, item *catalogue.Item, plan catalogue.Plan) (application.Pledge, bool) {
	if joint, is := bundle.Of(item); is {
		return c.together(ctx, joint, plan.Answers)
	}
	counts, is := c.a.Commitments.TextOf(item, plan)
	if !is {
		return application.Pledge{}, false
	}
	read, _ := c.a.Commitments.TextIn(ctx, item, plan)
	return application.Pledge{
		Digest: counts.Digest(), Conditions: read.Conditions, Materials: read.Materials, Replaced: read.Replaced, Codes: commitment.Replaced(plan),
		Clauses: read.Clauses, Check: read.Check, Consequences: read.Consequences,
	}, true
}

// together is what all components of a joint ask an applicant to promise, each under its name.
func (c commitments) together(ctx context.Context, joint *bundle.Joint, answers catalogue.Answers) (all application.Pledge, is bool) {
	sum, codes := sha256.New(), map[string][]string{}
	var checks []string
	for _, p := range joint.Chosen(answers) {
		if p.Item == nil {
			continue
		}
		plan, _ := joint.PlanOf(p, answers)
		one, promises := c.Pledge(ctx, p.Item, plan)
		if !promises {
			continue
		}
		name, _ := p.Item.In(ctx, p.Item.Name)
		named := func(lines []string) (list []string) {
			for _, line := range lines {
				list = append(list, message.T(ctx, "application.pledge.of", name, line))
			}
			return list
		}
		all.Conditions, all.Materials = append(all.Conditions, named(one.Conditions)...), append(all.Materials, named(one.Materials)...)
		all.Replaced, all.Clauses = append(all.Replaced, named(one.Replaced)...), append(all.Clauses, named(one.Clauses)...)
		all.Consequences, checks = append(all.Consequences, named(one.Consequences)...), append(checks, named([]string{one.Check})...)
		all.Parts = append(all.Parts, application.PledgePart{Item: p.Code(), Digest: one.Digest})
		codes[p.Code()] = one.Codes
		fmt.Fprintln(sum, p.Code(), one.Digest)
	}
	all.Check = strings.Join(checks, "\n")
	all.Digest, all.Codes = hex.EncodeToString(sum.Sum(nil)), joint.Replaced(answers, codes)
	return all, len(all.Parts) > 0
}

func (c commitments) MayPledge(ctx context.Context, account id.ID) error {
	return c.a.Commitments.May(ctx, account)
}

func (c commitments) Commit(ctx context.Context, tx *db.Tx, p application.Commitment) error {
	return c.a.Commitments.Sign(ctx, tx, commitment.Promise{
		CaseID: p.CaseID, Application: p.Application, Item: p.Item, Plan: p.Plan, Owner: p.Owner, Digest: p.Digest,
		Signature: commitment.Signature{By: p.Signer, Name: p.SignerName, For: p.For, Method: string(p.Method), At: p.At, Clauses: p.Clauses},
	})
}

// words is what credit knows of somebody's word.
type words struct {
	credit *credit.Service
	now    clock.Clock
}

func (w words) May(ctx context.Context, account id.ID) (bool, []string, error) {
	may, err := w.credit.May(ctx, account, credit.Commitment)
	var why []string
	for _, r := range may.Reasons {
		why = append(why, r.Words)
	}
	return may.OK, why, err
}

func (w words) Broken(ctx context.Context, tx *db.Tx, b commitment.Breach) error {
	_, err := w.credit.RecordIn(ctx, tx, credit.Report{
		Kind: credit.FalseCommitment, Matter: matterOf(b.Case), HappenedOn: calendar.DateOf(w.now.Now()), What: b.Words, Evidence: b.Paper,
		Source: "commitment", Ref: b.Case.No,
	})
	return err
}

// checkers tells who checks in a department, and who supervises.
type checkers struct {
	consultants
	place *place.Service
}

func (c checkers) Supervisors(ctx context.Context) (people []actor.Actor, err error) {
	departments, err := c.place.Departments(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range departments {
		members, err := c.identity.StaffOf(ctx, d.Code, actor.Supervisor)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			people = append(people, staff(m))
		}
	}
	return people, nil
}

// licenceBook ends licences.
type licenceBook struct{ licence *licence.Service }

func (r licenceBook) TakeBack(ctx context.Context, tx *db.Tx, kind, number, finder, reason, ground string) error {
	_, err := r.licence.TakeBack(ctx, tx, kind, number, finder, licence.Grounds{Reason: reason, LegalBasis: ground})
	return err
}

// sites knows the visits of a case that are over, the newest first.
type sites struct{ visits *inspection.Service }

func (s sites) Records(ctx context.Context, f *casework.File) (list []commitment.Visited, err error) {
	visits, err := s.visits.Visits(ctx, f)
	for _, v := range slices.Backward(visits) {
		if v.PaperNo != "" {
			list = append(list, commitment.Visited{Number: v.PaperNo, On: v.VisitedOn, Met: !slices.ContainsFunc(v.Parts, func(p inspection.Part) bool { return !p.Met })})
		}
	}
	return list, err
}

// committed reports whether a case was handed in on a commitment that is still what was signed.
func (a *App) committed(ctx context.Context, caseID id.ID) (bool, error) {
	c, is, err := a.Commitments.Signed(ctx, caseID)
	return is && c.Fits, err
}

// committing adds what is granted on a promise and checked later.
func (a *App) committing(records *credit.Service) {
	a.Commitments = add(a, commitment.New(commitment.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Keys: a.Keys, Once: a.once, Texts: a.Texts, Cases: a.Casework, Licences: licenceBook{a.Licences},
		Notices: a.Notices, Credit: words{records, a.Clock}, Colleagues: checkers{consultants{colleagues{a.Identity}}, a.Place}, Visits: sites{a.Visits},
		Informer: a.Casework.Informer,
	}))
	a.Casework.Commit(a.committed)
	a.Casework.FollowPapers(a.Commitments.Follow)
}
