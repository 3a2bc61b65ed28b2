package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"tongban/app"
)

const verifyUsage = "usage: tongban verify licence FILE --keys FILE [--status FILE] [--at TIME] [--json]\n       tongban verify archive FILE --keys FILE [--json]\n       tongban verify log DIR|URL --keys FILE [--copy DIR]"

// verify checks a licence, a package of the archive or a copy of the log offline. The exit code says what was
// found: 0 is valid.
func verify(ctx context.Context, args []string) error {
	if len(args) < 2 {
		return exit{1, verifyUsage}
	}
	what, o := args[0], app.Offline{File: args[1]}
	fs := flag.NewFlagSet("verify", flag.ExitOnError)
	fs.StringVar(&o.Keys, "keys", "", "public keys, from `tongban keys export`")
	fs.StringVar(&o.Keys, "key", "", "the same")
	fs.StringVar(&o.Status, "status", "", "signed status list, from /api/v1/licences/status-list")
	keep := fs.String("copy", "", "folder to copy the log to, or bring a copy up to date")
	fs.BoolVar(&o.JSON, "json", false, "print for programs")
	fs.Func("at", "the instant to judge by, RFC 3339; now if absent", func(s string) (err error) {
		o.At, err = time.Parse(time.RFC3339, s)
		return err
	})
	if err := fs.Parse(args[2:]); err != nil {
		return err
	}
	switch {
	case o.Keys == "":
		return exit{1, verifyUsage}
	case what == "licence":
		code, err := app.VerifyLicence(ctx, o, os.Stdout)
		if err == nil && code != 0 {
			err = exit{code, ""}
		}
		return err
	case what == "archive":
		code, err := app.VerifyPackage(ctx, app.Package{File: o.File, Keys: o.Keys, JSON: o.JSON}, os.Stdout)
		if err == nil && code != 0 {
			err = exit{code, ""}
		}
		return err
	case what == "log":
		text, err := app.VerifyLog(o.File, o.Keys, *keep)
		fmt.Print(text)
		return err
	}
	return exit{1, verifyUsage}
}

// keys makes the installation's keys or prints the public ones.
func keys(_ context.Context, args []string) error {
	if len(args) == 0 {
		return errors.New("usage: tongban keys init | keys export [--data DIR]")
	}
	c, err := settings("keys", args[1:], nil)
	if err != nil {
		return err
	}
	export, err := app.ExportKeys(c)
	if err == nil && args[0] == "export" {
		_, err = os.Stdout.Write(export)
	}
	return err
}
