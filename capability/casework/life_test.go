package casework

import (
	"slices"
	"testing"
	"time"

	"tongban/capability/catalogue"
	"tongban/capability/catalogue/cataloguetest"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// works is a calendar of 2026 apart from the product's: from the notice's text, day by day.
func works(day time.Time) bool {
	off := [][2]string{{"01-01", "01-03"}, {"02-15", "02-23"}, {"04-04", "04-06"}, {"05-01", "05-05"}, {"06-19", "06-21"}, {"09-25", "09-27"}, {"10-01", "10-07"}}
	date := day.Format("01-02")
	if slices.Contains([]string{"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}, date) {
		return true
	}
	for _, span := range off {
		if date >= span[0] && date <= span[1] {
			return false
		}
	}
	return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

// count returns the nth working day after from, leaving out those in the pauses: after
// the first day of each up to the second.
func count(from string, n int, pauses ...[2]string) string {
	day := at(from + " 00:00")
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		date := day.Format(time.DateOnly)
		paused := slices.ContainsFunc(pauses, func(p [2]string) bool { return date > p[0] && date <= p[1] })
		if works(day) && !paused {
			n--
		}
	}
	return day.Format(time.DateOnly)
}

// The items of the bench beside road-qual, each as a change of it.
const (
	atOnce      = "at-once"      // settled on the spot by the window
	onPaper     = "on-paper"     // results in no e-licence
	company     = "company"      // registration, three working days and three more
	house       = "house"        // real estate, told on the spot or accepted
	joint       = "joint"        // 45 working days and 15 more by the local government
	freely      = "freely"       // no law of procedure, no dates
	noPost      = "no-post"      // is not posted
	visited     = "visited"      // an inspector comes
	publicWords = "public-words" // its own special procedure
)

var variants = map[string]func(*catalogue.Item){
	atOnce: func(i *catalogue.Item) {
		i.CaseType.Code = onTheSpot
		i.Stages = []catalogue.Stage{{Code: "ACCEPT", Name: "受理", Actor: "window"}, {Code: "REVIEW", Name: "审查", Actor: "window"}, {Code: "ISSUE", Name: "送达", Actor: "system"}}
	},
	onPaper: func(i *catalogue.Item) { i.Result.Electronic = false },
	company: func(i *catalogue.Item) {
		i.Regime = catalogue.Regime{Kind: "registration", DeemedAcceptance: "none", Extension: &catalogue.Extension{Workdays: 3, Approver: "head"}}
		i.StatutoryLimit = catalogue.Limit{Value: 3, Unit: "workday"}
	},
	house: func(i *catalogue.Item) {
		i.Regime = catalogue.Regime{Kind: "real-estate", DeemedAcceptance: "unless-told-on-the-spot"}
		i.StatutoryLimit = catalogue.Limit{Value: 30, Unit: "workday"}
	},
	joint: func(i *catalogue.Item) {
		i.Regime.Extension = &catalogue.Extension{Workdays: 15, Approver: "local-government"}
		i.StatutoryLimit = catalogue.Limit{Value: 45, Unit: "workday"}
	},
	freely: func(i *catalogue.Item) {
		i.Regime = catalogue.Regime{Kind: "own", AcceptanceWorkdays: 5, DeemedAcceptance: "none", DeliveryWorkdays: 10}
		i.StatutoryLimit = catalogue.Limit{Unit: "none"}
	},
	noPost: func(i *catalogue.Item) { i.ExpressDelivery = false },
	visited: func(i *catalogue.Item) {
		i.Stages[1].Actor = "inspector"
	},
	publicWords: func(i *catalogue.Item) { i.SpecialProcedures = []string{"公告"} },
}

// of is a new case of mei's for a variant of the item, received at a moment.
func (b bench) of(variant, moment string) *File {
	b.Helper()
	b.clock.Set(at(moment))
	a := b.arrival(mei, id.New())
	if change, ok := variants[variant]; ok {
		if _, err := b.Catalogue.Published(b.Context(), variant); err != nil {
			item := *a.Item
			item.Code, item.ImplementationCode = variant, item.ImplementationCode[:31-len(variant)]+variant
			item.HandlingItemCode = ""
			item.Stages = slices.Clone(item.Stages)
			change(&item)
			cataloguetest.PublishAsIs(b.T, b.DB, b.Catalogue, &item)
		}
		item, err := b.Catalogue.Published(b.Context(), variant)
		if err != nil {
			b.Fatal(err)
		}
		a.Item = item
	}
	return b.handed(mei, a)
}

// deed is something that happens to a case at a moment: a command of who has it, or what
// time does by itself.
type deed struct {
	moment string
	event  Event
}

// happens carries deeds out.
func (b bench) happens(f *File, deeds ...deed) *File {
	b.Helper()
	for _, d := range deeds {
		b.clock.Set(at(d.moment))
		switch d.event {
		case Correct, MendAtOnce:
			f = b.mended(b.file(f))
		case DeemAccept, LapseCorrection:
			b.sweep(d.moment)
			f = b.file(f)
		default:
			f = b.step(doer[d.event], f, d.event, inputs[d.event])
		}
		if last := f.Records[len(f.Records)-1]; !slices.ContainsFunc(f.Records, func(r Record) bool { return r.Event == d.event }) {
			b.Fatalf("%s led to %s", d.event, last.Event)
		}
	}
	return f
}

// Every row of the table of transitions: where it leads, what paper it leaves and which
// date it sets. All cases are received on 10 March 2026.
func TestEveryRowOfTheStatutoryTable(t *testing.T) {
	const received, accepted = "2026-03-10", "2026-03-11"
	accept := deed{accepted + " 10:00", Accept}
	review := deed{"2026-03-12 10:00", StartReview}
	propose := deed{"2026-03-13 10:00", ProposeDecision}
	grant := deed{"2026-03-16 10:00", Grant}
	statutory := func(n int, pauses ...[2]string) map[deadline.Period]string {
		return map[deadline.Period]string{deadline.StatutoryPeriod: count(accepted, n, pauses...)}
	}
	pause := [2]string{"2026-03-13", "2026-03-20"}
	rows := []struct {
		name    string
		variant string
		deeds   []deed
		to      Status
		papers  []NoticeKind // of the last deed
		dates   map[deadline.Period]string
	}{
		{name: "1 submit", to: Submitted, papers: []NoticeKind{ReceiptNotice}, dates: map[deadline.Period]string{deadline.AcceptancePeriod: count(received, 5)}},
		{name: "2 claim", deeds: []deed{{accepted + " 09:00", StartPreReview}}, to: PreReview, dates: map[deadline.Period]string{deadline.AcceptancePeriod: count(received, 5)}},
		{
			name: "3 errors mended on the spot", deeds: []deed{{accepted + " 09:00", StartPreReview}, {accepted + " 09:10", PointOut}}, to: Submitted,
			dates: map[deadline.Period]string{deadline.AcceptancePeriod: count(received, 5)},
		},
		{
			name: "3 mended", deeds: []deed{{accepted + " 09:00", StartPreReview}, {accepted + " 09:10", PointOut}, {accepted + " 09:20", MendAtOnce}}, to: Submitted,
			papers: []NoticeKind{CorrectedReceipt}, dates: map[deadline.Period]string{deadline.AcceptancePeriod: count(received, 5)},
		},
		{
			name: "4 correction", deeds: []deed{{accepted + " 09:00", RequestMending}}, to: InCorrection, papers: []NoticeKind{CorrectionNotice},
			dates: map[deadline.Period]string{deadline.CorrectionPeriod: count(accepted, correctionWait)},
		},
		{
			name: "5 corrected", deeds: []deed{{accepted + " 09:00", RequestMending}, {"2026-03-20 09:00", Correct}}, to: Submitted, papers: []NoticeKind{CorrectedReceipt},
			dates: map[deadline.Period]string{deadline.AcceptancePeriod: count("2026-03-20", 5)},
		},
		{name: "6 correction lapses", deeds: []deed{{accepted + " 09:00", RequestMending}, {"2026-06-01 00:00", LapseCorrection}}, to: Terminated, papers: []NoticeKind{EndNotice}},
		{
			name: "7 silence", deeds: []deed{{"2026-03-18 00:00", DeemAccept}}, to: Accepted, papers: []NoticeKind{AcceptanceNotice},
			dates: map[deadline.Period]string{deadline.StatutoryPeriod: count(received, 10)},
		},
		{name: "8 accept", deeds: []deed{accept}, to: Accepted, papers: []NoticeKind{AcceptanceNotice}, dates: statutory(10)},
		{name: "9 not needed", deeds: []deed{{accepted + " 09:00", FindNotNeeded}}, to: NotNeeded, papers: []NoticeKind{NotNeededNotice}},
		{name: "10 refused", deeds: []deed{{accepted + " 09:00", RefuseAccept}}, to: RefusedAccept, papers: []NoticeKind{RefusalNotice}},
		{name: "11 review", deeds: []deed{accept, review}, to: Reviewing, dates: statutory(10)},
		{name: "12 special procedure", deeds: []deed{accept, review, {"2026-03-13 10:00", EnterSpecial}}, to: Special, papers: []NoticeKind{SpecialNotice}, dates: map[deadline.Period]string{deadline.PausePeriod: count("2026-03-13", 10)}},
		{name: "13 its end", deeds: []deed{accept, review, {"2026-03-13 10:00", EnterSpecial}, {"2026-03-20 10:00", LeaveSpecial}}, to: Reviewing, papers: []NoticeKind{SpecialEndNotice}, dates: statutory(10, pause)},
		{name: "suspended", deeds: []deed{accept, review, {"2026-03-13 10:00", Suspend}}, to: Suspended, papers: []NoticeKind{SuspensionNotice}, dates: map[deadline.Period]string{deadline.PausePeriod: count("2026-03-13", 10)}},
		{name: "resumed", deeds: []deed{accept, review, {"2026-03-13 10:00", Suspend}, {"2026-03-20 10:00", Resume}}, to: Reviewing, papers: []NoticeKind{ResumptionNotice}, dates: statutory(10, pause)},
		{name: "14 extension", deeds: []deed{accept, review, {"2026-03-13 10:00", Extend}}, to: Reviewing, papers: []NoticeKind{ExtensionNotice}, dates: statutory(20)},
		{name: "14 extension before the decision", deeds: []deed{accept, review, propose, {"2026-03-16 10:00", Extend}}, to: Deciding, papers: []NoticeKind{ExtensionNotice}, dates: statutory(20)},
		{name: "15 proposed", deeds: []deed{accept, review, propose}, to: Deciding, dates: statutory(10)},
		{name: "15 granted", variant: onPaper, deeds: []deed{accept, review, propose, grant}, to: Approved, papers: []NoticeKind{GrantDecision}, dates: map[deadline.Period]string{deadline.DeliveryPeriod: count("2026-03-16", 10)}},
		{name: "15 denied", deeds: []deed{accept, review, propose, {"2026-03-16 10:00", Deny}}, to: Denied, papers: []NoticeKind{DenialDecision}, dates: map[deadline.Period]string{deadline.DeliveryPeriod: count("2026-03-16", 10)}},
		{name: "16 licence made", deeds: []deed{accept, review, propose, grant}, to: Issuing, papers: []NoticeKind{GrantDecision}, dates: map[deadline.Period]string{deadline.DeliveryPeriod: count("2026-03-16", 10)}},
		{name: "16 delivered", deeds: []deed{accept, review, propose, grant, {"2026-03-17 10:00", Deliver}}, to: Completed, papers: []NoticeKind{DeliveryReceipt}},
		{name: "17 on the spot", variant: atOnce, deeds: []deed{accept, {accepted + " 10:05", GrantAtOnce}}, to: Completed, papers: []NoticeKind{DeliveryReceipt, GrantDecision}},
		{name: "17 accepted and granted in one go", variant: atOnce, deeds: []deed{{accepted + " 10:05", GrantAtOnce}}, to: Completed, papers: []NoticeKind{AcceptanceNotice, DeliveryReceipt, GrantDecision}},
		{name: "18 withdrawn", deeds: []deed{accept, review, {"2026-03-13 10:00", Withdraw}}, to: Withdrawn, papers: []NoticeKind{WithdrawalNotice}},
		{name: "18 withdrawn while suspended", deeds: []deed{accept, review, {"2026-03-13 10:00", Suspend}, {"2026-03-16 10:00", Withdraw}}, to: Withdrawn, papers: []NoticeKind{WithdrawalNotice}},
		{name: "19 terminated", deeds: []deed{{accepted + " 09:00", Terminate}}, to: Terminated, papers: []NoticeKind{EndNotice}},
		{name: "19 terminated in a special procedure", deeds: []deed{accept, review, {"2026-03-13 10:00", EnterSpecial}, {"2026-03-16 10:00", Terminate}}, to: Terminated, papers: []NoticeKind{EndNotice}},
		{name: "an incident goes nowhere", deeds: []deed{accept, review, {"2026-03-13 10:00", RaiseIncident}}, to: Reviewing, dates: statutory(10)},

		{name: "registration", variant: company, deeds: []deed{{received + " 15:00", Accept}}, to: Accepted, papers: []NoticeKind{AcceptanceNotice}, dates: map[deadline.Period]string{deadline.StatutoryPeriod: count(received, 3)}},
		{name: "registration, longer", variant: company, deeds: []deed{{received + " 15:00", Accept}, review, {"2026-03-13 09:00", Extend}}, to: Reviewing, papers: []NoticeKind{ExtensionNotice}, dates: map[deadline.Period]string{deadline.StatutoryPeriod: count(received, 6)}},
		{name: "real estate, told on the spot", variant: house, deeds: []deed{{received + " 15:00", RequestMending}}, to: InCorrection, papers: []NoticeKind{CorrectionNotice}},
		{name: "real estate, not told on the spot", variant: house, deeds: []deed{{accepted + " 00:00", DeemAccept}}, to: Accepted, papers: []NoticeKind{AcceptanceNotice}, dates: map[deadline.Period]string{deadline.StatutoryPeriod: count(received, 30)}},
		{name: "joint, with the government's approval", variant: joint, deeds: []deed{accept, review}, to: Reviewing, dates: statutory(45)},
		{name: "no law of procedure", variant: freely, deeds: []deed{accept, review, propose, grant}, to: Issuing, papers: []NoticeKind{GrantDecision}, dates: map[deadline.Period]string{deadline.DeliveryPeriod: count("2026-03-16", 10)}},
	}
	each(t, func(b bench) {
		for _, row := range rows {
			f := b.of(row.variant, received+" 10:00")
			before := len(f.Notices)
			if len(row.deeds) > 0 {
				f = b.happens(f, row.deeds[:len(row.deeds)-1]...)
				before = len(b.file(f).Notices)
				f = b.happens(f, row.deeds[len(row.deeds)-1])
			} else {
				before = 0
			}
			got := b.file(f)
			var papers []NoticeKind
			for _, n := range got.Notices[before:] {
				papers = append(papers, n.Kind)
			}
			if got.Case.Status != row.to || !slices.Equal(papers, row.papers) {
				b.Errorf("%s: %s with %v, want %s with %v", row.name, got.Case.Status, papers, row.to, row.papers)
			}
			for period, want := range row.dates {
				if w := got.Clock.Window(period); w.Due.String() != want {
					b.Errorf("%s: %s ends on %s, want %s", row.name, period, w.Due, want)
				}
			}
			if ended := !got.Case.Status.IsOpen(); ended != (got.OpenTask() == nil && got.Case.FinishedAt.Equal(b.clock.Now())) && got.Case.Status != InCorrection {
				b.Errorf("%s: ended %v, task %+v, finished %s", row.name, ended, got.OpenTask(), got.Case.FinishedAt)
			}
		}
	})
}

// Silence means nothing where the item's law does not say so.
func TestSilenceAcceptsOnlyWhereTheLawSaysSo(t *testing.T) {
	each(t, func(b bench) {
		for _, variant := range []string{company, freely} {
			f := b.of(variant, "2026-03-10 10:00")
			b.sweep("2026-04-30 09:00")
			if got := b.file(f); got.Case.Status != Submitted {
				b.Errorf("%s: %s", variant, got.Case.Status)
			}
		}
	})
}

func TestAnExtensionIsTheApproversOnceAndInTime(t *testing.T) {
	each(t, func(b bench) {
		government := staff("马强", "", actor.Government)
		f := b.happens(b.of(joint, "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-11 10:30", StartReview})
		_, err := b.Step(b.as(head), f.Case.No, Extend, inputs[Extend])
		b.wants(err, fault.Forbidden, "casework.not-your-role")
		f = b.step(government, f, Extend, inputs[Extend])
		if due := f.Clock.Window(deadline.StatutoryPeriod).Due.String(); due != count("2026-03-11", 60) {
			b.Errorf("extended to %s", due)
		}
		_, err = b.Step(b.as(government), f.Case.No, Extend, inputs[Extend])
		b.wants(err, fault.Conflict, "casework.extension-again")

		f = b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-11 10:30", StartReview})
		b.clock.Set(at(count("2026-03-11", 10) + " 23:59").Add(time.Minute))
		_, err = b.Step(b.as(head), f.Case.No, Extend, inputs[Extend])
		b.wants(err, fault.Conflict, "casework.extension-late")
		f = b.happens(b.of(house, "2026-03-10 10:00"), deed{"2026-03-10 11:00", Accept}, deed{"2026-03-11 10:30", StartReview})
		_, err = b.Step(b.as(head), f.Case.No, Extend, inputs[Extend])
		b.wants(err, fault.Conflict, "casework.extension-none")
	})
}

// A site visit is no procedure of art. 45: it stops the clock only if a statute says so.
func TestOnlyALawfulProcedureStopsTheClock(t *testing.T) {
	each(t, func(b bench) {
		for _, c := range []struct {
			procedure, statute string
			stops              bool
		}{{"expert-review", "", true}, {"公告", "", false}, {"公告", "实施细则第十七条", true}} {
			f := b.happens(b.of(publicWords, "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview})
			in := inputs[EnterSpecial]
			in.Procedure, in.Statute = c.procedure, c.statute
			b.clock.Set(at("2026-03-13 10:00"))
			f = b.step(reviewer, f, EnterSpecial, in)
			if w := f.Clock.Window(deadline.StatutoryPeriod); (w.State == deadline.Stopped) != c.stops {
				b.Errorf("%s, %q: the clock is %s", c.procedure, c.statute, w.State)
			}
			n := b.file(f).Paper(SpecialNotice)
			if n.Body.Uncounted != c.stops || n.Body.Workdays != 10 || n.Body.ExpectedDue.Format(time.DateOnly) != count("2026-03-13", 10) {
				b.Errorf("the paper says %+v", n.Body)
			}
			f = b.happens(f, deed{"2026-03-20 10:00", LeaveSpecial})
			want := count("2026-03-11", 10)
			if c.stops {
				want = count("2026-03-11", 10, [2]string{"2026-03-13", "2026-03-20"})
			}
			if due := f.Clock.Window(deadline.StatutoryPeriod).Due.String(); due != want {
				b.Errorf("%s, %q: due %s, want %s", c.procedure, c.statute, due, want)
			}
		}
		f := b.in(Reviewing)
		in := inputs[EnterSpecial]
		in.Procedure = "占卜"
		if _, err := b.Step(b.as(reviewer), f.Case.No, EnterSpecial, in); fault.KindOf(err) != fault.Invalid {
			b.Errorf("an unknown procedure: %v", err)
		}
	})
}

func TestASuspensionEndsWhenTheTimeThatWasToldIsOver(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", Suspend})
		last := count("2026-03-13", 10)
		b.sweep(last + " 23:59")
		if got := b.file(f); got.Case.Status != Suspended {
			b.Fatalf("%s too early", got.Case.Status)
		}
		end := at(last+" 00:00").AddDate(0, 0, 1)
		b.sweep(end.Format("2006-01-02 15:04"))
		got := b.file(f)
		if got.Case.Status != Reviewing || got.Paper(ResumptionNotice) == nil || got.OpenTask() == nil {
			b.Fatalf("%s: %s", got.Case.Status, got.happened())
		}
		want := count("2026-03-11", 10, [2]string{"2026-03-13", end.Format(time.DateOnly)})
		if due := got.Clock.Window(deadline.StatutoryPeriod).Due.String(); due != want {
			b.Errorf("due %s, want %s", due, want)
		}
	})
}

func TestAProcedureThatTakesLongerThanToldIsAnIncidentOnce(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", EnterSpecial})
		b.sweep("2026-04-20 09:00")
		b.sweep("2026-04-21 09:00")
		got := b.file(f)
		if got.Case.Status != Special || got.happened() != "submit accept start-review enter-special raise-incident" {
			b.Errorf("%s: %s", got.Case.Status, got.happened())
		}
		if w := got.Clock.Window(deadline.StatutoryPeriod); w.State != deadline.Stopped {
			b.Errorf("the clock is %s", w.State)
		}
	})
}

