package browser

import (
	"net/http"

	"tongban/e2e/world"
)

// flatAtCounter begins the sale of a flat at the counter and returns where its visit is.
func (c *city) flatAtCounter() string {
	clerk := c.As("clerk")
	var v struct{ ID string }
	clerk.Post("/window/visits", world.Fields{"idNumber": world.Song, "channel": "counter"}).Is(http.StatusCreated).Into(&v)
	at := "/window/visits/" + v.ID
	clerk.Post(at+"/application", world.Fields{"itemCode": "property-transfer", "answers": world.FlatAnswers()}).Is(http.StatusOK)
	clerk.Patch(at, world.Fields{"values": world.Flat()}).Is(http.StatusOK)
	return at
}

// window are the pages of the counter. A visit is begun anew for each, as clerks do.
func (l *life) window() []place {
	taking := func(then func(h *hand)) func(h *hand) {
		return func(h *hand) {
			h.Fill("身份证", linsCard)
			h.Click("开始办理")
			chosen(h)
			then(h)
		}
	}
	return []place{
		{name: "window", who: "clerk", path: "/window"},
		{name: "window-keys", who: "clerk", path: "/window/keys"},
		{name: "window-wrong", who: "clerk", path: "/window", invalid: true, act: wrong("开始办理")},
		{name: "window-found", who: "clerk", path: "/window", act: func(h *hand) {
			h.Fill("身份证", linsCard)
			h.Click("开始办理")
			h.Fill("事项名称、编码或拼音首字母", "许可")
			h.Click("查找")
		}},
		{name: "window-take", who: "clerk", path: "/window", act: taking(func(*hand) {})},
		{name: "window-take-wrong", who: "clerk", path: "/window", invalid: true, act: taking(func(h *hand) { h.Click("受理") })},
		{name: "window-telephone-sign", who: "clerk", path: "/window", act: taking(func(h *hand) { h.Click("用申请人手机签名") })},
		{name: "window-form", who: "clerk", path: "/window", act: taking(func(h *hand) { h.Click("打印申请表") })},
		{name: "window-papers", who: "clerk", path: "/window", act: taking(func(h *hand) { h.Click("扫描或拍照") })},
		{name: "window-refuse-wrong", who: "clerk", path: "/window", invalid: true, act: taking(func(h *hand) {
			h.Click("不予受理")
			h.Click("作出不予受理决定")
		})},
		{name: "window-done", who: "clerk", path: "/window", act: taking(func(h *hand) { h.Click("一次性告知") })},
		{name: "window-mendable", who: "clerk", path: "/window", act: func(h *hand) {
			h.Fill("身份证", linsCard)
			h.Click("开始办理")
			h.Sees("待补正的办件")
		}},
		{name: "window-firm-wrong", who: "clerk", path: "/window", invalid: true, act: func(h *hand) {
			h.Fill("身份证", linsCard)
			h.Click("开始办理")
			h.Click("为单位办理")
			h.Fill("统一社会信用代码", "91990100MDEM10017Y")
			h.Click("确定")
		}},
		{name: "window-mobile", who: "clerk", path: "/window", act: func(h *hand) {
			h.Fill("身份证", linsCard)
			h.Click("开始办理")
			h.Click("绑定手机号")
		}},
		{name: "window-cosign", who: "clerk", path: "/window", act: func(h *hand) { h.To(h.city.flatAtCounter() + "/cosign") }},
		{name: "window-results", who: "clerk", path: "/window/results"},
		{name: "window-results-wrong", who: "clerk", path: "/window/results", invalid: true, act: wrong("发放并打印清单")},
	}
}
