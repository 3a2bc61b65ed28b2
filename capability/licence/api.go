package licence

import (
	"context"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/capability/licence/verify"
	"tongban/kernel/clock"
	"tongban/kernel/id"
	"tongban/kernel/web"
)

const tag = "licence"

func (s *Service) api(api huma.API, checks *web.Limiter) {
	check := func(ctx context.Context, in *verifyIn) (*verifyOut, error) {
		if err := in.Within(checks); err != nil {
			return nil, err
		}
		if err := checks.AllowKey(in.Code); err != nil {
			return nil, err
		}
		return s.apiVerify(ctx, in)
	}
	list := func(ctx context.Context, in *statusListIn) (*statusListOut, error) {
		if err := in.Within(checks); err != nil {
			return nil, err
		}
		return s.apiStatusList(ctx)
	}
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/verify/{code}", Tag: tag,
		Summary: "Check a licence by its verification code."}, check)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/licences", Need: web.Citizen, Tag: tag,
		Summary: "List one's own licences."}, s.apiMine)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/licences/{id}/file", Need: web.Citizen, Tag: tag,
		Summary: "Fetch the signed PDF of one of one's own licences."}, s.apiFile)
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/licences/status-list", Tag: tag,
		Summary: "Fetch the signed, dated list of the status of every licence, for checks offline."}, list)
	web.Register(api, web.Op{Method: http.MethodPost, Path: "/desk/licences/{id}/revoke", Need: web.Staff, Tag: tag,
		Summary: "Withdraw, revoke or cancel a licence of one's own department."}, s.apiRevoke)
}

// wireCheck is a Check in JSON.
type wireCheck struct {
	Code       string      `json:"code"`
	Status     Status      `json:"status" enum:"valid,suspended,withdrawn,cancelled,expired,transferred,revoked,superseded"`
	CheckedAt  time.Time   `json:"checkedAt"`
	Identifier string      `json:"identifier" doc:"电子证照标识"`
	Type       string      `json:"type"`
	Number     string      `json:"number" doc:"Masked where it is the holder's ID number"`
	Holder     string      `json:"holder" doc:"Masked; firms are public"`
	Issuer     string      `json:"issuer"`
	ValidFrom  verify.Date `json:"validFrom" format:"date"`
	ValidTo    verify.Date `json:"validTo,omitempty" format:"date" doc:"The last day; absent is without end"`
	Version    int         `json:"version"`
	Simulated  bool        `json:"simulated" doc:"Demo data, no licence of anybody"`
	FileDigest string      `json:"fileDigest,omitempty" doc:"SHA-256 of the newest file, hexadecimal"`
}

type verifyIn struct {
	web.Client
	Code string `path:"code" maxLength:"64" doc:"As printed, with or without dashes"`
}

type verifyOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         wireCheck
}

func (s *Service) apiVerify(ctx context.Context, in *verifyIn) (*verifyOut, error) {
	c, err := s.Verify(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	l := c.Licence
	return &verifyOut{"no-store", wireCheck{
		Code: l.Code, Status: c.Status, CheckedAt: c.CheckedAt.In(clock.Shanghai), Identifier: l.Identifier,
		Type: l.Type.Name, Number: l.MaskedNumber(), Holder: l.MaskedHolder(), Issuer: l.Issuer.Name,
		ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, Version: l.Version, Simulated: l.Simulated, FileDigest: hex.EncodeToString(c.File),
	}}, nil
}

// wireLicence is a Licence in JSON, for its holder.
type wireLicence struct {
	ID         id.ID          `json:"id"`
	Code       string         `json:"code" doc:"Of GET /verify/{code}"`
	Identifier string         `json:"identifier" doc:"电子证照标识"`
	Type       string         `json:"type"`
	TypeCode   string         `json:"typeCode"`
	Number     string         `json:"number"`
	Version    int            `json:"version"`
	Status     Status         `json:"status" enum:"valid,suspended,withdrawn,cancelled,expired,transferred,revoked,superseded"`
	Holder     string         `json:"holder"`
	Issuer     string         `json:"issuer"`
	IssuedOn   verify.Date    `json:"issuedOn" format:"date"`
	ValidFrom  verify.Date    `json:"validFrom" format:"date"`
	ValidTo    verify.Date    `json:"validTo,omitempty" format:"date"`
	Values     []verify.Value `json:"values" nullable:"false"`
	CaseNo     string         `json:"caseNo,omitempty"`
	Simulated  bool           `json:"simulated" doc:"Demo data, no licence of anybody"`
}

func wire(l Licence, now time.Time) wireLicence {
	return wireLicence{
		ID: l.ID, Code: l.Code, Identifier: l.Identifier, Type: l.Type.Name, TypeCode: l.Type.Code, Number: l.Number,
		Version: l.Version, Status: l.StatusAt(now), Holder: l.Holder.Name, Issuer: l.Issuer.Name, IssuedOn: l.IssuedOn,
		ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, Values: l.Values, CaseNo: l.CaseNo, Simulated: l.Simulated,
	}
}

type mineIn struct {
	Cursor string `query:"cursor" maxLength:"13" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

type mineOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Items []wireLicence `json:"items" nullable:"false"`
		Next  string        `json:"next,omitempty" doc:"cursor of the next page"`
	}
}

func (s *Service) apiMine(ctx context.Context, in *mineIn) (*mineOut, error) {
	cursor, err := cursorOf(in.Cursor)
	if err != nil {
		return nil, err
	}
	page, next, err := s.Mine(ctx, cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &mineOut{CacheControl: "no-store"}
	out.Body.Items = make([]wireLicence, len(page))
	for i, l := range page {
		out.Body.Items[i] = wire(l, s.now.Now())
	}
	if next != 0 {
		out.Body.Next = next.String()
	}
	return out, nil
}

// keyOf reads an id; a malformed one is nobody's.
func keyOf(text string) id.ID {
	key, _ := id.Parse(text)
	return key
}

type fileIn struct {
	ID string `path:"id" maxLength:"13"`
}

type fileOut struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	CacheControl       string `header:"Cache-Control"`
	Body               []byte
}

func (s *Service) apiFile(ctx context.Context, in *fileIn) (*fileOut, error) {
	f, err := s.File(ctx, keyOf(in.ID))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	name := mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	return &fileOut{"application/pdf", name, "no-store", body}, err
}

type statusListIn struct{ web.Client }

type statusListOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         verify.SignedList
}

func (s *Service) apiStatusList(ctx context.Context) (*statusListOut, error) {
	list, err := s.StatusList(ctx)
	return &statusListOut{"no-cache", list}, err
}

type revokeIn struct {
	ID   string `path:"id" maxLength:"13"`
	Body struct {
		Kind       Event  `json:"kind,omitempty" enum:"withdraw,revoke,cancel" default:"withdraw" doc:"撤销 (should not have been granted), 吊销 (a penalty) or 注销 (off the register)"`
		Reason     string `json:"reason" example:"以欺骗手段取得许可"`
		LegalBasis string `json:"legalBasis" example:"《中华人民共和国行政许可法》第六十九条第二款"`
		Version    int    `json:"version,omitempty" minimum:"0" doc:"The version the decision was made on; 409 if there is a newer one"`
	}
}

type revokeOut struct{ Body wireLicence }

func (s *Service) apiRevoke(ctx context.Context, in *revokeIn) (*revokeOut, error) {
	l, err := s.Change(ctx, keyOf(in.ID), in.Body.Kind, Grounds{in.Body.Reason, in.Body.LegalBasis, in.Body.Version})
	if err != nil {
		return nil, err
	}
	return &revokeOut{wire(l, s.now.Now())}, nil
}
