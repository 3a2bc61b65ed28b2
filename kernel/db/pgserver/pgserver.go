// Package pgserver starts private PostgreSQL servers from the programs installed on
// this machine, for tests and benches. A server listens on a socket in a folder of
// its own only; it ends and its folder is removed when the program that started it
// ends, however it ends.
package pgserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a private PostgreSQL server.
type Server struct {
	dir  string    // holds the socket, the log and data/
	life io.Closer // the server ends when this is closed
}

// errMissing is what a machine without PostgreSQL is told.
var errMissing = errors.New("pgserver: PostgreSQL is not installed (initdb and postgres are neither in PATH nor in /usr/lib/postgresql/*/bin); `make setup` installs it")

// Start starts a server. A durable one waits for the disk at every commit, as in
// real life; benches need that, tests do not. The server also ends when this
// program does.
func Start(durable bool) (*Server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	as, err := unprivileged()
	if err != nil {
		return nil, err
	}
	template, err := cluster(bin, as)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "tongban-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir}
	if err := s.launch(bin, template, as, durable); err != nil {
		s.Stop()
		return nil, fmt.Errorf("pgserver: start PostgreSQL: %w", err)
	}
	return s, nil
}

// URL returns the address of a database on the server, such as "postgres".
func (s *Server) URL(database string) string {
	q := url.Values{"host": {s.dir}, "user": {"postgres"}, "sslmode": {"disable"}}
	return "postgres:///" + database + "?" + q.Encode()
}

// Stop ends the server and removes its folder.
func (s *Server) Stop() {
	if s.life != nil {
		s.life.Close()
		return
	}
	os.RemoveAll(s.dir)
}

// keeper runs the server until its own input ends, which happens when the program
// that started it dies, however it dies. It then ends the server and removes the
// folder. It is a session of its own, so a signal to the test's group misses it.
const keeper = `
dir=$1; shift
cp -R "$1" "$dir/data" && chmod 700 "$dir/data"; shift
"$@" -D "$dir/data" -k "$dir" >"$dir/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server; wait $server
rm -rf "$dir"
`

func (s *Server) launch(bin, template string, as *syscall.Credential, durable bool) error {
	if as != nil {
		if err := os.Chown(s.dir, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	args := []string{"-c", keeper, "keeper", s.dir, template, filepath.Join(bin, "postgres"),
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
		"-c", "autovacuum_naptime=10s", "-c", "deadlock_timeout=100ms"}
	if durable {
		args = append(args, "-c", "shared_buffers=256MB", "-c", "max_wal_size=2GB")
	} else {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	cmd := exec.Command("sh", args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: as}
	cmd.Dir = s.dir
	life, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.life = life
	go func() { _ = cmd.Wait() }() // reaps it; how it ended does not matter
	return s.waitReady()
}

// waitReady tries until the server answers.
func (s *Server) waitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for {
		c, err := pgx.Connect(ctx, s.URL("postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("%w\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// binaries finds the folder of PostgreSQL's programs, the newest version first.
func binaries() (string, error) {
	var folders []string
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	sort.Slice(debian, func(i, j int) bool { return version(debian[i]) > version(debian[j]) })
	for _, folder := range append(folders, debian...) {
		if _, err := os.Stat(filepath.Join(folder, "initdb")); err != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(folder, "postgres")); err == nil {
			return folder, nil
		}
	}
	return "", errMissing
}

// version reads 15 from /usr/lib/postgresql/15/bin.
func version(folder string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(folder)))
	if err != nil {
		return 0
	}
	return n
}

// unprivileged returns whom to run PostgreSQL as: it refuses root. nil is the
// user who runs the test.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("pgserver: PostgreSQL refuses root, and there is neither a user postgres nor nobody")
}

// cluster returns a freshly initialised data folder to copy. It is made once per
// version and user and kept in the folder for temporary files.
func cluster(bin string, as *syscall.Credential) (string, error) {
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return "", err
	}
	number := strings.Fields(string(out))[2]
	uid := os.Getuid()
	if as != nil {
		uid = int(as.Uid)
	}
	kept := filepath.Join(os.TempDir(), fmt.Sprintf("tongban-initdb-%s-%d", number, uid))
	if _, err := os.Stat(filepath.Join(kept, "PG_VERSION")); err == nil {
		return kept, nil
	}
	fresh, err := os.MkdirTemp("", "tongban-initdb-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	if as != nil {
		if err := os.Chown(fresh, int(as.Uid), int(as.Gid)); err != nil {
			return "", err
		}
	}
	data := filepath.Join(fresh, "data")
	cmd := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=4")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	cmd.Dir = fresh
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("pgserver: initdb: %w\n%s", err, out)
	}
	// Two programs may do this at once: the first to rename wins.
	if err := os.Rename(data, kept); err != nil {
		if _, there := os.Stat(filepath.Join(kept, "PG_VERSION")); there != nil {
			return "", err
		}
	}
	return kept, nil
}
