package licence

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// mine shows the wallet.
func (s *Service) mine(w http.ResponseWriter, r *http.Request) error {
	cursor, err := cursorOf(r.URL.Query().Get("cursor"))
	if err != nil {
		return err
	}
	page, next, err := s.Mine(r.Context(), cursor, pageSize)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, walletPage(page, next, s.now.Now()))
}

// pageSize is how many licences a page of the wallet shows.
const pageSize = 20

// get shows one licence of the wallet.
func (s *Service) get(w http.ResponseWriter, r *http.Request) error {
	l, err := s.Get(r.Context(), keyOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, licencePage(l, s.now.Now()))
}

// file sends the PDF of one licence of the wallet.
func (s *Service) file(w http.ResponseWriter, r *http.Request) error {
	f, err := s.File(r.Context(), keyOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	h.Set("Cache-Control", "no-store")
	_, err = io.Copy(w, f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// qr sends the QR code of one licence of the wallet as a picture.
func (s *Service) qr(w http.ResponseWriter, r *http.Request) error {
	picture, err := s.QR(r.Context(), keyOf(r.PathValue("id")))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(picture)
	return err
}

// verifyForm asks for a code or a file; ?code= leads on to the licence's page.
func (s *Service) verifyForm(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	if !r.URL.Query().Has("code") {
		return web.Render(w, r, http.StatusOK, verifyFormPage("", nil))
	}
	code := id.NormalCode(typed)
	if code == "" {
		mistake := fault.InvalidFields([]fault.Field{{Name: "code", Key: "licence.field.code"}})
		return web.Render(w, r, http.StatusUnprocessableEntity, verifyFormPage(typed, mistake))
	}
	return web.Redirect(w, r, "/verify/"+code)
}

// verify shows what everybody may know of the licence with a code.
func (s *Service) verify(w http.ResponseWriter, r *http.Request) error {
	check, err := s.Verify(r.Context(), r.PathValue("code"))
	if fault.KindOf(err) == fault.NotFound {
		return web.Render(w, r, http.StatusNotFound, unknownPage(r.PathValue("code"), s.now.Now()))
	}
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, checkPage(check))
}

// verifyFile checks an uploaded file, for one licence or for whichever it is of.
func (s *Service) verifyFile(w http.ResponseWriter, r *http.Request) error {
	data, err := checked.Read(w, r)
	if fault.KindOf(err) == fault.Invalid {
		return web.Render(w, r, http.StatusUnprocessableEntity, verifyFormPage("", err))
	}
	if err != nil {
		return err
	}
	result, err := s.VerifyFile(r.Context(), r.PathValue("code"), data)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, filePage(result, s.now.Now()))
}

// checked is the form with a file that is checked; ours have about 0.1 MB.
var checked = web.Upload{Field: "file", Most: 5 << 20, TooLarge: "licence.too-large", Missing: "licence.field.file"}

// cursorOf reads a cursor; empty is the first page.
func cursorOf(text string) (id.ID, error) {
	if text == "" {
		return 0, nil
	}
	cursor, err := id.Parse(text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "licence.cursor")
	}
	return cursor, nil
}
