package ocr

import (
	"os/exec"

	"tongban/capability/precheck"
)

// Find returns the reader that a setting names: a program that is installed, "fake", or
// none.
func Find(setting string) precheck.Reader {
	switch setting {
	case "", "off":
		return None{}
	case "fake":
		return Fake{}
	}
	path, err := exec.LookPath(setting)
	if err != nil {
		return None{}
	}
	return NewTesseract(path)
}
