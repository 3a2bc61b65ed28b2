// Package notificationtest holds what every sender of texts has to do.
package notificationtest

import (
	"context"
	"testing"
	"time"

	"tongban/capability/notification"
)

// Sender checks a sender that sends. sent returns the texts that came of it, newest first;
// what is said of numbers is the sender's business.
func Sender(t *testing.T, s notification.Sender, sent func() []string) {
	t.Helper()
	if !s.Ready() {
		t.Error("the sender is not ready")
	}
	for _, text := range []string{"验证码 123456，5 分钟内有效。", `引号"、\ 和 {mobile}` + "\n第二行", "plain"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		err := s.Send(ctx, "13800000000", text)
		cancel()
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if all := sent(); len(all) == 0 || all[0] != text {
			t.Errorf("%q arrived as %q", text, all)
		}
	}
	if n := len(sent()); n != 3 {
		t.Errorf("%d texts came of three", n)
	}
}
