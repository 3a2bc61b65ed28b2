package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tongban/capability/notification"
)

var _ notification.Sender = (*Gateway)(nil)

// DefaultBody is what a gateway is sent unless a city's wants something else.
const DefaultBody = `{"mobile":"{mobile}","text":"{text}"}`

// Config says how a gateway is spoken to.
type Config struct {
	URL   string // of the gateway; texts are posted there as JSON
	Token string // sent as Authorization: Bearer; empty sends none
	Body  string // the JSON, with {mobile} and {text} inside strings; empty is DefaultBody
	Good  string // what the answer has to contain besides a status of 2xx: "code":0
}

// Gateway sends texts by HTTP. It gives up after a while; the job behind it tries again.
type Gateway struct {
	Config
	client *http.Client
}

// patience is how long a gateway may take, mostAnswer how much of its answer is read.
const (
	patience   = 10 * time.Second
	mostAnswer = 64 << 10
)

// NewGateway returns the gateway of c, or what is wrong with c.
func NewGateway(c Config) (*Gateway, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return nil, errors.New("sms: the gateway needs an http or https address")
	}
	if c.Body == "" {
		c.Body = DefaultBody
	}
	g := &Gateway{Config: c, client: &http.Client{
		Timeout:       patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // who else should get numbers and codes
	}}
	if !strings.Contains(c.Body, "{mobile}") || !strings.Contains(c.Body, "{text}") || !json.Valid(g.body("1", `a"b`)) {
		return nil, errors.New("sms: the body has to be JSON with {mobile} and {text} inside strings")
	}
	return g, nil
}

// Ready is always so: whether the gateway answers shows when it is asked.
func (g *Gateway) Ready() bool { return true }

// Send posts the text. What it returns names neither the number nor the text.
func (g *Gateway) Send(ctx context.Context, mobile, text string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, g.URL, bytes.NewReader(g.body(mobile, text)))
	if err != nil {
		return errors.New("sms: the gateway's address is wrong")
	}
	r.Header.Set("Content-Type", "application/json")
	if g.Token != "" {
		r.Header.Set("Authorization", "Bearer "+g.Token)
	}
	answer, err := g.client.Do(r)
	if err != nil {
		if failed := (*url.Error)(nil); errors.As(err, &failed) {
			err = failed.Err // without the address, which may hold a password
		}
		return fmt.Errorf("sms: the gateway cannot be reached: %w", err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, mostAnswer))
	switch {
	case err != nil:
		return fmt.Errorf("sms: the gateway broke off: %w", err)
	case answer.StatusCode < 200 || answer.StatusCode > 299:
		return fmt.Errorf("sms: the gateway answered %d", answer.StatusCode)
	case !strings.Contains(string(said), g.Good):
		return errors.New("sms: the gateway took the text and did not say that it is good")
	}
	return nil
}

// body puts number and text into the template, as JSON writes them.
func (g *Gateway) body(mobile, text string) []byte {
	inside := func(s string) string {
		quoted, _ := json.Marshal(s) // of a string, never fails
		return string(quoted[1 : len(quoted)-1])
	}
	return []byte(strings.NewReplacer("{mobile}", inside(mobile), "{text}", inside(text)).Replace(g.Body))
}
