package browser

import (
	"net/http"

	"tongban/e2e/world"
)

// owners are the shareholders of a company to be; the last one's share is missing from
// the sum.
func owners(last string) []world.Fields {
	row := func(name, idNo, amount, ratio string) world.Fields {
		return world.Fields{"type": "natural", "name": name, "idType": "111", "idNo": idNo, "amount": amount, "ratio": ratio, "method": "money", "currency": "156", "dueDate": "2030-12-31"}
	}
	return []world.Fields{row("何知远", "990102198804112117", "30", "60"), row("程雨桐", "990103198509232227", "20", last)}
}

// company begins founding a company, with its shareholders.
func (c *city) company(values world.Fields) *world.Application {
	he, draft := c.As("he"), &world.Application{}
	he.Post("/applications", world.Fields{
		"itemCode": "biz-setup", "answers": world.Fields{"q_address": "rent", "q_pre": false, "q_agent": false}, "consent": true,
	}).Is(http.StatusCreated).Into(draft)
	he.Patch("/applications/"+draft.ID, world.Fields{"values": values}).Is(http.StatusOK)
	return draft
}

// forms are the pages of long forms, of signing, and of who acts for whom.
func (l *life) forms() []place {
	const topic = "/items/biz-setup/walkthrough"
	company := "/apply/" + l.company.ID
	return []place{
		{name: "form-tasks", who: "he", path: company},
		{name: "form-rows", who: "he", path: company + "/capital"},
		{name: "form-rows-wrong", who: "he", path: company + "/capital", invalid: true, act: wrong("保存并继续")},
		{name: "form-address", who: "he", path: company + "/place"},
		{name: "form-codes", who: "he", path: company + "/scope", act: func(h *hand) {
			searches(h, "经营范围规范条目", "餐饮", "餐饮管理")
		}},
		{name: "form-unready", who: "he", path: company + "/check"},
		{name: "check-unsigned", who: "lin", path: "/apply/" + l.ready.ID + "/check", invalid: true, act: wrong("确认并提交")},
		{name: "receipt", who: "lin", path: "/apply/" + l.sent.ID + "/receipt"},
		{name: "walkthrough", path: topic},
		{name: "walkthrough-step", path: topic + "/capital"},
		{name: "signin", path: "/signin"},
		{name: "signin-wrong", path: "/signin", invalid: true, act: wrong("获取验证码")},
		{name: "signin-staff", path: "/signin/staff"},
		{name: "outbox", path: "/demo/outbox"},
		{name: "profile", who: "he", path: "/me/profile"},
		{name: "mobile", who: "he", path: "/me/mobile"},
		{name: "realname", who: "he", path: "/me/realname"},
		{name: "acting", who: "xia", path: "/me/acting"},
		{name: "firms", who: "xia", path: "/me/firms"},
		{name: "authorisations", who: "du", path: "/me/authorisations"},
		{name: "authorise", who: "xia", path: "/me/authorisations/new"},
		{name: "child", who: "lin", path: "/me/children/new"},
	}
}
