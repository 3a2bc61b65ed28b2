package place

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"tongban/kernel/db"
	"tongban/kernel/db/dbtest"
)

// list is a folder with lists of divisions that show every kind of dirt.
func list() fstest.MapFS {
	return fstest.MapFS{
		"provinces.csv": {Data: []byte("\ufeffcode,name\n42,\"湖北省\"\n50,\"重庆市\"\n,\"无代码\"\n")},
		"cities.csv":    {Data: []byte("code,name,provinceCode\n4290,\"省直辖县级行政区划\",42\n5001,\"市辖区\",50\n5002,\"县\",50\n4419,\" 东莞市 \",44\n")},
		"areas.csv":     {Data: []byte("code,name,cityCode,provinceCode\n429004,\"仙桃市\",4290,42\n500101,\"万州区\",5001,50\n441900,\"东莞市\",4419,44\n500102,\"\",5001,50\n50010A,\"涪陵区\",5001,50\n")},
	}
}

func TestDivisionsLieInWhatThereIsAboveThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		report, err := s.ImportDivisions(t.Context(), list())
		if err != nil || report.Read != 12 || report.Added != 5 || report.Known != 1 || report.Placeholders != 3 || len(report.Refused) != 3 {
			t.Fatalf("got %+v, %v", report, err)
		}
		if r := report.Refused[0]; r.File != "provinces.csv" || r.Line != 4 || r.Why != "code" {
			t.Errorf("the first refused row is %+v", r)
		}
		for code, want := range map[string]string{"429004": "420000", "500101": "500000", "441900": "", "420000": ""} {
			if r, err := s.Region(t.Context(), code); err != nil || r.Parent != want {
				t.Errorf("%s lies in %q, %v; want %q", code, r.Parent, err, want)
			}
		}
		again, err := s.ImportDivisions(t.Context(), list())
		if err != nil || again.Added != 0 || again.Known != 6 {
			t.Errorf("a second time: %+v, %v", again, err)
		}
	})
}

func TestAListWithoutItsColumnsIsRefusedWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		folder := list()
		folder["areas.csv"] = &fstest.MapFile{Data: []byte("110101,东城区\n")}
		if _, err := s.ImportDivisions(t.Context(), folder); err == nil || !strings.Contains(err.Error(), "areas.csv") {
			t.Errorf("got %v", err)
		}
		if top, err := s.Children(t.Context(), ""); err != nil || len(top) != 1 {
			t.Errorf("something of it was added: %v, %v", top, err)
		}
	})
}

// The real divisions lie beside the repository of those who develop the product.
func TestTheRealDivisionsMakeOneTree(t *testing.T) {
	folder := os.Getenv("TONGBAN_TESTDATA")
	if folder == "" {
		folder = "../../../shared/data"
	}
	folder = filepath.Join(folder, "divisions")
	if _, err := os.Stat(filepath.Join(folder, "areas.csv")); err != nil {
		t.Log("not run: ", err)
		return
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := bench(t, d)
		report, err := s.ImportDivisions(t.Context(), os.DirFS(folder))
		if err != nil || len(report.Refused) != 0 || report.Read != report.Added+report.Known+report.Placeholders {
			t.Fatalf("got %+v, %v", report, err)
		}
		t.Logf("%d read, %d added, %d known, %d placeholders", report.Read, report.Added, report.Known, report.Placeholders)
		top, err := s.Children(t.Context(), "")
		if err != nil || len(top) != 32 { // 31 and the demo's
			t.Errorf("%d provinces, %v", len(top), err)
		}
		path, err := s.Path(t.Context(), "440106")
		if err != nil || len(path) != 3 || path[0].Name != "广东省" || path[1].Name != "广州市" || path[2].Name != "天河区" {
			t.Errorf("got %+v, %v", path, err)
		}
	})
}
