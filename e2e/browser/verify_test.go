package browser

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// issued returns a licence that has been granted and delivered.
func issued(c *city) world.Licence {
	mine := decidable(c)
	c.As("trans-approver").Grants(mine)
	c.As("clerk").Delivers(mine)
	return c.As("lin").LicenceOf(mine)
}

// TestAnybodyChecksALicence holds J8: nobody has signed in and nothing runs in the
// page.
func TestAnybodyChecksALicence(t *testing.T) {
	c := visit(t)
	licence := issued(c)
	pdf := file(t, c, licence)
	h := c.as(t, "", "/verify", uitest.NoScript())

	h.Fill("核验码", licence.Code)
	h.Click("核验")
	shows(t, h, "有效", "林*华", "云岫市交通运输局", "核验时间", "有效期", "文件指纹")
	h.SeesNot("林晓华")
	h.SeesNot("99010319900615011X")

	h.To("/verify")
	h.Fill("核验码", "7K2MQ4XW9D0RTGBH3Z6S")
	h.Click("核验")
	shows(t, h, "查无此证", "不要采信")

	h.To("/verify")
	h.Fill("核验码", "123")
	h.Click("核验")
	mistaken(t, h, 1)

	h.To("/verify")
	h.Upload("证照文件", pdf)
	h.Click("核验文件")
	shows(t, h, "文件真实，未被改动", "林*华")

	revoke(c, licence)
	h.To("/verify/" + licence.Code)
	shows(t, h, "已吊销", "不能再使用")
	h.Clean()
}

// shows checks a page that says how a check ended.
func shows(t *testing.T, h *hand, texts ...string) {
	t.Helper()
	for _, text := range texts {
		h.Sees(text)
	}
	has(t, h, "search engines stay away", `document.querySelector("meta[name=robots]").content.includes("noindex")`)
	has(t, h, "an icon stands beside the words", `document.querySelector(".outcome svg") !== null`)
	h.Shot("verify-" + texts[0])
}

// file fetches the licence's file.
func file(t *testing.T, c *city, l world.Licence) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "licence.pdf")
	if err := os.WriteFile(path, c.As("lin").Get("/licences/"+l.ID+"/file").Is(http.StatusOK).Body, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// revoke takes the licence away for an offence.
func revoke(c *city, l world.Licence) {
	var waits struct{ Proposal struct{ ID string } }
	c.As("trans-approver").Post("/desk/licences/"+l.ID+"/revoke", world.Fields{
		"kind": "revoke", "reason": "倒卖从业资格证", "legalBasis": "道路运输条例第六十五条",
	}).Is(http.StatusAccepted).Into(&waits)
	c.As("trans-head").Post("/desk/licences/"+l.ID+"/proposals/"+waits.Proposal.ID, world.Fields{"agree": true}).Is(http.StatusOK)
}
