package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"tongban/app"
)

const importUsage = `usage: tongban import catalogue|gdzwfw FILE [--dry-run] [--all-or-nothing] [--report FILE.csv] [--data DIR] [--database URL]
       tongban import divisions DIR [--data DIR] [--database URL]
exit code: 0 if something could be imported or nothing had changed, 1 if not`

// importFile imports a list of services: one of our own, or that of the government
// service network of Guangdong.
func importFile(ctx context.Context, args []string) error {
	if len(args) < 2 || strings.HasPrefix(args[1], "-") {
		return exit{1, importUsage}
	}
	if args[0] == "divisions" {
		return importDivisions(ctx, args[1:])
	}
	i := app.Import{Format: args[0], File: args[1]}
	a, rest, err := open(ctx, "import", args[2:], func(fs *flag.FlagSet) {
		fs.BoolVar(&i.DryRun, "dry-run", false, "do everything but write")
		fs.BoolVar(&i.AllOrNothing, "all-or-nothing", false, "publish nothing if any row is refused")
		fs.StringVar(&i.Report, "report", "", "file for the report, CSV: a line for each row and finding")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return errors.Join(exit{1, importUsage}, a.Close())
	}
	return errors.Join(a.Import(ctx, i, os.Stdout, os.Stderr), a.Close())
}

// importDivisions reads the divisions listed in a folder and prints what became of
// them.
func importDivisions(ctx context.Context, args []string) error {
	a, _, err := open(ctx, "import", args[1:], nil)
	if err != nil {
		return err
	}
	report, err := a.ImportDivisions(ctx, os.DirFS(args[0]))
	fmt.Print(report)
	return errors.Join(err, a.Close())
}
