package application

import (
	"context"
	"net/http"
	"net/url"

	"tongban/capability/form"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/mask"
	"tongban/kernel/web"
	"tongban/ui"
)

// invite makes the link for a party.
func (p pages) invite(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if _, err := p.Invite(r.Context(), applicationID, r.PostFormValue("party")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"?parties=invited") // not only to a place on the page, which would not load it
}

// revoke ends a link.
func (p pages) revoke(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	invitation, err := id.Parse(r.PathValue("invitation"))
	if err != nil {
		return errInvitation
	}
	if err := p.Revoke(r.Context(), applicationID, invitation); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String()+"?parties=revoked")
}

// leave puts away what a newer version has no place for.
func (p pages) leave(w http.ResponseWriter, r *http.Request) error {
	applicationID, err := applicationID(r)
	if err != nil {
		return err
	}
	if err := p.Leave(r.Context(), applicationID); err != nil {
		return err
	}
	return web.Redirect(w, r, "/apply/"+applicationID.String())
}

// part shows the invited what it is about, and their questions once they have taken it on.
func (p pages) part(w http.ResponseWriter, r *http.Request) error {
	part, err := p.Part(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, partPage(partView{Part: part}))
}

// partView is the page of a part, with the signature that came back if there was one.
type partView struct {
	*Part
	signing Signing
	sent    bool // a code to sign with
	errs    ui.FieldErrors
}

// signature asks the reader to sign their part.
func (v partView) signature(ctx context.Context) ui.SignatureProps {
	p := ui.SignatureProps{
		Name: "signature", Label: t(ctx, "sign.label"), Signer: v.signer.Name, Method: string(v.signing.Method), Drawn: v.signing.Picture,
		Typed: v.signing.Name, Sent: v.sent, Error: v.errs.Of("signature"), Errors: v.errs,
	}
	if v.signer.Mobile != "" {
		p.Mobile, p.SendCode = mask.Phone(v.signer.Mobile), &ui.Hidden{Name: "send-code", Value: "1"}
	}
	return p
}

// takeOn makes the reader the one who fills the part in.
func (p pages) takeOn(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	if err := p.TakeOn(r.Context(), token); err != nil {
		return err
	}
	return web.Redirect(w, r, "/cofill/"+token)
}

// partTopic shows one page of the part.
func (p pages) partTopic(w http.ResponseWriter, r *http.Request) error {
	part, topic, err := p.partOf(r)
	if err != nil {
		return err
	}
	return p.showPart(w, r, partForm{part: part, topic: topic})
}

// savePart keeps the answers of one page of the part.
func (p pages) savePart(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "fault.shape")
	}
	part, topic, err := p.partOf(r)
	if err != nil {
		return err
	}
	values, pasted, acted := part.Form.Act(r.PostForm, topic)
	if !acted {
		values = part.Form.Decode(r.PostForm, topic)
	}
	page := Page{Topic: topic, Values: values, Key: r.PostFormValue(web.FormKey)}
	if part, err = p.SavePart(r.Context(), part.Token, page); err != nil {
		return err
	}
	if acted || form.Searched(r.PostForm) {
		part.Values = part.Values.With(values) // with the rows that are still blank
		return p.showPart(w, r, partForm{part: part, topic: topic, faults: pasted})
	}
	if faults := topic.Faults(part.Faults); len(faults) > 0 {
		return p.showPart(w, r, partForm{part: part, topic: topic, faults: faults})
	}
	return web.Redirect(w, r, "/cofill/"+part.Token)
}

// partForm is one page of a part being filled in.
type partForm struct {
	part   *Part
	topic  form.Topic
	faults []fault.Field
	input  url.Values
	lists  *form.Lists
}

func (f partForm) asking() form.Asking {
	return form.Asking{
		Form: f.part.Form, Topic: f.topic, Values: f.part.Values, Faults: f.faults,
		Answers: f.part.work.Answers, Input: f.input, Lists: f.lists,
	}
}

func (p pages) showPart(w http.ResponseWriter, r *http.Request, f partForm) error {
	f.input, f.lists = r.PostForm, p.Lists
	status := http.StatusOK
	if len(f.faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, partTopicPage(f))
}

// partOf returns the part of the address and its page, for who has taken it on.
func (p pages) partOf(r *http.Request) (*Part, form.Topic, error) {
	part, err := p.Part(r.Context(), r.PathValue("token"))
	if err != nil {
		return nil, form.Topic{}, err
	}
	topic, ok := part.Topic(r.PathValue("step"))
	if !ok || !part.Mine {
		return nil, topic, errInvitation
	}
	return part, topic, nil
}

// finishPart takes the reader's signature and tells the applicant that the part is complete.
func (p pages) finishPart(w http.ResponseWriter, r *http.Request) error {
	token := r.PathValue("token")
	v := partView{signing: signingOf(r)}
	var err error
	if r.PostFormValue("send-code") != "" {
		v.sent, err = true, p.SendPartCode(r.Context(), token)
	} else if err = p.FinishPart(r.Context(), token, v.signing); err == nil {
		return web.Redirect(w, r, "/cofill/"+token)
	}
	if kind := fault.KindOf(err); err != nil && kind != fault.Invalid && kind != fault.TooMany {
		return err
	}
	status := http.StatusOK
	if err != nil {
		v.errs, status = ui.ErrorsOf(r.Context(), err), web.StatusOf(err)
	}
	if v.Part, err = p.Part(r.Context(), token); err != nil {
		return err
	}
	return web.Render(w, r, status, partPage(v))
}
