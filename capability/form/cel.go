package form

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/ext"

	"tongban/kernel/check"
)

// byColumn are the functions that take a table and the name of a column.
var byColumn = []string{"total", "distinct", "count"}

// functions are what rules can do besides CEL's own.
func functions() []cel.EnvOption {
	rows, text := cel.ListType(cel.DynType), cel.StringType
	return []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true),
		ext.Strings(ext.StringsVersion(0)), // charAt, substring and their like
		cel.Function("total", cel.Overload("total_column", []*cel.Type{rows, text}, cel.DoubleType, cel.BinaryBinding(total))),
		cel.Function("distinct", cel.Overload("distinct_column", []*cel.Type{rows, text}, cel.BoolType, cel.BinaryBinding(distinct))),
		cel.Function("count",
			cel.Overload("count_rows", []*cel.Type{rows}, cel.IntType, cel.UnaryBinding(func(list ref.Val) ref.Val {
				return list.(traits.Sizer).Size()
			})),
			cel.Overload("count_equal", []*cel.Type{rows, text, cel.DynType}, cel.IntType, cel.FunctionBinding(count))),
		cel.Function("years", cel.Overload("years_between", []*cel.Type{cel.TimestampType, cel.TimestampType}, cel.IntType,
			cel.BinaryBinding(func(from, to ref.Val) ref.Val {
				return types.Int(check.Age(from.Value().(time.Time), to.Value().(time.Time)))
			}))),
		cel.Function("born", cel.Overload("born_by_number", []*cel.Type{text}, cel.TimestampType, cel.UnaryBinding(born))),
		cel.Function("addYears", cel.Overload("add_years", []*cel.Type{cel.TimestampType, cel.IntType}, cel.TimestampType, later(12))),
		cel.Function("addMonths", cel.Overload("add_months", []*cel.Type{cel.TimestampType, cel.IntType}, cel.TimestampType, later(1))),
		cel.Function("same", cel.Overload("same_text", []*cel.Type{text, text}, cel.BoolType,
			cel.BinaryBinding(func(a, b ref.Val) ref.Val { return types.Bool(alike(a) == alike(b)) }))),
	}
}

// ageMacro makes age(day) years(day, today).
var ageMacro = cel.Macros(cel.GlobalMacro("age", 1, func(eh cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	return eh.NewCall("years", args[0], eh.NewIdent("today")), nil
}))

// born returns the day of birth an ID number holds; a rule about one that holds none
// waits for another.
func born(number ref.Val) ref.Val {
	day, ok := check.Birth(check.Compact(string(number.(types.String))))
	if !ok {
		return types.WrapErr(errWaits)
	}
	return types.Timestamp{Time: date(day.Date())}
}

// farthest bounds how many months a rule may count.
const farthest = 12 * 1000

func later(months int64) cel.OverloadOpt {
	return cel.BinaryBinding(func(from, n ref.Val) ref.Val {
		ahead := int64(n.(types.Int))
		if ahead > farthest || ahead < -farthest {
			return types.NewErr("out of range")
		}
		return types.Timestamp{Time: addMonths(from.Value().(time.Time), int(ahead*months))}
	})
}

// cells calls visit with what a column holds, nil where a row has no answer.
func cells(rows, column ref.Val, visit func(ref.Val) error) error {
	for it := rows.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		row, ok := it.Next().(traits.Mapper)
		if !ok {
			return errWaits
		}
		cell, _ := row.Find(column)
		if err := visit(cell); err != nil {
			return err
		}
	}
	return nil
}

// total adds up a column exactly: each number counts as the shortest decimal that is
// it, which is what was typed, up to fifteen digits.
func total(rows, column ref.Val) ref.Val {
	sum := new(big.Rat)
	err := cells(rows, column, func(cell ref.Val) error {
		text := ""
		switch cell := cell.(type) {
		case types.Double:
			text = strconv.FormatFloat(float64(cell), 'f', -1, 64)
		case types.Int:
			text = strconv.FormatInt(int64(cell), 10)
		default:
			return errWaits
		}
		n, _ := new(big.Rat).SetString(text)
		sum.Add(sum, n)
		return nil
	})
	if err != nil {
		return types.WrapErr(err)
	}
	exact, _ := sum.Float64()
	return types.Double(exact)
}

