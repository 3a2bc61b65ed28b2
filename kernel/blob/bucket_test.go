package blob

import (
	"bufio"
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeS3 is as much of an S3 server as a bucket needs: path-style addresses, one
// bucket "files", objects in memory.
type fakeS3 struct {
	mu      sync.Mutex
	objects map[string]fakeObject
}

type fakeObject struct {
	content []byte
	written time.Time
}

// newBucket returns a bucket on a fake server and the server.
func newBucket(t *testing.T) (*bucket, *fakeS3) {
	fake := &fakeS3{objects: map[string]fakeObject{}}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	host := strings.TrimPrefix(server.URL, "http://")
	b, err := openBucket("s3://demo-key:demo%2Fsecret@" + host + "/files/blobs?tls=off")
	if err != nil {
		t.Fatal(err)
	}
	return b, fake
}

func (f *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name, ok := strings.CutPrefix(r.URL.Path, "/files")
	name = strings.TrimPrefix(name, "/")
	switch {
	case !ok || !strings.Contains(r.Header.Get("Authorization"), "Credential=demo-key/"):
		w.WriteHeader(http.StatusForbidden)
	case name == "" && r.Method == http.MethodGet:
		f.list(w, r.URL.Query().Get("prefix"))
	case r.Method == http.MethodPut:
		f.put(w, r, name)
	case r.Method == http.MethodGet, r.Method == http.MethodHead:
		f.get(w, r, name)
	case r.Method == http.MethodDelete:
		delete(f.objects, name)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.WriteHeader(http.StatusNotImplemented)
	}
}

func (f *fakeS3) put(w http.ResponseWriter, r *http.Request, name string) {
	body := io.Reader(r.Body)
	if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		body = &awsChunks{r: bufio.NewReader(r.Body)}
	}
	content, err := io.ReadAll(body)
	if want := r.Header.Get("X-Amz-Decoded-Content-Length"); err != nil || want != "" && want != strconv.Itoa(len(content)) {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	f.objects[name] = fakeObject{content, time.Now()}
	sum := md5.Sum(content)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
}

func (f *fakeS3) get(w http.ResponseWriter, r *http.Request, name string) {
	object, ok := f.objects[name]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, `<Error><Code>NoSuchKey</Code></Error>`)
		}
		return
	}
	sum := md5.Sum(object.content)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	http.ServeContent(w, r, "", object.written, bytes.NewReader(object.content))
}

func (f *fakeS3) list(w http.ResponseWriter, prefix string) {
	type item struct {
		Key          string
		Size         int
		LastModified string
	}
	result := struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Contents []item
	}{}
	for name, object := range f.objects {
		if strings.HasPrefix(name, prefix) {
			result.Contents = append(result.Contents, item{name, len(object.content), object.written.UTC().Format(time.RFC3339Nano)})
		}
	}
	sort.Slice(result.Contents, func(i, j int) bool { return result.Contents[i].Key < result.Contents[j].Key })
	w.Header().Set("Content-Type", "application/xml")
	_ = xml.NewEncoder(w).Encode(result)
}

// awsChunks reads the body of a streaming upload: "size;chunk-signature=…\r\n", the
// bytes, "\r\n", up to a chunk of size 0.
type awsChunks struct {
	r    *bufio.Reader
	left int64
	done bool
}

func (c *awsChunks) Read(p []byte) (int, error) {
	if c.done {
		return 0, io.EOF
	}
	if c.left == 0 {
		line, err := c.r.ReadString('\n')
		if err != nil {
			return 0, err
		}
		if line == "\r\n" { // after a chunk
			return 0, nil
		}
		size, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		if c.left, err = strconv.ParseInt(size, 16, 64); err != nil {
			return 0, fmt.Errorf("chunk %q: %w", line, err)
		}
		if c.left == 0 {
			c.done = true
			return 0, io.EOF
		}
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	return n, err
}

func TestS3URLNeedsKeyAndBucket(t *testing.T) {
	for url, want := range map[string]string{
		"s3://host/bucket":             "blob: the S3 URL must be s3://KEY:SECRET@host/bucket",
		"s3://k:s@host":                "blob: the S3 URL must be s3://KEY:SECRET@host/bucket",
		"s3://k:topsecret@ho st/files": "blob: the S3 URL cannot be read",
		"s3://k:s@host:9000/b/p":       "",
	} {
		_, err := openBucket(url)
		if (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%s: got %v, want %q", url, err, want)
		}
	}
}
