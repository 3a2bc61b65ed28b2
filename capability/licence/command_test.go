package licence

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/kernel/message"
)

func TestOfflineCommandSaysWhatItFound(t *testing.T) {
	pages(t, func(b bench) {
		l := b.issue(roadOrder("林晓梅"))
		dir := t.TempDir()
		put := func(name string, data []byte) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		list := func(name string) string {
			signed, err := b.StatusList(b.Context())
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(signed)
			if err != nil {
				t.Fatal(err)
			}
			return put(name, text)
		}
		export, err := b.keys.PublicKeys()
		if err != nil {
			t.Fatal(err)
		}
		data := b.pdf(l)
		keys, pdf := put("keys.json", export), put("licence.pdf", data)
		b.clock.Set(b.clock.Now().Add(time.Hour))
		valid := list("valid.json")
		if _, err := b.change(approver, l, Cancel); err != nil {
			t.Fatal(err)
		}
		cancelled := list("cancelled.json")
		tampered := put("tampered.pdf", append(data, ' '))

		catalogue, err := message.Load(Messages)
		if err != nil {
			t.Fatal(err)
		}
		now := b.clock.Now()
		for _, c := range []struct {
			lang message.Lang
			call Offline
			exit int
			says []string
		}{
			{message.Chinese, Offline{File: pdf, Keys: keys, At: now}, 3, []string{"签名有效，状态未知", "--status", "林晓梅"}},
			{message.Chinese, Offline{File: pdf, Keys: keys, Status: valid, At: now}, 0, []string{"有效", "2026-02-13 至 2032-02-12", "状态清单日期：2026-02-13 10:30"}},
			{message.Chinese, Offline{File: pdf, Keys: keys, Status: valid}, 3, []string{"--at"}},
			{message.English, Offline{File: pdf, Keys: keys, Status: cancelled, At: now}, 4, []string{"Revoked", "Registered status: Cancelled"}},
			{message.English, Offline{File: tampered, Keys: keys, At: now}, 2, []string{"Tampered"}},
			{message.English, Offline{File: keys, Keys: keys, At: now}, 7, []string{"Not a licence", "no signature of this platform"}},
			{message.English, Offline{File: pdf, Keys: keys, Status: valid, At: now, JSON: true}, 0, []string{`"outcome": "valid"`, `"number": "99012026021300001"`}},
		} {
			var out strings.Builder
			exit, err := c.call.Verify(message.With(t.Context(), catalogue, c.lang), &out)
			if err != nil || exit != c.exit || strings.Contains(out.String(), "⟦") {
				t.Errorf("%+v: exit %d, %v\n%s", c.call, exit, err, &out)
			}
			for _, words := range c.says {
				if !strings.Contains(out.String(), words) {
					t.Errorf("does not say %q:\n%s", words, &out)
				}
			}
		}
		for _, wrong := range []Offline{
			{File: "missing.pdf", Keys: keys}, {File: pdf, Keys: "missing"}, {File: pdf, Keys: pdf},
			{File: pdf, Keys: keys, Status: "missing"}, {File: pdf, Keys: keys, Status: pdf},
		} {
			if _, err := wrong.Verify(t.Context(), &strings.Builder{}); err == nil {
				t.Errorf("%+v was checked", wrong)
			}
		}
	})
}
