package app_test

import (
	"context"

	"tongban/app"
	"tongban/capability/identity"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

// bundled is a bundle case of lin's, with a part that is with a partner.
func (c *callers) bundled(a *app.App) []thing {
	c.Helper()
	pass, err := a.Identity.SignInAs(c.Context(), "lin", identity.Visitor{})
	if err != nil {
		c.Fatal(err)
	}
	owner, err := id.Parse(pass.Actor.ID)
	if err != nil {
		c.Fatal(err)
	}
	const no = "YX-B260210-7K3M9Q"
	run := id.New()
	err = a.DB.Write(c.Context(), no, func(ctx context.Context, tx *db.Tx) error {
		err := tx.Send(ctx, `INSERT INTO bundlecase_run (id, no, query_code, application_id, code, name, edition, department, lead, region, outlet, owner, firm,
			agent, applicant_name, matter, open, stopping, stand, received_at, due_on, finished_at, version)
			VALUES ($1, $2, 'X', $3, 'newborn', '新生儿出生', 0, 'TRANS', '云岫市交通运输局', '990100', 'center', $4, FALSE, 0, '林晓华', NULL, TRUE, FALSE, 'running', 1, 0, 0, 1)`,
			run, no, id.New(), owner)
		if err != nil {
			return err
		}
		return tx.Send(ctx, `INSERT INTO bundlecase_part (id, run_id, seq, code, kind, name, department, office, required, version_id, needs, licence, state,
			usable, turn, application_id, case_id, case_no, short_no, reason, cause, words, since)
			VALUES ($1, $2, 0, 'bank', 'external', '银行开户', '', '云岫银行', FALSE, 0, '[]', '', 'running', FALSE, FALSE, 0, 0, '', '', 'external', '', '', 1)`, id.New(), run)
	})
	if err != nil {
		c.Fatal(err)
	}
	const page, api = "/bundle-cases/{no}", "/api/v1/bundle-cases/{no}"
	return []thing{
		{"lin", "tao", map[string]string{"no": no}, []string{"GET " + page, "GET " + page + "/withdraw", "POST " + page + "/withdraw", "POST " + page + "/rating", "GET " + api, "POST " + api + "/withdraw"}},
		{"trans-reviewer", "hrss-reviewer", map[string]string{"no": no, "component": "bank"}, []string{
			"GET /desk" + page, "POST /desk" + page + "/parts/{component}/report", "POST " + api + "/parts/{component}/report"}},
	}
}
