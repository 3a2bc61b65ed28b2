package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"

	"tongban/capability/workflow"
	"tongban/capability/workflow/bpmn"
	"tongban/kernel/markup"
	"tongban/kernel/message"
)

// CheckProcess reads a file of BPMN without any server and prints in Chinese what became
// of it: what keeps it from being imported, or what of it could not be executed. With a
// file to write to, what was imported is written there again. It reports whether the
// file was imported.
func CheckProcess(ctx context.Context, name, rewrite string, out io.Writer) (imported bool, err error) {
	texts, err := message.Load(workflow.Messages, markup.Messages)
	if err != nil {
		return false, err
	}
	ctx = message.With(ctx, texts, message.Chinese)
	file, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	source, err := io.ReadAll(io.LimitReader(file, bpmn.MaxBytes+1))
	if err != nil {
		return false, err
	}
	d, faults := bpmn.Read(source)
	if d == nil {
		fmt.Fprintln(out, message.T(ctx, "workflow.bpmn.check.refused", len(faults)))
		list(ctx, out, faults)
		return false, nil
	}
	nodes, flows := d.Size()
	fmt.Fprintln(out, message.T(ctx, "workflow.bpmn.check.imported", len(d.Processes), nodes, flows))
	list(ctx, out, faults)
	if definition, against := workflow.Compile(d); definition != nil {
		fmt.Fprintln(out, message.T(ctx, "workflow.bpmn.check.executable"))
		list(ctx, out, against)
	} else {
		fmt.Fprintln(out, message.T(ctx, "workflow.bpmn.check.not-executable", len(against)))
		list(ctx, out, against)
	}
	if rewrite == "" {
		return true, nil
	}
	return true, os.WriteFile(rewrite, d.Write(), 0o666)
}

// list prints a line for each fault, in the order of the file.
func list(ctx context.Context, out io.Writer, faults []bpmn.Fault) {
	byLine := func(a, b bpmn.Fault) int { return cmp.Compare(a.Line, b.Line) }
	for _, f := range slices.SortedStableFunc(slices.Values(faults), byLine) {
		fmt.Fprintln(out, message.T(ctx, "workflow.bpmn.check.fault", f.Place(ctx), f.Sentence(ctx)))
	}
}
