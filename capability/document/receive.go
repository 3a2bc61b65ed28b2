package document

import (
	"errors"
	"fmt"
	"io"

	"tongban/kernel/fault"
)

// limited reads up to limit bytes and fails with a fault beyond.
type limited struct {
	r           io.Reader
	left, limit int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, tooLarge(l.limit)
	}
	return n, err
}

func tooLarge(limit int64) error { return fault.New(fault.TooLarge, "document.large", sizeText(limit)) }

// interrupted turns a body that ended early into a fault: the connection broke.
func interrupted(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Invalid, "document.interrupted")
	}
	return err
}

// sizeText writes a size as people say it: 200 KB, 10 MB.
func sizeText(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d KB", n>>10)
	}
	return fmt.Sprintf("%.3g MB", float64(n)/(1<<20))
}
