package e2e

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tongban/e2e/world"
	"tongban/kernel/clock"
)

// The people of an office that has only just begun, and what they sign in with once they
// have chosen a password of their own.
const ownPassword = "a-long-password-of-ones-own"

// newOffice is a new office under way: who is signed in where.
type newOffice struct {
	*world.World
	system, security *world.Browser
	link             string // the set-up link without the address
}

// TestAnEmptyFolderBecomesAnOfficeThatDecides goes the way of docs/guide/administrator.md,
// step by step, without the demo: from the set-up link to the decided case of an imported
// item of Guangdong.
func TestAnEmptyFolderBecomesAnOfficeThatDecides(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{Real: true}, func(w *world.World) {
		o := &newOffice{World: w}
		o.isClosed()
		o.opens()
		o.keepsDepartments()
		item := o.imports()
		o.employs()
		o.corrects(item)
		o.decides(o.takesIn(item))
	})
}

// isClosed: before the set-up there is nothing to see, and nobody without the link sets
// anything up.
func (o *newOffice) isClosed() {
	v := o.Visitor()
	for _, path := range []string{"/", "/signin", "/signin/staff", "/items", "/track", "/admin"} {
		if s := v.Visits(path); s.Status != http.StatusServiceUnavailable || !strings.Contains(s.Read(), "还没有开通") {
			o.Errorf("%s before the set-up: %d %.200s", path, s.Status, s.Read())
		}
	}
	o.Anybody().Get("/items").Refused(http.StatusServiceUnavailable, "office.not-open")
	o.link = o.setUpLink()
	for _, path := range []string{"/setup", "/setup?token=", "/setup?token=" + strings.Repeat("0", 40), o.link[:len(o.link)-1]} {
		if s := v.Visits(path); s.Status != http.StatusNotFound {
			o.Errorf("%s: %d", path, s.Status)
		}
	}
	o.Stop()
	o.Start()
	if again := o.setUpLink(); again != o.link {
		o.Errorf("after a restart the link is %s, it was %s", again, o.link)
	}
}

// setUpLink reads the link as the operator does.
func (o *newOffice) setUpLink() string {
	name := filepath.Join(o.Data, "setup-token")
	text, err := os.ReadFile(name)
	if err != nil {
		o.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		o.Errorf("others may read the link: %v", info.Mode())
	}
	u, err := url.Parse(strings.TrimSpace(string(text)))
	if err != nil {
		o.Fatal(err)
	}
	return u.RequestURI()
}

// opens: two people fill the page in at once, and one office comes of it.
func (o *newOffice) opens() {
	var both sync.WaitGroup
	done := make([]*world.Screen, 2)
	for i := range done {
		sheet := o.Visitor().Opens(o.link).Form("/setup")
		both.Go(func() { done[i] = sheet.Posts(founding(sheet.Holds())) })
	}
	both.Wait()
	first := ""
	for _, s := range done {
		if s.Status == http.StatusOK {
			first += shownPassword(s)
		} else if s.Status != http.StatusNotFound {
			o.Errorf("the set-up was answered %d: %.300s", s.Status, s.Read())
		}
	}
	if len(first) != 19 {
		o.Fatalf("not exactly one was set up: %q", first)
	}
	if s := o.Visitor().Visits(o.link); s.Status != http.StatusNotFound {
		o.Errorf("the link is still good: %d", s.Status)
	}
	o.system = o.enters("sys", ownPassword)
	o.security = o.begins("sec", first)
	if page := o.system.Opens("/admin").Read(); !strings.Contains(page, "广东省") || !strings.Contains(page, "建立部门") {
		o.Errorf("the first steps say %.300s", page)
	}
}

func founding(form url.Values) url.Values {
	for name, value := range map[string]string{
		"city": "广东省", "region": "440000", "mark": "GD", "outlet": "政务服务中心", "address": "中山路1号", "phone": "020-12345678",
		"account": "sys", "name": "任之远", "password": ownPassword, "again": ownPassword, "security": "sec", "securityName": "安若水",
	} {
		form.Set(name, value)
	}
	return form
}

// shownPassword is the first password that a page shows once.
func shownPassword(s *world.Screen) string {
	for _, row := range s.Rows() {
		if row[0] == "初始密码" {
			return row[1]
		}
	}
	return ""
}

// enters signs in with a password.
func (o *newOffice) enters(account, password string) *world.Browser {
	o.Helper()
	b := o.Visitor()
	sheet := b.Opens("/signin/staff").Form("/signin/staff")
	filled := sheet.Holds()
	filled.Set("account", account)
	filled.Set("password", password)
	if s := sheet.Posts(filled); s.Status != http.StatusOK {
		o.Fatalf("%s cannot sign in: %d %.300s", account, s.Status, s.Read())
	}
	return b
}

