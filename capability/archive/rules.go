package archive

import (
	"archive/zip"
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"tongban/capability/casework"
	"tongban/kernel/crypt"
)

// inspection is a package being looked at.
type inspection struct {
	files map[string][]byte
	index Index
	found []Finding
}

func (i *inspection) add(bad bool, c Check, why, about string) {
	if bad {
		i.found = append(i.found, Finding{c, why, about})
	}
}

// Inspect looks at a package four ways, with the public keys of the installations one
// knows. It needs no server and no database.
func Inspect(data []byte, keys []crypt.PublicKey, now time.Time) (Index, Report) {
	i := &inspection{files: map[string][]byte{}}
	if i.unpack(data) {
		i.authentic(keys)
		i.procedure()
		i.complete()
		i.usable()
		i.safe()
	}
	slices.SortStableFunc(i.found, func(a, b Finding) int { return strings.Compare(a.Why+a.About, b.Why+b.About) })
	return i.index, Report{At: now, Findings: append([]Finding{}, i.found...)}
}

// unpack reads the ZIP file and its index; false if there is nothing to look at.
func (i *inspection) unpack(data []byte) bool {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		i.add(true, Usable, "no-zip", "")
		return false
	}
	var total int64
	for _, f := range archive.File {
		if total += int64(min(f.UncompressedSize64, maxSize+1)); total > maxSize {
			i.add(true, Safe, "too-large", f.Name)
			return false
		}
		r, err := f.Open()
		if err != nil {
			i.add(true, Usable, "unreadable", f.Name)
			continue
		}
		content, err := io.ReadAll(io.LimitReader(r, maxSize))
		i.add(err != nil, Usable, "unreadable", f.Name)
		_, twice := i.files[f.Name]
		i.add(twice, Safe, "twice", f.Name)
		i.files[f.Name] = content
	}
	if err := json.Unmarshal(i.files[indexName], &i.index); err != nil || i.index.Format != format {
		i.add(true, Complete, "no-index", "")
		return false
	}
	return true
}

// signed is what the signature of an index is over.
func signed(index []byte) []byte {
	sum := sha256.Sum256(append([]byte(format+"\n"), index...))
	return sum[:]
}

// authentic asks whether an installation one knows has made the package.
func (i *inspection) authentic(keys []crypt.PublicKey) {
	signature, digest := i.files[signatureName], signed(i.files[indexName])
	known := slices.ContainsFunc(keys, func(k crypt.PublicKey) bool {
		public, ok := k.Key.(*ecdsa.PublicKey)
		return ok && k.Name == crypt.Licence && ecdsa.VerifyASN1(public, digest, signature)
	})
	i.add(!known, Authentic, "signature", "")
}

// procedure asks whether the steps are such as the law's table allows, one from the other.
func (i *inspection) procedure() {
	at, last := casework.Lifecycle.Start, time.Time{}
	for n, e := range i.index.Events {
		to, allowed := casework.Lifecycle.To(e.From, e.Event)
		i.add(e.Seq != int64(n+1) || e.From != at || !allowed || to != e.To, Authentic, "step", string(e.Event))
		i.add(e.At.Before(last), Authentic, "order", string(e.Event))
		at, last = e.To, e.At
	}
	i.add(at != i.index.Case.Status, Authentic, "end", string(i.index.Case.Status))
}

// complete asks whether everything that belongs to a package is there, unchanged.
func (i *inspection) complete() {
	c := i.index.Case
	for name, value := range map[string]string{
		"no": c.No, "itemName": c.ItemName, "implementationCode": c.ImplementationCode, "authority": c.Authority, "applicant": c.Applicant,
	} {
		i.add(value == "", Complete, "element", name)
	}
	i.add(c.ReceivedAt.IsZero(), Complete, "element", "receivedAt")
	i.add(c.FinishedAt.IsZero(), Complete, "element", "finishedAt")
	classes, listed := map[Class]bool{}, map[string]bool{indexName: true, signatureName: true}
	for _, f := range i.index.Files {
		classes[f.Class], listed[f.Path] = true, true
		content, there := i.files[f.Path]
		sum := sha256.Sum256(content)
		i.add(!there, Complete, "missing", f.Path)
		i.add(there && (hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(content)) != f.Size), Complete, "changed", f.Path)
	}
	for name := range i.files {
		i.add(!listed[name], Complete, "unlisted", name)
	}
	i.add(!classes[Application], Complete, "class", string(Application))
	i.add(!classes[Process], Complete, "class", string(Process))
	i.add(c.Status == casework.Completed && !classes[Result], Complete, "class", string(Result))
}

// kinds are the files a package may hold and how their content begins.
var kinds = map[string]string{
	".json": "", ".html": "", ".pdf": "%PDF-", ".jpg": "\xff\xd8\xff", ".jpeg": "\xff\xd8\xff", ".png": "\x89PNG",
}

// usable asks whether each file is what its name says.
func (i *inspection) usable() {
	for name, content := range i.files {
		begins, known := kinds[path.Ext(name)]
		switch {
		case name == signatureName:
		case !known:
			i.add(true, Safe, "kind", name)
		case path.Ext(name) == ".json":
			i.add(!json.Valid(content), Usable, "content", name)
		case path.Ext(name) == ".html":
			i.add(!bytes.Contains(content, []byte("</html>")), Usable, "content", name)
		default:
			i.add(!bytes.HasPrefix(content, []byte(begins)), Usable, "content", name)
		}
	}
}

// running are marks of what runs when a file is opened.
var running = []string{"/JavaScript", "/JS ", "/Launch", "<script"}

// safe asks whether nothing of the package leads out of it or runs.
func (i *inspection) safe() {
	for name, content := range i.files {
		i.add(!localPath(name), Safe, "path", name)
		if ext := path.Ext(name); ext != ".pdf" && ext != ".html" {
			continue
		}
		for _, mark := range running {
			i.add(bytes.Contains(content, []byte(mark)), Safe, "runs", name)
		}
	}
}

// localPath reports whether a name stays inside the package.
func localPath(name string) bool {
	return name != "" && !strings.HasPrefix(name, "/") && !strings.Contains(name, "\\") && path.Clean(name) == name && !strings.HasPrefix(name, "..")
}
