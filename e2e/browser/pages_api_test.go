package browser

// programs are the pages for those who write or admit programs.
func programs() []place {
	order := func(h *hand) {
		h.Fill("程序", "市交通运输局审批系统")
		h.Fill("联系方式", "0990-12345")
		h.Click("查看本部门办件状态")
	}
	return []place{
		{name: "docs-found", path: "/docs?q=withdraw", foreign: true},
		{name: "docs-nothing", path: "/docs?q=nowhere-to-be-found", foreign: true},
		{name: "docs-operation", path: "/docs/post-desk-cases-no-decide", foreign: true},
		{name: "keys", who: "security-admin", path: "/admin/keys"},
		{name: "keys-wrong", who: "security-admin", path: "/admin/keys", invalid: true, act: func(h *hand) {
			order(h)
			h.Click("生成密钥")
			h.Sees("请选择可以查看哪个部门的办件")
		}},
		{name: "keys-made", who: "security-admin", path: "/admin/keys", foreign: true, act: func(h *hand) {
			order(h)
			h.Fill("所属部门", "云岫市交通运输局")
			h.Click("生成密钥")
			h.Sees("系统不保存，也不会再显示")
		}},
		{name: "key-revoke", who: "security-admin", path: "/admin/keys", act: func(h *hand) {
			h.Click("吊销")
			h.Sees("吊销后不能恢复")
		}},
	}
}
