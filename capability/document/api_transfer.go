package document

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

// offsetHeader says where a piece begins, and where the transfer stands.
const offsetHeader = "Upload-Offset"

type api struct{ *Service }

func (s *Service) api(h huma.API) {
	a := api{s}
	op := func(method, path, summary string, status int) web.Op {
		return web.Op{Method: method, Path: path, Need: web.SignedIn, Tag: "document", Summary: summary, Status: status}
	}
	web.Register(h, op(http.MethodPost, "/uploads", "Announce a file that comes in pieces.", http.StatusCreated), a.begin)
	web.Register(h, op(http.MethodHead, "/uploads/{id}", "Ask where to go on with a file.", http.StatusNoContent), a.where)
	piece := op(http.MethodPatch, "/uploads/{id}", "Send the piece of a file that begins at Upload-Offset, as the raw body. After a 409 go on from the Upload-Offset of the answer.", 0)
	piece.MaxBody, piece.Takes = MaxBytes, "application/octet-stream"
	web.Register(h, piece, a.piece)
	web.Register(h, op(http.MethodPost, "/uploads/{id}/check", "Look at a file that has come and say what would be stored of it.", 0), a.check)
	web.Register(h, op(http.MethodDelete, "/uploads/{id}", "Throw a file away that was sent or is being sent.", http.StatusNoContent), a.discard)
}

// TransferPath is the input of operations on one transfer.
type TransferPath struct {
	ID string `path:"id"`
}

func (p TransferPath) key() (id.ID, error) {
	key, err := id.Parse(p.ID)
	if err != nil {
		return 0, fault.New(fault.NotFound, "document.upload.unknown")
	}
	return key, nil
}

type transferBody struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Size     int64  `json:"size" doc:"Bytes announced"`
	Received int64  `json:"received" doc:"Bytes that have come and are durable: where to go on"`
}

type transferOut struct {
	Offset int64 `header:"Upload-Offset"`
	Body   transferBody
}

func outOf(t Transfer) *transferOut {
	return &transferOut{t.Received, transferBody{t.ID.String(), t.Name, t.Size, t.Received}}
}

type beginIn struct {
	Body struct {
		Name string `json:"name" example:"身份证正面.jpg"`
		Size int64  `json:"size" doc:"Bytes" example:"1536000"`
	}
}

func (a api) begin(ctx context.Context, in *beginIn) (*transferOut, error) {
	t, err := a.Begin(ctx, in.Body.Name, in.Body.Size)
	if err != nil {
		return nil, err
	}
	return outOf(t), nil
}

type whereOut struct {
	Offset int64 `header:"Upload-Offset"`
	Length int64 `header:"Upload-Length"`
}

func (a api) where(ctx context.Context, in *TransferPath) (*whereOut, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	t, err := a.Transfer(ctx, key)
	if err != nil {
		return nil, err
	}
	return &whereOut{t.Received, t.Size}, nil
}

// pieceIn takes the body as it comes; huma would read all of it first.
type pieceIn struct {
	TransferPath
	Offset  int64 `header:"Upload-Offset" required:"true"`
	answer  huma.Context
	request *http.Request
}

// Resolve keeps the request; huma calls it.
func (i *pieceIn) Resolve(c huma.Context) []error {
	i.answer = c
	i.request, _ = humago.Unwrap(c)
	return nil
}

func (a api) piece(ctx context.Context, in *pieceIn) (*transferOut, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	t, err := a.Append(ctx, key, in.Offset, in.request.Body)
	if fault.KindOf(err) == fault.Conflict {
		in.answer.SetHeader(offsetHeader, strconv.FormatInt(t.Received, 10))
	}
	if err != nil {
		return nil, err
	}
	return outOf(t), nil
}

type checkIn struct {
	TransferPath
	Body struct {
		Accept   []string `json:"accept,omitempty" doc:"Kinds of file taken: jpg, png, pdf" example:"[\"jpg\",\"pdf\"]"`
		MaxKB    int64    `json:"maxKB,omitempty" minimum:"0"`
		MaxPages int      `json:"maxPages,omitempty" minimum:"0"`
		Width    int      `json:"widthPx,omitempty" minimum:"0"`
		Height   int      `json:"heightPx,omitempty" minimum:"0"`
	}
}

type fileOut struct {
	Body struct {
		Name      string `json:"name"`
		MediaType string `json:"mediaType"`
		Size      int64  `json:"size" doc:"Bytes stored, after a picture was made to fit"`
		Pages     int    `json:"pages"`
	}
}

func (a api) check(ctx context.Context, in *checkIn) (*fileOut, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	b := in.Body
	f, err := a.Finish(ctx, Upload{Owner: actor.From(ctx).Owner(), Limits: Limits{
		MaxBytes: min(b.MaxKB, MaxBytes>>10) << 10, Accept: b.Accept, MaxPages: b.MaxPages, Width: b.Width, Height: b.Height,
	}}, key)
	if err != nil {
		return nil, err
	}
	out := &fileOut{}
	out.Body.Name, out.Body.MediaType, out.Body.Size, out.Body.Pages = f.Name, f.MediaType, f.Size, f.Pages
	return out, nil
}

func (a api) discard(ctx context.Context, in *TransferPath) (*struct{}, error) {
	key, err := in.key()
	if err != nil {
		return nil, err
	}
	return nil, a.Discard(ctx, key)
}
