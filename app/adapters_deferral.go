package app

import (
	"context"
	"fmt"

	"tongban/capability/application"
	"tongban/capability/catalogue"
	"tongban/capability/credit"
	"tongban/capability/deferral"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// promises keeps for applications what their applicants bring later.
type promises struct{ deferral *deferral.Service }

func (p promises) Offer(ctx context.Context, account string, item *catalogue.Item, track string) ([]application.Later, []string, error) {
	offered, against, err := p.deferral.Offer(ctx, account, item, track)
	list := make([]application.Later, len(offered))
	for i, o := range offered {
		list[i] = application.Later(o)
	}
	return list, against, err
}

func (p promises) Terms(ctx context.Context, item *catalogue.Item, promised []application.Later) []string {
	return p.deferral.Terms(ctx, item, promisesOf(promised))
}

func (p promises) Commit(ctx context.Context, tx *db.Tx, caseID id.ID, c application.Promise) error {
	return p.deferral.Commit(ctx, tx, caseID, c.Item, promisesOf(c.Promised), deferral.Signing{Signer: c.Signer, Method: string(c.Method), At: c.At})
}

func promisesOf(list []application.Later) []deferral.Promise {
	promised := make([]deferral.Promise, len(list))
	for i, l := range list {
		promised[i] = deferral.Promise(l)
	}
	return promised
}

// promiseKeeping is what the record of applicants says of promises to bring papers.
type promiseKeeping struct{ credit *credit.Service }

func (p promiseKeeping) Against(ctx context.Context, account string) (reasons []string, err error) {
	key, err := id.Parse(account)
	if err != nil {
		return nil, fmt.Errorf("record of %q: %w", account, err)
	}
	may, err := p.credit.May(ctx, key, credit.Deferral)
	for _, r := range may.Reasons {
		reasons = append(reasons, r.Words)
	}
	return reasons, err
}

func (p promiseKeeping) Broken(ctx context.Context, tx *db.Tx, b deferral.Breach) error {
	c := b.Case
	_, err := p.credit.RecordIn(ctx, tx, credit.Report{
		Kind: credit.UnkeptPromise, HappenedOn: b.On, What: b.What, Evidence: b.Evidence, Source: "deferral", Ref: b.Ref,
		Matter: credit.Matter{
			CaseNo: c.No, ShortNo: c.ShortNo, ItemName: c.ItemName, Owner: c.Owner, Department: c.Department, Region: c.Region, Told: b.Told,
		},
	})
	return err
}
