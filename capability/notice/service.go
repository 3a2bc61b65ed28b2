package notice

import (
	"context"
	"encoding/json"
	"fmt"

	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/job"
	"tongban/kernel/message"
	"tongban/kernel/seal"
)

// Deps are what notices stand on. All are required.
type Deps struct {
	DB     *db.DB
	Clock  clock.Clock
	Keys   *crypt.Keys
	Files  *blob.Store
	Places Places
	Texts  *message.Catalogue // filled after every capability is known
	// Address is where the public reaches the pages; it is printed into QR codes.
	Address string
}

// Service makes official papers.
type Service struct {
	Deps
	signer  seal.Signer
	trusted seal.Keys
	sources map[string]Source
}

// New returns the service. It signs with the installation's key; keys without a usable
// one are a mistake of the start, not of a request.
func New(d Deps) *Service {
	signer, err := seal.OfInstallation(d.Keys)
	if err != nil {
		panic(err)
	}
	export, err := d.Keys.PublicKeys()
	if err != nil {
		panic(err)
	}
	trusted, err := seal.ParseKeys(export)
	if err != nil {
		panic(err)
	}
	return &Service{Deps: d, signer: signer, trusted: trusted, sources: map[string]Source{}}
}

// From says who keeps the facts of papers with a source's name. It is called while the
// application is put together.
func (s *Service) From(name string, source Source) { s.sources[name] = source }

// Register takes a paper into the register, in the unit that makes it, and has it drawn
// afterwards. A paper that lacks what its kind must say is Invalid.
func (s *Service) Register(ctx context.Context, tx *db.Tx, p Paper) error {
	if err := p.mayMake(); err != nil {
		return fmt.Errorf("register notice %s: %w", p.Number, err)
	}
	if err := insertPaper(ctx, tx, p, id.NewCode()); err != nil {
		return fmt.Errorf("register notice %s: %w", p.Number, err)
	}
	if specs[p.Kind].bulk {
		return nil
	}
	return job.Enqueue(ctx, tx, job.Job{Kind: kindDraw, Key: p.Key.String(), Payload: drawPayload{p.Key, p.Source}})
}

// kindDraw draws one paper.
const kindDraw = "notice.draw"

type drawPayload struct {
	Paper  id.ID  `json:"paper"`
	Source string `json:"source"`
}

// draw draws the paper of a payload unless that was done before.
func (s *Service) draw(ctx context.Context, payload json.RawMessage) error {
	var p drawPayload
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("%s: %w", kindDraw, err)
	}
	source, is := s.sources[p.Source]
	if !is {
		return fmt.Errorf("%s: nobody keeps papers of %q", kindDraw, p.Source)
	}
	ctx = actor.With(ctx, actor.AsSystem(kindDraw))
	paper, err := source.Paper(message.With(ctx, s.Texts, message.Chinese), p.Paper) // a job has no reader
	if err != nil {
		return fmt.Errorf("draw notice %s: %w", p.Paper, err)
	}
	_, err = s.drawn(ctx, p.Paper, func() (Paper, error) { return paper, nil })
	return err
}

// Title is what a kind of paper is called for ctx's reader.
func Title(ctx context.Context, kind Kind, regime deadline.Regime) string {
	return message.T(ctx, "notice.title."+string(NameOf(kind, regime)))
}

// unknown reports whether err says that there is no such thing.
func unknown(err error) bool { return err != nil && fault.KindOf(err) == fault.NotFound }
