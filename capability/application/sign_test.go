package application

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/module"
)

// typed signs with a name and a code that was sent.
func typed(name, code string) *Signing {
	return &Signing{Consent: true, Method: Typed, Name: name, Code: code, Device: "test"}
}

// drawing is a PNG with a stroke of so many points, on transparent or other paper.
func drawing(points int, paper ...color.Color) string {
	img := image.NewRGBA(image.Rect(0, 0, 300, 100))
	for _, colour := range paper {
		draw.Draw(img, img.Rect, image.NewUniform(colour), image.Point{}, draw.Src)
	}
	for i := range points {
		img.Set(10+i%200, 50, color.Black)
	}
	var out bytes.Buffer
	_ = png.Encode(&out, img) // into memory
	return pictureURL + base64.StdEncoding.EncodeToString(out.Bytes())
}

// signatures are those of a case, as its applicant sees them.
func (b bench) signatures(f *casework.File) []Signature {
	b.Helper()
	list, err := b.Signatures(b.as(mei), f)
	if err != nil {
		b.Fatal(err)
	}
	return list
}

func TestASignatureFitsWhatWasSignedAndNothingElse(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		if err := b.SendCode(b.as(mei), w.ID); err != nil {
			b.Fatal(err)
		}
		f := b.handInSigned(mei, w, typed("林晓华", theCode))
		signed := b.signatures(f)
		if len(signed) != 1 || signed[0].Method != Typed || !signed[0].Fits || signed[0].Name != "林晓华" || signed[0].Version != noticeVersion {
			b.Fatalf("signed: %+v", signed)
		}
		f.Submissions[0].Values["contactMobile"] = "13800000000"
		if b.signatures(f)[0].Fits {
			b.Error("fits another answer")
		}
		f = b.file(f)
		f.Submissions[0].Materials[0].Reference += "x"
		if b.signatures(f)[0].Fits {
			b.Error("fits another material")
		}
		if n := b.count(`SELECT COUNT(*) FROM application_signature WHERE sealed IS NULL`); n != 0 {
			b.Error("not sealed")
		}
	})
}

func TestWithoutConsentNameAndCodeNothingIsHandedIn(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		for name, c := range map[string]struct {
			signing *Signing
			want    string
		}{
			"no consent":    {&Signing{Method: Typed, Name: "林晓华", Code: theCode}, "consent"},
			"no method":     {&Signing{Consent: true}, "signature"},
			"another name":  {typed("林小华", theCode), "signature.typed"},
			"no code":       {typed("林晓华", " "), "signature.code"},
			"a wrong code":  {typed("林晓华", "000000"), "signature.code"},
			"nothing drawn": {&Signing{Consent: true, Method: Drawn, Picture: drawing(3)}, "signature.drawn"},
			"all is black":  {&Signing{Consent: true, Method: Drawn, Picture: drawing(0, color.Black)}, "signature.drawn"},
			"no picture":    {&Signing{Consent: true, Method: Drawn, Picture: "data:image/png;base64,AAAA"}, "signature.drawn"},
			"the session":   {&Signing{Consent: true, Method: Session}, "signature"},
		} {
			_, err := b.Submit(b.as(mei), w.ID, c.signing)
			refused, ok := fault.As(err)
			if !ok || refused.Kind != fault.Invalid || len(refused.Fields) != 1 || refused.Fields[0].Name != c.want {
				b.Errorf("%s: %v", name, err)
			}
		}
		if n := b.count("SELECT COUNT(*) FROM casework_case"); n != 0 {
			b.Errorf("%d cases", n)
		}
	})
}

func TestADrawnSignatureIsKeptAsItsPointsAlone(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		picture := drawing(150)
		raw, _ := base64.StdEncoding.DecodeString(strings.TrimPrefix(picture, pictureURL))
		posted := pictureURL + base64.StdEncoding.EncodeToString(append(raw, "<script>alert(1)</script>"...))
		f := b.handInSigned(mei, w, &Signing{Consent: true, Method: Drawn, Picture: posted})
		kept := b.signatures(f)[0].Picture
		if _, err := png.Decode(bytes.NewReader(kept)); err != nil || bytes.Contains(kept, []byte("script")) {
			b.Errorf("kept %d bytes: %v", len(kept), err)
		}
	})
}

func TestOneCodeSignsOnceHoweverOftenItIsClicked(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		if err := b.SendCode(b.as(mei), w.ID); err != nil {
			b.Fatal(err)
		}
		errs := together(5, func(int) error { _, err := b.Submit(b.as(mei), w.ID, typed("林晓华", theCode)); return err })
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else {
				b.wants(err, fault.Conflict, "application.already-submitted")
			}
		}
		if cases, signed := b.count("SELECT COUNT(*) FROM casework_case"), b.count("SELECT COUNT(*) FROM application_signature"); done != 1 || cases != 1 || signed != 1 {
			b.Errorf("%d done, %d cases, %d signatures", done, cases, signed)
		}
	})
}

