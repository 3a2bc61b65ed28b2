package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"tongban/kernel/clock"
)

// bucket is a shelf in an S3-compatible store. A successful answer means durable.
type bucket struct {
	client *minio.Client
	bucket string
	prefix string // "" or "folder/"
}

// openBucket reads "s3://KEY:SECRET@host/bucket/prefix?tls=off&region=…". It does not
// ask the server, which may start later than we do.
func openBucket(raw string) (*bucket, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("blob: the S3 URL cannot be read") // err would show the secret
	}
	name, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if name == "" || u.User == nil {
		return nil, errors.New("blob: the S3 URL must be s3://KEY:SECRET@host/bucket")
	}
	if prefix != "" {
		prefix += "/"
	}
	secret, _ := u.User.Password()
	region := u.Query().Get("region")
	if region == "" {
		region = "us-east-1" // what servers without regions expect; asked otherwise with every start
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:        credentials.NewStaticV4(u.User.Username(), secret, ""),
		Secure:       u.Query().Get("tls") != "off",
		Region:       region,
		BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	return &bucket{client: client, bucket: name, prefix: prefix}, nil
}

// scratch returns a file that has no name any more, so that nothing is left of it.
func (b *bucket) scratch() (*os.File, error) {
	file, err := os.CreateTemp("", "tongban-upload-*")
	if err != nil {
		return nil, err
	}
	return file, os.Remove(file.Name())
}

func (b *bucket) keep(ctx context.Context, name string, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = b.client.PutObject(ctx, b.bucket, b.prefix+name, file, info.Size(),
		minio.PutObjectOptions{ContentType: "application/octet-stream"})
	return err
}

func (b *bucket) open(ctx context.Context, name string) (io.ReadCloser, error) {
	object, err := b.client.GetObject(ctx, b.bucket, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	if _, err := object.Stat(); err != nil { // GetObject asks only now
		return nil, errors.Join(asNotExist(err), object.Close())
	}
	return object, nil
}

func (b *bucket) remove(ctx context.Context, name string) error {
	return b.client.RemoveObject(ctx, b.bucket, b.prefix+name, minio.RemoveObjectOptions{})
}

func (b *bucket) list(ctx context.Context, before int64, fn func(string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	objects := b.client.ListObjects(ctx, b.bucket, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true})
	for object := range objects {
		if object.Err != nil {
			return object.Err
		}
		if clock.Millis(object.LastModified) >= before {
			continue
		}
		if err := fn(strings.TrimPrefix(object.Key, b.prefix)); err != nil {
			return err
		}
	}
	return nil
}

func asNotExist(err error) error {
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return os.ErrNotExist
	}
	return err
}
