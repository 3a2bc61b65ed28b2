package application

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"tongban/capability/casework"
	"tongban/capability/catalogue"
	"tongban/capability/document/documenttest"
	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
)

func TestWhatTheCityKnowsIsNotAskedFor(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		if w.Values["holderName"] != "林晓华" || w.Values["holderId"] != meiNumber || w.Values["licenceClass"] != "B2" || w.Values["dlNo"] != "990100123456" {
			b.Errorf("filled in: %v", w.Values)
		}
		if len(w.Faults) != 0 || len(w.Missing) != 1 || w.Missing[0].Code != "M-PHOTO" {
			b.Errorf("faults %v, missing %v", w.Faults, w.Missing)
		}
		for _, code := range []string{"M-ID", "M-DL", "M-EXAM", "M-SAFE"} {
			if m := w.Has(code); m == nil || m.Source == casework.Upload {
				b.Errorf("%s: %+v", code, m)
			}
		}
	})
}

func TestEverythingThatIsWrongIsSaidAtOnceAndNothingIsStored(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		_, err := b.Save(b.as(mei), w.ID, map[string]any{"holderId": "990103199006150119", "dlNo": "12", "contactMobile": "110", "holderName": "林某"})
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.Submit(b.as(mei), w.ID, nil)
		refused, ok := fault.As(err)
		if !ok || refused.Kind != fault.Invalid {
			b.Fatalf("submitted: %v", err)
		}
		var names []string
		for _, f := range refused.Fields {
			names = append(names, f.Name)
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != "M-PHOTO contactMobile dlNo holderId holderName" {
			b.Errorf("told of %s", got)
		}
		for _, table := range []string{"casework_case", "casework_event", "casework_task", "casework_notice", "casework_sequence"} {
			if n := b.count("SELECT COUNT(*) FROM " + table); n != 0 {
				b.Errorf("%d rows in %s", n, table)
			}
		}
	})
}

func TestUnprovenPersonCannotSubmit(t *testing.T) {
	each(t, func(b bench) {
		w := b.ready(stranger)
		b.city.unproven[stranger.ID] = true
		_, err := b.Submit(b.as(stranger), w.ID, nil)
		b.wants(err, fault.Forbidden, "application.unproven")
		if got, err := b.Work(b.as(stranger), w.ID); err != nil || !got.isDraft() {
			b.Errorf("the draft is gone: %v", err)
		}
	})
}

func TestTheGuideStopsWhoNeedsNothing(t *testing.T) {
	each(t, func(b bench) {
		for _, tt := range []struct {
			answers catalogue.Answers
			key     string
		}{
			{catalogue.Answers{"q_mass": true}, "application.stopped"},
			{catalogue.Answers{"q_mass": false, "q_exam": false}, "application.redirected"},
			{catalogue.Answers{}, "fault.fields"},
		} {
			_, err := b.Begin(b.as(mei), "road-qual", tt.answers, true)
			b.wants(err, fault.Invalid, tt.key)
		}
		_, err := b.Begin(b.as(mei), "nothing", nil, true)
		if fault.KindOf(err) != fault.NotFound {
			b.Errorf("an unknown item: %v", err)
		}
		for _, who := range []actor.Actor{window, reviewer, {Kind: actor.Guest}} {
			_, err := b.Begin(b.as(who), "road-qual", catalogue.Answers{"q_mass": false, "q_exam": true}, true)
			if kind := fault.KindOf(err); kind != fault.Forbidden && kind != fault.Unauthenticated {
				b.Errorf("%v begins an application: %v", who.Roles, err)
			}
		}
	})
}

func TestFilesAreWhatTheySayOrRefused(t *testing.T) {
	each(t, func(b bench) {
		w := b.draft(mei)
		for _, tt := range []struct {
			name    string
			content []byte
			size    int64
		}{
			{"photo.jpg", documenttest.HTML(), 0},
			{"photo.pdf", documenttest.PDF(1), 0},
			{"large.jpg", documenttest.Photo(1), 2 << 30},
		} {
			size := max(tt.size, int64(len(tt.content)))
			_, err := b.Attach(b.as(mei), w.ID, "M-PHOTO", tt.name, size, bytes.NewReader(tt.content))
			if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.TooLarge {
				b.Errorf("%s: %v", tt.name, err)
			}
		}
		_, err := b.Attach(b.as(mei), w.ID, "M-NONE", "photo.jpg", 1, bytes.NewReader([]byte{1}))
		b.wants(err, fault.NotFound, "application.unknown-material")
		if got, _ := b.Work(b.as(mei), w.ID); got.Has("M-PHOTO") != nil {
			b.Error("something was attached")
		}
		if n := b.count(`SELECT COUNT(*) FROM document_file`); n != 0 {
			b.Errorf("%d files are left", n)
		}
	})
}

