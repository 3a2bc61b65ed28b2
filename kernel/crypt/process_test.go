package crypt

import (
	"bytes"
	"os"
	"os/exec"
	"testing"
)

// TestTwoProcessesEndWithOneKeyFile starts this test binary several times at once
// on one empty folder and compares the keys each of them got.
func TestTwoProcessesEndWithOneKeyFile(t *testing.T) {
	const folder = "CRYPT_TEST_FOLDER"
	if dir := os.Getenv(folder); dir != "" {
		k, err := Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.Write(k.Secret("test"))
		os.Exit(0)
	}
	dir := t.TempDir()
	const processes = 4
	var starts [processes]*exec.Cmd
	var outputs [processes]bytes.Buffer
	for i := range starts {
		starts[i] = exec.Command(os.Args[0], "-test.run=^TestTwoProcessesEndWithOneKeyFile$")
		starts[i].Env = append(os.Environ(), folder+"="+dir)
		starts[i].Stdout = &outputs[i]
		if err := starts[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, start := range starts {
		if err := start.Wait(); err != nil {
			t.Fatalf("process %d: %v: %s", i, err, outputs[i].Bytes())
		}
		if outputs[i].Len() != 32 || !bytes.Equal(outputs[i].Bytes(), outputs[0].Bytes()) {
			t.Errorf("process %d got other keys", i)
		}
	}
}
