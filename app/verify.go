package app

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"tongban/app/shell"
	"tongban/capability/archive"
	logverify "tongban/capability/audit/verify"
	"tongban/capability/licence"
	"tongban/kernel/crypt"
	"tongban/kernel/message"
)

// Offline is a check of one licence.
type Offline = licence.Offline

// VerifyLicence checks a licence without any server, prints what it found in Chinese
// to out and returns the exit code that stands for the outcome.
func VerifyLicence(ctx context.Context, o Offline, out io.Writer) (int, error) {
	texts, err := message.Load(licence.Messages, shell.Messages)
	if err != nil {
		return 0, err
	}
	return o.Verify(message.With(ctx, texts, message.Chinese), out)
}

// Package is a check of one package of the archive.
type Package = archive.Offline

// VerifyPackage checks a package of the archive without any server, prints what it found in
// Chinese to out and returns the exit code that stands for the outcome.
func VerifyPackage(ctx context.Context, p Package, out io.Writer) (int, error) {
	texts, err := message.Load(archive.Messages)
	if err != nil {
		return 0, err
	}
	return p.Verify(message.With(ctx, texts, message.Chinese), out)
}

// VerifyLog checks the transparency log: a copy in a folder, or the one served at an
// address such as https://example.cn/log. With a folder to keep, it copies the log
// there first, or what is new of it, and checks the copy.
func VerifyLog(where, keys, keep string) (string, error) {
	text, err := os.ReadFile(keys)
	if err != nil {
		return "", err
	}
	key, err := logverify.ParseKey(text)
	if err != nil {
		return "", err
	}
	log := logverify.Dir(where)
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		log = logverify.URL(where, &http.Client{Timeout: time.Minute})
	}
	if keep != "" {
		if _, err := logverify.Copy(log, keep, key); err != nil {
			return "", err
		}
		log = logverify.Dir(keep)
	}
	checkpoint, err := logverify.Log(log, key)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("the log holds: %d entries, root %s\n", checkpoint.Size, checkpoint.Root), nil
}

// ExportKeys returns the public keys of the data folder of c, making keys on the
// first call.
func ExportKeys(c Config) ([]byte, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	keys, err := crypt.Load(c.Data)
	if err != nil {
		return nil, err
	}
	return keys.PublicKeys()
}
