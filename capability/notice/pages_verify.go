package notice

import (
	"net/http"
	"strings"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// pages are the handlers of the pages.
type pages struct{ *Service }

// checked is the form with a file that is checked; ours have about 0.1 MB.
var checked = web.Upload{Field: "file", Most: 5 << 20, TooLarge: "notice.too-large", Missing: "notice.verify.missing-file"}

// verifyForm asks for a code or a file; ?code= leads on to the paper's page.
func (p pages) verifyForm(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	if !r.URL.Query().Has("code") {
		return web.Render(w, r, http.StatusOK, verifyFormPage("", nil))
	}
	code := id.NormalCode(typed)
	if code == "" {
		mistake := fault.InvalidFields([]fault.Field{{Name: "code", Key: "notice.verify.missing-code"}})
		return web.Render(w, r, http.StatusUnprocessableEntity, verifyFormPage(typed, mistake))
	}
	return web.Redirect(w, r, "/notices/"+code)
}

// verify shows what everybody may know of the paper with a code.
func (p pages) verify(w http.ResponseWriter, r *http.Request) error {
	check, err := p.Verify(r.Context(), r.PathValue("code"))
	if unknown(err) {
		return web.Render(w, r, http.StatusNotFound, unknownPage(p.Clock.Now()))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, checkPage(check))
}

// verifyFile compares an uploaded file, with one paper or whichever it is of.
func (p pages) verifyFile(w http.ResponseWriter, r *http.Request) error {
	data, err := checked.Read(w, r)
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return web.Render(w, r, http.StatusUnprocessableEntity, verifyFormPage("", err))
	}
	if err != nil {
		return err
	}
	result, err := p.VerifyFile(r.Context(), r.PathValue("code"), data)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, filePage(result, p.Clock.Now()))
}
