package inspection

import (
	"bytes"
	"context"
	"encoding/base64"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/capability/document"
	"tongban/capability/document/documenttest"
	"tongban/capability/place"
	"tongban/capability/workflow/workflowtest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

// bench is inspection in a small city.
type bench struct {
	caseworktest.World
	*Service
	told *told
}

// everybody can be sent who reviews or inspects.
type everybody struct{}

func (everybody) Inspectors(_ context.Context, department string) (map[string]string, error) {
	names := map[string]string{}
	for _, a := range []actor.Actor{caseworktest.Reviewer, caseworktest.Reviewer2, fire} {
		if a.Department == department {
			names[a.ID] = a.Name
		}
	}
	return names, nil
}

// family says which cases belong to one matter.
type family map[id.ID][]id.ID

func (f family) Siblings(_ context.Context, caseID id.ID) ([]id.ID, error) { return f[caseID], nil }

func (everybody) Departments(context.Context) ([]place.Department, error) {
	return []place.Department{{Code: "TRANS", Label: place.Label{Name: "交通运输局"}}, {Code: "FIRE", Label: place.Label{Name: "消防救援支队"}}}, nil
}

func each(t *testing.T, body func(b bench)) { world(t, "", body) }

// world is a city whose item follows what was drawn, if anything was.
func world(t *testing.T, drawing string, body func(b bench)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		told := &told{}
		w := caseworktest.New(t, d, func(c *casework.Deps) {
			c.Informer, c.Colleagues = told, told
			if drawing != "" {
				c.Procedures = procedures{workflowtest.Compile(t, "joint", drawing)}
			}
		}, db.Source{Name: "inspection", FS: migrations})
		texts, err := message.Load(os.DirFS("."))
		if err != nil {
			t.Fatal(err)
		}
		s := New(Deps{
			DB: d, Clock: w.Clock, Casework: w.Casework, Documents: w.Documents, Notices: w.Casework.Notices, Keys: w.Keys, Texts: texts, Roster: everybody{}, Places: everybody{}, Siblings: family{},
		})
		w.Casework.Block(s.Open)
		w.Casework.Follow(s.Follow)
		body(bench{w, s, told})
	})
}

// wants fails unless err is the fault with the key.
func (b bench) wants(err error, key string) {
	b.Helper()
	f, ok := fault.As(err)
	if ok && f.Kind == fault.Invalid && len(f.Fields) > 0 {
		f.Key = f.Fields[0].Key
	}
	if !ok || f.Key != key {
		b.Errorf("want %s, got %v", key, err)
	}
}

