package main

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"time"

	"tongban/app"
	"tongban/app/backup"
)

// place reads the settings of a sub-command that has one folder, before its flags or
// behind them.
func place(name, folder string, args []string, own func(*flag.FlagSet)) (app.Config, string, error) {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		args = append(append([]string{}, args[1:]...), args[0])
	}
	c, rest, err := flags(name, args, own)
	if err == nil && len(rest) != 1 {
		err = exit{2, "usage: tongban " + name + " " + folder + " [flags]"}
	}
	if err != nil {
		return c, "", err
	}
	return c, rest[0], c.Check()
}

// makeBackup writes a backup. The exit code is 4 if it stands but files were already
// missing or damaged.
func makeBackup(ctx context.Context, args []string) error {
	withKeys := false
	c, to, err := place("backup", "TO", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&withKeys, "with-keys", false, "keep the keys in the backup: whoever has it can read everything")
	})
	if err != nil {
		return err
	}
	made, err := app.Backup(ctx, c, to, withKeys)
	if err != nil {
		return err
	}
	fmt.Println(to, "stands,", about(made))
	return incomplete(made)
}

// restore reads a backup and makes an installation of it.
func restore(ctx context.Context, args []string) error {
	check, replace := false, false
	c, from, err := place("restore", "FROM", args, func(fs *flag.FlagSet) {
		fs.BoolVar(&check, "check", false, "read all of the backup and change nothing")
		fs.BoolVar(&replace, "replace", false, "move a database that is there aside")
	})
	if err != nil {
		return err
	}
	if check {
		made, sealed, err := app.CheckBackup(ctx, c, from)
		if err != nil {
			return err
		}
		fmt.Println(from, "is whole,", about(made))
		if !sealed {
			fmt.Println("Whole, but compared with no keys: there are none in " + c.Data + ".")
		}
		return incomplete(made)
	}
	made, replaced, err := app.Restore(ctx, c, from, replace)
	if err != nil {
		return err
	}
	fmt.Println("restored:", about(made))
	if replaced != "" {
		fmt.Println("What was there is kept as " + replaced + ", if there was anything.")
	}
	fmt.Println("Everybody has to sign in again. Start the server, and see the runbook for what to tell people.")
	return incomplete(made)
}

// about says what a backup holds.
func about(m backup.Manifest) string {
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	keys := "without keys"
	if m.WithKeys {
		keys = "with keys"
	}
	return fmt.Sprintf("made %s by tongban %s on %s: %d tables, %d rows, %d files of %d bytes, %s",
		m.MadeAt.Format(time.RFC3339), m.Program, m.Engine, len(m.Tables), rows, m.Blobs, m.Bytes, keys)
}

// incomplete tells of files that were lost before the backup.
func incomplete(m backup.Manifest) error {
	if len(m.Missing)+len(m.Damaged) == 0 {
		return nil
	}
	text := []string{fmt.Sprintf("the backup stands, but %d files were missing and %d damaged when it was made:", len(m.Missing), len(m.Damaged))}
	text = append(append(text, m.Missing...), m.Damaged...)
	return exit{4, strings.Join(text, "\n")}
}