func TestAHearingHasItsOwnDates(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview})
		_, err := b.Step(b.as(mei), f.Case.No, RequestHearing, Input{})
		b.wants(err, fault.Conflict, "casework.not-now")
		f = b.happens(f, deed{"2026-03-13 10:00", TellHearing})
		if w := f.Clock.Window(deadline.HearingRequestPeriod); w.Due.String() != count("2026-03-13", 5) {
			b.Errorf("to be asked for by %s", w.Due)
		}
		if n := b.file(f).Paper(HearingRights); n == nil || n.Body.RequestBy.Format(time.DateOnly) != count("2026-03-13", 5) {
			b.Errorf("the paper says %+v", n)
		}
		_, err = b.Step(b.as(reviewer), f.Case.No, ProposeDecision, inputs[ProposeDecision])
		b.wants(err, fault.Conflict, "casework.hearing-open")
		_, err = b.Step(b.as(reviewer), f.Case.No, TellHearing, inputs[TellHearing])
		b.wants(err, fault.Conflict, "casework.hearing-told")
		b.clock.Set(at(count("2026-03-13", 5) + " 23:59"))
		f = b.step(mei, f, RequestHearing, Input{Reason: "有不同意见"})
		asked := count("2026-03-13", 5)
		if w := f.Clock.Window(deadline.PausePeriod); f.Case.Status != Special || w.Due.String() != count(asked, 20) {
			b.Errorf("to be held by %s", w.Due)
		}
		soon := calendar.DateOf(at(asked + " 00:00"))
		in := Input{At: at(count(asked, 7) + " 00:00").Add(-time.Minute), Place: "政务服务中心三楼", Chair: reviewer.Name}
		_, err = b.Step(b.as(reviewer), f.Case.No, SetHearing, in)
		b.field(err, "chair", "casework.input.chair-reviews")
		in.Chair = "高明"
		_, err = b.Step(b.as(reviewer), f.Case.No, SetHearing, in)
		b.field(err, "at", "casework.input.at-soon")
		in.At = at(count(asked, 7) + " 09:00")
		f = b.step(reviewer, f, SetHearing, in)
		b.clock.Set(in.At)
		f = b.step(reviewer, f, LeaveSpecial, Input{Result: "双方陈述完毕"})
		if n := b.file(f).Paper(HearingRecord); n == nil || n.Body.Chair != "高明" || !n.Body.HearingAt.Equal(in.At) || n.Body.Result == "" {
			b.Errorf("the record says %+v", n)
		}
		want := count("2026-03-11", 10, [2]string{asked, in.At.Format(time.DateOnly)})
		if due := f.Clock.Window(deadline.StatutoryPeriod).Due.String(); due != want || soon == 0 {
			b.Errorf("due %s, want %s", due, want)
		}
	})
}

// Who does not ask for a hearing in time has none, and the case goes on.
func TestARightToAHearingLapses(t *testing.T) {
	each(t, func(b bench) {
		f := b.happens(b.of("", "2026-03-10 10:00"), deed{"2026-03-11 10:00", Accept}, deed{"2026-03-12 10:00", StartReview}, deed{"2026-03-13 10:00", TellHearing})
		b.clock.Set(at(count("2026-03-13", 5)+" 00:00").AddDate(0, 0, 1))
		_, err := b.Step(b.as(mei), f.Case.No, RequestHearing, Input{})
		b.wants(err, fault.Conflict, "casework.not-now")
		f = b.step(reviewer, f, ProposeDecision, inputs[ProposeDecision])
		if w := f.Clock.Window(deadline.HearingRequestPeriod); w.State != deadline.Ended || w.Open() {
			b.Errorf("the right is %s", w.State)
		}
	})
}

// field fails unless err names the field with the key.
func (b bench) field(err error, name, key string) {
	b.Helper()
	f, _ := fault.As(err)
	if f == nil || !slices.ContainsFunc(f.Fields, func(one fault.Field) bool { return one.Name == name && one.Key == key }) {
		b.Errorf("want %s at %s, got %+v", key, name, err)
	}
}
