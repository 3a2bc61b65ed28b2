package world

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"tongban/capability/form/formtest"
)

// Browser is a browser without JavaScript. It follows what a page answers with, as
// browsers do.
type Browser struct {
	w       *World
	http    *http.Client
	Clicks  int // what was pressed: links, buttons
	persona string
}

// Browses opens a browser and takes on a persona of the demo city, on the page for it.
func (w *World) Browses(persona string) *Browser {
	w.Helper()
	b := w.Visitor()
	b.persona = persona
	b.Opens("/personas").Button("/personas/" + persona).Posts(nil)
	b.Clicks = 0
	return b
}

// Visitor opens a browser in which nobody is signed in.
func (w *World) Visitor() *Browser {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &Browser{w: w, persona: "a visitor", http: &http.Client{Jar: jar, Timeout: client.Timeout, Transport: client.Transport}}
}

// Opens opens a page, which must be there.
func (b *Browser) Opens(path string) *Screen {
	b.w.Helper()
	s := b.Visits(path)
	if s.Status != http.StatusOK {
		b.w.Fatalf("%s opens %s: %d %.600s", b.persona, path, s.Status, s.Read())
	}
	return s
}

// Visits opens a page that may be refused.
func (b *Browser) Visits(path string) *Screen {
	b.w.Helper()
	r, err := http.NewRequestWithContext(b.w.Context(), http.MethodGet, b.w.Node().Address+path, nil)
	if err != nil {
		b.w.Fatal(err)
	}
	b.Clicks++
	return b.send(r)
}

func (b *Browser) send(r *http.Request) *Screen {
	b.w.Helper()
	r.Header.Set("Accept-Language", "zh-CN,zh;q=0.9")
	r.Header.Set("Accept", "text/html,*/*;q=0.8")
	answer, err := b.http.Do(r)
	if err != nil {
		b.w.Fatalf("%s %s as %s: %v", r.Method, r.URL, b.persona, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.w.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		b.w.Fatal(err)
	}
	return &Screen{b: b, Status: answer.StatusCode, Path: answer.Request.URL.Path, Body: body, root: root}
}

// Screen is a page as it is shown.
type Screen struct {
	b      *Browser
	Status int
	Path   string // where it is, after whatever led there
	Body   []byte
	root   *html.Node
}

// Main is the page without what surrounds every page.
func (s *Screen) Main() *html.Node {
	for n := range s.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			return n
		}
	}
	return s.root
}

// Read is what can be read on the page.
func (s *Screen) Read() string { return words(s.Main()) }

func words(node *html.Node) string {
	var all []string
	for n := range node.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "template" {
			all = append(all, strings.Fields(n.Data)...)
		}
	}
	return strings.Join(all, " ")
}

// Rows are what the page lists as a name and a value.
func (s *Screen) Rows() (all [][2]string) {
	var key string
	for n := range s.Main().Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "dt":
			key = words(n)
		case n.Data == "dd":
			all = append(all, [2]string{key, words(n)})
		}
	}
	return all
}

// Shown are the values the page lists and the cells of its tables, to the letter.
func (s *Screen) Shown() (all []string) {
	for n := range s.Main().Descendants() {
		if n.Type == html.ElementNode && (n.Data == "td" || n.Data == "th" || n.Data == "span" && Attribute(n, "class") == "lines") {
			var text strings.Builder
			for child := range n.Descendants() {
				if child.Type == html.TextNode {
					text.WriteString(child.Data)
				}
			}
			all = append(all, text.String())
		}
	}
	return all
}

// Elements are what the page is made of: every element with the names of its attributes,
// how often.
func (s *Screen) Elements() map[string]int {
	made := map[string]int{}
	for n := range s.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		names := []string{n.Data}
		for _, a := range n.Attr {
			names = append(names, a.Key)
		}
		slices.Sort(names[1:])
		made[strings.Join(names, " ")]++
	}
	return made
}

// Links are where the links of the page lead.
func (s *Screen) Links() (all []string) {
	for n := range s.Main().Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			all = append(all, Attribute(n, "href"))
		}
	}
	return all
}

// Summary is what the page says is wrong: the words by the place they lead to.
func (s *Screen) Summary() map[string]string {
	found := map[string]string{}
	for n := range s.Main().Descendants() {
		if n.Type != html.ElementNode || Attribute(n, "class") != "err-sum" {
			continue
		}
		for li := range n.Descendants() {
			if li.Type == html.ElementNode && li.Data == "a" {
				found[strings.TrimPrefix(Attribute(li, "href"), "#")] += words(li)
			}
		}
	}
	return found
}

// IDs are the places of the page that a link can lead to.
func (s *Screen) IDs() (all []string) {
	for n := range s.root.Descendants() {
		if place := Attribute(n, "id"); place != "" {
			all = append(all, place)
		}
	}
	return all
}

// Form is the form that is sent to an address.
func (s *Screen) Form(action string) Sheet {
	s.b.w.Helper()
	for n := range s.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && Attribute(n, "action") == action {
			return Sheet{s, n, action}
		}
	}
	s.b.w.Fatalf("%s has no form that goes to %s: %d %.900s", s.Path, action, s.Status, s.Read())
	return Sheet{}
}

