package progress

import (
	"io"
	"mime"
	"net/http"
	"strconv"

	"tongban/capability/casework"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/web"
	"tongban/ui"
)

// notice shows an official paper, ready to print: to its addressee as it is, to
// staff without what is personal.
func (p pages) notice(w http.ResponseWriter, r *http.Request) error {
	v, err := p.paperView(r)
	if err != nil {
		return err
	}
	return p.renderPaper(w, r, http.StatusOK, v)
}

// fullNotice shows the paper as it is to staff who say what for.
func (p pages) fullNotice(w http.ResponseWriter, r *http.Request) error {
	v, err := p.paperView(r)
	if err != nil {
		return err
	}
	v.why = casework.WhyOf(r.PostFormValue)
	err = p.Cases.RevealNotice(r.Context(), v.File, v.why)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		v.errs = ui.ErrorsOf(r.Context(), err)
		return p.renderPaper(w, r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	v.reveal = true
	return p.renderPaper(w, r, http.StatusOK, v)
}

// noticeFile sends the PDF of a paper to its addressee.
func (p pages) noticeFile(w http.ResponseWriter, r *http.Request) error {
	f, n, err := p.Cases.NoticeOf(r.Context(), r.PathValue("no"), r.PathValue("notice"))
	if err != nil {
		return err
	}
	file, err := p.Cases.NoticeFile(r.Context(), f, n)
	if err != nil {
		return err
	}
	return SendFile(w, file)
}

// fullNoticeFile sends it to staff who say what for.
func (p pages) fullNoticeFile(w http.ResponseWriter, r *http.Request) error {
	f, n, err := p.Cases.NoticeOf(r.Context(), r.PathValue("no"), r.PathValue("notice"))
	if err != nil {
		return err
	}
	file, err := p.Cases.RevealNoticeFile(r.Context(), f, n, casework.WhyOf(r.PostFormValue))
	if err != nil {
		return err
	}
	return SendFile(w, file)
}

// SendFile sends the PDF of a paper for keeping.
func SendFile(w http.ResponseWriter, f notice.File) error {
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Cache-Control", "no-store")
	_, err := io.Copy(w, f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// paperView is a notice of a case with what its page works out.
type paperView struct {
	*casework.File
	notice    casework.Notice
	sheet     notice.Sheet
	desk      bool // for staff
	mayReveal bool
	reveal    bool // show it as it is
	why       casework.Why
	errs      ui.FieldErrors
}

func (p pages) paperView(r *http.Request) (*paperView, error) {
	f, n, err := p.Cases.NoticeOf(r.Context(), r.PathValue("no"), r.PathValue("notice"))
	if err != nil {
		return nil, err
	}
	by := actor.From(r.Context())
	return &paperView{File: f, notice: n, desk: by.Kind == actor.Staff, mayReveal: casework.MayReveal(by, f) == nil}, nil
}

// renderPaper shows the paper as its reader may see it.
func (p pages) renderPaper(w http.ResponseWriter, r *http.Request, status int, v *paperView) (err error) {
	if v.sheet, err = p.Cases.Sheet(r.Context(), v.File, v.notice, !v.desk || v.reveal); err != nil {
		return err
	}
	return web.Render(w, r, status, noticePage(v))
}
