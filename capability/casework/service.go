package casework

import (
	"context"
	"sync"
	"time"

	"tongban/capability/audit"
	"tongban/capability/catalogue"
	"tongban/capability/document"
	"tongban/capability/form"
	"tongban/capability/notice"
	"tongban/kernel/actor"
	"tongban/kernel/calendar"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/once"
)

// Deps are what casework stands on. All are required.
type Deps struct {
	DB          *db.DB
	Clock       clock.Clock
	Calendar    func() *calendar.Calendar
	Keys        *crypt.Keys
	Once        *once.Keeper
	Catalogue   *catalogue.Service
	Documents   *document.Service
	Lists       *form.Lists // what forms choose from
	Notices     *notice.Service
	People      People
	Licences    Licences
	Departments Departments
	Informer    Informer
	Post        Post
	Colleagues  Colleagues
	Procedures  Procedures
	Office      func() Office // of this moment: before the set-up it is zero
}

// Office says where this installation serves.
type Office struct {
	Region string // code, "990100"
	City   string // initials for short numbers, "YX"
	Outlet string // the outlet that receives online applications
	Demo   bool   // lets fictional region codes through
}

// Service is the use cases of casework.
type Service struct {
	Deps
	forms      sync.Map // id.ID of a version → *form.Definition
	sequences  sync.Map // id.ID of a version → *workflow.Definition
	past       histories
	committing Committing // asked whether a case was handed in on a commitment
	followers  []Follower
	readers    []Follower // of papers
	blockers   []Blocker
	holders    []Holder
}

// New returns the service.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	d.Notices.From(noticeSource, s)
	return s
}

