// Command tongban runs and looks after an installation of Tongban.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sort"
	"syscall"

	"tongban/app"
)

// command is one sub-command.
type command struct {
	usage string
	run   func(ctx context.Context, args []string) error
}

var commands = map[string]command{
	"serve":    {"run the installation: serve [--demo] [--addr HOST:PORT]", serve},
	"migrate":  {"bring the tables up to date: migrate [--list]", migrate},
	"seed":     {"fill the demo city", seed},
	"import":   {"import catalogue|gdzwfw FILE [--dry-run] [--all-or-nothing] [--report FILE.csv] | import divisions DIR", importFile},
	"backup":   {"backup TO [--with-keys]: the whole installation into a new folder, while it runs", makeBackup},
	"restore":  {"restore FROM [--check] [--replace]: an installation from a backup, or only read the backup", restore},
	"user":     {"user create|list|password|roles|disable|enable: look after the accounts of staff", user},
	"verify":   {"verify licence FILE --keys FILE [--status FILE] | verify archive FILE --keys FILE | verify log DIR|URL --keys FILE [--copy DIR]", verify},
	"keys":     {"keys init | keys export", keys},
	"check":    {"look for published items: check search [--seed N] [--n ITEMS] [--json] [--misses] | read a process: check bpmn FILE [--out FILE] | run the cases of the DMN TCK: check dmn-tck DIR [--misses] | try rules on past cases: check rules ITEM [--cases N]", checkWhat},
	"simulate": {"make a demo city with a past: simulate [--days N] [--seed N] [--until DATE] [--cases N]", simulate},
	"bench":    {"measure against the budgets: bench [NAME] [--json] [--database URL] [--profile DIR]", measure},
}

func main() {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) < 2 {
		usage()
		os.Exit(2)
	}
	c, known := commands[os.Args[1]]
	if !known {
		usage()
		os.Exit(2)
	}
	if err := c.run(ctx, os.Args[2:]); err != nil {
		if err.Error() != "" {
			fmt.Fprintln(os.Stderr, "tongban "+os.Args[1]+":", err)
		}
		os.Exit(exitCode(err))
	}
}

func usage() {
	fmt.Fprintf(os.Stderr, "tongban %s\n\n", app.Version)
	names := make([]string, 0, len(commands))
	for name := range commands {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(os.Stderr, "  %-8s %s\n", name, commands[name].usage)
	}
}

// open reads the settings of a sub-command and opens the installation. What is left
// of the arguments are its own.
func open(ctx context.Context, name string, args []string, own func(*flag.FlagSet)) (*app.App, []string, error) {
	c, rest, err := flags(name, args, own)
	if err != nil {
		return nil, nil, err
	}
	a, err := app.New(ctx, c)
	return a, rest, err
}

// exit is an error with an exit code of its own.
type exit struct {
	code int
	text string
}

func (e exit) Error() string { return e.text }

func exitCode(err error) int {
	var e exit
	if errors.As(err, &e) {
		return e.code
	}
	return 1
}
