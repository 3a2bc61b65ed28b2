package credit

import (
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

// headings are how the columns of a list are called.
var headings = map[string]func(*Row) *string{
	"uscc": func(r *Row) *string { return &r.USCC }, "统一社会信用代码": func(r *Row) *string { return &r.USCC },
	"name": func(r *Row) *string { return &r.Name }, "主体名称": func(r *Row) *string { return &r.Name }, "企业名称": func(r *Row) *string { return &r.Name },
	"body": func(r *Row) *string { return &r.Body }, "认定单位": func(r *Row) *string { return &r.Body }, "处罚机关": func(r *Row) *string { return &r.Body },
	"number": func(r *Row) *string { return &r.Number }, "文书号": func(r *Row) *string { return &r.Number },
	"matter": func(r *Row) *string { return &r.Matter }, "事由": func(r *Row) *string { return &r.Matter },
	"basis": func(r *Row) *string { return &r.Basis }, "法律依据": func(r *Row) *string { return &r.Basis },
	"grade": func(r *Row) *string { return &r.Grade }, "程度": func(r *Row) *string { return &r.Grade },
	"decidedOn": func(r *Row) *string { return &r.DecidedOn }, "决定日期": func(r *Row) *string { return &r.DecidedOn },
	"until": func(r *Row) *string { return &r.Until }, "公示截止日期": func(r *Row) *string { return &r.Until },
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

func csvRows(text string) (rows []Row, faults []RowFault, err error) {
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord, reader.TrimLeadingSpace = -1, true
	head, err := reader.Read()
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "credit.file.unreadable")
	}
	columns := make([]func(*Row) *string, len(head))
	known := 0
	for i, title := range head {
		if columns[i] = headings[strings.TrimSpace(title)]; columns[i] != nil {
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
		line, _ := reader.FieldPos(0)
		if err != nil || len(cells) > len(head) {
			faults = append(faults, RowFault{line, "credit.line.unreadable"})
			continue
		}
		r := Row{Line: line}
		for i, cell := range cells {
			if columns[i] != nil {
				*columns[i](&r) = cell
			}
		}
		rows = append(rows, r)
	}
	return rows, faults, nil
}
