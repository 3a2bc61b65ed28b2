package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"tongban/app"
)

const userUsage = `usage: tongban user create ACCOUNT --name NAME --roles ROLE,… [--department CODE] [--outlet ID] [--region CODE] [--password-file FILE]
       tongban user password ACCOUNT [--password-file FILE]
       tongban user roles ACCOUNT --roles ROLE,…
       tongban user disable|enable ACCOUNT
       tongban user list
A password is read from the terminal, from the standard input or from a file, never from an argument.`

// user looks after the accounts of staff.
func user(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return exit{2, userUsage}
	}
	verb, account, rest := args[0], "", args[1:]
	if verb != "list" {
		if len(rest) == 0 || strings.HasPrefix(rest[0], "-") {
			return exit{2, userUsage}
		}
		account, rest = rest[0], rest[1:]
	}
	u, file := app.User{Account: account}, ""
	a, left, err := open(ctx, "user", rest, func(fs *flag.FlagSet) {
		fs.StringVar(&u.Name, "name", "", "name of the member of staff")
		fs.StringVar(&u.Roles, "roles", "", "roles, with commas")
		fs.StringVar(&u.Department, "department", "", "code of the department")
		fs.StringVar(&u.Outlet, "outlet", "", "id of the outlet, for those at a window")
		fs.StringVar(&u.Region, "region", "", "code of the region served")
		fs.StringVar(&file, "password-file", "", "file with the password in its first line")
	})
	if err != nil {
		return err
	}
	if len(left) > 0 {
		return errors.Join(exit{2, userUsage}, a.Close())
	}
	return errors.Join(userVerb(ctx, a, verb, u, file), a.Close())
}

// userVerb does what the first word says.
func userVerb(ctx context.Context, a *app.App, verb string, u app.User, file string) error {
	switch verb {
	case "list":
		return a.ListUsers(ctx, os.Stdout)
	case "roles":
		return a.SetUserRoles(ctx, u.Account, u.Roles)
	case "disable":
		return a.DisableUser(ctx, u.Account)
	case "enable":
		return a.EnableUser(ctx, u.Account)
	case "create", "password":
		password, err := readPassword(file)
		if err != nil {
			return err
		}
		if verb == "create" {
			return a.CreateUser(ctx, u, password)
		}
		return a.SetUserPassword(ctx, u.Account, password)
	}
	return exit{2, userUsage}
}

// readPassword reads a line from the file, or else from the standard input: twice and
// unseen if that is a terminal.
func readPassword(file string) (string, error) {
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return line(bufio.NewReader(f))
	}
	in := bufio.NewReader(os.Stdin)
	if info, err := os.Stdin.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return line(in)
	}
	defer unseen()()
	fmt.Fprint(os.Stderr, "password: ")
	first, err := line(in)
	if err != nil {
		return "", err
	}
	fmt.Fprint(os.Stderr, "\nonce more: ")
	second, err := line(in)
	fmt.Fprintln(os.Stderr)
	if err == nil && first != second {
		err = errors.New("the two passwords differ")
	}
	return first, err
}

func line(r *bufio.Reader) (string, error) {
	text, err := r.ReadString('\n')
	if errors.Is(err, io.EOF) && text != "" {
		err = nil
	}
	return strings.TrimRight(text, "\r\n"), err
}

// unseen keeps the terminal from showing what is typed; it returns how to undo it.
func unseen() (undo func()) {
	set := func(mode string) {
		c := exec.Command("stty", mode)
		c.Stdin = os.Stdin
		_ = c.Run() // without stty the password is seen, and still read
	}
	set("-echo")
	return func() { set("echo") }
}
