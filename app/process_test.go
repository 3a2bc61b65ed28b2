package app_test

import (
	"archive/tar"
	"cmp"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tongban/app"
)

// checked checks a file of BPMN and returns what is printed.
func checked(t *testing.T, source []byte) (imported bool, printed string, rewritten []byte) {
	t.Helper()
	folder := t.TempDir()
	name, rewrite := filepath.Join(folder, "a.bpmn"), filepath.Join(folder, "b.bpmn")
	if err := os.WriteFile(name, source, 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	imported, err := app.CheckProcess(t.Context(), name, rewrite, &out)
	if err != nil {
		t.Fatal(err)
	}
	rewritten, _ = os.ReadFile(rewrite) // it may not be there
	return imported, out.String(), rewritten
}

func TestAProcessIsCheckedWithoutAnInstallation(t *testing.T) {
	t.Parallel()
	const head = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="P">`
	const done = `<startEvent id="S"/><endEvent id="E"/><sequenceFlow id="F" sourceRef="S" targetRef="E"/></process></definitions>`
	for name, c := range map[string]struct {
		source   string
		imported bool
		says     []string
	}{
		"what runs":          {head + done, true, []string{"可以导入：1 个流程，2 个节点，1 条连线。", "可以执行。"}},
		"what does not run":  {head + "\n" + `<complexGateway id="G" name="几家"/>` + done, true, []string{"还不能执行", "第 2 行，元素 G（几家）：复杂网关不能执行"}},
		"what is mended":     {head + "\n" + `<receiveTask id="R" messageRef="M"/>` + done, true, []string{"第 2 行，元素 R：引用的 M 不存在"}},
		"what is refused":    {head + "\n" + `<task id="S"/>` + done, false, []string{"不能导入，有 1 处要改", "第 2 行，元素 S：编号 S 在第 2 行已经用过"}},
		"what reads a file":  {`<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + head + "&x;" + done, false, []string{"第 1 行：文件带有文档类型声明"}},
		"what is no process": {"GIF89a", false, []string{"第 1 行：文件不是 XML"}},
	} {
		imported, printed, rewritten := checked(t, []byte(c.source))
		if imported != c.imported || imported != (len(rewritten) > 0) {
			t.Errorf("%s: imported %v, written again: %d bytes", name, imported, len(rewritten))
		}
		for _, want := range c.says {
			if !strings.Contains(printed, want) {
				t.Errorf("%s: %q is missing in\n%s", name, want, printed)
			}
		}
	}
}

// TestEveryProcessOfOthersIsImportedOrRefusedWithAPlace checks the fixtures of
// bpmn-moddle as somebody at a command line does.
func TestEveryProcessOfOthersIsImportedOrRefusedWithAPlace(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join(cmp.Or(os.Getenv("TONGBAN_TESTDATA"), "../../shared/data"), "bpmn", "bpmn-moddle-fixtures.tar.gz"))
	if err != nil {
		t.Log("not run: the fixtures of bpmn-moddle are not here")
		return
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	place := regexp.MustCompile(`(?m)^  第 \d+ 行`)
	files := 0
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		source, readErr := io.ReadAll(archive)
		if err := errors.Join(err, readErr); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(header.Name, ".bpmn") {
			continue
		}
		files++
		imported, printed, rewritten := checked(t, source)
		if !imported && !place.MatchString(printed) || imported != (len(rewritten) > 0) || strings.Contains(printed, "⟦") {
			t.Errorf("%s: %s", header.Name, printed)
		}
	}
	if files != 89 {
		t.Errorf("%d files", files)
	}
}
