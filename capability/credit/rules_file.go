package credit

import (
	_ "embed" // headings.json
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"tongban/kernel/fault"
	"tongban/kernel/record"
)

// The most an import may hold.
const (
	maxImport = 5 << 20 // bytes
	maxRows   = 5000
)

//go:embed headings.json
var written []byte

// words are how lists write their columns, grades and dates.
var words = parseWords()

type wording struct {
	Columns map[string][]string
	Grades  map[Grade][]string
	Dates   []string

	columns map[string]string // heading → name of the column
	grades  map[string]Grade
}

// parseWords reads headings.json, which is part of the program.
func parseWords() wording {
	w := wording{columns: map[string]string{}, grades: map[string]Grade{}}
	if err := json.Unmarshal(written, &w); err != nil {
		panic(err)
	}
	for name, titles := range w.Columns {
		w.columns[name] = name
		for _, title := range titles {
			w.columns[title] = name
		}
	}
	for grade, names := range w.Grades {
		w.grades[string(grade)] = grade
		for _, name := range names {
			w.grades[name] = grade
		}
	}
	return w
}

// cell returns where a row keeps the column of a name, nil for a column that means nothing here.
func (r *Row) cell(name string) *string {
	return map[string]*string{
		"uscc": &r.USCC, "name": &r.Name, "body": &r.Body, "number": &r.Number, "matter": &r.Matter, "basis": &r.Basis,
		"grade": &r.Grade, "decidedOn": &r.DecidedOn, "until": &r.Until,
	}[name]
}

// rowsOf reads a file of rows: CSV with a line of headings, a JSON array, or JSON by line; in
// UTF-8, UTF-16 or GB18030. What cannot be read in it is left out with a fault.
func rowsOf(name string, content []byte) (rows []Row, faults []RowFault, encoding string, err error) {
	text, encoding, err := record.Decode(strings.NewReader(string(content)))
	if err != nil {
		return nil, nil, "", err
	}
	plain, err := io.ReadAll(text)
	if err != nil {
		return nil, nil, "", fault.New(fault.Invalid, "credit.file.unreadable")
	}
	switch first := strings.TrimLeft(string(plain), " \t\r\n"); {
	case first == "":
		return nil, nil, "", fault.New(fault.Invalid, "credit.file.empty")
	case first[0] == '[', first[0] == '{':
		rows, faults, err = jsonRows(first)
	default:
		rows, faults, err = csvRows(string(plain))
	}
	switch {
	case err != nil:
		return nil, nil, "", err
	case len(rows)+len(faults) == 0:
		return nil, nil, "", fault.New(fault.Invalid, "credit.file.empty")
	case len(rows)+len(faults) > maxRows:
		return nil, nil, "", fault.New(fault.Invalid, "credit.file.rows", maxRows)
	}
	return rows, faults, encoding, nil
}

func jsonRows(text string) (rows []Row, faults []RowFault, err error) {
	reader := record.NewReader(strings.NewReader(text), "items")
	for len(rows)+len(faults) <= maxRows {
		one, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		r := Row{}
		if one.Fault != nil || json.Unmarshal(one.Text, &r) != nil {
			faults = append(faults, RowFault{one.Line, "credit.line.unreadable"})
			continue
		}
		r.Line = one.Line
		rows = append(rows, r)
	}
	return rows, faults, nil
}

// lineOf is the line on which the row begins that was read last.
func lineOf(reader *csv.Reader, err error) int {
	if wrong := new(csv.ParseError); errors.As(err, &wrong) { // there may be no field to ask
		return wrong.StartLine
	}
	line, _ := reader.FieldPos(0)
	return line
}

func csvRows(text string) (rows []Row, faults []RowFault, err error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord, reader.TrimLeadingSpace = -1, true
	head, err := reader.Read()
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "credit.file.unreadable")
	}
	columns, known := make([]string, len(head)), 0
	for i, title := range head {
		if columns[i] = words.columns[strings.TrimSpace(title)]; columns[i] != "" {
			known++
		}
	}
	if known < 3 {
		return nil, nil, fault.New(fault.Invalid, "credit.file.heading")
	}
	for len(rows)+len(faults) <= maxRows {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line := lineOf(reader, err)
		if err != nil || len(cells) > len(head) {
			faults = append(faults, RowFault{line, "credit.line.unreadable"})
			continue
		}
		r := Row{Line: line}
		for i, cell := range cells {
			if at := r.cell(columns[i]); at != nil {
				*at = cell
			}
		}
		rows = append(rows, r)
	}
	return rows, faults, nil
}