func TestAProgramHandsInInTheSessionOfAProvenPerson(t *testing.T) {
	each(t, func(b bench) {
		signed := b.signatures(b.submitted(mei))
		if len(signed) != 1 || signed[0].Method != Session || signed[0].Version != "" || !signed[0].Fits {
			b.Errorf("signed: %+v", signed)
		}
	})
}

func TestWhoMayOnlyFillInDoesNotHandIn(t *testing.T) {
	each(t, func(b bench) {
		filler := citizen("吴敏")
		filler.For = actor.Party{ID: mei.ID, Kind: actor.Person, Name: mei.Name}
		w := b.ready(filler)
		if w.Owner.String() != mei.ID {
			b.Fatalf("belongs to %s", w.Owner)
		}
		_, err := b.Submit(b.as(filler), w.ID, nil)
		b.wants(err, fault.Forbidden, "access.fill-only")
		if _, err := b.Submit(b.as(mei), w.ID, nil); err != nil {
			b.Errorf("the principal cannot: %v", err)
		}
	})
}

func TestAnAgentIsNamedInTheCaseTheyHandIn(t *testing.T) {
	each(t, func(b bench) {
		agent := citizen("吴敏")
		agent.For = actor.Party{ID: mei.ID, Kind: actor.Person, Name: mei.Name, MaySubmit: true}
		f := b.handIn(agent, b.ready(agent))
		if f.Case.Owner.String() != mei.ID || f.Case.Agent.String() != agent.ID {
			b.Errorf("of %s, by %s", f.Case.Owner, f.Case.Agent)
		}
		signed := b.signatures(f)[0]
		if signed.Signer.String() != agent.ID || signed.For == "" {
			b.Errorf("signed: %+v", signed)
		}
	})
}

func TestAPowerForOtherItemsBeginsNothing(t *testing.T) {
	each(t, func(b bench) {
		agent := citizen("吴敏")
		agent.For = actor.Party{ID: mei.ID, Kind: actor.Person, Name: mei.Name, Items: []string{"elder-card"}, MaySubmit: true}
		_, err := b.Begin(b.as(agent), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, true)
		b.wants(err, fault.Forbidden, "application.not-covered")
		firm := citizen("周强")
		firm.For = actor.Party{ID: id.New().String(), Kind: actor.Firm, Name: firmName, MaySubmit: true}
		_, err = b.Begin(b.as(firm), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, true)
		b.wants(err, fault.Invalid, "application.people-only")
	})
}

func TestAnswersOfAnEarlierCaseFillTheNextAndSayWhereFrom(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(mei)
		if _, err := b.Save(b.as(mei), w.ID, map[string]any{"contactMobile": "13900990077"}); err != nil {
			b.Fatal(err)
		}
		f := b.handIn(mei, w)
		b.city.mu.Lock()
		b.city.noMobile = true
		b.city.mu.Unlock()
		next := b.draft(mei)
		if next.Values["contactMobile"] != "13900990077" || next.from["contactMobile"].Kind != fromCase || next.from["contactMobile"].Name != f.Case.ShortNo {
			b.Errorf("filled with %v from %+v", next.Values["contactMobile"], next.from["contactMobile"])
		}
		if other := b.draft(stranger); other.Values["contactMobile"] != nil {
			b.Errorf("a stranger is told %v", other.Values["contactMobile"])
		}
		var err error
		if next, err = b.Save(b.as(mei), next.ID, map[string]any{"contactMobile": "13900990078"}); err != nil {
			b.Fatal(err)
		}
		if next, err = b.Work(b.as(mei), next.ID); err != nil || next.from["contactMobile"].Kind != "" {
			b.Errorf("what was typed is said to be fetched: %+v, %v", next.from, err)
		}
	})
}

func TestWhatIsCertainIsNotLostByNotBeingAsked(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		w, err := b.Save(b.as(mei), w.ID, map[string]any{"holderName": "", "holderId": ""})
		if err != nil {
			b.Fatal(err)
		}
		if w.Values["holderName"] != "林晓华" || w.Values["holderId"] != meiNumber {
			b.Errorf("left %v", w.Values)
		}
		w, err = b.Save(b.as(mei), w.ID, map[string]any{"holderName": "吴敏"})
		if err != nil || len(w.Faults) != 1 || w.Faults[0].Key != "application.not-yourself" {
			b.Errorf("another's name: %v %v", w.Faults, err)
		}
	})
}