func (b bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

var (
	reviewer, second = caseworktest.Reviewer, caseworktest.Reviewer2
	order            = Order{Reason: "核实经营场所", PlannedOn: "2026-02-11", Inspectors: []string{reviewer.ID, second.ID}}
	found            = Record{VisitedOn: "2026-02-10", Met: true, Findings: "与申请一致", Present: "林晓华"}
)

// ordered is a case that waits for its decision and for a visit.
func (b bench) ordered() (*casework.File, *Visit) {
	b.Helper()
	f := b.In(casework.Reviewing)
	b.must(b.Order(b.As(reviewer), f.Case.No, order))
	f = b.World.Step(reviewer, f, casework.ProposeDecision, caseworktest.Inputs[casework.ProposeDecision])
	visits, err := b.Visits(b.As(reviewer), f)
	b.must(err)
	return f, visits[0]
}

func TestACaseIsNotGrantedWhileAVisitIsOpen(t *testing.T) {
	each(t, func(b bench) {
		f, visit := b.ordered()
		_, err := b.Casework.Step(b.As(caseworktest.Approver), f.Case.No, casework.Grant, casework.Input{})
		b.wants(err, "inspection.open")
		b.must(b.Service.Write(b.As(reviewer), f.Case.No, visit.ID, 0, found))
		b.must(b.Sign(b.As(reviewer), f.Case.No, visit.ID, Signing{1, reviewer.Name, ""}))
		_, err = b.Casework.Step(b.As(caseworktest.Approver), f.Case.No, casework.Grant, casework.Input{})
		b.wants(err, "inspection.open")
		b.must(b.Sign(b.As(second), f.Case.No, visit.ID, Signing{1, " " + second.Name, ""}))
		if f := b.World.Step(caseworktest.Approver, f, casework.Grant, casework.Input{}); f.Case.Status != casework.Issuing {
			b.Errorf("after the visit the case is %s", f.Case.Status)
		}
	})
}

func TestADenialNeedsNoVisit(t *testing.T) {
	each(t, func(b bench) {
		f, _ := b.ordered()
		b.World.Step(caseworktest.Approver, f, casework.Deny, caseworktest.Inputs[casework.Deny])
	})
}

func TestTwoPeopleGoAndBothSign(t *testing.T) {
	each(t, func(b bench) {
		f := b.In(casework.Reviewing)
		no := f.Case.No
		alone := order
		alone.Inspectors = []string{reviewer.ID, reviewer.ID}
		b.wants(b.Order(b.As(reviewer), no, alone), "inspection.two-go")
		stranger := order
		stranger.Inspectors = []string{reviewer.ID, caseworktest.Approver.ID}
		b.wants(b.Order(b.As(reviewer), no, stranger), "inspection.not-on-roster")
		b.wants(b.Order(b.As(caseworktest.Window), no, order), "access.forbidden")
		b.must(b.Order(b.As(reviewer), no, order))
		b.wants(b.Order(b.As(reviewer), no, order), "inspection.already")

		visits, err := b.Visits(b.As(reviewer), f)
		b.must(err)
		visit := visits[0].ID
		b.wants(b.Sign(b.As(reviewer), no, visit, Signing{1, reviewer.Name, ""}), "inspection.unrecorded")
		b.wants(b.Service.Write(b.As(caseworktest.Approver), no, visit, 0, found), "inspection.not-yours")
		tomorrow := found
		tomorrow.VisitedOn = "2026-02-11"
		b.wants(b.Service.Write(b.As(reviewer), no, visit, 0, tomorrow), "inspection.visited-missing")
		b.must(b.Service.Write(b.As(reviewer), no, visit, 0, found))
		b.wants(b.Sign(b.As(second), no, visit, Signing{1, reviewer.Name, ""}), "inspection.name-differs")
		b.must(b.Sign(b.As(second), no, visit, Signing{1, second.Name, ""}))
		b.must(b.Service.Write(b.As(reviewer), no, visit, 0, found)) // the same, sent twice: changes nothing
		another := found
		another.Findings = "与申请一致，已更正面积"
		b.wants(b.Service.Write(b.As(reviewer), no, visit, 0, another), "inspection.changed")
		b.must(b.Service.Write(b.As(reviewer), no, visit, 1, another)) // changed: signed anew
		b.wants(b.Sign(b.As(reviewer), no, visit, Signing{1, reviewer.Name, ""}), "inspection.sign-changed")
		b.must(b.Sign(b.As(reviewer), no, visit, Signing{2, reviewer.Name, ""}))
		if visits, err = b.Visits(b.As(reviewer), f); err != nil || !visits[0].IsOpen() {
			b.Errorf("closed by one signature, %v", err)
		}
		b.must(b.Sign(b.As(second), no, visit, Signing{2, second.Name, ""}))
		b.must(b.Sign(b.As(second), no, visit, Signing{2, second.Name, ""})) // sent twice
		b.wants(b.Service.Write(b.As(reviewer), no, visit, 2, found), "inspection.closed")
		b.must(b.Service.Write(b.As(reviewer), no, visit, 1, another)) // what is kept already and comes late
	})
}

func TestAVisitIsCalledOffWithAReason(t *testing.T) {
	each(t, func(b bench) {
		f, visit := b.ordered()
		b.wants(b.Cancel(b.As(caseworktest.Approver), f.Case.No, visit.ID, " "), "inspection.why-missing")
		b.must(b.Cancel(b.As(caseworktest.Approver), f.Case.No, visit.ID, "已由其他部门核查"))
		b.World.Step(caseworktest.Approver, f, casework.Grant, casework.Input{})
	})
}

func TestPhotographsBelongToTheVisit(t *testing.T) {
	each(t, func(b bench) {
		f, visit := b.ordered()
		photo := documenttest.Photo(1)
		upload := func() Shot {
			return Shot{Upload: document.Upload{Name: "site.jpg", Size: int64(len(photo)), Body: bytes.NewReader(photo)}}
		}
		b.wants(b.Attach(b.As(caseworktest.Approver), f.Case.No, visit.ID, upload()), "inspection.not-yours")
		b.must(b.Attach(b.As(second), f.Case.No, visit.ID, upload()))
		b.must(b.Attach(b.As(second), f.Case.No, visit.ID, upload())) // the telephone has sent it twice
		visits, err := b.Visits(b.As(reviewer), f)
		b.must(err)
		if len(visits[0].Photos) != 1 || visits[0].Version != 1 {
			b.Fatalf("%d photographs", len(visits[0].Photos))
		}
		_, body, err := b.Service.Photo(b.As(reviewer), f.Case.No, visit.ID, visits[0].Photos[0].ID)
		b.must(err)
		b.must(body.Close())
		if _, _, err = b.Service.Photo(b.As(caseworktest.Manager), f.Case.No, visit.ID, visits[0].Photos[0].ID); err == nil {
			b.Error("the hall manager sees the photograph")
		}
	})
}

// drawn is a signature as a canvas gives it.
func drawn(t *testing.T) string {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 60, 20))); err != nil {
		t.Fatal(err)
	}
	return pictureURL + base64.StdEncoding.EncodeToString(picture.Bytes())
}

