package identity

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
	"tongban/kernel/message"
)

//go:embed demo/people.toml
var demo string

// Personas returns the identities of the demo city in the order of the page. It is
// Unavailable outside the demo.
func (s *Service) Personas(ctx context.Context) ([]Persona, error) {
	if !s.cfg.Demo {
		return nil, errDemoOnly
	}
	var list []Persona
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = listPersonas(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list personas: %w", err)
	}
	return list, nil
}

// Persona returns one identity of the demo city, for seeding what belongs to it.
func (s *Service) Persona(ctx context.Context, key string) (Persona, error) {
	if !s.cfg.Demo {
		return Persona{}, errDemoOnly
	}
	var p Persona
	err := s.d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		p, err = findPersona(ctx, tx, key)
		return err
	})
	if err != nil {
		return Persona{}, fmt.Errorf("find persona %q: %w", key, err)
	}
	return p, nil
}

// note returns what p is good for in lang.
func (p Persona) note(lang message.Lang) string {
	if lang == message.English && p.NoteEn != "" {
		return p.NoteEn
	}
	return p.Note
}

// Seed adds the people of the demo city who are not there yet. It is Unavailable
// outside the demo.
func (s *Service) Seed(ctx context.Context) error {
	if !s.cfg.Demo {
		return errDemoOnly
	}
	town, err := demoTown()
	if err != nil {
		return err
	}
	rows, err := s.rows(town)
	if err != nil {
		return fmt.Errorf("seed people: %w", err)
	}
	err = s.d.Write(ctx, "identity.seed", func(ctx context.Context, tx *db.Tx) error {
		there, err := listPersonas(ctx, tx)
		if err != nil {
			return err
		}
		subjects := map[string]id.ID{}
		for _, p := range there {
			subjects[p.Key] = p.Subject
		}
		for i, row := range rows {
			if _, ok := subjects[row.persona.Key]; ok {
				continue
			}
			subjects[row.persona.Key] = row.persona.Subject
			if err := s.insertRow(ctx, tx, row, i); err != nil {
				return err
			}
		}
		if err := s.seedFirms(ctx, tx, town.Firms, subjects); err != nil {
			return err
		}
		for _, m := range town.Mandates {
			if err := s.seedHelp(ctx, tx, subjects[m.Principal], subjects[m.Agent], m.Relation); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("seed people: %w", err)
	}
	return nil
}

// town is the file of the demo city.
type town struct {
	People []struct {
		Person
		label
	}
	Firms    []demoFirm
	Mandates []struct {
		Principal, Agent string
		Relation         Relation
	} // between people, by persona
	Staff []struct {
		Member
		label
	}
}

type demoFirm struct {
	Firm
	Agents []struct {
		Persona  string
		Capacity Relation
	}
}

// label is how somebody of the demo city stands on the page of personas.
type label struct {
	Persona string
	Section Section
	Note    string
	NoteEn  string
}

func demoTown() (town, error) {
	var t town
	if _, err := toml.Decode(demo, &t); err != nil {
		return town{}, fmt.Errorf("demo/people.toml: %w", err)
	}
	return t, nil
}

// row is one persona with its person or its member of staff.
type row struct {
	persona Persona
	person  sealed
	member  Member
}

// rows prepares what will be inserted, so that the unit of work only writes.
func (s *Service) rows(t town) ([]row, error) {
	var rows []row
	for _, p := range t.People {
		p.ID = id.New()
		stored, err := s.seal(p.Person)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row{persona: p.label.persona(actor.Citizen, p.ID), person: stored})
	}
	for _, m := range t.Staff {
		m.ID, m.Account, m.Active = id.New(), m.Persona, true
		if err := mayHold(m.Roles); err != nil {
			return nil, fmt.Errorf("%s: %w", m.Account, err)
		}
		rows = append(rows, row{persona: m.label.persona(actor.Staff, m.ID), member: m.Member})
	}
	return rows, nil
}

func (l label) persona(kind actor.Kind, subject id.ID) Persona {
	return Persona{Key: l.Persona, Kind: kind, Subject: subject, Section: l.Section, Note: l.Note, NoteEn: l.NoteEn}
}

func (s *Service) insertRow(ctx context.Context, tx *db.Tx, r row, position int) error {
	var err error
	if r.persona.Kind == actor.Citizen {
		err = insertPerson(ctx, tx, r.person)
	} else {
		err = insertMember(ctx, tx, r.member, s.real.Now())
	}
	if err != nil {
		return err
	}
	return insertPersona(ctx, tx, r.persona, position)
}

func (s *Service) seedFirms(ctx context.Context, tx *db.Tx, firms []demoFirm, subjects map[string]id.ID) error {
	for _, f := range firms {
		there, err := hasFirm(ctx, tx, f.USCC)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		f.ID = id.New()
		if _, err := putFirm(ctx, tx, f.Firm, s.real.Now()); err != nil {
			return err
		}
		for _, agent := range f.Agents {
			if err := s.seedMandate(ctx, tx, f.ID, subjects[agent.Persona], agent.Capacity); err != nil {
				return err
			}
		}
	}
	return nil
}

// seedHelp has a person of the demo city act for another, once: what was revoked stays
// revoked.
func (s *Service) seedHelp(ctx context.Context, tx *db.Tx, principal, agent id.ID, r Relation) error {
	now := s.real.Now()
	given, err := listGiven(ctx, tx, principal)
	if err != nil || slices.ContainsFunc(given, func(m Mandate) bool { return m.Agent == agent }) {
		return err
	}
	p, err := findPerson(ctx, tx, agent)
	if err != nil {
		return err
	}
	return insertMandate(ctx, tx, Mandate{
		ID: id.New(), Principal: principal, Kind: actor.Person, Relation: r, Agent: agent, AgentName: p.Name, MaySubmit: true,
		GivenBy: principal, GivenAt: now, AcceptedAt: now, index: []byte{},
	})
}

// seedMandate has a person of the demo city act for a firm.
func (s *Service) seedMandate(ctx context.Context, tx *db.Tx, firm, agent id.ID, r Relation) error {
	p, err := findPerson(ctx, tx, agent)
	if err != nil {
		return err
	}
	now := s.real.Now()
	return insertMandate(ctx, tx, Mandate{
		ID: id.New(), Principal: firm, Kind: actor.Firm, Relation: r, Agent: agent, AgentName: p.Name, MaySubmit: true,
		GivenBy: agent, GivenAt: now, AcceptedAt: now, index: []byte{},
	})
}
