package bench

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// office is the installation behind a listener on this machine, with so many
// clients who each keep a connection. The clients are as plain as can be: they
// share the processor with what they measure.
type office struct {
	server  *http.Server
	served  sync.WaitGroup
	address string
	conns   []client
}

type client struct {
	net.Conn
	in *bufio.Reader
}

func openOffice(ctx context.Context, handler http.Handler, clients int) (*office, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	o := &office{server: &http.Server{Handler: handler}, address: listener.Addr().String()}
	o.served.Go(func() { _ = o.server.Serve(listener) }) // ends with close
	for range clients {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", o.address)
		if err != nil {
			o.close()
			return nil, err
		}
		o.conns = append(o.conns, client{conn, bufio.NewReader(conn)})
	}
	return o, nil
}

func (o *office) close() {
	for _, c := range o.conns {
		_ = c.Close()
	}
	_ = o.server.Close()
	o.served.Wait()
}

// post has a client send body to path and read the whole answer.
func (o *office) post(caller int, path, token, body string) error {
	c := o.conns[caller]
	_, err := fmt.Fprintf(c, "POST /api/v1%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", path, o.address, token, len(body), body)
	if err != nil {
		return err
	}
	return o.read(caller, path)
}

// get has a client ask for a page and read the whole of it.
func (o *office) get(caller int, path, token string) error {
	_, err := fmt.Fprintf(o.conns[caller], "GET %s HTTP/1.1\r\nHost: %s\r\nCookie: tongban_session=%s\r\nAccept: text/html\r\n\r\n", path, o.address, token)
	if err != nil {
		return err
	}
	return o.read(caller, path)
}

// read reads an answer.
func (o *office) read(caller int, path string) error {
	response, err := http.ReadResponse(o.conns[caller].in, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		text, _ := io.ReadAll(response.Body)
		return fmt.Errorf("%s: %s %s", path, response.Status, text)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