// begins signs in with a first password, which has to be changed.
func (o *newOffice) begins(account, first string) *world.Browser {
	o.Helper()
	b := o.enters(account, first)
	sheet := b.Opens("/me/password").Form("/me/password")
	filled := sheet.Holds()
	filled.Set("old", first)
	filled.Set("password", ownPassword)
	filled.Set("again", ownPassword)
	if s := sheet.Posts(filled); s.Status != http.StatusOK || s.Path != "/me/sessions" {
		o.Fatalf("%s cannot change the first password: %d %.300s", account, s.Status, s.Read())
	}
	return b
}

// keepsDepartments: a wrong check digit is refused, and the security administrator has no
// business here.
func (o *newOffice) keepsDepartments() {
	sheet := o.system.Opens("/admin/departments").Form("/admin/departments")
	filled := sheet.Holds()
	for name, value := range map[string]string{"code": "GOV", "name": "省政务服务和数据管理局", "uscc": "11440000MB2C90301B", "mark": "粤政数"} {
		filled.Set(name, value)
	}
	if s := sheet.Posts(filled); s.Status != http.StatusUnprocessableEntity || s.Summary()["f-uscc"] == "" {
		o.Errorf("a wrong check digit is answered %d, %v", s.Status, s.Summary())
	}
	filled.Set("uscc", "")
	if s := sheet.Posts(filled); s.Status != http.StatusOK || !strings.Contains(s.Read(), "省政务服务和数据管理局") {
		o.Errorf("the department was not added: %d %.300s", s.Status, s.Read())
	}
	if s := o.security.Visits("/admin/departments"); s.Status != http.StatusForbidden {
		o.Errorf("the security administrator opens departments: %d", s.Status)
	}
	if s := o.system.Opens("/admin/settings"); !strings.Contains(s.Read(), "--data") {
		o.Errorf("the settings say %.300s", s.Read())
	}
}

// imports reads the list as the operator does, and returns the item that the first case is
// about. The department comes with it.
func (o *newOffice) imports() string {
	file := filepath.Join("testdata", "guangdong.jsonl")
	if out, code := o.Imports("gdzwfw", file); code != 0 || !strings.Contains(out, "3") {
		o.Fatalf("the import ended with %d: %s", code, out)
	}
	page := ""
	for until := clock.Real.Now().Add(10 * time.Second); !strings.Contains(page, "广东省科学技术厅"); { // nodes look again every two seconds
		if page = o.system.Opens("/admin/departments").Read(); clock.Real.Now().After(until) {
			o.Fatalf("the import brought no department: %.400s", page)
		}
	}
	return "11440000006939801c244010300100101"
}

// desk is who works in the new office.
var desk = []struct{ account, name, department, outlet, role string }{
	{"editor", "白知行", "", "", "editor"}, {"publisher", "黎望舒", "", "", "publisher"}, {"clerk", "方晓雯", "", "center", "window"},
	{"reviewer", "骆以宁", "006939801", "", "reviewer"}, {"approver", "章怀瑾", "006939801", "", "approver"},
}

// employs: the system administrator opens accounts without power, the security
// administrator gives power and has none to open accounts; neither helps themselves.
func (o *newOffice) employs() {
	for _, m := range desk {
		sheet := o.system.Opens("/admin/staff").Form("/admin/staff")
		filled := sheet.Holds()
		for name, value := range map[string]string{"account": m.account, "name": m.name, "department": m.department, "outlet": m.outlet} {
			filled.Set(name, value)
		}
		first := shownPassword(sheet.Posts(filled))
		at := "/admin/staff/" + m.account
		if s := o.system.Opens(at); strings.Contains(string(s.Body), at+"/roles") {
			o.Errorf("the system administrator may give roles")
		}
		sheet = o.security.Opens(at).Form(at + "/roles")
		if s := sheet.Posts(url.Values{"role": {m.role}}); s.Status != http.StatusOK || s.Path != at {
			o.Fatalf("%s gets no role: %d %.300s", m.account, s.Status, s.Read())
		}
		o.begins(m.account, first)
	}
	forged := o.security.Opens("/admin/staff/clerk").Form("/admin/staff/clerk/roles")
	for b, path := range map[*world.Browser]string{o.system: "/admin/staff/sys", o.security: "/admin/staff/sec"} {
		if s := b.Opens(path); strings.Contains(string(s.Body), path+"/") {
			o.Errorf("%s offers to change one's own account", path)
		}
	}
	if s := forged.Posts(url.Values{"role": {"system-admin", "security-admin"}}); s.Status != http.StatusUnprocessableEntity {
		o.Errorf("two administrators in one: %d", s.Status)
	}
	if s := o.enters("clerk", ownPassword).Visits("/admin/staff"); s.Status != http.StatusForbidden {
		o.Errorf("a clerk opens the accounts: %d", s.Status)
	}
}

