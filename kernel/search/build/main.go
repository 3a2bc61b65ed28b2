// Command build writes kernel/search/readings.txt, how every Han character is read first,
// out of the dictionary of go-pinyin. The dictionary itself would be taken apart at every
// start of the program and stay in its memory, mostly with tones and readings nobody asks
// for. The file is committed:
//
//	go run ./kernel/search/build
package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/mozillazg/go-pinyin"
)

const target = "kernel/search/readings.txt"

func main() {
	if err := os.WriteFile(target, []byte(table()), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// table has a line for each syllable: its letters, and the characters read so.
func table() string {
	alike := map[string][]rune{}
	for code := range pinyin.PinyinDict {
		if list := pinyin.SinglePinyin(rune(code), pinyin.NewArgs()); len(list) > 0 {
			alike[list[0]] = append(alike[list[0]], rune(code))
		}
	}
	var out strings.Builder
	for _, letters := range slices.Sorted(maps.Keys(alike)) {
		slices.Sort(alike[letters])
		fmt.Fprintf(&out, "%s %s\n", letters, string(alike[letters]))
	}
	return out.String()
}
