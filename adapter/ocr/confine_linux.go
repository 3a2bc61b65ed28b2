package ocr

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxMemory is the address space a process may have, maxSeconds its time on a processor.
const (
	maxMemory  = 2 << 30
	maxSeconds = 60
)

// apart gives the program a process group of its own, which is killed as a
// whole.
func apart(program *exec.Cmd) {
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	program.Cancel = func() error { return syscall.Kill(-program.Process.Pid, syscall.SIGKILL) }
}

// confine bounds what a process may use. A limit that the system does not grant leaves
// the others and the time limit.
func confine(pid int) {
	for resource, most := range map[int]uint64{
		unix.RLIMIT_AS: maxMemory, unix.RLIMIT_CPU: maxSeconds, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0,
	} {
		_ = unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil)
	}
}
