package licence

import (
	"context"
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// t is how the pages look up licence's texts.
func t(ctx context.Context, key string, args ...any) string {
	return message.T(ctx, "licence."+key, args...)
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
	version, err := strconv.Atoi(r.URL.Query().Get("v"))
	return web.Render(w, r, http.StatusOK, checkPage(check, err == nil && version < check.Licence.Version))
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

// readerCookie tells browsers apart that read show-codes, no longer than a code lasts.
const readerCookie = "tongban_reader"

// shown shows a checker the licence whose show-code they have read.
func (s *Service) shown(w http.ResponseWriter, r *http.Request) error {
	reader := ""
	if cookie, err := r.Cookie(readerCookie); err == nil {
		reader = cookie.Value
	}
	if reader == "" {
		reader = rand.Text()
	}
	got, err := s.ReadShown(r.Context(), r.PathValue("token"), reader)
	if f, is := fault.As(err); is {
		for _, why := range []string{"forged", "expired", "used"} {
			if f.Key == "licence.shown."+why {
				return web.Render(w, r, web.StatusOf(err), notShownPage(why, s.now.Now()))
			}
		}
	}
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{
		Name: readerCookie, Value: reader, Path: "/show/", MaxAge: int(2 * showLife / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return web.Render(w, r, http.StatusOK, shownPage(got))
}

// CursorOf reads a cursor; empty is the first page.
func CursorOf(text string) (id.ID, error) {
	if text == "" {
		return 0, nil
	}
	cursor, err := id.Parse(text)
	if err != nil {
		return 0, fault.New(fault.Invalid, "licence.cursor")
	}
	return cursor, nil
}
