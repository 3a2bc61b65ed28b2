package application

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"tongban/capability/form"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Save stores answers of the form over those given before. It refuses nothing: what
// is wrong with them comes back in Faults.
func (s *Service) Save(ctx context.Context, applicationID id.ID, values form.Values) (*Work, error) {
	return s.SavePage(ctx, applicationID, Page{Values: values})
}

// Page is what somebody answered on one page of a form.
type Page struct {
	Topic  form.Topic
	Values form.Values
	Seen   string // the mark of the page as it was shown; "" minds nothing
	Key    string // of the form that was sent; "" for none
	party  string // who answers, if it is not the applicant
}

// errChanged is the fault of whoever saves over answers they have not seen.
var errChanged = fault.New(fault.Conflict, "application.page-changed")

// SavePage stores the answers of a page. What is sent twice under one key is stored once,
// also days later: a telephone without a network keeps what was saved and sends it when it
// can, and what was saved elsewhere meanwhile is not lost to it. Who saves over answers of
// the page that changed since it was shown gets the Conflict application.page-changed
// together with the application as it stands.
func (s *Service) SavePage(ctx context.Context, applicationID id.ID, p Page) (*Work, error) {
	asked := struct {
		ID     id.ID
		Values form.Values
	}{applicationID, p.Values}
	if p.Key != "" {
		// A page from the browser's memory has its old key; other answers are another command.
		ctx = once.WithKey(ctx, p.Key+s.digest(p.Values))
	}
	w, err := s.saveMerged(ctx, applicationID, p, asked)
	if _, failure := once.Again(ctx, s.Once, opSave, asked, int64(0), err); err != nil && failure == nil {
		err = errRepeated // others have changed it since
	}
	if errors.Is(err, errRepeated) {
		return s.Work(ctx, applicationID)
	}
	if err != nil && err != errChanged {
		return nil, fmt.Errorf("save application %s: %w", applicationID, err)
	}
	return w, err
}

// errRepeated says that the same page was stored before, under the same key.
var errRepeated = errors.New("stored before")

// opSave is the operation under which keys of pages count.
const opSave = "application.save"

// saveMerged puts the page over what is stored; another page saved at the same moment
// makes it look again.
func (s *Service) saveMerged(ctx context.Context, applicationID id.ID, p Page, asked any) (w *Work, err error) {
	const attempts = 5
	for range attempts {
		if w, err = s.Work(ctx, applicationID); err != nil {
			return nil, err
		}
		if err := w.mayChange(); err != nil {
			return nil, err
		}
		p.Values = w.withoutOthers(p.Values, p.party)
		if p.Seen != "" && p.Seen != s.Mark(w, p.Topic) && len(w.differing(p)) > 0 {
			return w, errChanged
		}
		if err = s.store(ctx, w, p.Values, asked); !isFault(err, "application.application-changed") {
			return w, err
		}
	}
	return w, err
}

// store writes values into w.
func (s *Service) store(ctx context.Context, w *Work, values form.Values, asked any) error {
	w.Values = w.Form.Normalise(w.certain(w.Values.With(values)))
	if err := s.write(w); err != nil {
		return err
	}
	now := s.Clock.Now()
	version, err := once.Do(ctx, s.Once, w.ID.String(), opSave, asked, func(ctx context.Context, tx *db.Tx) (int64, error) {
		return w.Version + 1, updateApplication(ctx, tx, w.row, now)
	})
	if err != nil {
		return err
	}
	if version != w.Version+1 { // an earlier sending had stored it; this one is undone
		return errRepeated
	}
	w.Version, w.VersionID = version, w.row.VersionID
	w.ExpiresAt = now.Add(draftLife)
	w.Faults = s.faultsOf(w, now)
	return nil
}

// Mark tells the answers of one page as they are stored from any others, without telling
// them. Fields that are not asked now count too: another answer may bring them back.
func (s *Service) Mark(w *Work, topic form.Topic) string {
	if whole, ok := w.Form.Topic(topic.Key); ok {
		topic = whole
	}
	answers := form.Values{}
	for _, f := range topic.Fields {
		if v, given := w.Values[f.Key]; given {
			answers[f.Key] = v
		}
	}
	return s.digest(answers)
}

func (s *Service) digest(v form.Values) string {
	text, _ := json.Marshal(v) // answers were JSON before; maps are written in order
	return hex.EncodeToString(s.Keys.BlindIndex("application.page", string(text))[:8])
}

// differing lists the fields of the page whose stored answers are others than p's.
func (w *Work) differing(p Page) []*form.Field {
	given := w.Form.Normalise(w.certain(w.Values.With(p.Values)))
	return slices.DeleteFunc(slices.Clone(p.Topic.Fields), func(f *form.Field) bool {
		_, posted := p.Values[f.Key]
		return !posted || reflect.DeepEqual(given[f.Key], w.Values[f.Key])
	})
}

func isFault(err error, key string) bool {
	f, ok := fault.As(err)
	return ok && f.Key == key
}
