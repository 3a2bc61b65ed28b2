package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"

	"tongban/capability/casework"
	"tongban/kernel/crypt"
	"tongban/kernel/fault"
	"tongban/kernel/id"
)

// packing is a package being made.
type packing struct {
	buffer bytes.Buffer
	zip    *zip.Writer
	index  Index
}

// add writes a file and lists it.
func (p *packing) add(class Class, at, name string, content []byte) error {
	sum := sha256.Sum256(content)
	p.index.Files = append(p.index.Files, File{Path: at, Class: class, Name: name, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])})
	return p.write(at, content)
}

func (p *packing) write(at string, content []byte) error {
	if p.buffer.Len()+len(content) > maxSize {
		return fmt.Errorf("package larger than %d bytes", maxSize)
	}
	w, err := p.zip.Create(at)
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}

// addJSON writes plain data.
func (p *packing) addJSON(class Class, at, name string, value any) error {
	text, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		return err
	}
	return p.add(class, at, name, text)
}

// make puts everything about a case into a package and signs its index.
func (s *Service) make(ctx context.Context, no string) ([]byte, error) {
	f, err := s.Cases.File(ctx, no)
	if err != nil {
		return nil, err
	}
	p := &packing{}
	p.zip = zip.NewWriter(&p.buffer)
	p.index = Index{Format: format, Made: s.Clock.Now(), By: s.Address, Case: dataOf(f)}
	for _, r := range f.Records {
		p.index.Events = append(p.index.Events, Event{r.Seq, r.Event, r.At, r.Actor, r.Department, r.From, r.To})
	}
	if err := s.addApplication(ctx, p, f); err != nil {
		return nil, err
	}
	if err := p.addJSON(Process, "B/records.json", "records", f.Records); err != nil {
		return nil, err
	}
	for i, n := range f.Notices {
		class := classOf(n.Kind)
		if err := p.addJSON(class, fmt.Sprintf("%s/notice-%02d-%s.json", class, i+1, n.Kind), n.Number, n); err != nil {
			return nil, err
		}
	}
	var page bytes.Buffer
	if err := indexPage(p.index, s.answers(ctx, f)).Render(ctx, &page); err != nil {
		return nil, err
	}
	if err := p.add(Process, pageName, pageName, page.Bytes()); err != nil {
		return nil, err
	}
	return s.seal(p)
}

// seal writes the index and its signature, last.
func (s *Service) seal(p *packing) ([]byte, error) {
	index, err := json.MarshalIndent(p.index, "", " ")
	if err != nil {
		return nil, err
	}
	signer, err := s.Keys.Signer(crypt.Licence)
	if err != nil {
		return nil, err
	}
	signature, err := signer.Sign(rand.Reader, signed(index), crypto.SHA256)
	if err != nil {
		return nil, err
	}
	if err := p.write(indexName, index); err != nil {
		return nil, err
	}
	if err := p.write(signatureName, signature); err != nil {
		return nil, err
	}
	if err := p.zip.Close(); err != nil {
		return nil, err
	}
	return p.buffer.Bytes(), nil
}

func dataOf(f *casework.File) CaseData {
	c := f.Case
	return CaseData{
		No: c.No, ShortNo: c.ShortNo, ItemName: c.ItemName, ImplementationCode: f.Item.ImplementationCode, ItemVersion: f.Item.Version,
		Authority: f.Item.Department.Name, AuthorityCode: f.Item.Department.USCC, Region: c.Region, Applicant: c.ApplicantName, ForFirm: c.Firm,
		Basis: c.Basis, Status: c.Status, ReceivedAt: c.ReceivedAt, FinishedAt: c.FinishedAt,
	}
}

// classOf says which part of a case a paper belongs to: decisions and their delivery are
// the result.
func classOf(k casework.NoticeKind) Class {
	switch k {
	case casework.GrantDecision, casework.DenialDecision, casework.DeliveryReceipt:
		return Result
	}
	return Process
}

// addApplication adds what was handed in, each time.
func (s *Service) addApplication(ctx context.Context, p *packing, f *casework.File) error {
	for n, submission := range f.Submissions {
		at := fmt.Sprintf("A/%d/", n+1)
		if err := p.addJSON(Application, at+"form.json", "form", submission); err != nil {
			return err
		}
		for _, m := range submission.Materials {
			if m.Source != casework.Upload {
				continue
			}
			if err := s.addMaterial(ctx, p, at, f, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// addMaterial adds an uploaded file: the original once a scanner has passed it, else what
// was made of it anew. A file that is gone is not left out in silence: making fails, and
// somebody looks at the job.
func (s *Service) addMaterial(ctx context.Context, p *packing, at string, f *casework.File, m casework.Material) error {
	key, err := id.Parse(m.Reference)
	if err != nil {
		return fmt.Errorf("material %s: %w", m.Code, err)
	}
	file, content, err := s.Documents.Open(ctx, key)
	if fault.KindOf(err) == fault.Forbidden && err != nil {
		file, content, err = s.Documents.Preview(ctx, key)
	}
	if err != nil {
		return fmt.Errorf("material %s: %w", m.Code, err)
	}
	data, err := io.ReadAll(io.LimitReader(content, maxSize))
	_ = content.Close()
	if err != nil {
		return err
	}
	name := m.Code
	if known, ok := f.Item.Material(m.Code); ok {
		name = known.Name
	}
	return p.add(Application, at+m.Code+"-"+m.ID.String()+extension(data, file.Name), name, data)
}

// extension says by its content what a file is.
func extension(data []byte, name string) string {
	for ext, begins := range kinds {
		if begins != "" && bytes.HasPrefix(data, []byte(begins)) && ext != ".jpeg" {
			return ext
		}
	}
	return strings.ToLower(path.Ext(name))
}

// answer is one question of the form with what was said.
type answer struct{ label, text string }

// answers are the answers handed in last, in words.
func (s *Service) answers(_ context.Context, f *casework.File) (list []answer) {
	def, err := s.Cases.Form(f.Item)
	if err != nil || len(f.Submissions) == 0 {
		return nil
	}
	values := f.Submissions[len(f.Submissions)-1].Values
	for i := range def.Fields {
		field := &def.Fields[i]
		if value, given := values[field.Key]; given {
			list = append(list, answer{field.Label, field.Text(value)})
		}
	}
	return list
}
