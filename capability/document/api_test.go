package document

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/web"
)

func TestAnAPIOperationTakesAFile(t *testing.T) {
	b := world(t, dbtest.SQLite(t), NoScanner{})
	type in struct {
		FileInput
		Code string `path:"code"`
	}
	type out struct {
		Body struct {
			Code, Name string
			Size       int64
		}
	}
	mux := http.NewServeMux()
	op := web.Op{Method: http.MethodPost, Path: "/materials/{code}", Status: http.StatusCreated, Tag: "document", Summary: "Upload."}
	web.Register(web.NewAPI(mux, "Test", "1"), op, func(ctx context.Context, i *in) (*out, error) {
		part, err := i.Part("file", 200<<10)
		if err != nil {
			return nil, err
		}
		f, err := b.Receive(ctx, Upload{Owner: "mei", Name: part.Name, Size: part.Size, Body: part.Body})
		o := &out{}
		o.Body.Code, o.Body.Name, o.Body.Size = i.Code, f.Name, f.Size
		return o, err
	})
	for _, tt := range []struct {
		content []byte
		status  int
		want    string
	}{
		{documenttest.Photo(1), http.StatusCreated, `"Name":"照片.jpg"`},
		{documenttest.HTML(), http.StatusUnprocessableEntity, "urn:tongban:fault:document.disguised"},
		{documenttest.LargePhoto(300 << 10), http.StatusRequestEntityTooLarge, "urn:tongban:fault:document.large"},
		{nil, http.StatusUnprocessableEntity, "urn:tongban:fault:document.absent"},
	} {
		r := form(t, map[string]string{"key": "k"}, "file", tt.content)
		r.Method, r.URL.Path = http.MethodPost, "/api/v1/materials/M-PHOTO"
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.want) || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%d bytes: got %d %s, want %d %s", len(tt.content), w.Code, w.Body, tt.status, tt.want)
		}
	}
}
