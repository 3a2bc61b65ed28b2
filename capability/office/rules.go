package office

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"tongban/capability/access"
	"tongban/capability/place"
	"tongban/kernel/actor"
	"tongban/kernel/check"
	"tongban/kernel/fault"
)

// Lengths of names and addresses, in characters.
const (
	longestName    = 60
	longestAddress = 120
)

var (
	markShape       = regexp.MustCompile(`^[A-Z]{2,6}$`)
	departmentShape = regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{1,30}$`)
	outletShape     = regexp.MustCompile(`^[a-z][a-z0-9-]{1,30}$`)
)

// faults collects what is wrong with a form.
type faults []fault.Field

func (f *faults) add(name, key string, args ...any) {
	*f = append(*f, fault.Field{Name: name, Key: key, Args: args})
}

// words takes a text of one line that has to be there.
func (f *faults) words(name, value string, most int) {
	switch n := utf8.RuneCountInString(value); {
	case n == 0:
		f.add(name, "office.missing")
	case n > most:
		f.add(name, "office.long", most)
	}
}

// phone takes a telephone number that may be left out.
func (f *faults) phone(name, value string) {
	if value != "" {
		*f = append(*f, check.Named(name, check.Phone(value))...)
	}
}

// read returns f as it is kept, with what is wrong with it.
func (f Founding) read() (Founding, place.Hours, faults) {
	for _, text := range []*string{&f.City, &f.CityEn, &f.Region, &f.Outlet, &f.OutletEn, &f.Address, &f.Phone, &f.Administrator.Account,
		&f.Administrator.Name, &f.Security.Account, &f.Security.Name} {
		*text = strings.TrimSpace(*text)
	}
	f.Mark = strings.ToUpper(strings.TrimSpace(f.Mark))
	var found faults
	found.words("city", f.City, longestName)
	found.words("outlet", f.Outlet, longestName)
	found.words("address", f.Address, longestAddress)
	found.phone("phone", f.Phone)
	if code, ok := place.Code(f.Region); !ok || len(code) != 6 {
		found.add("region", "office.region-shape")
	}
	if !markShape.MatchString(f.Mark) {
		found.add("mark", "office.mark-shape")
	}
	hours, ok := readHours(f.Hours)
	if !ok {
		found.add("hours", "office.hours-shape")
	}
	if f.Security.Account == f.Administrator.Account {
		found.add("security", "office.two-people")
	}
	return f, hours, found
}

// readHours reads when an outlet is open: "09:00-12:00 13:30-17:30".
func readHours(text string) (hours place.Hours, ok bool) {
	var after place.Minute
	for span := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,;\n\r，、；　", r) }) {
		from, to, cut := strings.Cut(strings.NewReplacer("–", "-", "—", "-", "~", "-", "～", "-", "：", ":").Replace(span), "-")
		var s place.Span
		if !cut || s.From.UnmarshalText([]byte(from)) != nil || s.To.UnmarshalText([]byte(to)) != nil || s.From < after || s.To <= s.From {
			return nil, false
		}
		hours, after = append(hours, s), s.To
	}
	return hours, len(hours) > 0
}

// writeHours is what readHours reads.
func writeHours(hours place.Hours) string {
	spans := make([]string, len(hours))
	for i, s := range hours {
		spans[i] = s.From.String() + "-" + s.To.String()
	}
	return strings.Join(spans, " ")
}

// departmentFaults says what is wrong with a department. Codes of imported departments
// are as their lists have them and are not judged.
func departmentFaults(d place.Department, fresh, demo bool) (found faults) {
	if fresh && !departmentShape.MatchString(d.Code) {
		found.add("code", "office.code-shape")
	}
	found.words("name", d.Name, longestName)
	if d.USCC != "" {
		found = append(found, check.Named("uscc", check.USCC(d.USCC, demo))...)
	}
	return found
}

// outletFaults says what is wrong with an outlet.
func outletFaults(o place.Outlet, fresh bool) (found faults) {
	if fresh && !outletShape.MatchString(o.ID) {
		found.add("id", "office.outlet-shape")
	}
	found.words("name", o.Name, longestName)
	found.words("address", o.Address, longestAddress)
	found.phone("phone", o.Phone)
	return found
}

// administrators are the roles that look after the installation itself.
var administrators = []actor.Role{actor.SystemAdmin, actor.SecurityAdmin, actor.AuditAdmin}

// administers reports whether roles hold one of them.
func administers(roles []actor.Role) bool {
	return slices.ContainsFunc(roles, func(r actor.Role) bool { return slices.Contains(administrators, r) })
}

// Roles are what a member of staff can be given: those of the matrix that do not follow
// from the kind of actor.
func Roles() []actor.Role {
	return slices.DeleteFunc(access.Roles(), func(r actor.Role) bool {
		return r == access.Citizen || r == access.Staff || r == access.System || r == access.Program
	})
}