// Reading the database tells nobody's number: what is sensitive is sealed in every
// table there is.
func TestNoNumberLiesOpenInAnyTable(t *testing.T) {
	each(t, func(b bench) {
		b.in(casework.Completed)
		f := b.in(casework.InCorrection)
		b.mended(f)
		columns := b.columns()
		if len(columns) < 50 {
			b.Fatalf("only %d columns were looked at", len(columns))
		}
		for _, column := range columns {
			table, name, _ := strings.Cut(column, ".")
			for _, secret := range []string{meiNumber, meiMobile} {
				if n := b.count(fmt.Sprintf(`SELECT COUNT(*) FROM %s WHERE CAST(%s AS TEXT) LIKE $1`, table, name), "%"+secret+"%"); n > 0 {
					b.Errorf("%s holds %s in %d rows", column, secret, n)
				}
			}
		}
	})
}

// columns lists every column of every table of the database: table.column.
func (b bench) columns() (columns []string) {
	b.Helper()
	query := `SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()`
	if b.DB.Engine() == db.SQLite {
		query = `SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`
	}
	err := b.DB.Read(b.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		columns, err = db.List(ctx, tx, func(row db.Scanner) (s string, err error) { return s, row.Scan(&s) }, query)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return columns
}

func TestAnApplicantCannotApplyAsSomebodyElse(t *testing.T) {
	each(t, func(b bench) {
		w := b.photo(mei, b.draft(mei))
		for key, value := range map[string]string{"holderName": "张三", "holderId": "990102199703220201"} {
			before := w.Values[key]
			saved, err := b.Save(b.as(mei), w.ID, map[string]any{key: value})
			if err != nil {
				b.Fatal(err)
			}
			if !slices.ContainsFunc(saved.Faults, func(f fault.Field) bool { return f.Name == key && f.Key == "application.not-yourself" }) {
				b.Errorf("%s: %v", key, saved.Faults)
			}
			_, err = b.Submit(b.as(mei), w.ID, nil)
			b.wants(err, fault.Invalid, "fault.fields")
			if _, err := b.Save(b.as(mei), w.ID, map[string]any{key: before}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestAnswersAgreeWithTheLicenceThatStandsForAMaterial(t *testing.T) {
	each(t, func(b bench) {
		w := b.photo(mei, b.draft(mei))
		if m := w.Has("M-DL"); m == nil || m.Source != casework.ByLicence {
			b.Fatalf("the driving licence is %v", m)
		}
		w, err := b.Save(b.as(mei), w.ID, map[string]any{"licenceClass": "A2"})
		if err != nil {
			b.Fatal(err)
		}
		if len(w.Faults) != 1 || w.Faults[0].Key != "application.differs" {
			b.Errorf("another class than the licence: %v", w.Faults)
		}
	})
}

func TestADiscardedDraftIsGoneWithItsFiles(t *testing.T) {
	each(t, func(b bench) {
		w := b.photo(mei, b.draft(mei))
		if err := b.Discard(b.as(other), w.ID); fault.KindOf(err) != fault.NotFound {
			b.Errorf("by somebody else: %v", err)
		}
		if err := b.Discard(b.as(mei), w.ID); err != nil {
			b.Fatal(err)
		}
		if n := b.count(`SELECT COUNT(*) FROM document_file`); n != 0 {
			b.Errorf("%d files are left", n)
		}
		if _, err := b.Work(b.as(mei), w.ID); fault.KindOf(err) != fault.NotFound {
			b.Errorf("afterwards: %v", err)
		}
		f := b.in(casework.Submitted)
		if err := b.Discard(b.as(mei), f.Case.ApplicationID); fault.KindOf(err) != fault.Conflict {
			b.Errorf("of a case: %v", err)
		}
	})
}

func TestAnothersDraftDoesNotExist(t *testing.T) {
	each(t, func(b bench) {
		f, w := b.submitted(mei), b.draft(mei)
		for _, who := range []actor.Actor{stranger, reviewer} {
			_, err := b.Work(b.as(who), w.ID)
			b.wants(err, fault.NotFound, "application.unknown-application")
		}
		_, err := b.Submit(b.as(stranger), w.ID, nil)
		b.wants(err, fault.NotFound, "application.unknown-application")
		_, err = b.Correct(b.as(stranger), f.Case.No)
		b.wants(err, fault.NotFound, "casework.unknown")
	})
}

// stutter draws the same six characters several times.
type stutter struct {
	io.Reader
	left int
}

func (s *stutter) Read(b []byte) (int, error) {
	if len(b) != 6 || s.left == 0 {
		return s.Reader.Read(b)
	}
	s.left--
	clear(b)
	return len(b), nil
}

// It changes what the whole program draws from, so it runs alone.
func TestTwoCasesThatDrawOneNumberAreBothHandedIn(t *testing.T) {
	b := world(t, dbtest.SQLite(t))
	first, second := b.ready(mei), b.ready(mei)
	usual := rand.Reader
	rand.Reader = &stutter{usual, 2}
	defer func() { rand.Reader = usual }()
	var numbers []string
	for _, w := range []*Work{first, second} {
		numbers = append(numbers, b.handIn(mei, w).Case.ShortNo)
	}
	if numbers[0] == numbers[1] || !strings.HasSuffix(numbers[0], "-000000") {
		t.Errorf("the numbers are %v", numbers)
	}
}
