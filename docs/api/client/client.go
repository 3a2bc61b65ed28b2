package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// client calls operations by the names that the installation's own document gives them.
type client struct {
	base       string
	operations map[string]operation
}

// operation is what the client needs of an operation.
type operation struct {
	ID         string `json:"operationId"`
	Parameters []struct{ Name, In string }
	Body       struct{ Content map[string]any } `json:"requestBody"`
	Responses  map[string]any

	method, path string
}

// dial reads /openapi.json.
func dial(base string) (*client, error) {
	answer, err := http.Get(base + "/openapi.json")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var document struct {
		Paths map[string]map[string]operation
	}
	if err := json.NewDecoder(answer.Body).Decode(&document); err != nil {
		return nil, fmt.Errorf("read the API document: %w", err)
	}
	c := &client{base: strings.TrimSuffix(base, "/"), operations: map[string]operation{}}
	for path, methods := range document.Paths {
		for method, o := range methods {
			o.method, o.path = strings.ToUpper(method), path
			c.operations[o.ID] = o
		}
	}
	return c, nil
}

// request is one call of an operation.
type request struct {
	token string            // of who asks; "" is nobody
	with  map[string]string // parameters in path, query and header
	body  any               // becomes JSON; a file becomes what the operation takes
}

// file is a body that is no JSON.
type file struct {
	name    string
	content []byte
}

// problem is how an operation fails, RFC 9457.
type problem struct {
	Type, Title string
	Status      int
	Fields      []struct{ Name, Code, Message string }
}

func (p *problem) Error() string {
	text := fmt.Sprintf("%d %s (%s)", p.Status, p.Title, p.Type)
	for _, f := range p.Fields {
		text += fmt.Sprintf("; %s: %s", f.Name, f.Message)
	}
	return text
}

// call carries an operation out and reads its answer into into, unless that is nil. What
// it answers must be a status the document promises.
func (c *client) call(id string, r request, into any) error {
	o, known := c.operations[id]
	if !known {
		return fmt.Errorf("%s is no operation of this installation", id)
	}
	message, err := c.message(o, r)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	answer, err := http.DefaultClient.Do(message)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	if _, promised := o.Responses[fmt.Sprint(answer.StatusCode)]; !promised {
		fault := &problem{}
		if err := json.Unmarshal(content, fault); err != nil {
			return fmt.Errorf("%s: %s, and no problem document: %w", id, answer.Status, err)
		}
		return fmt.Errorf("%s: %w", id, fault)
	}
	switch into := into.(type) {
	case nil:
		return nil
	case *[]byte:
		*into = content
		return nil
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%s: %w", id, err)
	}
	return nil
}

// message puts parameters and body where the document says they belong.
func (c *client) message(o operation, r request) (*http.Request, error) {
	path, query, header := o.path, url.Values{}, http.Header{"Accept-Language": {"en"}}
	for name, value := range r.with {
		at := slices.IndexFunc(o.Parameters, func(p struct{ Name, In string }) bool { return p.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("takes no parameter %s", name)
		}
		switch o.Parameters[at].In {
		case "path":
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(value))
		case "query":
			query.Set(name, value)
		default:
			header.Set(name, value)
		}
	}
	content, media, err := o.encode(r.body)
	if err != nil {
		return nil, err
	}
	message, err := http.NewRequest(o.method, c.base+path+"?"+query.Encode(), bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	message.Header = header
	if r.token != "" {
		header.Set("Authorization", "Bearer "+r.token)
	}
	if media != "" {
		header.Set("Content-Type", media)
	}
	return message, nil
}

// encode writes a body as the operation takes it.
func (o operation) encode(body any) (content []byte, media string, err error) {
	if body == nil {
		return nil, "", nil
	}
	sent, isFile := body.(file)
	want := "application/json"
	if isFile {
		want = "multipart/form-data"
	}
	if _, takes := o.Body.Content[want]; !takes {
		return nil, "", fmt.Errorf("does not take %s", want)
	}
	if !isFile {
		content, err = json.Marshal(body)
		return content, want, err
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", sent.name)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(sent.content); err != nil {
		return nil, "", err
	}
	err = w.Close()
	return form.Bytes(), w.FormDataContentType(), err
}
