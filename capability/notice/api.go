package notice

import (
	"context"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"tongban/kernel/clock"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

func (s *Service) api(api huma.API, checks *web.Limiter) {
	web.Register(api, web.Op{Method: http.MethodGet, Path: "/notices/{code}", Tag: "notice",
		Summary: "Check an official paper by its verification code."},
		func(ctx context.Context, in *verifyIn) (*verifyOut, error) {
			if err := in.Within(checks); err != nil {
				return nil, err
			}
			return s.apiVerify(ctx, in)
		})
}

type verifyIn struct {
	web.Client
	Code string `path:"code" maxLength:"64" doc:"As printed, with or without dashes"`
}

type verifyOut struct {
	CacheControl string `header:"Cache-Control"`
	Body         struct {
		Code       string    `json:"code"`
		Title      string    `json:"title" doc:"What kind of paper it is"`
		Number     string    `json:"number"`
		Issuer     string    `json:"issuer"`
		Recipient  string    `json:"recipient" doc:"Masked; firms are public"`
		MadeAt     time.Time `json:"madeAt"`
		CheckedAt  time.Time `json:"checkedAt"`
		FileDigest string    `json:"fileDigest,omitempty" doc:"SHA-256 of the signed PDF, hexadecimal; absent until it is drawn"`
	}
}

func (s *Service) apiVerify(ctx context.Context, in *verifyIn) (*verifyOut, error) {
	c, err := s.Verify(ctx, in.Code)
	if err != nil {
		return nil, err
	}
	out := &verifyOut{CacheControl: "no-store"}
	b := &out.Body
	b.Code, b.Title, b.Number, b.Issuer, b.Recipient = c.Code, message.T(ctx, "notice.title."+string(c.Name)), c.Number, c.Issuer, c.Recipient
	b.MadeAt, b.CheckedAt, b.FileDigest = c.MadeAt.In(clock.Shanghai), c.CheckedAt.In(clock.Shanghai), hex.EncodeToString(c.File)
	return out, nil
}
