package progress

import (
	"context"
	"io"
	"mime"

	"tongban/capability/casework"
	"tongban/capability/notice"
)

// NoticePath names a paper of a case.
type NoticePath struct {
	casework.CasePath
	Notice string `path:"notice" doc:"Id, as in the paper's address, or number"`
}

type fullNoticeIn struct {
	NoticePath
	Body struct {
		Purpose casework.Purpose `json:"purpose" enum:"acceptance,review,decision,delivery,other"`
		Note    string           `json:"note,omitempty" doc:"Of other purposes"`
	}
}

type noticeFileOut struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	CacheControl       string `header:"Cache-Control"`
	Body               []byte
}

func (a api) noticeFile(ctx context.Context, in *NoticePath) (*noticeFileOut, error) {
	f, n, err := a.Cases.NoticeOf(ctx, in.No, in.Notice)
	if err != nil {
		return nil, err
	}
	return fileAnswer(a.Cases.NoticeFile(ctx, f, n))
}

func (a api) fullNoticeFile(ctx context.Context, in *fullNoticeIn) (*noticeFileOut, error) {
	f, n, err := a.Cases.NoticeOf(ctx, in.No, in.Notice)
	if err != nil {
		return nil, err
	}
	return fileAnswer(a.Cases.RevealNoticeFile(ctx, f, n, casework.Why{Purpose: in.Body.Purpose, Note: in.Body.Note}))
}

func fileAnswer(f notice.File, err error) (*noticeFileOut, error) {
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	name := mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	return &noticeFileOut{"application/pdf", name, "no-store", body}, err
}
