package app

import (
	"flag"
	"net/url"
	"os"
	"strings"

	"tongban/capability/office"
)

// envOf is the environment variable of a flag.
func envOf(flag string) string {
	return "TONGBAN_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// secret are the flags whose values nobody is shown.
var secret = map[string]bool{"sms-token": true, "metrics-token": true}

// Note remembers where each setting of fs comes from; fs has been parsed.
func (c *Config) Note(fs *flag.FlagSet) {
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	var plain Config // as declared, without flags and environment
	defaults := flag.NewFlagSet("", flag.ContinueOnError)
	_ = plain.declare(defaults, func(_, otherwise string) string { return otherwise }) // without an environment nothing can be wrong
	defaults.VisitAll(func(f *flag.Flag) {
		set := office.Setting{Flag: f.Name, Default: f.DefValue, Source: office.FromDefault, Value: shown(f.Name, fs.Lookup(f.Name).Value.String())}
		if _, is := os.LookupEnv(envOf(f.Name)); is {
			set.Source = office.FromEnv
		}
		if given[f.Name] {
			set.Source = office.FromFlag
		}
		c.settings = append(c.settings, set)
	})
}

// Settings are the settings as they are in effect, secrets masked; none where nobody has
// noted them.
func (c *Config) Settings() []office.Setting { return c.settings }

// shown is a value as administrators may see it: without passwords.
func shown(name, value string) string {
	if secret[name] && value != "" {
		return "••••••"
	}
	u, err := url.Parse(value)
	if err != nil && strings.Contains(value, "://") {
		return "••••••" // who knows what is in it
	}
	if err != nil || u.Host == "" {
		return value
	}
	if query := u.Query(); len(query) > 0 {
		for key := range query {
			if lower := strings.ToLower(key); strings.Contains(lower, "key") || strings.Contains(lower, "password") || strings.Contains(lower, "token") || strings.Contains(lower, "secret") {
				query.Set(key, "xxxxx")
			}
		}
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}
