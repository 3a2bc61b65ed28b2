package warning

import (
	"context"
	"slices"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// contradictions finds answers that cannot all be true, by the rules for the item and for all.
func (s *Service) contradictions(ctx context.Context, x *examination) (found []finding, err error) {
	if !x.settings[Contradiction].On {
		return nil, nil
	}
	all, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	rules := slices.DeleteFunc(all, func(r Rule) bool { return !r.On || r.Item != "" && r.Item != x.c.Item })
	said, err := s.heard(ctx, x, rules)
	if err != nil {
		return nil, err
	}
	for _, r := range rules {
		evidence, unusual := r.evidence(said)
		if !unusual {
			continue
		}
		var on strings.Builder // the same answers are the same evidence
		for _, one := range evidence.Said {
			on.WriteString("\x00" + string(one.Source) + one.Name + "\x00" + one.Element + "\x00" + one.Value)
		}
		found = append(found, finding{Contradiction, s.Keys.BlindIndex("warning.rule", r.Name+on.String()), evidence})
	}
	return found, nil
}

// heard returns what the sources say that rules speak of: the form first.
func (s *Service) heard(ctx context.Context, x *examination, rules []Rule) (said []witness, err error) {
	said = []witness{{FromForm, "", x.facts}}
	speaks := func(of Source) bool {
		return slices.ContainsFunc(rules, func(r Rule) bool { return strings.Contains(r.Holds, string(of)) })
	}
	if speaks(FromPaper) {
		papers, err := s.read(ctx, x.file.LastSubmission())
		if err != nil {
			return nil, err
		}
		said = append(said, witness{FromPaper, "", papers})
	}
	if speaks(FromEarlier) {
		earlier, err := s.earlier(ctx, x.file.Case)
		if err != nil {
			return nil, err
		}
		said = append(said, earlier...)
	}
	if speaks(FromLicence) {
		held, err := s.Licences.Held(ctx, x.c.owner)
		if err != nil {
			return nil, err
		}
		for _, l := range held {
			said = append(said, witness{FromLicence, l.Name, saidOf(l.Says)})
		}
	}
	return said, nil
}

// read returns what was read on what was uploaded; what has not been read says nothing.
func (s *Service) read(ctx context.Context, handed casework.Submission) (facts, error) {
	all := facts{by: map[string]fact{}}
	for _, m := range handed.Materials {
		file, err := id.Parse(m.Reference)
		if m.Source != casework.Upload || err != nil {
			continue
		}
		said, err := s.Papers.Said(ctx, file)
		if fault.KindOf(err) == fault.Internal && err != nil {
			return all, err
		}
		for _, one := range saidOf(said).all {
			all.add(one)
		}
	}
	return all, nil
}

// earlier returns what the same applicant handed in before, newest first, of cases that were
// not withdrawn.
func (s *Service) earlier(ctx context.Context, c *casework.Case) (said []witness, err error) {
	cases, err := s.Cases.Earlier(ctx, c, maxEarlier)
	if err != nil {
		return nil, err
	}
	for _, other := range cases {
		if other.Status == casework.Withdrawn || other.ReceivedAt.After(c.ReceivedAt) {
			continue
		}
		f, err := s.Cases.File(ctx, other.No)
		if err != nil {
			return nil, err
		}
		def, err := s.Cases.Form(f.Item)
		if err != nil {
			return nil, err
		}
		if len(f.Submissions) > 0 {
			said = append(said, witness{FromEarlier, other.ShortNo, factsOf(def, f.LastSubmission().Values)})
		}
	}
	return said, nil
}
