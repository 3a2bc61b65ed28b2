// Package message holds every text of the product. Each capability embeds
// messages.zh.toml and messages.en.toml; pages and faults name a text by its key.
//
// Placeholders are {0}, {1}, …. An English text may have a table {one, other}
// chosen by the first argument; Chinese has no plural.
package message

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// Lang is a language of the product.
type Lang string

// The languages. Chinese is the original of everything official.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Tag returns the value for an HTML lang attribute.
func (l Lang) Tag() string {
	if l == English {
		return "en"
	}
	return "zh-CN"
}

// Catalogue holds the texts of all capabilities.
type Catalogue struct{ texts map[Lang]map[string]text }

type text struct{ one, other string }

// New returns a catalogue without texts.
func New() *Catalogue {
	return &Catalogue{texts: map[Lang]map[string]text{Chinese: {}, English: {}}}
}

// Load returns the catalogue of every folder.
func Load(folders ...fs.FS) (*Catalogue, error) {
	c := New()
	return c, c.Add(folders...)
}

// Add reads messages.zh.toml and messages.en.toml of every folder, before anybody
// reads from c. A key that two folders define is an error. It reads the languages side by
// side: of what a start takes this is the largest part.
func (c *Catalogue) Add(folders ...fs.FS) error {
	var reading sync.WaitGroup
	failed := map[Lang]*error{}
	for lang, into := range c.texts {
		err := new(error)
		failed[lang] = err
		reading.Go(func() { *err = read(into, "messages."+string(lang)+".toml", folders) })
	}
	reading.Wait()
	return errors.Join(*failed[Chinese], *failed[English])
}

// read reads the file of one language of every folder.
func read(into map[string]text, name string, folders []fs.FS) error {
	for _, folder := range folders {
		var tree map[string]any
		_, err := toml.DecodeFS(folder, name, &tree)
		if err == nil {
			err = flatten(into, "", tree)
		}
		if err != nil {
			return fmt.Errorf("message: %s: %w", name, err)
		}
	}
	return nil
}

func flatten(into map[string]text, prefix string, tree map[string]any) error {
	for k, v := range tree {
		key := strings.TrimPrefix(prefix+"."+k, ".")
		switch v := v.(type) {
		case string:
			if _, twice := into[key]; twice {
				return fmt.Errorf("%s is defined twice", key)
			}
			into[key] = text{other: v}
		case map[string]any:
			one, isOne := v["one"].(string)
			other, isOther := v["other"].(string)
			if isOne && isOther && len(v) == 2 {
				into[key] = text{one: one, other: other}
				continue
			}
			if err := flatten(into, key, v); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s is not a text", key)
		}
	}
	return nil
}

// Keys returns the texts of one language by key, for the tests that compare them.
func (c *Catalogue) Keys(lang Lang) map[string]string {
	keys := make(map[string]string, len(c.texts[lang]))
	for k, t := range c.texts[lang] {
		keys[k] = t.other
	}
	return keys
}

// Has reports whether key has a text.
func (c *Catalogue) Has(key string) bool { _, ok := c.texts[Chinese][key]; return ok }

// Text returns the text of key in lang with its placeholders filled. An unknown
// key comes back in ⟦⟧, which tests look for.
func (c *Catalogue) Text(lang Lang, key string, args ...any) string {
	t, ok := c.texts[lang][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	s := t.other
	if t.one != "" && len(args) > 0 && fmt.Sprint(args[0]) == "1" {
		s = t.one
	}
	for i, a := range args {
		place, shown := "{"+strconv.Itoa(i)+"}", c.show(lang, a)
		if strings.Contains(shown, "“") {
			s = strings.ReplaceAll(s, "“"+place+"”", "“"+within.Replace(shown)+"”")
		}
		s = strings.ReplaceAll(s, place, shown)
	}
	return s
}

// within puts quotation marks as they are within others.
//
// Basis: GB/T 15834-2011, 4.8.3.2.
var within = strings.NewReplacer("“", "‘", "”", "’")

type key struct{}

type reader struct {
	catalogue *Catalogue
	lang      Lang
}

// With returns ctx for a reader of lang.
func With(ctx context.Context, c *Catalogue, lang Lang) context.Context {
	return context.WithValue(ctx, key{}, reader{c, lang})
}

// In returns the language of ctx's reader, Chinese if nobody said.
func In(ctx context.Context) Lang {
	if r, ok := ctx.Value(key{}).(reader); ok {
		return r.lang
	}
	return Chinese
}

// T returns the text of key for ctx's reader.
func T(ctx context.Context, k string, args ...any) string {
	if r, ok := ctx.Value(key{}).(reader); ok {
		return r.catalogue.Text(r.lang, k, args...)
	}
	return "⟦" + k + "⟧"
}

// Known reports whether ctx's catalogue has a text for k.
func Known(ctx context.Context, k string) bool {
	r, ok := ctx.Value(key{}).(reader)
	return ok && r.catalogue.Has(k)
}

// Officially returns ctx as that of a reader of Chinese: official papers are not
// translated.
func Officially(ctx context.Context) context.Context {
	if r, ok := ctx.Value(key{}).(reader); ok {
		return With(ctx, r.catalogue, Chinese)
	}
	return ctx
}

// Official returns the Chinese text of k whatever the reader's language: official
// papers are not translated.
func Official(ctx context.Context, k string, args ...any) string {
	if r, ok := ctx.Value(key{}).(reader); ok {
		return r.catalogue.Text(Chinese, k, args...)
	}
	return "⟦" + k + "⟧"
}
