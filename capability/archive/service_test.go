package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tongban/capability/audit/audittest"
	"tongban/capability/casework"
	"tongban/capability/casework/caseworktest"
	"tongban/kernel/actor"
	"tongban/kernel/blob"
	"tongban/kernel/crypt"
	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
	"tongban/kernel/fault"
	"tongban/kernel/message"
)

var (
	head  = caseworktest.Staff("雷正阳", "TRANS", actor.Head)
	other = caseworktest.Staff("何平", "SAMR", actor.Head)
)

// world is the archive of a small city.
type world struct {
	caseworktest.World
	*Service
}

func each(t *testing.T, body func(w world)) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		texts, err := message.Load(Messages, os.DirFS("../casework"))
		if err != nil {
			t.Fatal(err)
		}
		c := caseworktest.New(t, d, func(*casework.Deps) {}, db.Source{Name: "archive", FS: migrations}, db.Source{Name: "job", FS: os.DirFS("../../kernel/job")})
		blobs, err := blob.Open(d, c.Clock, blob.Config{Dir: t.TempDir()}, make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		s := New(Deps{DB: d, Clock: c.Clock, Keys: c.Keys, Blobs: blobs, Texts: texts, Cases: c.Casework, Documents: c.Documents, Address: "https://zwfw.example.cn"})
		c.Casework.Follow(s.Follow)
		body(world{c, s})
	})
}

// finished is a case that was granted and delivered, with a photograph.
func (w world) finished() *casework.File {
	w.Helper()
	return w.To(w.Photographed(caseworktest.Mei), casework.Completed)
}

// packed is a finished case whose package is made.
func (w world) packed() *Entry {
	w.Helper()
	no := w.finished().Case.No
	w.pack1(no)
	e, err := w.Entry(w.As(head), no)
	if err != nil {
		w.Fatal(err)
	}
	return e
}

func (w world) pack1(no string) {
	w.Helper()
	payload, _ := json.Marshal(packJob{no})
	if err := w.packLater(w.Context(), payload); err != nil {
		w.Fatal(err)
	}
}

// exported is the package of e.
func (w world) exported(e *Entry) []byte {
	w.Helper()
	_, data, err := w.Export(w.As(head), e.No)
	if err != nil {
		w.Fatal(err)
	}
	return data
}

func (w world) keys() []crypt.PublicKey {
	w.Helper()
	keys, err := w.ownKeys()
	if err != nil {
		w.Fatal(err)
	}
	return keys
}

func TestAFinishedCaseBecomesASoundPackageOfThreeClasses(t *testing.T) {
	each(t, func(w world) {
		no := w.finished().Case.No
		if e, err := w.Entry(w.As(head), no); err != nil || e.Status != None {
			w.Fatalf("before the job: %+v, %v", e, err)
		}
		if n := w.Count(`SELECT COUNT(*) FROM job_job WHERE kind = 'archive.package'`); n != 1 {
			w.Errorf("%d jobs", n)
		}
		w.pack1(no)
		w.pack1(no) // run twice
		e, err := w.Entry(w.As(head), no)
		if err != nil || e.Status != Checked || !e.Report.Sound() || e.Digest == "" {
			w.Fatalf("%+v, %v", e, err)
		}
		index, report := Inspect(w.exported(e), w.keys(), w.Clock.Now())
		if !report.Sound() || index.Case.No != no || index.Case.Applicant != "林晓华" || index.By != "https://zwfw.example.cn" {
			w.Errorf("%+v, %+v", index.Case, report)
		}
		found := map[Class]int{}
		photo := false
		for _, f := range index.Files {
			found[f.Class]++
			photo = photo || strings.HasPrefix(f.Path, "A/1/M-PHOTO") && strings.HasSuffix(f.Path, ".jpg")
		}
		if found[Application] < 2 || found[Process] < 3 || found[Result] != 2 || !photo {
			w.Errorf("files: %v, a photograph %v", found, photo)
		}
		if !strings.Contains(string(unzipped(w, w.exported(e))[pageName]), "林晓华") {
			w.Error("the page for people does not say whose case it is")
		}
	})
}

func TestAPackageNobodyHasMadeIsMadeWhenItIsTakenOut(t *testing.T) {
	each(t, func(w world) {
		no := w.finished().Case.No
		e := &Entry{No: no}
		if _, _, err := w.Export(w.As(other), no); fault.KindOf(err) != fault.NotFound {
			w.Errorf("another department: %v", err)
		}
		if e, err := w.Entry(w.As(head), no); err != nil || e.Status != None {
			w.Fatalf("asked for in vain it is %+v, %v", e, err)
		}
		first := w.exported(e)
		if _, report := Inspect(first, w.keys(), w.Clock.Now()); !report.Sound() {
			w.Errorf("%+v", report)
		}
		w.pack1(no) // the job comes too late
		if !bytes.Equal(first, w.exported(e)) {
			w.Error("the second time another package came out")
		}
		if e, err := w.Entry(w.As(head), no); err != nil || e.Status != Checked {
			w.Errorf("%+v, %v", e, err)
		}
	})
}

