package licence

import (
	"bytes"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/kernel/clock"
	"tongban/kernel/crypt"
	"tongban/kernel/fault"
	"tongban/kernel/id"
	"tongban/kernel/seal"
)

const address = "https://yunxiu.example"

var issueDay = time.Date(2026, 2, 13, 9, 30, 0, 0, clock.Shanghai)

func types(t *testing.T) map[string]Type {
	t.Helper()
	list, err := ParseTypes(demoTypes)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]Type{}
	for _, kind := range list {
		byName[kind.Name] = kind
	}
	return byName
}

func newSigner(t *testing.T) seal.Signer {
	t.Helper()
	keys, err := crypt.Load(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.OfInstallation(keys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func roadOrder(name string) Order {
	return Order{
		Type: "道路运输从业资格证", CaseNo: "990100-20260212-00001",
		Holder: Holder{Name: name, IDNumber: "990102199003074528", Kind: Person, ActorID: "0000000000me0"},
		Issuer: Issuer{Department: "TRANS", Name: "云岫市交通运输局", USCC: "11990100MDEM0010X8"},
		Values: map[string]any{"licenceClass": "A2", "contactMobile": "13800005520"},
	}
}

func cardOrder(name string) Order {
	return Order{
		Type: "居民身份证", Number: "990102199003074528", Simulated: true,
		Holder: Holder{Name: name, IDNumber: "990102199003074528", Kind: Person, ActorID: "0000000000me0"},
		Issuer: Issuer{Department: "PSB", Name: "云岫市公安局", USCC: "11990100MDEM0002XL"},
		Values: map[string]any{"nation": "汉", "address": "云岫市青溪区松风路18号2幢603室（虚构地址）"},
	}
}

// made returns the licence of an order, not registered anywhere.
func made(t *testing.T, order Order) (Licence, Type) {
	t.Helper()
	kind := types(t)[order.Type]
	l, err := newLicence(kind, order, 1, issueDay)
	if err != nil {
		t.Fatal(err)
	}
	return l, kind
}

// drawn renders; the font has to be built.
func drawn(t *testing.T, l Licence, kind Type, s seal.Signer) []byte {
	t.Helper()
	pdf, err := render(l, kind, address, s)
	if fault.KindOf(err) == fault.Unavailable && strings.Contains(err.Error(), "font") {
		t.Fatal("the font is not built: make assets")
	}
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func TestDrawingTwiceGivesTheSameFile(t *testing.T) {
	s := newSigner(t)
	for _, order := range []Order{roadOrder("林晓梅"), cardOrder("欧阳若曦")} {
		l, kind := made(t, order)
		first := drawn(t, l, kind, s)
		if !bytes.Equal(first, drawn(t, l, kind, s)) {
			t.Errorf("%s: two drawings differ", kind.Name)
		}
		if len(first) > 150<<10 {
			t.Errorf("%s: %d bytes", kind.Name, len(first))
		}
	}
}

func TestDrawnTextCanBeReadAndFound(t *testing.T) {
	l, kind := made(t, roadOrder("𠮷林·晓梅"))
	path := save(t, drawn(t, l, kind, newSigner(t)))
	text := strings.Join(strings.Fields(run(t, "pdftotext", "-layout", path, "-")), "")
	for _, want := range []string{
		"道路运输从业人员从业资格证", "𠮷林·晓梅", "990102199003074528", "道路货物运输驾驶员", "A2", "女", "1990年3月7日",
		"2026年2月13日至2032年2月12日", "有效", "云岫市交通运输局", "演示章，无法律效力", strings.ReplaceAll(id.PrintedCode(l.Code), " ", ""), l.Identifier,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	fonts := run(t, "pdffonts", path)
	if !strings.Contains(fonts, "TrueType") || strings.Contains(fonts, "Type 3") || strings.Count(fonts, "yes yes yes") != 1 {
		t.Errorf("want one embedded TrueType subset with a Unicode map:\n%s", fonts)
	}
}

func TestEndedLicenceIsMarkedAcross(t *testing.T) {
	l, kind := made(t, roadOrder("林晓梅"))
	l, err := l.next(Cancelled, Grounds{Reason: "持证人申请注销", LegalBasis: "《中华人民共和国行政许可法》第七十条"}, issueDay.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	path := save(t, drawn(t, l, kind, newSigner(t)))
	if text := run(t, "pdftotext", path, "-"); !strings.Contains(text, "已注销") || !strings.Contains(text, "第七十条") {
		t.Errorf("the text does not say so:\n%s", text)
	}
}

func TestCharacterWithoutPictureIsNamed(t *testing.T) {
	l, kind := made(t, roadOrder("林\U000e0041\U0010fffd梅"))
	_, err := render(l, kind, address, newSigner(t))
	f, ok := fault.As(err)
	if !ok || f.Kind != fault.Unavailable {
		t.Fatalf("got %v", err)
	}
	if f.Key == "pdf.font" {
		t.Fatal("the font is not built: make assets")
	}
}

func TestQRCodeCanBeScannedFromTheDrawing(t *testing.T) {
	if _, err := exec.LookPath("zbarimg"); err != nil {
		t.Fatal("zbarimg is not installed: make setup")
	}
	s := newSigner(t)
	l, kind := made(t, roadOrder("林晓梅"))
	path := save(t, drawn(t, l, kind, s))
	picture := strings.TrimSuffix(path, ".pdf")
	run(t, "pdftoppm", "-r", "200", "-png", "-singlefile", path, picture)
	want, err := qrText(l, address, s)
	if err != nil {
		t.Fatal(err)
	}
	if got := run(t, "zbarimg", "--quiet", "--raw", picture+".png"); strings.TrimSpace(got) != want {
		t.Errorf("scanned %q, want %q", got, want)
	}
}

// save writes pdf to a file.
func save(t *testing.T, pdf []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "licence.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// run returns what a tool prints; it has to be installed.
func run(t *testing.T, tool string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Fatal(tool + " is not installed: make setup")
	}
	out, err := exec.CommandContext(t.Context(), tool, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return string(out)
}