func TestTheCheckPageWantsConsentAndASignatureAndLosesNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.ready(mei)
	at := "/apply/" + w.ID.String()
	s.sees(mei, at+"/check", "个人信息处理告知", "确认并提交", "签名")
	res, text := s.asks(mei, message.Chinese, http.MethodPost, at+"/submit", url.Values{"signature.method": {"typed"}, "signature.typed": {"林晓华"}})
	for _, want := range []string{"请阅读个人信息处理告知并勾选同意", "请填写短信验证码"} {
		if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, want) {
			t.Errorf("%d, no %q: %s", res.StatusCode, want, text)
		}
	}
	form := url.Values{"send-code": {"1"}, "consent": {"1"}, "signature.method": {"typed"}, "signature.typed": {"林晓华"}}
	if body := s.posts(mei, at+"/submit", form); !strings.Contains(body, `value="林晓华"`) || !strings.Contains(body, "139****0001") {
		t.Errorf("lost on the way to the code: %s", body)
	}
	res, text = s.asks(mei, message.Chinese, http.MethodPost, at+"/submit", signedForm(url.Values{}))
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("submitted: %d %s", res.StatusCode, text)
	}
	if text = s.signed(mei, w); !strings.Contains(text, "申请人已电子签名") || !strings.Contains(text, "内容与签名时一致") {
		t.Errorf("of the signature the case says: %s", text)
	}
	s.sees(mei, at+"/receipt", "申请回执", "申请人上传", "不是第三方认证机构证书支持的可靠电子签名", "林晓华")
	if res, _ = s.asks(stranger, message.Chinese, http.MethodGet, at+"/receipt", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger reads the receipt: %d", res.StatusCode)
	}
}

// signed is what the pages of the case that w has become say of its signature.
func (s site) signed(who actor.Actor, w *Work) string {
	s.Helper()
	ctx := message.With(s.as(who), s.texts, message.Chinese)
	no, err := s.cases.NumberOf(ctx, w.ID)
	if err != nil {
		s.Fatal(err)
	}
	f, err := s.cases.File(ctx, no)
	if err != nil {
		s.Fatal(err)
	}
	panels, err := casework.Fill(module.PanelsOf([]module.Module{s.Module()}).With(ctx), casework.SignedPlace, casework.ShownCase{File: f})
	if err != nil {
		s.Fatal(err)
	}
	var out strings.Builder
	for _, panel := range panels {
		if err := panel.Render(ctx, &out); err != nil {
			s.Fatal(err)
		}
	}
	return out.String()
}

func TestAnybodyTriesTheFormAndNothingIsKept(t *testing.T) {
	t.Parallel()
	s := open(t)
	guest := actor.Actor{Kind: actor.Guest}
	s.sees(guest, "/items/road-qual/walkthrough", "申报说明", "一步步看", "开始办理")
	s.sees(guest, "/items/road-qual/walkthrough/applicant", "试着填", "身份证号")
	tables := []string{"casework_application", "casework_case", "application_prefill", "audit_entry"}
	before := map[string]int{}
	for _, table := range tables {
		before[table] = s.count("SELECT COUNT(*) FROM " + table)
	}
	res, text := s.asks(guest, message.Chinese, http.MethodPost, "/items/road-qual/walkthrough/applicant", url.Values{"holderName": {"张三"}, "holderId": {"123"}})
	if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text, "处需要修改") {
		t.Errorf("a wrong number: %d %s", res.StatusCode, text)
	}
	for _, table := range tables {
		if n := s.count("SELECT COUNT(*) FROM " + table); n != before[table] {
			t.Errorf("%d more in %s", n-before[table], table)
		}
	}
	if res, _ = s.asks(guest, message.Chinese, http.MethodGet, "/items/road-qual/walkthrough", nil); !strings.Contains(res.Header.Get("Cache-Control"), "public") {
		t.Errorf("kept by caches: %q", res.Header.Get("Cache-Control"))
	}
	if res, _ = s.asks(guest, message.Chinese, http.MethodGet, "/items/road-qual/walkthrough/nowhere", nil); res.StatusCode != http.StatusNotFound {
		t.Errorf("a page that is none: %d", res.StatusCode)
	}
}

// posts sends a form and returns the page as it is.
func (s site) posts(who actor.Actor, address string, form url.Values) string {
	s.Helper()
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r.WithContext(actor.With(s.Context(), who)))
	return w.Body.String()
}

// dark uploads an identity card on which nothing can be seen.
func (b bench) dark(who actor.Actor, w *Work) *Work {
	b.Helper()
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 1400, 1000)), nil); err != nil {
		b.Fatal(err)
	}
	return b.attached(who, w, "M-ID", photo.Bytes())
}

func TestWhatWasNoticedIsKeptWithWhatTheApplicantSaidToIt(t *testing.T) {
	each(t, func(b bench) {
		w := b.dark(mei, b.ready(mei))
		found := b.noticed(b.as(mei), w)
		if len(found) == 0 {
			b.Fatal("nothing is noticed about a black card")
		}
		f := b.handInSigned(mei, w, &Signing{Consent: true, Method: Drawn, Picture: drawing(150), Checked: []string{found[0].Key, "what nobody asked"}})
		kept := b.signatures(f)[0].Findings
		if len(kept) != len(found) || kept[0].Key != found[0].Key || !kept[0].Checked {
			b.Errorf("noticed %+v, kept %+v", found, kept)
		}
	})
}
