package application

import (
	"context"

	"tongban/kernel/calendar"
	"tongban/kernel/fault"
)

// laterBody is a paper that may be brought later, over the wire.
type laterBody struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Workdays int    `json:"workdays" doc:"From acceptance"`
	Until    string `json:"until" format:"date" doc:"The last day, if it was accepted today"`
	Promised bool   `json:"promised"`
}

type promiseIn struct {
	ApplicationPath
	Body struct {
		Papers []struct {
			Code  string `json:"code" minLength:"1" example:"M-HEALTH"`
			Until string `json:"until,omitempty" format:"date" doc:"A day that is sooner than the last there is"`
		} `json:"papers" maxItems:"50"`
	}
}

func (a api) promise(ctx context.Context, in *promiseIn) (*workOut, error) {
	var papers []Later
	for _, p := range in.Body.Papers {
		one := Later{Code: p.Code}
		if p.Until != "" {
			day, err := calendar.ParseDate(p.Until)
			if err != nil {
				return nil, fault.New(fault.Invalid, "fault.shape")
			}
			one.Until = day
		}
		papers = append(papers, one)
	}
	w, err := a.Promise(ctx, in.key(), papers)
	if err != nil {
		return nil, err
	}
	return bodyOfWork(ctx, w), nil
}
