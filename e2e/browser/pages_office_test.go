package browser

// office are the pages of those who look after the installation. Codes, accounts and
// settings are written in Latin letters.
func (l *life) office() []place {
	return []place{
		{name: "office-steps", who: "system-admin", path: "/admin"},
		{name: "office-departments-wrong", foreign: true, who: "system-admin", path: "/admin/departments", invalid: true, act: func(h *hand) {
			h.Fill("统一社会信用代码", "11990100MDEM0010X9")
			h.Click("添加部门")
		}},
		{name: "office-department", foreign: true, who: "system-admin", path: "/admin/departments/TRANS"},
		{name: "office-outlets", who: "system-admin", path: "/admin/outlets"},
		{name: "office-staff", foreign: true, who: "system-admin", path: "/admin/staff"},
		{name: "office-member", foreign: true, who: "system-admin", path: "/admin/staff/clerk"},
		{name: "office-roles", foreign: true, who: "security-admin", path: "/admin/staff/clerk"},
		{name: "office-settings", foreign: true, who: "system-admin", path: "/admin/settings"},
	}
}
