package credit

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"tongban/kernel/actor"
	"tongban/kernel/db"
	"tongban/kernel/id"
)

const (
	shop  = "91990103MDEMA0016W"
	other = "91990100MDEM10041F"
)

var publisher = staff("杜宁", "DATA", actor.Publisher)

func (w *world) NumberIn(_ context.Context, _ *db.Tx, account id.ID) (string, error) {
	if account == linID && w.firm != "" {
		return w.firm, nil
	}
	return "", nil
}

func (w *world) SpeakersIn(_ context.Context, _ *db.Tx, uscc string) ([]id.ID, error) {
	if uscc == w.firm {
		return []id.ID{linID}, nil
	}
	return nil, nil
}

const head0 = "统一社会信用代码,主体名称,认定单位,文书号,事由,法律依据,程度,决定日期,公示截止日期\n"

func csvRow(uscc, number, decided, until string) string {
	return uscc + ",梧桐小馆,市场监管局," + number + ",未按规定公示信息,企业信息公示暂行条例,一般," + decided + "," + until + "\n"
}

func (w *world) brings(list List, content string, complete bool) *Batch {
	w.Helper()
	key, err := w.Import(w.as(publisher), Import{List: list, Source: "信用中国", FileName: "list.csv", Content: []byte(content), Complete: complete})
	w.ok(err)
	b, err := w.Batch(w.as(publisher), key)
	w.ok(err)
	return b
}

func (w *world) published(text string) int {
	w.Helper()
	found, err := w.Listings(w.Context(), "", text, 0, 50)
	w.ok(err)
	return len(found)
}

func TestAListIsTakenInWithoutWhatMayNotBePublished(t *testing.T) {
	each(t, func(w *world) {
		content := head0 + csvRow(shop, "罚1", "2026-01-05", "2026-12-31") +
			csvRow(shop, "罚1", "2026-01-05", "2026-12-31") + // twice
			csvRow("530102199001010021", "罚2", "2026-01-05", "") + // a person
			csvRow("91990103MDEMA00169", "罚3", "2026-01-05", "") + // a digit is wrong
			csvRow(other, "罚4", "2020-01-05", "") + // over long since
			csvRow(other, "罚5", "2027-01-05", "") + // not yet
			csvRow(other, "罚6", "2026-01-05", "2029-01-05") + // longer than the grade allows
			csvRow(other, "", "2026-01-05", "") +
			csvRow(other, "罚7", "2026/1/5", "")
		b := w.brings(Penalties, content, true)
		var keys []string
		for _, f := range b.Faults {
			keys = append(keys, strings.TrimPrefix(f.Key, "credit.line."))
		}
		if got := strings.Join(keys, " "); b.Added != 2 || b.Total != 9 || got != "twice person uscc stale decided period missing" {
			t.Errorf("%d of %d were added, left out: %s", b.Added, b.Total, got)
		}
		if b.Complete || b.Faults[0].Line != 3 {
			t.Errorf("a file with faults is the whole list, or line %d", b.Faults[0].Line)
		}
		if w.published(shop) != 1 || w.published("小馆") != 2 || w.published("530102199001010021") != 0 {
			t.Error("not everything is found that is published, or more")
		}
	})
}

func TestListsComeInManyEncodingsAndForms(t *testing.T) {
	each(t, func(w *world) {
		gbk, err := simplifiedchinese.GBK.NewEncoder().String(head0 + csvRow(shop, "罚1", "2026年1月5日", ""))
		w.ok(err)
		if b := w.brings(Penalties, gbk, false); b.Added != 1 || b.Encoding != "GB18030" {
			t.Errorf("from GBK %d were added as %s: %+v", b.Added, b.Encoding, b.Faults)
		}
		if b := w.brings(Penalties, "\xef\xbb\xbf"+head0+csvRow(shop, "罚1", "20260105", ""), false); b.Renewed != 1 || b.Added != 0 {
			t.Errorf("the same again: %+v", b)
		}
		row := `{"uscc":"` + other + `","name":"青山面馆","body":"市场监管局","number":"红1","matter":"连续三年守信","basis":"守信激励办法","decidedOn":"2026-01-05"}`
		for _, text := range []string{"[" + row + "]", row + "\n", `{"items":[` + row + `]}`} {
			if b := w.brings(RedList, text, false); b.Added+b.Renewed != 1 {
				t.Errorf("%.10s: %+v", text, b)
			}
		}
		for text, key := range map[string]string{"": "credit.file.empty", head0: "credit.file.empty", "a,b\n1,2\n": "credit.file.heading"} {
			_, err := w.Import(w.as(publisher), Import{List: RedList, Source: "信用中国", Content: []byte(text)})
			w.wants(err, key)
		}
		_, err = w.Import(w.as(head), Import{List: RedList, Source: "信用中国", Content: []byte(row)})
		w.wants(err, "access.forbidden")
		_, err = w.Import(w.as(publisher), Import{List: "grey", Source: "信用中国", Content: []byte(row)})
		w.wants(err, "credit.wrong.list")
	})
}

