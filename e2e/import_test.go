package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tongban/e2e/world"
)

// inList is how many services the list of a story has, three for every code of an
// implementation.
const inList = 600

// list writes a list as the government service network of Guangdong publishes it,
// made of the worst rows there are.
func list(w *world.World) string {
	w.Helper()
	var text bytes.Buffer
	for n, row := range handMade(w) {
		basic := fmt.Sprintf("9901%05d000", 20000+n/3)
		row["CATAID"], row["TASK_TYPE"] = basic, "01"
		row["TASK_CODE"] = fmt.Sprintf("11990100MDEM90010F3%s%02d", basic, n%3+1)
		row["TASK_NAME"] = fmt.Sprintf("第%d号渡口%s", n+1, row["TASK_NAME"])
		line, err := json.Marshal(row)
		if err != nil {
			w.Fatal(err)
		}
		text.Write(append(line, '\n'))
	}
	return w.File("list.jsonl", text.Bytes())
}

// handMade returns the rows of the hand-made list again and again.
func handMade(w *world.World) (rows []map[string]any) {
	w.Helper()
	text, err := os.ReadFile("../adapter/gdzwfw/testdata/items.jsonl")
	if err != nil {
		w.Fatal(err)
	}
	for len(rows) < inList {
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan() && len(rows) < inList; {
			var row map[string]any
			if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
				w.Fatal(err)
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// found returns how many services anybody finds by words.
func found(w *world.World, words string) (total int, names []string) {
	w.Helper()
	var page struct {
		Items []struct{ Name string }
		Total int
	}
	w.Anybody().Get("/items?q=" + words).Is(http.StatusOK).Into(&page)
	for _, i := range page.Items {
		names = append(names, i.Name)
	}
	return page.Total, names
}

// imports imports the list and checks what is printed.
func imports(w *world.World, file, want string) {
	w.Helper()
	if out, code := w.Imports("gdzwfw", file); code != 0 || !strings.Contains(out, want) {
		w.Errorf("exit %d, want %q: %s", code, want, out)
	}
}

// known waits until the server has every service of the list.
func known(w *world.World) {
	w.Helper()
	w.Eventually("the server knows the whole list", func() bool {
		total, _ := found(w, "")
		return total == inSample+inList
	})
}

// inSample is how many services the demo city has itself.
const inSample = 26

func TestAListIsImportedWhileTheCityWorks(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		file := list(w)
		l := newLedger(w)
		l.open()
		w.Eventually("applications are made", func() bool { return l.acknowledged.Load() > 20 })
		before := l.acknowledged.Load()
		imports(w, file, "读到 600 项：新增 600，更新 0，未变 0，未导入 0")
		meanwhile := l.acknowledged.Load() - before
		known(w)
		imports(w, file, "读到 600 项：新增 0，更新 0，未变 600，未导入 0")
		l.close()
		if meanwhile == 0 {
			w.Error("nobody got anything done while the list came in")
		}

		if total, names := found(w, "第7号渡口"); total == 0 || !strings.HasPrefix(names[0], "第7号渡口") {
			w.Errorf("the name finds %d: %v", total, names)
		}
		shared := "11990100MDEM90010F3990120001000" // of the fourth to the sixth
		if total, names := found(w, shared); total != 3 {
			w.Errorf("the code of three services finds %d: %v", total, names)
		}
		page := w.Anybody().Get(world.Page("/items/" + shared)).Is(http.StatusOK)
		for _, name := range []string{"第4号渡口", "第5号渡口", "第6号渡口"} {
			if !page.Holds(name) {
				w.Errorf("the page of the shared code does not name %s", name)
			}
		}
		var item struct{ Name, HandlingItemCode string }
		w.Anybody().Get("/items/" + shared + "02").Is(http.StatusOK).Into(&item)
		if !strings.HasPrefix(item.Name, "第5号渡口") {
			w.Errorf("the code of one service is that of %s", item.Name)
		}
		lost, doubled := l.audit()
		w.Logf("%d operations acknowledged while 600 services came in, of %d; lost %d, doubled %d", meanwhile, l.acknowledged.Load(), lost, doubled)
	})
}

func TestAKilledImportIsRunAgain(t *testing.T) {
	t.Parallel()
	world.Each(t, world.Config{}, func(w *world.World) {
		file := list(w)
		var moments []string
		for range 4 {
			after := time.Duration(rand.IntN(700)) * time.Millisecond
			if w.KillImport("gdzwfw", file, after) {
				moments = append(moments, after.String())
			}
			if total, _ := found(w, ""); total != inSample && total != inSample+inList {
				w.Errorf("killed after %s it left %d services", after, total)
			}
		}
		if out, code := w.Imports("gdzwfw", file); code != 0 {
			w.Errorf("exit %d: %s", code, out)
		}
		known(w)
		imports(w, file, "读到 600 项：新增 0，更新 0，未变 600，未导入 0")
		w.Logf("killed after %s", strings.Join(moments, ", "))
	})
}
