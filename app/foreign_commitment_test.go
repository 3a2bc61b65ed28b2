package app_test

import (
	"context"

	"tongban/app"
	"tongban/capability/catalogue"
	"tongban/capability/commitment"
	"tongban/capability/identity"
	"tongban/kernel/actor"
	"tongban/kernel/db"
)

// promised is a case of lin's with a commitment that waits for its check.
func (c *callers) promised(a *app.App) []thing {
	c.Helper()
	no := c.submitted("lin")
	pass, err := a.Identity.SignInAs(c.Context(), "lin", identity.Visitor{})
	if err != nil {
		c.Fatal(err)
	}
	f, err := a.Casework.File(actor.With(c.Context(), pass.Actor), no)
	if err != nil {
		c.Fatal(err)
	}
	item := *f.Item
	item.Commitment = &catalogue.Commitment{Available: true, Clauses: []string{"属实"}, VerifyWithin: "P1M"}
	plan := catalogue.Plan{Track: catalogue.Committed}
	text, _ := a.Commitments.TextOf(&item, plan)
	p := commitment.Promise{
		CaseID: f.Case.ID, Application: f.Case.ApplicationID, Item: &item, Plan: plan, Owner: f.Case.Owner, Digest: text.Digest(),
		Signature: commitment.Signature{By: f.Case.Owner, Name: f.Case.ApplicantName, Method: "typed", At: f.Case.ReceivedAt, Clauses: []int{0, 1, 2}},
	}
	err = a.DB.Write(c.Context(), f.Case.No, func(ctx context.Context, tx *db.Tx) error {
		if err := a.Commitments.Sign(ctx, tx, p); err != nil {
			return err
		}
		return tx.Send(ctx, `UPDATE commitment_commitment SET case_no = $1, short_no = $2, state = 'waiting', due_on = 739999 WHERE case_id = $3`,
			f.Case.No, f.Case.ShortNo, f.Case.ID)
	})
	if err != nil {
		c.Fatal(err)
	}
	one, _, err := a.Commitments.Signed(c.Context(), f.Case.ID)
	if err != nil {
		c.Fatal(err)
	}
	const desk, api = "/desk/after-checks/{id}", "/api/v1/desk/after-checks/{id}"
	return []thing{
		{"lin", "tao", map[string]string{"no": no, "paper": one.ID.String()}, []string{
			"GET /cases/{no}/commitment", "POST /cases/{no}/commitment/answer", "GET /cases/{no}/commitment/papers/{paper}",
			"GET /api/v1/cases/{no}/commitment", "POST /api/v1/cases/{no}/commitment/answer"}},
		{"trans-reviewer", "hrss-reviewer", map[string]string{"id": one.ID.String(), "event": "pass", "paper": one.ID.String()}, []string{
			"GET " + desk, "GET " + desk + "/{event}", "POST " + desk + "/{event}", "GET " + desk + "/papers/{paper}", "GET " + api,
			"POST " + api + "/pass", "POST " + api + "/order", "POST " + api + "/doubt", "POST " + api + "/revoke", "POST " + api + "/keep"}},
	}
}
