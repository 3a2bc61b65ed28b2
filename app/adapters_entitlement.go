package app

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"slices"

	"tongban/capability/application"
	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/entitlement"
	"tongban/capability/form"
	"tongban/capability/identity"
	"tongban/capability/licence"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// demoProgrammes are the programmes of the demo city: who is told of what without asking.
//
//go:embed demo/entitlements
var demoProgrammes embed.FS

// programmes reads what this installation tells people of: the demo's, or those of a folder.
func (a *App) programmes() ([]*entitlement.Programme, error) {
	switch {
	case a.Config.Entitlements != "":
		return entitlement.Load(os.DirFS(a.Config.Entitlements))
	case !a.Config.Demo:
		return nil, nil
	}
	files, err := fs.Sub(demoProgrammes, "demo/entitlements")
	if err != nil {
		return nil, err
	}
	return entitlement.Load(files)
}

// entitling adds what people are told that they are entitled to.
func (a *App) entitling(registry application.Registry, lists *form.Lists) error {
	programmes, err := a.programmes()
	if err != nil {
		return err
	}
	a.Entitlements = add(a, entitlement.New(entitlement.Deps{
		DB: a.DB, Clock: a.Clock, Keys: a.Keys, Once: a.once, Programmes: programmes, Lists: lists,
		Population: population{a.Identity, a.Licences}, Registers: certainPeople{people{a.Identity}, a.Config.Demo},
		Licences: validPapers{licences{a.Licences, a.Identity, a.Clock, a.Config.Demo}}, Registry: sharingFor{registry},
		Items: a.Catalogue, Cases: appliedBefore{a.Casework}, Applications: a.Applications, Informer: a.Casework.Informer,
	}))
	a.Casework.Follow(a.Entitlements.Follow)
	return nil
}

// population is whom programmes look through.
type population struct {
	identity *identity.Service
	licence  *licence.Service
}

func (p population) People(ctx context.Context, after id.ID, limit int) ([]id.ID, error) {
	return p.identity.People(ctx, after, limit)
}

func (p population) Holders(ctx context.Context, kind string, after id.ID, limit int) (accounts []id.ID, err error) {
	owners, err := p.licence.Owners(ctx, kind, after.String(), limit)
	for _, owner := range owners {
		account, wrong := id.Parse(owner)
		if wrong != nil {
			return nil, wrong
		}
		accounts = append(accounts, account)
	}
	return accounts, err
}

// validPapers tell programmes what is in a wallet and valid.
type validPapers struct{ licences }

func (l validPapers) Held(ctx context.Context, account string) (papers []entitlement.Paper, err error) {
	all, err := l.licences.Held(ctx, account, 0)
	for _, one := range all {
		if one.Unusable == "" {
			papers = append(papers, entitlement.Paper{ID: one.ID, Type: one.Type, Values: one.Values, Simulated: l.demo})
		}
	}
	return papers, err
}

// sharingFor asks other departments for programmes.
type sharingFor struct{ registry application.Registry }

func (s sharingFor) Ask(ctx context.Context, resource string, person casework.Person) (entitlement.Shared, error) {
	answer, err := s.registry.Ask(ctx, resource, person)
	return entitlement.Shared(answer), err
}

// appliedBefore tells programmes what somebody has applied for.
type appliedBefore struct{ casework *casework.Service }

// mostBefore is how far back is looked.
const mostBefore = 100

func (b appliedBefore) Earlier(ctx context.Context, account id.ID, item string) (list []entitlement.Earlier, err error) {
	owner := actor.With(ctx, actor.Actor{ID: account.String(), Kind: actor.Citizen})
	all, err := b.casework.Mine(owner, 0, mostBefore)
	for _, one := range all {
		if one.Case.ItemCode != item || !one.Case.Status.IsOpen() && one.Case.Status != casework.Completed {
			continue
		}
		f, err := b.casework.File(owner, one.Case.No)
		if err != nil {
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			return nil, err
		}
		granted := slices.ContainsFunc(f.Records, func(r casework.Record) bool { return r.Event == casework.Grant || r.Event == casework.GrantAtOnce })
		list = append(list, entitlement.Earlier{No: one.Case.No, Running: one.Case.Status.IsOpen(), Granted: granted, Values: f.LastSubmission().Values})
	}
	return list, err
}

func (b appliedBefore) Form(item *catalogue.Item) (*form.Definition, error) {
	return b.casework.Form(item)
}
