package consultation

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/db/dbtest"
)

// site is consultations as people see them.
func site(t *testing.T, body func(b bench, s caseworktest.Site)) {
	t.Parallel()
	b := world(t, dbtest.SQLite(t))
	body(b, caseworktest.Open(b.World, b.Service.Module()))
}

func TestWhoIsAskedReadsTheQuestionAndAnswersIt(t *testing.T) {
	site(t, func(b bench, s caseworktest.Site) {
		f, key := b.asked(blocking)
		at := "/desk/consultations/" + key.String()
		s.Sees(fire, "/desk/consultations", "消防通道宽度", "交通运输局 赵磊", f.Case.ShortNo, "剩余 3 个工作日")
		s.Sees(fire, at, toFire.Question, "消防救援局（审查人员）", "任务等待答复后才能办结", "不属于我方职责", "转送其他部门")
		if read := s.Panel(fire, casework.WorklistPlace); !strings.Contains(read, "有 1 条征求意见等待答复") {
			b.Errorf("the worklist says %q", read)
		}
		if answer, read := s.Posts(fire, at+"/answer", url.Values{"opinion": {"disagree"}}); answer.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(read, "请写明意见内容") {
			b.Errorf("%d %s", answer.StatusCode, read)
		}
		if answer, read := s.Posts(fire, at+"/forward", url.Values{"whom": {"HOUSING"}, "role": {"reviewer"}, "forward-why": {"归住建"}}); !strings.Contains(read, "没有该岗位的在岗人员") {
			b.Errorf("%d %s", answer.StatusCode, read)
		}
		if answer, _ := s.Posts(fire, at+"/answer", url.Values{"opinion": {"conditions"}, "answer": {"加宽至 4 米"}}); answer.StatusCode != http.StatusSeeOther {
			b.Errorf("%d", answer.StatusCode)
		}
		s.Sees(reviewer, at, "附条件同意", "加宽至 4 米", "消防救援局 雷鸣", "现已不受影响")
		s.Sees(reviewer, "/desk/consultations?show=asked", "附条件同意")
		if answer, _ := s.Posts(fire, at+"/burn", nil); answer.StatusCode != http.StatusNotFound {
			b.Errorf("an unknown step: %d", answer.StatusCode)
		}
	})
}

func TestWhoAsksChoosesADepartmentFirst(t *testing.T) {
	site(t, func(b bench, s caseworktest.Site) {
		at := "/desk/cases/" + b.held().Case.ShortNo + "/consult"
		s.Sees(reviewer, at, "消防救援局", "办件仍由您办理")
		s.Sees(reviewer, at+"?department=FIRE", "审查人员（2 人在岗）", "核查人员（1 人在岗）", "雷鸣（审查人员）")
		s.Sees(reviewer, at+"?department=HOUSING", "住房和城乡建设局目前没有可以答复的人")
		if read := s.Reads(reviewer, at+"?department=TRANS"); strings.Contains(read, "人在岗") || !strings.Contains(read, second.Name) || strings.Contains(read, reviewer.Name+"（") {
			b.Errorf("in one's own department: %s", read)
		}
		form := url.Values{"department": {"FIRE"}, "whom": {"role:reviewer"}, "about": {"消防"}, "question": {"可以吗？"}, "days": {"三"}}
		if _, read := s.Posts(reviewer, at, form); !strings.Contains(read, "请填写 1 至 20 之间的整数") || !strings.Contains(read, "可以吗？") {
			b.Errorf("%s", read)
		}
		form.Set("days", "5")
		if answer, read := s.Posts(reviewer, at, form); answer.StatusCode != http.StatusSeeOther {
			b.Errorf("%d %s", answer.StatusCode, read)
		}
		for who, want := range map[*actor.Actor]int{&second: http.StatusForbidden, &food: http.StatusNotFound, &caseworktest.Mei: http.StatusForbidden} {
			if answer, _ := s.Asks(*who, "zh", http.MethodGet, at, nil); answer.StatusCode != want {
				b.Errorf("%s: %d, want %d", who.Name, answer.StatusCode, want)
			}
		}
	})
}
