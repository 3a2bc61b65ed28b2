package licence

import (
	"context"
	"encoding/hex"
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
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/licences/status-list", Tag: tag,
		Summary: "Fetch the signed, dated list of the status of every licence, for checks offline."}, list)
	s.deskAPI(api)
}

// wireCheck is a Check in JSON.
type wireCheck struct {
	Code       string      `json:"code"`
	Status     Status      `json:"status" enum:"valid,suspended,withdrawn,cancelled,expired,transferred,revoked,superseded"`
	CheckedAt  time.Time   `json:"checkedAt"`
	Identifier string      `json:"identifier" doc:"电子证照标识"`
	Type       string      `json:"type"`
	Number     string      `json:"number" doc:"Masked where it holds the holder's ID number"`
	Holder     string      `json:"holder" doc:"Masked; firms are public"`
	Issuer     string      `json:"issuer"`
	ValidFrom  verify.Date `json:"validFrom" format:"date"`
	ValidTo    verify.Date `json:"validTo,omitempty" format:"date" doc:"The last day; absent is without end"`
	Version    int         `json:"version"`
	ReviewBy   verify.Date `json:"reviewBy,omitempty" format:"date" doc:"By when it has to be looked at again (年审)"`
	ReviewLate bool        `json:"reviewLate,omitempty"`
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
		ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, Version: l.Version, ReviewBy: c.ReviewBy, ReviewLate: c.ReviewLate,
		Simulated: l.Simulated, FileDigest: hex.EncodeToString(c.File),
	}}, nil
}

// Body is a licence on the wire, for its holder and the office that answers for it.
type Body struct {
	ID         id.ID          `json:"id"`
	Code       string         `json:"code" doc:"Of GET /verify/{code}"`
	Identifier string         `json:"identifier" doc:"电子证照标识"`
	Previous   string         `json:"previous,omitempty" doc:"Identifier of the version before"`
	Type       string         `json:"type"`
	TypeCode   string         `json:"typeCode"`
	Number     string         `json:"number" doc:"For an office: masked where it holds the holder's ID number"`
	Version    int            `json:"version"`
	Status     Status         `json:"status" enum:"valid,suspended,withdrawn,cancelled,expired,transferred,revoked,superseded"`
	Reason     string         `json:"reason,omitempty" doc:"Of the newest change"`
	LegalBasis string         `json:"legalBasis,omitempty"`
	Holder     string         `json:"holder" doc:"For an office: masked; firms are public"`
	Issuer     string         `json:"issuer"`
	IssuedOn   verify.Date    `json:"issuedOn" format:"date"`
	ValidFrom  verify.Date    `json:"validFrom" format:"date"`
	ValidTo    verify.Date    `json:"validTo,omitempty" format:"date" doc:"The last day; absent is without end"`
	Values     []verify.Value `json:"values" nullable:"false" doc:"For an office: empty, they are the holder's data"`
	CaseNo     string         `json:"caseNo,omitempty"`
	Simulated  bool           `json:"simulated" doc:"Demo data, no licence of anybody"`
}

// BodyOf writes l for its holder.
func BodyOf(l Licence, now time.Time) Body {
	return Body{
		ID: l.ID, Code: l.Code, Identifier: l.Identifier, Previous: l.Previous, Type: l.Type.Name, TypeCode: l.Type.Code, Number: l.Number,
		Version: l.Version, Status: l.StatusAt(now), Reason: l.Reason, LegalBasis: l.LegalBasis, Holder: l.Holder.Name, Issuer: l.Issuer.Name,
		IssuedOn: l.IssuedOn, ValidFrom: l.ValidFrom, ValidTo: l.ValidTo, Values: l.Values, CaseNo: l.CaseNo, Simulated: l.Simulated,
	}
}

// KeyOf reads an id; a malformed one is nobody's.
func KeyOf(text string) id.ID {
	key, _ := id.Parse(text)
	return key
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