// distinct reports whether no two rows answer a column alike. Rows without an answer
// count for nothing.
func distinct(rows, column ref.Val) ref.Val {
	seen, twice := map[any]bool{}, false
	err := cells(rows, column, func(cell ref.Val) error {
		if cell != nil {
			key := alike(cell)
			twice = twice || seen[key]
			seen[key] = true
		}
		return nil
	})
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Bool(!twice)
}

// count returns how many rows answer a column with a value.
func count(args ...ref.Val) ref.Val {
	n := types.Int(0)
	err := cells(args[0], args[1], func(cell ref.Val) error {
		if cell != nil && alike(cell) == alike(args[2]) {
			n++
		}
		return nil
	})
	if err != nil {
		return types.WrapErr(err)
	}
	return n
}

// alike returns what makes two answers the same: of texts what can be seen, however
// wide and high it is written.
func alike(value ref.Val) any {
	text, ok := value.(types.String)
	if !ok {
		return value.Value()
	}
	return check.Compact(plain(string(text)))
}

// date returns a day of the calendar as rules take it.
func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// cel returns an answer as rules take it; false if there is none that can be read.
func (f *Field) cel(answer any) (any, bool) {
	switch f.Kind {
	case String, LongText, Enum, Code, Ref:
		text, ok := answer.(string)
		return text, ok && !unseen(text)
	case Integer, Year:
		n, ok := answer.(int64)
		return n, ok
	case Decimal, Money, Computed:
		return float(answer)
	case Bool, Agreement:
		yes, ok := answer.(bool)
		return yes, ok
	case EnumList, CodeList:
		list, ok := answer.([]string)
		return list, ok && len(list) > 0
	case Date, YearMonth, DateTime:
		text, _ := answer.(string)
		t, err := time.Parse(layouts[f.Kind], text)
		return t, err == nil
	case Table:
		return f.celRows(answer)
	}
	return f.celParts(answer)
}

// layouts are how moments are written.
var layouts = map[Kind]string{Date: time.DateOnly, YearMonth: "2006-01", DateTime: "2006-01-02T15:04"}

// float returns a number as rules take it.
func float(answer any) (float64, bool) {
	text, ok := answer.(string)
	if n, written := number(text); ok && written {
		x, err := strconv.ParseFloat(n, 64)
		return x, err == nil
	}
	return 0, false
}

// celParts returns the parts of an answer that has some; all of them must be there,
// but for an address one will do.
func (f *Field) celParts(answer any) (any, bool) {
	parts, _ := answer.(Values)
	switch f.Kind {
	case DateRange:
		from, err := time.Parse(time.DateOnly, parts.String("from"))
		to, wrong := time.Parse(time.DateOnly, parts.String("to"))
		return map[string]time.Time{"from": from, "to": to}, err == nil && wrong == nil
	case Location:
		lat, north := float(parts["lat"])
		lng, east := float(parts["lng"])
		return map[string]float64{"lat": lat, "lng": lng}, north && east
	case Address:
		texts := map[string]string{}
		for part := range parts {
			if text := parts.String(part); !unseen(text) {
				texts[part] = text
			}
		}
		return texts, len(texts) > 0
	}
	return nil, false
}

// celRows returns the rows of a table, each with the answers that can be read.
func (f *Field) celRows(answer any) (any, bool) {
	given, _ := answer.([]Values)
	rows := make([]map[string]any, len(given))
	for i, row := range given {
		rows[i] = f.celRow(row)
	}
	return rows, len(rows) > 0
}

func (f *Field) celRow(row Values) map[string]any {
	cells := map[string]any{}
	for i := range f.Columns {
		column := &f.Columns[i]
		if value, ok := column.cel(row[column.Key]); ok {
			cells[column.Key] = value
		}
	}
	return cells
}

// plain writes a text as it is compared: without what nobody sees, every space as one.
func plain(text string) string {
	return strings.TrimSpace(strings.Map(visible, text))
}
