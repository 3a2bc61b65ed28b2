package notice_test

import (
	"bytes"
	"strings"
	"testing"

	"tongban/capability/notice"
	"tongban/kernel/deadline"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

func TestAnybodyWithTheCodeLearnsWhatPaperItIs(t *testing.T) {
	each(t, func(b bench) {
		p := b.sample(notice.Denial, deadline.Licensing)
		sheet, err := b.Sheet(b.Context(), p)
		if err != nil {
			b.Fatal(err)
		}
		c, err := b.Verify(b.Context(), " "+strings.ToLower(id.PrintedCode(sheet.Code)))
		if err != nil || c.Number != p.Number || c.Issuer != p.Issuer || c.Recipient != "林*梅" || !c.MadeAt.Equal(p.At) || c.Name != "denial" {
			b.Errorf("got %+v, %v", c, err)
		}
		for _, code := range []string{"", "nonsense", id.NewCode(), p.Number, p.Key.String()} {
			_, err := b.Verify(b.Context(), code)
			wantFault(b.T, err, fault.NotFound, "notice.unknown")
		}
		firm := b.sample(notice.Denial, deadline.Licensing)
		firm.Recipient, firm.Firm = "云岫市小馆餐饮有限公司", true
		if sheet, err = b.Sheet(b.Context(), firm); err != nil {
			b.Fatal(err)
		}
		if c, err := b.Verify(b.Context(), sheet.Code); err != nil || c.Recipient != firm.Recipient {
			b.Errorf("a firm is %q, %v", c.Recipient, err)
		}
	})
}

func TestAFileIsComparedByteForByte(t *testing.T) {
	each(t, func(b bench) {
		p, other := b.sample(notice.Denial, deadline.Licensing), b.sample(notice.Grant, deadline.Licensing)
		data, foreign := b.file(p), []byte("%PDF-1.4\nsomebody else's")
		_ = b.file(other)
		sheet, err := b.Sheet(b.Context(), p)
		if err != nil {
			b.Fatal(err)
		}
		another, err := b.Sheet(b.Context(), other)
		if err != nil {
			b.Fatal(err)
		}
		changed := bytes.Replace(data, []byte("/Lang (zh-CN)"), []byte("/Lang (en-GB)"), 1)
		for name, row := range map[string]struct {
			code string
			data []byte
			want notice.FileOutcome
		}{
			"whichever it is of": {"", data, notice.FileUnchanged},
			"the paper it is of": {id.PrintedCode(sheet.Code), data, notice.FileUnchanged},
			"another paper":      {another.Code, data, notice.FileOther},
			"a changed byte":     {sheet.Code, changed, notice.FileTampered},
			"cut short":          {sheet.Code, data[:len(data)-1], notice.FileTampered},
			"more at the end":    {sheet.Code, append(bytes.Clone(data), '\n'), notice.FileTampered},
			"somebody else's":    {sheet.Code, foreign, notice.FileForeign},
			"no PDF at all":      {"", []byte("x"), notice.FileForeign},
		} {
			got, err := b.VerifyFile(b.Context(), row.code, row.data)
			if err != nil || got.Outcome != row.want || (got.Check != nil) != (row.want == notice.FileUnchanged || row.want == notice.FileOther) {
				b.Errorf("%s: %s, %v", name, got.Outcome, err)
			}
		}
	})
}
