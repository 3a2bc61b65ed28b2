package guide

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tongban/capability/catalogue"
)

func TestAPI(t *testing.T) {
	h, _ := site(t)
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		has, hasNot              []string
	}{
		{"the guide", "GET", "/items/road-qual", "", 200, []string{
			`"code":"road-qual"`, `"promisedLimit":{"value":3,"unit":"workday"`, `"publishedAt":"2026-02-10T09:00:00+08:00"`, `"revision":1`,
			`"online":true`, `"materials":[{"code":"M-ID"`, `"key":"holderId"`, `"acceptanceWorkdays":5`}, []string{"VersionID"}},
		{"by official code", "GET", "/items/11990100MDEM0010X8399010000600001", "", 200, []string{`"code":"road-qual"`}, nil},
		{"unknown", "GET", "/items/nothing", "", 404, []string{`urn:tongban:fault:catalogue.unknown`}, nil},
		{"stop", "POST", "/items/road-qual/guide", `{"answers":{"q_mass":true}}`, 200, []string{`"stop":{"question":"q_mass"`}, []string{`"redirect"`}},
		{"redirect", "POST", "/items/road-qual/guide", `{"answers":{"q_mass":false,"q_exam":false}}`, 200, []string{`"redirect":{"name":"从业资格考试报名"`}, []string{`"stop"`}},
		{"go on", "POST", "/items/road-qual/guide", `{"answers":{"q_mass":false,"q_exam":true}}`, 200, []string{
			`"track":"一般程序"`, `"fields":["holderName"`, `"code":"M-PHOTO"`}, []string{`"open"`, `"stop"`, `"redirect"`}},
		{"open", "POST", "/items/road-qual/guide", `{"answers":{}}`, 200, []string{`"open":["q_mass","q_exam"]`}, nil},
		{"track", "POST", "/items/fire-check/guide", `{"answers":{"q_area":450,"q_commit":true}}`, 200, []string{`"track":"告知承诺"`, `"code":"M-COMMIT"`}, nil},
		{"wrong answers", "POST", "/items/fire-check/guide", `{"answers":{"q_area":"large","q_moon":1}}`, 422, []string{
			`"fields":[{"name":"q_area","code":"catalogue.guide.number"`, `"name":"q_moon"`, `请填写数字：营业面积多大？`}, nil},
		{"no answers", "POST", "/items/road-qual/guide", `{}`, 422, []string{`"status":422`}, nil},
		{"no JSON", "POST", "/items/road-qual/guide", `{`, 400, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, "/api/v1"+tt.path, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d: %s", w.Code, tt.status, w.Body)
			}
			for _, want := range tt.has {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("no %s in %.500s", want, w.Body)
				}
			}
			for _, not := range tt.hasNot {
				if strings.Contains(w.Body.String(), not) {
					t.Errorf("%s in %.500s", not, w.Body)
				}
			}
		})
	}
}

func TestGuideTestsOverTheAPI(t *testing.T) {
	h, _ := site(t)
	var doc struct {
		Tests []struct {
			Item     string          `json:"itemId"`
			Answers  json.RawMessage `json:"answers"`
			Expected []string        `json:"expectedMaterials"`
		} `json:"guideTests"`
	}
	sample(t, &doc)
	for _, tt := range doc.Tests {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/items/"+tt.Item+"/guide", strings.NewReader(`{"answers":`+string(tt.Answers)+`}`))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		var plan PlanBody
		if err := json.Unmarshal(w.Body.Bytes(), &plan); err != nil {
			t.Fatal(err)
		}
		if got := codesOf(plan.Materials); !slices.Equal(got, tt.Expected) {
			t.Errorf("%s %s: %v, want %v", tt.Item, tt.Answers, got, tt.Expected)
		}
	}
}

func TestSchemasAreNamedAfterTheCapability(t *testing.T) {
	h, _ := site(t)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))
	var document struct {
		Components struct {
			Schemas map[string]struct {
				Properties map[string]struct {
					Type any `json:"type"`
				} `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	schemas := document.Components.Schemas
	if _, ok := schemas["CatalogueMaterial"]; !ok || schemas["GuideItem"].Properties["versionId"].Type != "string" {
		t.Errorf("schemas %v", slices.Sorted(maps.Keys(schemas)))
	}
}

func codesOf(list []catalogue.Material) (codes []string) {
	for _, m := range list {
		codes = append(codes, m.Code)
	}
	return codes
}