func TestExportIsForThoseWhoMayAndTheApplicantSeesIt(t *testing.T) {
	each(t, func(w world) {
		e := w.packed()
		for who, want := range map[*actor.Actor]fault.Kind{&other: fault.NotFound, &caseworktest.Reviewer: fault.Forbidden, &caseworktest.Mei: fault.Forbidden} {
			if _, _, err := w.Export(w.As(*who), e.No); fault.KindOf(err) != want {
				w.Errorf("%s: %v", who.Name, err)
			}
		}
		looks := func() int { return len(audittest.With(w, w.DB, "archive.export")) }
		before := looks()
		w.exported(e)
		if n := looks(); n != before+2 { // that it was taken out, and whose data was looked at
			w.Errorf("%d entries, before %d", n, before)
		}
	})
}

func TestWhatWasHandedOverStaysSo(t *testing.T) {
	each(t, func(w world) {
		e := w.packed()
		if err := w.Transfer(w.As(head), e.No, " "); fault.KindOf(err) != fault.Invalid {
			w.Errorf("to nobody: %v", err)
		}
		if err := w.Transfer(w.As(head), e.No, "云岫市档案馆"); err != nil {
			w.Fatal(err)
		}
		if err := w.Transfer(w.As(head), e.No, "别处"); fault.KindOf(err) != fault.Conflict {
			w.Errorf("twice: %v", err)
		}
		w.exported(e)
		if now, _ := w.Entry(w.As(head), e.No); now.Status != Transferred || now.TransferredTo != "云岫市档案馆" {
			w.Errorf("%+v", now)
		}
		if list, err := w.List(w.As(head), Transferred, 0, 10); err != nil || len(list) != 1 {
			w.Errorf("listed %d, %v", len(list), err)
		}
	})
}

func TestWithdrawnAndDeniedCasesAreKeptToo(t *testing.T) {
	each(t, func(w world) {
		f := w.Step(caseworktest.Mei, w.Photographed(caseworktest.Mei), casework.Withdraw, casework.Input{Reason: "不办了"})
		w.pack1(f.Case.No)
		if e, err := w.Entry(w.As(head), f.Case.No); err != nil || e.Status != Checked {
			w.Errorf("%+v, %v", e, err)
		}
	})
}

func unzipped(w world, data []byte) map[string][]byte {
	w.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		w.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range r.File {
		content, err := f.Open()
		if err != nil {
			w.Fatal(err)
		}
		files[f.Name], err = io.ReadAll(content)
		if err != nil {
			w.Fatal(err)
		}
	}
	return files
}

func zipped(w world, files map[string][]byte) []byte {
	w.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			w.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		w.Fatal(err)
	}
	return b.Bytes()
}

