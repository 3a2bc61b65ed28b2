package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tongban/kernel/clock"
)

// The budgets of the program itself.
const (
	slowestStart = 300 // milliseconds until it is ready, with a million cases
	idleMemory   = 60  // MiB
	largest      = 60  // MB of the program's file
	settled      = 10 * time.Second
)

// process is the program serving an installation.
type process struct {
	cmd   *exec.Cmd
	ready float64 // milliseconds until it was
}

// serve starts this program on the demo city in dir and waits until it is ready.
func serve(ctx context.Context, dir string) (*process, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, path, "serve", "--demo", "--test-clock", "--ocr=off", "--addr", "127.0.0.1:0", "--data", dir)
	cmd.Env = append(os.Environ(), "TONGBAN_HISTORY=0", "TONGBAN_LOG=text")
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	watch := clock.Start()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "msg=ready") {
			p := &process{cmd, milliseconds(watch.Elapsed())}
			go func() { // nobody reads on, but the program must be able to write
				for lines.Scan() {
				}
			}()
			return p, nil
		}
	}
	return nil, fmt.Errorf("the server ended before it was ready: %w", errors.Join(lines.Err(), cmd.Wait()))
}

// stop ends it as an operator does.
func (p *process) stop() error {
	return errors.Join(p.cmd.Process.Signal(syscall.SIGTERM), p.cmd.Wait())
}

// memory returns what it has of the machine's memory, in MiB, and how much of that is not
// the program's file.
func (p *process) memory() (all, own float64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for _, line := range strings.Split(string(text), "\n") {
		name, value, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			all = kib / 1024
		case "RssAnon":
			own = kib / 1024
		}
	}
	return all, own, nil
}

// start measures how long the program takes to be ready where very many cases are.
func start(ctx context.Context, o Options) ([]Result, error) {
	e := o.largeOffice()
	c, err := gather(ctx, e, o.Size.Listed, func(line string) { fmt.Fprintln(os.Stderr, line) })
	if err != nil {
		return nil, err
	}
	if err := c.app.Close(); err != nil {
		return nil, err
	}
	dir, _ := e.config()
	var took []float64
	for range o.Size.Rounds {
		p, err := serve(ctx, dir)
		if err != nil {
			return nil, err
		}
		took = append(took, p.ready)
		if err := p.stop(); err != nil {
			return nil, err
		}
	}
	ours := rounded(median(took))
	return []Result{{
		Name: "start", Ours: ours, Limit: slowestStart, Ratio: rounded(ours / slowestStart), Unit: "ms",
		Notes: fmt.Sprintf("from the command to the first request taken, %d finished and %d open cases on SQLite, median of %d; less is better", c.cases, c.cases/10, o.Size.Rounds),
	}}, nil
}

// largeOffice is the installation on SQLite with very many cases, shared by benches.
func (o Options) largeOffice() engine {
	return sqliteEngine{filepath.Join(o.Data, fmt.Sprintf("worklist-%d", o.Size.Listed))}
}

// memory measures what the program has of the machine when nobody asks it for anything.
func memory(ctx context.Context, _ Options) ([]Result, error) {
	dir, err := os.MkdirTemp("", "tongban-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	first, err := serve(ctx, dir) // fills the city
	if err != nil {
		return nil, err
	}
	if err := first.stop(); err != nil {
		return nil, err
	}
	p, err := serve(ctx, dir)
	if err != nil {
		return nil, err
	}
	<-time.After(settled)
	all, own, err := p.memory()
	if err = errors.Join(err, p.stop()); err != nil {
		return nil, err
	}
	ours := rounded(all)
	return []Result{{
		Name: "memory", Ours: ours, Limit: idleMemory, Ratio: rounded(ours / idleMemory), Unit: "MiB",
		Notes: fmt.Sprintf("resident %s after the start, the demo city on SQLite, nobody asking; %.1f MiB of it its own, the rest parts of the program's file, which the machine may take back; less is better", settled, own),
	}}, nil
}

// size measures the program's file.
func size(context.Context, Options) ([]Result, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	ours := rounded(float64(info.Size()) / 1e6)
	return []Result{{
		Name: "size", Ours: ours, Limit: largest, Ratio: rounded(ours / largest), Unit: "MB",
		Notes: fmt.Sprintf("the file of the program, as built for %s/%s, with the Chinese font (9.7 MB); less is better", runtime.GOOS, runtime.GOARCH),
	}}, nil
}
