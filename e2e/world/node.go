package world

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Node is one server process.
type Node struct {
	Address string // "http://127.0.0.1:41234"

	cmd   *exec.Cmd
	log   *lockedBuffer
	ready chan string   // its address, once it is
	dead  chan struct{} // closed when it has ended
	err   error         // how it ended
}

// patience is how long a server may take to start or to stop.
const patience = 60 * time.Second

// binary returns the program under test: TONGBAN_BIN, or built from this tree once.
var binary = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("TONGBAN_BIN"); path != "" {
		return path, nil
	}
	dir, err := os.MkdirTemp("", "tongban-e2e-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "tongban")
	build := exec.Command("go", "build", "-o", path, "tongban/cmd/tongban")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

// Cleanup removes the program that was built; TestMain calls it last.
func Cleanup() {
	if path, err := binary(); err == nil && os.Getenv("TONGBAN_BIN") == "" {
		_ = os.RemoveAll(filepath.Dir(path)) // what stays is in the folder for temporary files
	}
}

// spawn runs the program.
func spawn(args []string) (*Node, error) {
	path, err := binary()
	if err != nil {
		return nil, err
	}
	n := &Node{cmd: exec.Command(path, args...), log: &lockedBuffer{}, ready: make(chan string, 1), dead: make(chan struct{})}
	// If the test dies, so does the server.
	n.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := n.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	go n.listen(out)
	return n, nil
}

// await waits until the server says it is ready.
func (n *Node) await() error {
	select {
	case n.Address = <-n.ready:
		return nil
	case <-n.dead:
		return fmt.Errorf("the server ended before it was ready: %w\n%s", n.err, n.said())
	case <-time.After(patience):
		n.kill()
		return fmt.Errorf("the server was not ready in %s\n%s", patience, n.said())
	}
}

// listen keeps what the server says and finds out its address.
func (n *Node) listen(out io.Reader) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		fmt.Fprintln(n.log, line)
		if _, address, ok := strings.Cut(line, "msg=ready address="); ok {
			n.ready <- address
		}
	}
	n.err = n.cmd.Wait()
	close(n.dead)
}

// kill ends the server at once and waits until it is gone.
func (n *Node) kill() {
	_ = n.cmd.Process.Kill() // it may be dead already
	<-n.dead
}

// stop asks the server to end, as an operator does, and waits. One that was killed
// has ended.
func (n *Node) stop() error {
	select {
	case <-n.dead:
		return nil
	default:
	}
	if err := n.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-n.dead:
		return n.err
	case <-time.After(patience):
		n.kill()
		return errors.New("the server did not stop")
	}
}

// said returns the server's log.
func (n *Node) said() string { return n.log.String() }

// Run runs another command of the program, e.g. verify, and returns what it prints
// and its exit code.
func (w *World) Run(args ...string) (out string, code int) {
	w.Helper()
	path, err := binary()
	if err != nil {
		w.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	both, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.Fatal(err)
	}
	return string(both), cmd.ProcessState.ExitCode()
}

// Imports imports a list into the installation, whether a server runs or not, and
// returns what is printed and the exit code.
func (w *World) Imports(format, file string, flags ...string) (out string, code int) {
	w.Helper()
	return w.Run(append(w.importing(format, file), flags...)...)
}

// KillImport begins an import and kills it after a while. It reports whether the
// import was still going on.
func (w *World) KillImport(format, file string, after time.Duration) (killed bool) {
	w.Helper()
	n, err := spawn(w.importing(format, file))
	if err != nil {
		w.Fatal(err)
	}
	select {
	case <-n.dead:
		return false
	case <-time.After(after):
		n.kill()
		return true
	}
}

// importing are the arguments of an import into the world.
func (w *World) importing(format, file string) []string {
	args := []string{"import", format, file, "--data", w.Data}
	if !w.real {
		args = append(args, "--demo", "--test-clock="+w.Now().Format(time.RFC3339))
	}
	if w.Database != "" {
		args = append(args, "--database", w.Database)
	}
	return args
}

// lockedBuffer is a buffer that is written and read at once.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
