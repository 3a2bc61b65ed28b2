package identity

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"tongban/kernel/actor"
	"tongban/kernel/fault"
)

// The life of a session.
const (
	// longest is how long a session lives however busy it is: one long day at work.
	longest = 12 * time.Hour
	// noted is how old the last recorded sign of life may become before the next is
	// recorded, so that reading a page does not write.
	noted = time.Minute
	// remembered is how long a node believes what it last read about a session.
	remembered = 2 * time.Second
)

// idle returns how long a session of kind lives without a sign of life.
//
// Basis: GB/T 22239-2019, level 3: sessions end by themselves; the times are ours.
func idle(kind actor.Kind) time.Duration {
	if kind == actor.Staff {
		return 15 * time.Minute
	}
	return 30 * time.Minute
}

// expiry returns when a session ends that shows a sign of life at seen.
func expiry(kind actor.Kind, created, seen time.Time) time.Time {
	end, last := seen.Add(idle(kind)), created.Add(longest)
	if last.Before(end) {
		return last
	}
	return end
}

// mayHold returns a fault if one person must not hold these roles together.
//
// Basis: GB/T 22239-2019, level 3: system, security and audit administrators are
// three people.
func mayHold(roles []actor.Role) error {
	held := 0
	for _, admin := range []actor.Role{actor.SystemAdmin, actor.SecurityAdmin, actor.AuditAdmin} {
		if slices.Contains(roles, admin) {
			held++
		}
	}
	if held > 1 || held == 1 && len(roles) > 1 {
		return fault.New(fault.Invalid, "identity.roles-apart")
	}
	return nil
}

// localPath returns path if it leads to a page of ours, else other. A reader who
// was sent here to sign in must not be sent on to somebody else's site.
func localPath(path, other string) string {
	u, err := url.Parse(path)
	switch {
	case err != nil, u.Scheme != "", u.Host != "", u.User != nil, u.Opaque != "":
		return other
	case !strings.HasPrefix(path, "/"), strings.HasPrefix(path, "//"):
		return other
	case strings.ContainsFunc(path, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\\' }):
		return other
	}
	return path
}

// short cuts s to at most n characters.
func short(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// notInNames reports whether r has no place in anybody's name.
func notInNames(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("··•.-' ’", r)
}
