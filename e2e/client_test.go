package e2e

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tongban/e2e/world"
)

// TestAClientWrittenFromTheDocumentsDoesTheWholeThread runs the example of docs/api.
func TestAClientWrittenFromTheDocumentsDoesTheWholeThread(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "client")
	if out, err := exec.Command("go", "build", "-o", program, "../docs/api/client").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	world.Each(t, world.Config{}, func(w *world.World) {
		client := exec.CommandContext(w.Context(), program, w.Node().Address)
		client.Dir = ".."
		told, err := client.CombinedOutput()
		if err != nil || !strings.Contains(string(told), "done: ") {
			w.Fatalf("%v: %s", err, told)
		}
	})
}