// corrects: an editor mends what the list leaves open, somebody else publishes it.
func (o *newOffice) corrects(item string) {
	editor, publisher := o.enters("editor", ownPassword), o.enters("publisher", ownPassword)
	at := "/admin/items/" + item
	for _, part := range []struct{ topic, add, field, value string }{
		{"place", "", "hours", "工作日 9:00-17:00"}, {"law", "add", "legalBasis[0].title", "实验动物管理条例"}, {"result", "", "result.name", "实验动物生产许可证"},
		{"stages", "add", "stages[0].name", "审查"},
	} {
		address := at + "/edit/" + part.topic
		sheet := editor.Opens(address).Form(address)
		filled := sheet.Holds()
		if part.add != "" {
			filled.Set("do", part.add)
			sheet = sheet.Posts(filled).Form(address)
			filled = sheet.Holds()
		}
		filled.Set(part.field, part.value)
		if part.topic == "stages" {
			filled.Set("stages[0].actor", "reviewer")
			filled.Set("stages[0].limitWorkdays", "1")
		}
		filled.Set("do", "save")
		if s := sheet.Posts(filled); s.Status != http.StatusOK || !strings.Contains(s.Read(), "已存为草稿") {
			o.Fatalf("%s is not saved: %d %s %v %.600s", part.topic, s.Status, s.Path, s.Summary(), s.Read())
		}
	}
	for _, step := range []struct {
		by      *world.Browser
		command string
	}{{editor, "submit"}, {publisher, "review"}, {publisher, "publish"}} {
		sheet := step.by.Opens(at + "/" + step.command).Form(at + "/" + step.command)
		if s := sheet.Posts(nil); s.Status != http.StatusOK || s.Path != at {
			o.Fatalf("%s: %d %v %.600s", step.command, s.Status, s.Summary(), s.Read())
		}
	}
	if s := o.Visitor().Opens("/items/" + item); !strings.Contains(s.Read(), "实验动物管理条例") {
		o.Errorf("the public does not see what was published: %.400s", s.Read())
	}
}

// takesIn: somebody comes to the counter, whom nobody knew before, and the clerk takes
// their application in.
func (o *newOffice) takesIn(item string) (no, code string) {
	clerk := o.Enters("clerk", ownPassword)
	var v visit
	clerk.Post("/window/visits", world.Fields{"name": "李新来", "idNumber": "440103199003070010", "channel": "counter"}).Is(http.StatusCreated).Into(&v)
	clerk.Post(v.at("/application"), world.Fields{"itemCode": item}).Is(http.StatusOK)
	clerk.Patch(v.at(""), world.Fields{
		"papers": []string{"M1", "M2", "M3"},
		"values": world.Fields{"applicantMobile": "13800000000", "request": "变更实验动物生产许可的地址"},
	}).Is(http.StatusOK).Into(&v)
	if len(v.Fields) > 0 {
		o.Errorf("the common form wants %+v", v.Fields)
	}
	var after struct {
		Case struct{ CaseNo, QueryCode, State string }
	}
	clerk.Post(v.at("/take"), world.Fields{"decision": "accept", "signature": byHand}).Is(http.StatusCreated).Into(&after)
	if after.Case.State != "ACCEPTED" {
		o.Fatalf("the visit became %+v", after)
	}
	return after.Case.CaseNo, after.Case.QueryCode
}

// decides: review, decision, delivery; the applicant follows it with the number on the
// paper.
func (o *newOffice) decides(no, code string) {
	c := o.Enters("reviewer", ownPassword).Handles(no)
	reviewer, approver, clerk := o.Enters("reviewer", ownPassword), o.Enters("approver", ownPassword), o.Enters("clerk", ownPassword)
	if !strings.HasPrefix(c.ShortNo, "GD-") || !strings.HasPrefix(c.CaseNo, "11440000006939801C244010300100101"[:31]) {
		o.Errorf("the numbers are %s and %s", c.ShortNo, c.CaseNo)
	}
	reviewer.Claims(c)
	reviewer.Passes(c)
	approver.Claims(c)
	if c = approver.Grants(c); c.State != "APPROVED" {
		o.Errorf("after the decision the case is %s", c.State)
	}
	c = clerk.Does("deliver", c, world.Fields{"method": "counter", "receiver": "李新来"})
	if c.State != "COMPLETED" {
		o.Errorf("after delivery the case is %s", c.State)
	}
	sheet := o.Visitor().Opens("/track").Form("/track")
	filled := sheet.Holds()
	filled.Set("no", c.ShortNo)
	filled.Set("code", code)
	if s := sheet.Posts(filled); s.Status != http.StatusOK || !strings.Contains(s.Read(), "已经办结") {
		o.Errorf("following the case: %d %.400s", s.Status, s.Read())
	}
	steps := o.system.Opens("/admin").Read()
	if strings.Contains(steps, "待办") || strings.Count(steps, "已完成") != 7 {
		o.Errorf("the first steps are not all done: %s", steps)
	}
}
