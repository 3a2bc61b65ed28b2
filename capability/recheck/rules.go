package recheck

import (
	"encoding/binary"
	"math"

	"tongban/capability/casework"
	"tongban/kernel/fault"
)

// drawn reports whether a case is among the share per cent that mac, a keyed hash of its
// number, picks.
func drawn(mac []byte, share int) bool {
	const hundred = 100
	return int(binary.BigEndian.Uint64(mac)%hundred) < share
}

// groundOf says why the case of m is one of which samples are drawn, false if it is not.
func groundOf(m casework.Moved) (g Ground, settledBy string, ok bool) {
	for _, r := range m.Records {
		switch {
		case r.Event != casework.GrantAtOnce:
		case r.Detail.Rule != "":
			return ByRule, "", true
		case m.Case.OneClerk:
			return OneClerk, r.Actor, true
		}
	}
	return "", "", false
}

// check finds what is wrong with what somebody says of a sample.
func check(v Verdict, words string) error {
	var faults []fault.Field
	switch {
	case v != Agrees && v != Disputes:
		faults = append(faults, fault.Field{Name: "verdict", Key: "recheck.choose"})
	case v == Disputes && words == "":
		faults = append(faults, fault.Field{Name: "words", Key: "recheck.say-why"})
	}
	if len([]rune(words)) > mostWords {
		faults = append(faults, fault.Field{Name: "words", Key: "recheck.too-long", Args: []any{mostWords}})
	}
	return fault.InvalidFields(faults)
}

// How an alarm is found in the latest outcomes of an item, newest first: the last Window of
// them against the Baseline before.
const (
	window, baseline = 50, 200
	leastBaseline    = 50
	certain          = 3.29 // standard deviations: by chance once in a thousand times
	mostSilent       = 6    // of Recent without an answer from a source
)

// drift compares the share approved lately with the share before. It is the test of two
// proportions with a pooled variance (e.g. NIST/SEMATECH e-Handbook of Statistical Methods,
// 7.3.3); with too few outcomes it says nothing.
func drift(outcomes []Outcome) (now, was int, alarming bool) {
	if len(outcomes) < window+leastBaseline {
		return 0, 0, false
	}
	late, before := outcomes[:window], outcomes[window:min(len(outcomes), window+baseline)]
	a, b := approvedOf(late), approvedOf(before)
	n, m := float64(len(late)), float64(len(before))
	p := float64(a+b) / (n + m)
	spread := math.Sqrt(p * (1 - p) * (1/n + 1/m))
	now, was = a*100/len(late), b*100/len(before)
	if spread == 0 {
		return now, was, false
	}
	return now, was, math.Abs(float64(a)/n-float64(b)/m)/spread > certain
}

func approvedOf(outcomes []Outcome) (n int) {
	for _, o := range outcomes {
		if o.Approved {
			n++
		}
	}
	return n
}

// silent counts outcomes among the last Recent for which a source did not answer.
func silent(outcomes []Outcome) (n int, alarming bool) {
	for _, o := range outcomes[:min(len(outcomes), Recent)] {
		if o.Silent {
			n++
		}
	}
	return n, n >= mostSilent
}