// What is broken, forged or too much is left out or refused, row by row, and never in the way
// of the others.
func TestABrokenFileIsTakenInAsFarAsItCanBeRead(t *testing.T) {
	each(t, func(w *world) {
		good := csvRow(shop, "罚1", "2026-01-05", "2026-12-31")
		for name, one := range map[string]struct {
			content string
			added   int
			faults  int
		}{
			"a quote in the first cell":  {head0 + "91\"990103,x\n" + good, 1, 1},
			"a quote that does not end":  {head0 + good + "\"91990103MDEMA0016W,梧桐\n", 1, 1},
			"an empty quote":             {head0 + "\"\"x\n" + good, 1, 1},
			"lines as Windows ends them": {strings.ReplaceAll(head0+good, "\n", "\r\n"), 1, 0},
			"more cells than headings":   {head0 + strings.TrimSpace(good) + ",1,2\n" + good, 1, 1},
			"fewer cells":                {head0 + shop + ",梧桐小馆\n" + good, 1, 1},
			"a zero byte":                {head0 + strings.ReplaceAll(good, "梧桐小馆", "梧桐\x00小馆"), 1, 0},
		} {
			w.ok(w.DB.Write(w.Context(), "test", func(ctx context.Context, tx *db.Tx) error { return tx.Send(ctx, `DELETE FROM credit_listing`) }))
			b := w.brings(Penalties, one.content, true)
			if b.Added != one.added || len(b.Faults) != one.faults || b.Complete != (one.faults == 0) {
				w.Errorf("%s: %d added, %+v", name, b.Added, b.Faults)
			}
		}
		w.brings(Penalties, head0+strings.ReplaceAll(csvRow(other, "罚8", "2026-01-05", ""), "梧桐小馆", `"=HYPERLINK(""x"")"`), false)
		if w.published("HYPERLINK") != 1 {
			w.Error("a name that begins like a formula is a name")
		}
		_, err := w.Import(w.as(publisher), Import{List: Penalties, Source: "信用中国", Content: []byte(head0 + strings.Repeat(good, maxRows+1))})
		w.wants(err, "credit.file.rows")
		_, err = w.Import(w.as(publisher), Import{List: Penalties, Source: "信用中国", Content: make([]byte, maxImport+1)})
		w.wants(err, "credit.file.large")
	})
}

func TestAFirmThatIsListedAnewIsToldAnew(t *testing.T) {
	each(t, func(w *world) {
		w.firm = shop
		w.brings(Penalties, head0+csvRow(shop, "罚1", "2026-01-05", "2026-05-31"), false)
		w.brings(Penalties, head0+csvRow(shop, "罚1", "2026-01-05", "2026-06-30"), false) // renewed while it is published
		w.on(2026, 8, 1)
		if w.published(shop) != 0 {
			w.Error("over, and it is published")
		}
		if b := w.brings(Penalties, head0+csvRow(shop, "罚1", "2026-01-05", "2026-12-31"), false); b.Added != 1 {
			w.Errorf("published again: %+v", b)
		}
		if got := strings.Join(w.told, " "); got != "listed-penalty listed-penalty" {
			w.Errorf("the firm was told %q", got)
		}
	})
}

func TestWhatIsPublishedOfAFirmCountsUntilItEnds(t *testing.T) {
	each(t, func(w *world) {
		w.firm = shop
		w.brings(BlackList, head0+csvRow(shop, "黑1", "2026-01-05", ""), false)
		if w.may() != "commitment deferral " || w.share() != 100 {
			t.Errorf("on the black list %q is closed, share %d", w.may(), w.share())
		}
		if found, _ := w.Mine(w.as(lin)); found.Level.Letter != D || found.Reasons[0].Own {
			t.Errorf("on the black list it is %+v", found)
		}
		b := w.brings(BlackList, head0+csvRow(other, "黑2", "2026-01-05", ""), true) // the whole list, without the shop
		if b.Ended != 1 || w.may() != "" || w.published(shop) != 0 {
			t.Errorf("%d ended, and %q is closed", b.Ended, w.may())
		}
		w.brings(RedList, head0+csvRow(shop, "红1", "2026-01-05", "2026-06-30"), false)
		if found, _ := w.Mine(w.as(lin)); found.Level.Letter != A || found.Ways[2].Share != RedShare {
			t.Errorf("on the red list it is %+v", found)
		}
		if got := strings.Join(w.told, " "); got != "listed-black unlisted-black listed-red" {
			t.Errorf("the firm was told %q", got)
		}
		w.on(2026, 7, 1)
		if found, _ := w.Mine(w.as(lin)); found.Level.Letter != B || w.published(shop) != 0 {
			t.Error("over, and it still counts or is published")
		}
	})
}

func TestAFirmIsTakenOffOnceAndNobodyReadsOfIt(t *testing.T) {
	each(t, func(w *world) {
		w.brings(Penalties, head0+csvRow(shop, "罚1", "2026-01-05", ""), false)
		found, err := w.Listings(w.Context(), Penalties, "", 0, 10)
		w.ok(err)
		key := found[0].ID
		w.wants(w.Remove(w.as(head), key, "已撤销"), "access.forbidden")
		w.wants(w.Remove(w.as(publisher), key, " "), "credit.wrong.why")
		w.ok(w.Remove(w.as(publisher), key, "处罚决定已撤销"))
		w.wants(w.Remove(w.as(publisher), key, "再来"), "credit.list-gone")
		_, err = w.Listing(w.as(lin), key)
		w.wants(err, "credit.list-unknown")
		if l, err := w.Listing(w.as(publisher), key); err != nil || l.State != Removed {
			t.Errorf("who works on lists reads %v, %v", l, err)
		}
		if b := w.brings(Penalties, head0+csvRow(shop, "罚1", "2026-01-05", ""), false); b.Added != 1 || w.published(shop) != 1 {
			t.Errorf("listed again: %+v", b)
		}
	})
}
