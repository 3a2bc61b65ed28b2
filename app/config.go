package app

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"tongban/adapter/sms"
	"tongban/capability/office"
	"tongban/kernel/clock"
)

// Config is every setting. Each is a flag and an environment variable; the defaults
// run the demo's parts on this machine.
type Config struct {
	Addr         string // TONGBAN_ADDR
	Data         string // TONGBAN_DATA: folder for database, files and keys
	Database     string // TONGBAN_DATABASE: postgres://…; empty is SQLite in Data
	Blobs        string // TONGBAN_BLOBS: s3://…; empty is a folder in Data
	BaseURL      string // TONGBAN_BASE_URL: the address people reach us at, for codes on paper
	Entitlements string // TONGBAN_ENTITLEMENTS: a folder with programmes of what people are told of without asking
	OCR          string // TONGBAN_OCR: the program that reads text in pictures
	Demo         bool   // TONGBAN_DEMO: the demo city, personas, simulated surroundings
	TLS          bool   // TONGBAN_TLS: a proxy in front speaks https
	Proxies      string // TONGBAN_TRUSTED_PROXIES: networks whose X-Forwarded-For is believed
	History      int    // TONGBAN_HISTORY: days of simulated history a new demo city begins with
	GoodUpTo     int    // TONGBAN_GOOD_UP_TO: the worst grade of a rating that counts as good
	TestClock    testClock
	Metrics      string // TONGBAN_METRICS_TOKEN: who brings it may read /metrics from elsewhere
	SMS          sms.Config
	Log          string // TONGBAN_LOG: text or json

	settings []office.Setting // see Note
}

// testClock is a flag that may stand alone or carry an instant.
type testClock struct {
	On bool
	At time.Time
}

// demoNow is where the demo's history ends when the test clock is given no instant.
var demoNow = time.Date(2026, 2, 10, 9, 0, 0, 0, clock.Shanghai)

// String writes the flag's value.
func (c *testClock) String() string {
	if c == nil || !c.On {
		return ""
	}
	return c.At.Format(time.RFC3339)
}

// Set reads "true" or an instant.
func (c *testClock) Set(s string) error {
	c.On, c.At = true, demoNow
	if s == "true" {
		return nil
	}
	at, err := time.Parse(time.RFC3339, s)
	c.At = at
	return err
}

// IsBoolFlag lets the flag stand alone.
func (c *testClock) IsBoolFlag() bool { return true }

// Flags declares the settings on fs, with the environment as their defaults.
func (c *Config) Flags(fs *flag.FlagSet) error {
	if err := c.declare(fs, env); err != nil {
		return err
	}
	if at := env("TEST_CLOCK", ""); at != "" {
		return c.TestClock.Set(at)
	}
	return nil
}

// declare declares the settings on fs; env finds one of the environment by its name.
func (c *Config) declare(fs *flag.FlagSet, env func(name, otherwise string) string) error {
	fs.StringVar(&c.Addr, "addr", env("ADDR", "localhost:8080"), "address to listen on")
	fs.StringVar(&c.Data, "data", env("DATA", "data"), "folder for database, files and keys")
	fs.StringVar(&c.Database, "database", env("DATABASE", ""), "postgres:// URL; empty is SQLite in the data folder")
	fs.StringVar(&c.Blobs, "blobs", env("BLOBS", ""), "s3:// URL; empty is a folder in the data folder")
	fs.StringVar(&c.BaseURL, "base-url", env("BASE_URL", "http://localhost:8080"), "address people reach us at")
	fs.StringVar(&c.Entitlements, "entitlements", env("ENTITLEMENTS", ""), "folder with programmes of what people are told of without asking; empty is none, in the demo its own")
	fs.StringVar(&c.OCR, "ocr", env("OCR", "tesseract"), "program that reads text in pictures, where it is installed; `off` reads none, `fake` plays one")
	fs.BoolVar(&c.Demo, "demo", env("DEMO", "") == "true", "run the demo city")
	fs.BoolVar(&c.TLS, "tls", env("TLS", "") == "true", "a proxy in front speaks https")
	fs.StringVar(&c.Proxies, "trusted-proxies", env("TRUSTED_PROXIES", ""), "networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8")
	history, err := strconv.Atoi(env("HISTORY", "90"))
	if err != nil {
		return fmt.Errorf("TONGBAN_HISTORY: %w", err)
	}
	fs.IntVar(&c.History, "history", history, "days of simulated history that `serve --demo` gives a new city; 0 gives none")
	fs.IntVar(&c.GoodUpTo, "good-up-to", goodUpTo(), "worst `grade` of a rating that counts as good: 3, or 2 in some cities")
	fs.StringVar(&c.Metrics, "metrics-token", env("METRICS_TOKEN", ""), "bearer token for /metrics; without one it is read on this machine only")
	fs.StringVar(&c.SMS.URL, "sms-url", env("SMS_URL", ""), "gateway that texts are posted to; without one citizens cannot sign in outside the demo")
	fs.StringVar(&c.SMS.Token, "sms-token", env("SMS_TOKEN", ""), "bearer token for the gateway")
	fs.StringVar(&c.SMS.Body, "sms-body", env("SMS_BODY", sms.DefaultBody), "JSON the gateway is sent, with {mobile} and {text} inside strings")
	fs.StringVar(&c.SMS.Good, "sms-good", env("SMS_GOOD", ""), "what the gateway's answer has to contain to count as sent")
	fs.StringVar(&c.Log, "log", env("LOG", "text"), "lines of the log: `text` or `json`")
	fs.Var(&c.TestClock, "test-clock", "start business time at an instant and allow setting it forward (demo only)")
	return nil
}

// goodUpTo reads its setting; what is no grade is left to Check.
func goodUpTo() int {
	grade, _ := strconv.Atoi(env("GOOD_UP_TO", "3"))
	return grade
}

func env(name, otherwise string) string {
	if v, ok := os.LookupEnv("TONGBAN_" + name); ok {
		return v
	}
	return otherwise
}

// Logger writes the log to w as the setting says.
func (c *Config) Logger(w io.Writer) *slog.Logger {
	if c.Log == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// Check refuses settings that contradict each other.
func (c *Config) Check() error {
	if c.TestClock.On && !c.Demo {
		return fmt.Errorf("--test-clock is for the demo only: add --demo")
	}
	if c.GoodUpTo != 0 && c.GoodUpTo != 2 && c.GoodUpTo != 3 {
		return fmt.Errorf("--good-up-to is 2 or 3")
	}
	if c.Log == "" {
		c.Log = "text"
	}
	if c.Log != "text" && c.Log != "json" {
		return fmt.Errorf("--log is text or json, not %q", c.Log)
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	return nil
}
