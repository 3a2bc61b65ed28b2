package sim

import (
	_ "embed"
	"fmt"

	"github.com/BurntSushi/toml"
)

//go:embed words.toml
var wordsFile string

// words are what names and papers are made from.
type words struct {
	Surnames, Given            string
	Streets                    []string
	Address                    string
	Districts                  map[string]string // by region
	Trades, Scopes, Industries []string
	Firm                       string
	FirmKinds                  []string `toml:"firm_kinds"`
	FirmEndings                []string `toml:"firm_endings"`
	Opinions, Reasons          map[string][]string
}

func readWords() (w words, err error) {
	if _, err = toml.Decode(wordsFile, &w); err != nil {
		err = fmt.Errorf("words.toml: %w", err)
	}
	return w, err
}
