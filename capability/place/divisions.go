package place

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"tongban/kernel/message"
)

// Divisions says what became of a list of divisions.
type Divisions struct {
	Read         int
	Added        int
	Known        int       // were there before, or stand twice in the list
	Placeholders int       // rows that name no place, such as 市辖区
	Refused      []Refusal // rows that cannot be taken
}

// Refusal is a row that cannot be taken, and why: a text place.division.<why>.
type Refusal struct {
	File string
	Line int
	Why  string // "code", "name"
	Row  string
}

// divisionFiles are the lists, from the top down. Their codes have two, four and
// six digits.
var divisionFiles = []string{"provinces.csv", "cities.csv", "areas.csv"}

// placeholders stand in the lists of cities where a province has counties of its
// own. They are no places, so their counties lie in the province.
var placeholders = []string{"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

// readDivisions reads the three lists in a folder. What is no division is counted
// in the report; only files that cannot be read are an error.
func readDivisions(folder fs.FS) ([]Region, Divisions, error) {
	var all []Region
	var report Divisions
	for _, name := range divisionFiles {
		regions, err := readDivisionFile(folder, name, &report)
		if err != nil {
			return nil, report, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, regions...)
	}
	return all, report, nil
}

func readDivisionFile(folder fs.FS, name string, report *Divisions) ([]Region, error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows := csv.NewReader(file)
	head, err := rows.Read()
	if err != nil {
		return nil, err
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	code, label := slices.Index(head, "code"), slices.Index(head, "name")
	if code < 0 || label < 0 {
		return nil, errors.New("the first line does not name the columns code and name")
	}
	var regions []Region
	for {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF):
			return regions, nil
		case err != nil:
			return nil, err
		}
		report.Read++
		r, why := readDivision(row[code], row[label])
		line, _ := rows.FieldPos(0)
		switch {
		case slices.Contains(placeholders, r.Name):
			report.Placeholders++
		case why != "":
			report.Refused = append(report.Refused, Refusal{name, line, why, strings.Join(row, ",")})
		default:
			regions = append(regions, r)
		}
	}
}

// readDivision makes a region of a row; otherwise it says why not.
func readDivision(code, name string) (r Region, why string) {
	code, name = strings.TrimSpace(code), strings.TrimSpace(name)
	if len(code) > 6 || len(code)%2 != 0 {
		return Region{}, "code"
	}
	code, ok := Code(code + strings.Repeat("0", 6-len(code)))
	switch {
	case !ok:
		return Region{}, "code"
	case name == "":
		return Region{}, "name"
	}
	return Region{Code: code, Label: Label{Name: name}}, ""
}

// Text says in words what became of the list.
func (d Divisions) Text(ctx context.Context) string {
	var text strings.Builder
	for _, r := range d.Refused {
		fmt.Fprintln(&text, message.T(ctx, "place.division.refused", r.File, r.Line, message.T(ctx, "place.division."+r.Why), r.Row))
	}
	fmt.Fprintln(&text, message.T(ctx, "place.division.total", d.Read, d.Added, d.Known, d.Placeholders, len(d.Refused)))
	return text.String()
}
