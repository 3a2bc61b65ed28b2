package verify

import (
	"archive/tar"
	"cmp"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// TestKnownRoots checks the eight-leaf tree that the implementations of RFC 6962
// share as their example.
func TestKnownRoots(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	tree, err := NewTree(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, leaf := range leaves {
		entry, err := hex.DecodeString(leaf)
		if err != nil {
			t.Fatal(err)
		}
		tree.Append(entry)
		root := tree.Root()
		if got := hex.EncodeToString(root[:]); got != roots[i] {
			t.Errorf("%d leaves: root %s", i+1, got)
		}
	}
}

// proofVector is a proof of either kind and whether it must fail.
type proofVector struct {
	LeafIdx, TreeSize, Size1, Size2 uint64
	Root, LeafHash, Root1, Root2    []byte
	Proof                           [][]byte
	WantErr                         bool
}

// check answers as the verifier does.
func (v proofVector) check(consistency bool) error {
	proof := make([]tlog.Hash, len(v.Proof))
	for i, h := range v.Proof {
		if len(h) != tlog.HashSize {
			return errors.New("not a hash")
		}
		proof[i] = tlog.Hash(h)
	}
	if consistency {
		return Consistency(proof, int64(v.Size1), padded(v.Root1), int64(v.Size2), padded(v.Root2))
	}
	if len(v.LeafHash) == 0 {
		return errors.New("not a hash")
	}
	return Inclusion(proof, int64(v.TreeSize), padded(v.Root), int64(v.LeafIdx), padded(v.LeafHash))
}

// padded makes a hash of what some vectors have in its place.
func padded(b []byte) (h tlog.Hash) {
	copy(h[:], b)
	return h
}

// TestSharedProofVectors runs the vectors of transparency-dev/merkle. Those for
// subtrees belong to another standard and are left out.
func TestSharedProofVectors(t *testing.T) {
	folder := cmp.Or(os.Getenv("TONGBAN_TESTDATA"), "../../../../shared/data")
	file, err := os.Open(filepath.Join(folder, "crypto", "rfc6962-merkle-proofs.tar.gz"))
	if err != nil {
		t.Skipf("not run: %v", err)
	}
	defer file.Close()
	packed, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	ran := map[string]int{}
	for archive := tar.NewReader(packed); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(strings.TrimPrefix(header.Name, "testdata/"), "/")
		if kind != "inclusion" && kind != "consistency" || !strings.HasSuffix(header.Name, ".json") {
			continue
		}
		var v proofVector
		if err := json.NewDecoder(archive).Decode(&v); err != nil {
			t.Fatalf("%s: %v", header.Name, err)
		}
		if err := v.check(kind == "consistency"); (err != nil) != v.WantErr {
			t.Errorf("%s: %v", header.Name, err)
		}
		ran[kind]++
	}
	if ran["inclusion"] == 0 || ran["consistency"] == 0 {
		t.Error("the archive holds no vectors")
	}
	t.Logf("%d inclusion, %d consistency", ran["inclusion"], ran["consistency"])
}
