package form

import (
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/fault"
)

// parts examines an answer that has parts.
func (e examiner) parts(f *Field, answer any) []fault.Field {
	parts, ok := answer.(Values)
	if !ok {
		return wrong("form.type."+string(f.Kind), f.name())
	}
	switch f.Kind {
	case Address:
		return e.address(f, parts)
	case DateRange:
		return e.dateRange(f, parts)
	}
	return e.location(f, parts)
}

// under names faults by the part they are in.
func under(part string, found []fault.Field) []fault.Field {
	for i := range found {
		found[i].Name = "." + part + found[i].Name
	}
	return found
}

// address wants a region there is, and what stands below it.
func (e examiner) address(f *Field, parts Values) (found []fault.Field) {
	region, _ := parts["region"].(string)
	switch {
	case unseen(parts["region"]):
		found = append(found, under("region", wrong("form.address.region", f.name()))...)
	case !e.isRegion(region):
		found = append(found, under("region", wrong("form.address.unknown", f.name(), region))...)
	}
	detail, ok := parts["detail"].(string)
	below := f.part("detail")
	below.Key, below.Label, below.LabelEn, below.Hint = f.Key, f.Label, f.LabelEn, f.Hint
	below.Rules.MinLength, below.Rules.MaxLength = f.Rules.MinLength, f.Rules.MaxLength
	switch {
	case unseen(parts["detail"]):
		found = append(found, under("detail", wrong("form.address.detail", f.name()))...)
	case !ok:
		found = append(found, under("detail", wrong("form.unreadable", f.name()))...)
	default:
		found = append(found, under("detail", e.oneText(below, detail))...)
	}
	return found
}

// dateRange wants two days, the second not before the first and not too long after it.
func (e examiner) dateRange(f *Field, parts Values) (found []fault.Field) {
	end := func(part string) time.Time {
		if unseen(parts[part]) {
			found = append(found, under(part, wrong("form.period."+part, f.name()))...)
			return time.Time{}
		}
		text, _ := parts[part].(string)
		t, err := time.ParseInLocation(time.DateOnly, text, clock.Shanghai)
		if err != nil {
			found = append(found, under(part, wrong("form.type.date", f.name()))...)
		} else if outside := e.within(f, t, time.DateOnly); outside != nil {
			found = append(found, under(part, outside)...)
		}
		return t
	}
	from, to := end("from"), end("to")
	switch {
	case from.IsZero() || to.IsZero():
	case to.Before(from):
		found = append(found, under("to", wrong("form.period.order", f.name()))...)
	case f.Rules.MaxMonths > 0 && to.After(addMonths(from, f.Rules.MaxMonths)):
		last := addMonths(from, f.Rules.MaxMonths).Format(time.DateOnly)
		found = append(found, under("to", wrong("form.period.long", f.name(), f.Rules.MaxMonths, last))...)
	}
	return found
}

// location wants a place on earth, in degrees.
func (e examiner) location(f *Field, parts Values) (found []fault.Field) {
	for _, part := range []struct{ name, least, most string }{{"lat", "-90", "90"}, {"lng", "-180", "180"}} {
		seven := 7 // decimals of a degree are a centimetre
		field := &Field{Key: f.Key, Kind: Decimal, Label: f.Label, LabelEn: f.LabelEn, Rules: Rules{Min: &Bound{part.least}, Max: &Bound{part.most}, Scale: &seven}}
		text, _ := parts[part.name].(string)
		if unseen(text) {
			found = append(found, under(part.name, wrong("form.location."+part.name, f.name()))...)
			continue
		}
		found = append(found, under(part.name, e.decimal(field, text))...)
	}
	return found
}

// table examines every row, up to one more than there may be.
func (e examiner) table(f *Field, answer any) (found []fault.Field) {
	rows, ok := answer.([]Values)
	if !ok {
		return wrong("form.type.table", f.name())
	}
	switch n := len(rows); {
	case n > f.MostRows():
		return wrong("form.table.max", f.name(), f.MostRows(), n)
	case n < f.Rules.MinItems:
		found = wrong("form.table.min", f.name(), f.Rules.MinItems)
	}
	for i, row := range rows {
		if row.blank() {
			found = append(found, fault.Field{Name: Path("", i, ""), Key: "form.table.blank", Args: []any{f.name(), i + 1}})
			continue
		}
		for c := range f.Columns {
			column := &f.Columns[c]
			for _, one := range e.examine(column, row[column.Key]) {
				one.Name = Path("", i, column.Key) + one.Name
				found = append(found, one)
			}
		}
	}
	return found
}
