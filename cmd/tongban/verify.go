package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"tongban/app"
)

const verifyUsage = "usage: tongban verify licence FILE --keys FILE [--status FILE]\n       tongban verify log DIR --keys FILE"

// verify checks a licence or a copy of the log offline. The exit code says what was
// found: 0 is valid.
func verify(_ context.Context, args []string) error {
	if len(args) < 2 {
		return exit{1, verifyUsage}
	}
	what, path := args[0], args[1]
	fs := flag.NewFlagSet("verify", flag.ExitOnError)
	keys := fs.String("keys", "", "public keys, from `tongban keys export`")
	fs.StringVar(keys, "key", "", "the same")
	status := fs.String("status", "", "signed status list, from /licences/status-list")
	if err := fs.Parse(args[2:]); err != nil {
		return err
	}
	switch {
	case *keys == "":
		return exit{1, verifyUsage}
	case what == "licence":
		report, code, err := app.VerifyLicence(path, *keys, *status)
		if err != nil {
			return err
		}
		fmt.Println(string(report))
		if code != 0 {
			os.Exit(code)
		}
		return nil
	case what == "log":
		text, err := app.VerifyLog(path, *keys)
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
	c, _, err := flags("keys", args[1:], nil)
	if err != nil {
		return err
	}
	export, err := app.ExportKeys(c)
	if err == nil && args[0] == "export" {
		_, err = os.Stdout.Write(export)
	}
	return err
}
