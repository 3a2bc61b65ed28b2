package app

import (
	"encoding/json"
	"fmt"
	"os"

	logverify "tongban/capability/audit/verify"
	"tongban/capability/licence/seal"
	"tongban/capability/licence/verify"
	"tongban/kernel/clock"
	"tongban/kernel/crypt"
)

// VerifyLicence checks a licence, a PDF or the text of its QR code, without any
// server: keys is what `tongban keys export` wrote, status a status list or "".
// It returns the report as JSON and the exit code that stands for the outcome.
func VerifyLicence(file, keys, status string) (report []byte, code int, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, 0, err
	}
	bundle, err := os.ReadFile(keys)
	if err != nil {
		return nil, 0, err
	}
	trusted, err := seal.ParseKeys(bundle)
	if err != nil {
		return nil, 0, err
	}
	var list *verify.StatusList
	if status != "" {
		text, err := os.ReadFile(status)
		if err != nil {
			return nil, 0, err
		}
		if list, err = verify.ParseList(text, trusted); err != nil {
			return nil, 0, err
		}
	}
	found := verify.File(data, trusted, list, clock.Real.Now())
	report, err = json.MarshalIndent(found, "", "  ")
	return report, found.Outcome.ExitCode(), err
}

// VerifyLog checks a copy of the transparency log in a folder.
func VerifyLog(dir, keys string) (string, error) {
	text, err := os.ReadFile(keys)
	if err != nil {
		return "", err
	}
	key, err := logverify.ParseKey(text)
	if err != nil {
		return "", err
	}
	checkpoint, err := logverify.Log(logverify.Dir(dir), key)
	if err != nil {
		return "", fmt.Errorf("%s: %w", logverify.KindOf(err), err)
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