func TestASignedRecordIsAnOfficialPaper(t *testing.T) {
	each(t, func(b bench) {
		f, visit := b.ordered()
		no, hand := f.Case.No, drawn(b.T)
		b.wants(b.Witness(b.As(reviewer), no, visit.ID, Signing{1, "", hand}), "inspection.unrecorded")
		b.must(b.Service.Write(b.As(reviewer), no, visit.ID, 0, found))
		b.wants(b.Witness(b.As(reviewer), no, visit.ID, Signing{1, "林晓华", ""}), "inspection.not-drawn")
		b.wants(b.Sign(b.As(reviewer), no, visit.ID, Signing{1, "", pictureURL + "AAAA"}), "inspection.not-drawn")
		b.must(b.Witness(b.As(reviewer), no, visit.ID, Signing{1, "", hand}))
		b.must(b.Sign(b.As(reviewer), no, visit.ID, Signing{1, "", hand}))
		if _, err := b.RecordFile(b.As(reviewer), no, visit.ID); fault.KindOf(err) != fault.NotFound {
			b.Errorf("a paper before both have signed: %v", err)
		}
		b.must(b.Sign(b.As(second), no, visit.ID, Signing{1, second.Name, ""}))

		visits, err := b.Visits(b.As(reviewer), f)
		b.must(err)
		if v := visits[0]; v.PaperNo != "云交核录〔2026〕00001号" || v.Witnessed.IsZero() || !v.Inspectors[0].Drawn || v.Inspectors[1].Drawn {
			b.Errorf("%+v", v)
		}
		text := b.read(no, visit)
		for _, words := range []string{"现场核查笔录", "00001", "道路货物运输驾驶员从业资格证核发", "2026年2月10日", reviewer.Name, second.Name, found.Findings, "符合要求", "手写签名", "登录后签名", "在场人"} {
			if !strings.Contains(text, words) {
				b.Errorf("the paper does not say %q: %s", words, text)
			}
		}
		picture, err := b.Signature(b.As(second), no, visit.ID, "")
		b.must(err)
		if again := pictureURL + base64.StdEncoding.EncodeToString(picture); again != hand {
			b.Error("the signature of who was there is another")
		}
		if _, err := b.RecordFile(b.As(caseworktest.Manager), no, visit.ID); err == nil {
			b.Error("the hall manager reads the record")
		}
	})
}

// read returns what the paper of a visit says.
func (b bench) read(no string, visit *Visit) string {
	b.Helper()
	file, err := b.RecordFile(b.As(reviewer), no, visit.ID)
	b.must(err)
	defer file.Close()
	data, err := io.ReadAll(file)
	b.must(err)
	c := exec.CommandContext(b.Context(), "pdftotext", "-raw", "-", "-")
	c.Stdin = bytes.NewReader(data)
	out, err := c.Output()
	b.must(err)
	return strings.Join(strings.Fields(string(out)), "")
}

func TestAChangedRecordLosesWhatWasDrawn(t *testing.T) {
	each(t, func(b bench) {
		f, visit := b.ordered()
		no := f.Case.No
		b.must(b.Service.Write(b.As(reviewer), no, visit.ID, 0, found))
		b.must(b.Sign(b.As(reviewer), no, visit.ID, Signing{1, "", drawn(b.T)}))
		another := found
		another.Met = false
		b.must(b.Service.Write(b.As(second), no, visit.ID, 1, another))
		if _, err := b.Signature(b.As(second), no, visit.ID, reviewer.ID); fault.KindOf(err) != fault.NotFound {
			b.Errorf("the signature is still there: %v", err)
		}
	})
}