// TestWhateverIsChangedIsFound changes a sound package in every way the checks speak of.
func TestWhateverIsChangedIsFound(t *testing.T) {
	each(t, func(w world) {
		sound := unzipped(w, w.exported(w.packed()))
		photo := slices.IndexFunc(slices.Sorted(maps.Keys(sound)), func(n string) bool { return strings.HasSuffix(n, ".jpg") })
		name := slices.Sorted(maps.Keys(sound))[photo]
		reindexed := func(change func(*Index)) func(map[string][]byte) {
			return func(files map[string][]byte) {
				var index Index
				_ = json.Unmarshal(files[indexName], &index)
				change(&index)
				files[indexName], _ = json.Marshal(index)
			}
		}
		for _, c := range []struct {
			what   string
			change func(map[string][]byte)
			check  Check
			why    string
		}{
			{"a photograph", func(f map[string][]byte) { f[name] = append([]byte("\xff\xd8\xff"), 'x') }, Complete, "changed"},
			{"a file gone", func(f map[string][]byte) { delete(f, name) }, Complete, "missing"},
			{"a file more", func(f map[string][]byte) { f["B/more.json"] = []byte("{}") }, Complete, "unlisted"},
			{"a program", func(f map[string][]byte) { f["C/run.exe"] = []byte("MZ") }, Safe, "kind"},
			{"a way out", func(f map[string][]byte) { f["../out.json"] = []byte("{}") }, Safe, "path"},
			{"a script", func(f map[string][]byte) { f[pageName] = []byte("<html><script>1</script></html>") }, Safe, "runs"},
			{"text as a picture", func(f map[string][]byte) { f[name] = []byte("hello") }, Usable, "content"},
			{"the signature", func(f map[string][]byte) { f[signatureName] = []byte("x") }, Authentic, "signature"},
			{"the index", reindexed(func(i *Index) { i.Case.Applicant = "别人" }), Authentic, "signature"},
			{"a step", reindexed(func(i *Index) { i.Events = i.Events[1:] }), Authentic, "step"},
			{"the end", reindexed(func(i *Index) { i.Case.Status = casework.Withdrawn }), Authentic, "end"},
			{"an element", reindexed(func(i *Index) { i.Case.Authority = "" }), Complete, "element"},
			{"a class", reindexed(func(i *Index) {
				i.Files = slices.DeleteFunc(i.Files, func(f File) bool { return f.Class == Result })
			}), Complete, "class"},
			{"the index gone", func(f map[string][]byte) { delete(f, indexName) }, Complete, "no-index"},
		} {
			files := maps.Clone(sound)
			c.change(files)
			_, report := Inspect(zipped(w, files), w.keys(), w.Clock.Now())
			if !slices.ContainsFunc(report.Of(c.check), func(f Finding) bool { return f.Why == c.why }) {
				w.Errorf("%s: %+v", c.what, report.Findings)
			}
		}
		if _, report := Inspect([]byte("PK"), w.keys(), w.Clock.Now()); len(report.Of(Usable)) != 1 {
			w.Errorf("no ZIP file: %+v", report)
		}
		others, err := crypt.Load(w.TempDir())
		if err != nil {
			w.Fatal(err)
		}
		signer, _ := others.Signer(crypt.Licence)
		_, report := Inspect(zipped(w, sound), []crypt.PublicKey{{Name: crypt.Licence, Key: signer.Public()}}, w.Clock.Now())
		if len(report.Of(Authentic)) != 1 {
			w.Errorf("another installation's keys: %+v", report)
		}
	})
}

func TestAPackageThatWasDamagedIsNotHandedOut(t *testing.T) {
	each(t, func(w world) {
		e := w.packed()
		broken, err := w.Blobs.Put(w.Context(), "archive", strings.NewReader("PK damaged"))
		if err != nil {
			w.Fatal(err)
		}
		w.Exec(`UPDATE archive_package SET blob = $1 WHERE no = $2`, string(broken.Key), e.No)
		if _, _, err := w.Export(w.As(head), e.No); fault.KindOf(err) != fault.Conflict {
			w.Fatalf("%v", err)
		}
		if now, err := w.Entry(w.As(head), e.No); err != nil || now.Status != Packaged || now.Report.Sound() {
			w.Errorf("%+v, %v", now, err)
		}
		if err := w.Transfer(w.As(head), e.No, "云岫市档案馆"); fault.KindOf(err) != fault.Conflict {
			w.Errorf("handed over: %v", err)
		}
	})
}

func TestThePackageIsCheckedWithoutTheServer(t *testing.T) {
	each(t, func(w world) {
		dir := w.TempDir()
		data := w.exported(w.packed())
		keys, err := w.World.Keys.PublicKeys()
		if err != nil {
			w.Fatal(err)
		}
		o := Offline{File: filepath.Join(dir, "case.zip"), Keys: filepath.Join(dir, "keys.json")}
		for name, content := range map[string][]byte{o.File: data, o.Keys: keys} {
			if err := os.WriteFile(name, content, 0o600); err != nil {
				w.Fatal(err)
			}
		}
		var out bytes.Buffer
		ctx := message.With(context.Background(), w.Texts, message.Chinese)
		if exit, err := o.Verify(ctx, &out); err != nil || exit != 0 || strings.Count(out.String(), "合格") != 4 {
			w.Errorf("exit %d, %v:\n%s", exit, err, out.String())
		}
		if err := os.WriteFile(o.File, data[:len(data)/2], 0o600); err != nil {
			w.Fatal(err)
		}
		if exit, err := o.Verify(ctx, &out); err != nil || exit != exitUnsound {
			w.Errorf("half a package: exit %d, %v", exit, err)
		}
	})
}

func TestACheckedPackageDoesNotSteerTheTerminal(t *testing.T) {
	if got := printable("办件\x1b[2J\u202e号"); strings.ContainsAny(got, "\x1b\u202e") || !strings.HasSuffix(got, "号") {
		t.Errorf("printed: %q", got)
	}
}
