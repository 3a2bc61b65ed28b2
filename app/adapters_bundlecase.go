package app

import (
	"context"
	"time"

	"tongban/capability/application"
	"tongban/capability/bundlecase"
	"tongban/capability/casework"
	"tongban/capability/insight"
	"tongban/capability/notification"
	"tongban/kernel/clock"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// shares are applications as the parts of a bundle need them.
type shares struct{ *application.Service }

func (s shares) HandedIn(ctx context.Context, joint id.ID) (casework.Submission, error) {
	j, err := s.Handed(ctx, joint)
	if err != nil {
		return casework.Submission{}, err
	}
	return j.Submitted, nil
}

// inForce tells what licences of somebody hold now.
type inForce struct {
	licences
	now clock.Clock
}

func (f inForce) InForce(ctx context.Context, account id.ID, kind string) (list []bundlecase.Licence, err error) {
	all, err := f.wallet(ctx, account.String())
	if err != nil {
		return nil, err
	}
	facts, err := f.licence.Facts(ctx, all)
	if err != nil {
		return nil, err
	}
	for i, one := range all {
		if one.Type.Name == kind && one.Usable(f.now.Now()) {
			list = append(list, bundlecase.Licence{ID: one.Identifier, Number: one.Number, CaseNo: one.CaseNo, Values: facts[i]})
		}
	}
	return list, nil
}

// past tells how cases went by what is counted of them: those with a result, whatever it is.
type past struct{ *insight.Service }

func (p past) Lately(ctx context.Context, item string, since time.Time, limit int) ([]bundlecase.Past, error) {
	list, err := p.Ended(ctx, item, since, limit)
	return resulted(list), err
}

func (p past) Went(ctx context.Context, cases []id.ID) ([]bundlecase.Past, error) {
	list, err := p.Facts(ctx, cases)
	return resulted(list), err
}

// resulted are the facts of cases that came to a result, not taken back or given up.
func resulted(list []insight.Fact) (all []bundlecase.Past) {
	for _, f := range list {
		one := bundlecase.Past{Case: f.CaseID, ReceivedAt: f.ReceivedAt, DecidedAt: f.DecidedAt, Corrected: f.Corrected}
		if one.DecidedAt.IsZero() {
			one.DecidedAt = f.FinishedAt
		}
		if f.Outcome != insight.TakenBack && f.Outcome != insight.GivenUp {
			all = append(all, one)
		}
	}
	return all
}

// gathered tells applicants what happens to their cases, but not that each part of a bundle has
// been received: they are told of the whole.
type gathered struct{ *notification.Service }

func (g gathered) Inform(ctx context.Context, tx *db.Tx, account id.ID, key string, args []string, link string) error {
	if key == "casework.inform.submitted" && bundlecase.Quiet(ctx) {
		return nil
	}
	return g.Service.Inform(ctx, tx, account, key, args, link)
}

// siblings are the cases of one bundle, for who plans visits.
type siblings struct{ *App }

func (s siblings) Siblings(ctx context.Context, caseID id.ID) (list []id.ID, err error) {
	r, _, is, err := s.BundleCases.OfCase(ctx, caseID)
	if err != nil || !is {
		return nil, err
	}
	for _, p := range r.Parts {
		if p.CaseID != 0 && p.CaseID != caseID && p.State == bundlecase.Running {
			list = append(list, p.CaseID)
		}
	}
	return list, nil
}

// bundling adds what runs when a bundle has been handed in.
func (a *App) bundleCases(notices *notification.Service) {
	a.BundleCases = add(a, bundlecase.New(bundlecase.Deps{
		DB: a.DB, Clock: a.Clock, Calendar: a.Holidays.Calendar, Keys: a.Keys, Once: a.once, Items: a.Applications.Catalogue,
		Applications: shares{a.Applications}, Cases: a.Casework, Licences: inForce{licences{a.Licences, a.Identity, a.Clock, a.Config.Demo}, a.Clock}, Statistics: past{a.Insight}, Ratings: a.Ratings, People: people{a.Identity},
		Informer: notices, Office: a.officeNow,
	}))
	a.Casework.Follow(a.BundleCases.Follow)
	a.Applications.FollowDrafts(a.BundleCases.FollowDraft)
	a.Ratings.Join(a.BundleCases)
	a.Window.Join(a.BundleCases)
	a.Applications.Bundle(a.BundleCases)
}
