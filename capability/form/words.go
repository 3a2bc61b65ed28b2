package form

import (
	"context"
	"strings"

	"tongban/capability/place"
	"tongban/kernel/message"
)

// Words writes an answer as it stands on a paper that is made of it, in Chinese: what codes
// are called, days and numbers as they are, an address on one line from the city down. What
// takes more than a line is left out.
func (d *Definition) Words(f *Field, answer any) string {
	ctx := context.Background() // a paper is in Chinese
	switch answer := answer.(type) {
	case []string:
		words := make([]string, len(answer))
		for i, code := range answer {
			words[i] = f.called(ctx, code)
		}
		return message.List(words).In(message.Chinese)
	case string:
		switch {
		case f.Kind == File:
			return ""
		case f.list == divisions:
			return d.line(answer, "")
		}
		return f.called(ctx, answer)
	case Values:
		if f.Kind == Address {
			return d.line(answer.String("region"), answer.String("detail"))
		}
		return f.Text(answer)
	case int64:
		return f.Text(answer)
	}
	return ""
}

// called is what a code is called. Where the name begins with the code, people use the code.
func (f *Field) called(ctx context.Context, code string) string {
	label := f.OptionLabel(ctx, code)
	if strings.HasPrefix(label, code+" ") {
		return code
	}
	return label
}

// line writes an address on one line. Who wrote the region into the detail as well does not
// say it twice.
func (d *Definition) line(region, detail string) string {
	var above strings.Builder
	for _, end := range []int{4, 6, 9, 12} {
		if len(region) < end || end <= 6 && strings.Trim(region[end-2:min(6, len(region))], "0") == "" {
			continue
		}
		code := region[:end]
		for len(code) < 6 {
			code += "0"
		}
		if name := d.RegionName(context.Background(), code); name != code {
			above.WriteString(name)
		}
	}
	if strings.HasPrefix(detail, above.String()) {
		return detail
	}
	return above.String() + detail
}

// Split reads an address that stands on one line: the region it begins with, as far as that
// is known, and what is left.
func (l *Lists) Split(ctx context.Context, line string) Values {
	address := Values{}
	rest, at := strings.TrimSpace(line), ""
	for l.places != nil {
		r, found := l.begins(ctx, at, rest)
		if !found {
			break
		}
		rest, at = strings.TrimSpace(strings.TrimPrefix(rest, r.Name)), r.Code
	}
	if at != "" {
		address["region"] = at
	}
	if rest != "" {
		address["detail"] = rest
	}
	return address
}

// begins finds the region below one whose name a line begins with. At the top, the province
// may be left out.
func (l *Lists) begins(ctx context.Context, above, line string) (longest place.Region, found bool) {
	below, err := l.places.Children(ctx, above)
	if err != nil {
		return longest, false
	}
	for _, r := range below {
		if r.Name != "" && strings.HasPrefix(line, r.Name) && len(r.Name) > len(longest.Name) {
			longest, found = r, true
		}
	}
	for i := 0; above == "" && !found && i < len(below); i++ {
		longest, found = l.begins(ctx, below[i].Code, line)
	}
	return longest, found
}
