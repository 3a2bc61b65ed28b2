package app

import (
	"context"
	"image"

	"tongban/capability/licence"
	"tongban/capability/precheck"
	"tongban/capability/warning"
	"tongban/kernel/id"
)

// uploads tells warning what the pre-check sees of uploaded files.
type uploads struct{ precheck *precheck.Service }

func (u uploads) Pictures(ctx context.Context, file id.ID) ([]image.Image, error) {
	return u.precheck.Pictures(ctx, file)
}

func (u uploads) Said(ctx context.Context, file id.ID) (map[string]string, error) {
	read, err := u.precheck.Read(ctx, file)
	said := map[string]string{}
	for _, paper := range read.Papers {
		for _, v := range paper.Values {
			if _, known := said[v.Element]; !known {
				said[v.Element] = v.Text
			}
		}
	}
	return said, err
}

// proven are the licences that stand for what applicants say.
type proven struct{ licence *licence.Service }

func (p proven) Held(ctx context.Context, account id.ID) ([]warning.Licence, error) {
	all, err := p.licence.Held(ctx, account.String())
	if err != nil {
		return nil, err
	}
	facts, err := p.licence.Facts(ctx, all)
	if err != nil {
		return nil, err
	}
	held := make([]warning.Licence, len(all))
	for i, l := range all {
		held[i] = warning.Licence{Name: l.Type.Name, Says: facts[i]}
	}
	return held, nil
}