// Changing is the form that changes something at an address which another form looks things up at.
func (s *Screen) Changing(action string) Sheet {
	s.b.w.Helper()
	for n := range s.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "form" && Attribute(n, "action") == action && Attribute(n, "method") == "post" {
			return Sheet{s, n, action}
		}
	}
	s.b.w.Fatalf("%s has no form that changes %s: %d %.900s", s.Path, action, s.Status, s.Read())
	return Sheet{}
}

// Button is the form around a button that sends it elsewhere.
func (s *Screen) Button(action string) Sheet {
	s.b.w.Helper()
	for n := range s.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "button" || Attribute(n, "formaction") != action {
			continue
		}
		for around := range n.Ancestors() {
			if around.Data == "form" {
				return Sheet{s, around, action}
			}
		}
	}
	s.b.w.Fatalf("%s has no button to %s: %d %.600s", s.Path, action, s.Status, s.Read())
	return Sheet{}
}

// Sheet is a form of a page.
type Sheet struct {
	on   *Screen
	node *html.Node
	to   string // where it is sent
}

// Source is the form as it was written.
func (f Sheet) Source() string {
	var b strings.Builder
	_ = html.Render(&b, f.node) // a Builder takes everything
	return b.String()
}

// Fill fills the form in. An answer it has no control for is an error.
func (f Sheet) Fill(answers formtest.Values) (url.Values, error) {
	return formtest.Fill(f.Source(), answers)
}

// Holds is what would be sent as the form stands.
func (f Sheet) Holds() url.Values {
	f.on.b.w.Helper()
	held, err := f.Fill(nil)
	if err != nil {
		f.on.b.w.Fatal(err)
	}
	return held
}

// Options are what a question offers, in order.
func (f Sheet) Options(name string) (all []string) {
	for n := range f.node.Descendants() {
		if n.Type == html.ElementNode && n.Data == "input" && Attribute(n, "name") == name && slices.Contains([]string{"radio", "checkbox"}, Attribute(n, "type")) {
			all = append(all, Attribute(n, "value"))
		}
	}
	return all
}

// Names are the controls a form has, buttons left out, in order.
func (f Sheet) Names() (all []string) {
	for n := range f.node.Descendants() {
		name := Attribute(n, "name")
		if n.Type == html.ElementNode && name != "" && n.Data != "button" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// Posts sends the form with what it holds and these answers over it, pressing the
// button that stands for going on.
func (f Sheet) Posts(filled url.Values) *Screen {
	f.on.b.w.Helper()
	if filled == nil {
		filled = f.Holds()
	}
	address := f.on.b.w.Node().Address + f.to
	r, err := http.NewRequestWithContext(f.on.b.w.Context(), http.MethodPost, address, strings.NewReader(filled.Encode()))
	if err != nil {
		f.on.b.w.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", f.on.b.w.Node().Address)
	f.on.b.Clicks++
	return f.on.b.send(r)
}

// Presses sends the form by a button with a name.
func (f Sheet) Presses(filled url.Values, name, value string) *Screen {
	f.on.b.w.Helper()
	for n := range f.node.Descendants() {
		if n.Type == html.ElementNode && n.Data == "button" && Attribute(n, "name") == name && Attribute(n, "value") == value {
			filled.Set(name, value)
			return f.Posts(filled)
		}
	}
	f.on.b.w.Fatalf("%s has no button %s=%s", f.on.Path, name, value)
	return nil
}

// Sends sends the form with files, as a form with files is sent.
func (f Sheet) Sends(files map[string]File) *Screen {
	f.on.b.w.Helper()
	return f.SendsWith(f.Holds(), files)
}

// SendsWith sends the form with these answers and files.
func (f Sheet) SendsWith(filled url.Values, files map[string]File) *Screen {
	f.on.b.w.Helper()
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for name, values := range filled {
		for _, value := range values {
			_ = parts.WriteField(name, value) // a Buffer takes everything
		}
	}
	for name, file := range files {
		part, err := parts.CreateFormFile(name, file.Name)
		if err != nil {
			f.on.b.w.Fatal(err)
		}
		_, _ = part.Write(file.Content)
	}
	_ = parts.Close()
	r, err := http.NewRequestWithContext(f.on.b.w.Context(), http.MethodPost, f.on.b.w.Node().Address+f.to, &body)
	if err != nil {
		f.on.b.w.Fatal(err)
	}
	r.Header.Set("Content-Type", parts.FormDataContentType())
	r.Header.Set("Origin", f.on.b.w.Node().Address)
	f.on.b.Clicks++
	return f.on.b.send(r)
}

// Controls are the elements with a name of a form.
func (f Sheet) Controls() (all []*html.Node) {
	for n := range f.node.Descendants() {
		if n.Type == html.ElementNode && Attribute(n, "name") != "" {
			all = append(all, n)
		}
	}
	return all
}

// Attribute returns an attribute of an element.
func Attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