// load reads the rows of cases inside a snapshot. Who reads a File has it
// understood afterwards, outside.
func load(ctx context.Context, tx *db.Tx, cases []*Case) (files []*File, err error) {
	asked := make([]askedRows, len(cases))
	for i, c := range cases {
		asked[i] = askRows(ctx, tx, byID(c.ID))
	}
	for i, c := range cases {
		f, err := loading(asked[i], c)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// find reads the rows of the case that w names, like load.
func find(ctx context.Context, tx *db.Tx, w which) (*File, error) {
	askedCase, rows := askCase(ctx, tx, w), askRows(ctx, tx, w)
	c, err := only(askedCase())
	if err != nil {
		return nil, err
	}
	return loading(rows, c)
}

// loading reads the answers to what was asked about c.
func loading(asked askedRows, c *Case) (f *File, err error) {
	f = &File{Case: c}
	if f.Records, err = asked.records(); err != nil {
		return nil, err
	}
	f.Tasks, err = asked.tasks()
	return f, err
}

// understand adds to f what follows from its rows: the law it is under, its dates,
// and where its procedure stands.
func (s *Service) understand(ctx context.Context, f *File) error {
	item, err := s.Catalogue.Version(ctx, f.Case.VersionID)
	if err != nil {
		return err
	}
	if f.mark, err = s.Departments.Mark(ctx, f.Case.Department); err != nil {
		return err
	}
	f.Item = item
	f.Clock = evaluate(f, item, s.Calendar(), f.at(s.Clock.Now()))
	if err := s.promised(ctx, f); err != nil {
		return err
	}
	if f.Case.Status.isAccepted() || f.Case.ProcedureID != 0 {
		return s.define(ctx, f)
	}
	return nil
}

// move is a case on its way through one unit of work: what it was, what it becomes
// and what has to be stored with it.
type move struct {
	id      id.ID // tells a move from its repetition
	file    *File
	by      actor.Actor
	now     time.Time
	read    int64 // version the case was read with
	seq     int64
	records []Record
	notices []*Notice
	causes  []int  // the record each notice belongs to
	task    *Task  // of file, that the move is about; nil is the case as a whole
	outcome string // of task
	result  string // of a special procedure that is task
	close   string // outcome with which all open tasks are closed, "" leaves them
	ended   []ending
	limits  []*Task // whose own limit has moved
	opened  []Task
	claim   id.ID // task the actor takes on
	inform  []notification
	staff   []telling
	extra   []db.Unit // rows of others, first in the same unit
	handed  *Submission
}

type notification struct {
	key  string
	args []string
}

// ending is a task that ends while others go on.
type ending struct {
	task    *Task
	outcome string
}

// telling is what a member of staff is told.
type telling struct {
	account, key string
}

func newMove(f *File, by actor.Actor, now time.Time) *move {
	m := &move{id: id.New(), file: f, by: by, now: f.at(now), read: f.Case.Version}
	if n := len(f.Records); n > 0 {
		m.seq = f.Records[n-1].Seq
	}
	return m
}

// record makes the case go where e leads and notes it.
func (m *move) record(e Event, detail Detail) error { return m.recordBy(m.by, e, detail) }

// recordBy notes it as somebody else's doing than that of whoever moves the case.
func (m *move) recordBy(by actor.Actor, e Event, detail Detail) error {
	c := m.file.Case
	to, ok := Lifecycle.To(c.Status, e)
	if !ok {
		return fault.New(fault.Conflict, "casework.not-now")
	}
	m.seq++
	r := Record{
		Seq: m.seq, Event: e, At: m.now,
		Actor: by.ID, ActorName: by.Name, Department: by.Department,
		From: c.Status, To: to, Detail: detail,
	}
	c.Status = to
	m.records = append(m.records, r)
	m.file.Records = append(m.file.Records, r)
	return nil
}

// also stores more in the unit of m.
func (m *move) also(more db.Unit) { m.extra = append(m.extra, more) }

// settle computes what follows from the records: version, dates and their index.
func (s *Service) settle(m *move) {
	c := m.file.Case
	c.Version = m.read + 1
	c.UpdatedAt, c.UpdatedBy = m.now, updater(m.by)
	if !c.Status.IsOpen() {
		c.FinishedAt = m.now
	}
	if !c.Status.isAccepted() {
		m.leave()
	}
	m.file.Clock = evaluate(m.file, m.file.Item, s.Calendar(), m.now)
	c.index(m.file, s.Calendar())
	m.clockTasks(s.Calendar())
	for _, n := range m.notices {
		n.Body.date(m.file.Clock)
	}
}

// offer adds to f what by may do now.
func (s *Service) offer(ctx context.Context, f *File, by actor.Actor) error {
	if f.Case.Status.isAccepted() && by.Kind == actor.Staff {
		if err := s.answers(ctx, f); err != nil {
			return err
		}
	}
	f.Next = next(f, by, s.Clock.Now())
	return nil
}

// finish brings what the unit found out, such as numbers, and what it did to the
// tasks into the file that is shown.
func (m *move) finish() {
	f := m.file
	copy(f.Records[len(f.Records)-len(m.records):], m.records)
	for _, task := range m.closes() {
		task.ClosedAt = m.now
	}
	if m.claim != 0 {
		task := f.Task(m.claim)
		task.Assignee, task.ClaimedAt = m.by.ID, m.now
	}
	f.Tasks = append(f.Tasks, m.opened...)
	f.Next = next(f, m.by, m.now)
}

// closes returns the tasks that m ends.
func (m *move) closes() []*Task {
	if m.close != "" {
		return m.file.OpenTasks()
	}
	var tasks []*Task
	for _, e := range m.ended {
		tasks = append(tasks, e.task)
	}
	return tasks
}

// over returns the tasks that m ends, as they are then.
func (m *move) over() []Task {
	var tasks []Task
	add := func(t *Task, outcome string) {
		ended := *t
		ended.ClosedAt, ended.ClosedBy, ended.Outcome = m.now, m.by.ID, outcome
		tasks = append(tasks, ended)
	}
	if m.close != "" {
		for _, t := range m.file.OpenTasks() {
			add(t, m.close)
		}
		return tasks
	}
	for _, e := range m.ended {
		add(e.task, e.outcome)
	}
	return tasks
}

// store writes the whole move inside one unit.
func (s *Service) store(ctx context.Context, tx *db.Tx, m *move) error {
	c := m.file.Case
	if err := moveCase(ctx, tx, c, m.read); err != nil {
		return err
	}
	if m.claim != 0 {
		if err := claimTask(ctx, tx, m.claim, m.by.ID, m.now); err != nil {
			return err
		}
	}
	return s.storeTrace(ctx, tx, m)
}

// storeTrace writes what a move leaves beside the case row.
func (s *Service) storeTrace(ctx context.Context, tx *db.Tx, m *move) error {
	c := m.file.Case
	if err := s.held(ctx, tx, m); err != nil {
		return err
	}
	if err := s.blocked(ctx, tx, m); err != nil {
		return err
	}
	for _, more := range m.extra {
		if err := more(ctx, tx); err != nil {
			return err
		}
	}
	if err := s.storeTasks(ctx, tx, m); err != nil {
		return err
	}
	for _, n := range m.inform {
		for _, account := range c.Informed() {
			if err := s.Informer.Inform(ctx, tx, account, n.key, n.args, "/cases/"+c.ShortNo); err != nil {
				return err
			}
		}
	}
	for _, one := range m.staff {
		if err := s.Informer.Inform(ctx, tx, idOf(one.account), one.key, []string{c.ItemName, c.ShortNo}, DeskURL(c.ShortNo)); err != nil {
			return err
		}
	}
	moved := Moved{Records: m.records, Notices: m.notices, Handed: m.handed, Opened: m.opened, Ended: m.over(), File: m.file}
	if err := tell(ctx, tx, s.followers, moved); err != nil {
		return err
	}
	// Late, since units that number the same papers wait for each other from here on.
	for i, n := range m.notices {
		if err := s.storeNotice(ctx, tx, m, n, &m.records[m.causes[i]]); err != nil {
			return err
		}
	}
	for _, r := range m.records {
		if err := insertRecord(ctx, tx, c.ID, r); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, leaf(c, r)); err != nil {
			return err
		}
	}
	return tell(ctx, tx, s.readers, moved)
}

func (s *Service) storeTasks(ctx context.Context, tx *db.Tx, m *move) error {
	c := m.file.Case
	if m.close != "" {
		if err := closeTasks(ctx, tx, c.ID, m.by.ID, m.close, m.now); err != nil {
			return err
		}
	}
	for _, e := range m.ended {
		if err := closeTask(ctx, tx, e.task.ID, m.by.ID, e.outcome, m.now); err != nil {
			return err
		}
	}
	for _, t := range m.limits {
		if err := limitTask(ctx, tx, t); err != nil {
			return err
		}
	}
	if m.claim == 0 && len(m.file.OpenTasks()) > len(m.closes()) {
		if err := dueTasks(ctx, tx, c.ID, c.DueAt); err != nil {
			return err
		}
	}
	for _, t := range m.opened {
		if err := insertTask(ctx, tx, t); err != nil {
			return err
		}
	}
	return storeParts(ctx, tx, m.file, m.opened)
}
