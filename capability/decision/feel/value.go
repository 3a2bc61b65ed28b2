package feel

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// Value is a value of FEEL: nil, bool, string, Number, Date, Time, DateTime, Duration,
// Months, List, Context, Range or Function. Values never change.
type Value = any

// List is a list of values.
type List []Value

// Range is what lies between two values. A bound that is nil does not bound.
type Range struct {
	Low, High             Value
	LowClosed, HighClosed bool
}

// Function is something that can be called.
type Function struct {
	Name   string
	Params []string
	Call   func(args []Value) (Value, []Fault) // made by the host
	made   *closure                            // made by an expression
	native *builtin
}

// celType stands for every type of ours: CEL never has to tell them apart.
var celType = types.NewOpaqueType("feel")

// plain gives a type what CEL asks of a value and never uses here.
type plain struct{}

func (plain) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("feel: no conversion to %v", t)
}
func (plain) ConvertToType(ref.Type) ref.Val { return types.NewErr("feel: no conversion") }
func (plain) Type() ref.Type                 { return celType }

// boxed carries a value of ours through CEL. Numbers, which are the most, carry themselves.
type boxed struct {
	plain
	v Value
}

// Equal is asked by nobody: equality is a function of ours.
func (b *boxed) Equal(other ref.Val) ref.Val { return types.Bool(b == other) }

// Value returns what is boxed.
func (b *boxed) Value() any { return b.v }

// gone is a null with the reason for it.
type gone struct {
	plain
	faults []Fault
}

func (g *gone) Equal(other ref.Val) ref.Val { return types.Bool(g == other) }

// Value returns nil: a null is a null, whatever the reason.
func (g *gone) Value() any { return nil }

// adapter gives CEL values that are values of CEL already.
type adapter struct{}

func (adapter) NativeToValue(v any) ref.Val { return box(v) }

// box returns v as CEL carries it.
func box(v Value) ref.Val {
	switch v := v.(type) {
	case nil:
		return types.NullValue
	case bool:
		return types.Bool(v)
	case string:
		return types.String(v)
	case ref.Val:
		return v
	}
	return &boxed{v: v}
}

// unbox returns what CEL carries as v.
func unbox(v ref.Val) Value {
	switch v := v.(type) {
	case Number:
		return v
	case *boxed:
		return v.v
	case types.Bool:
		return bool(v)
	case types.String:
		return string(v)
	}
	if list, ok := v.(traits.Lister); ok { // made by a comprehension
		return listOf(list)
	}
	return nil // types.NullValue, *gone
}

func listOf(l traits.Lister) List {
	n, _ := l.Size().(types.Int)
	list := make(List, 0, n)
	for i := range n {
		list = append(list, unbox(l.Get(i)))
	}
	return list
}
