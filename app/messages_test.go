package app_test

import (
	"go/ast"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"tongban/kernel/message"
)

// rooted are the functions of packages that look texts up below a key of their own; methods
// begin with a dot.
var rooted = map[string]map[string]string{
	"ui":                      {"t": "ui."},
	"app/shell":               {"t": "shell."},
	"capability/announcement": {"t": "announcement."},
	"capability/application":  {"t": "application."},
	"capability/casework":     {"t": "casework.", ".Say": "casework.", "notify": "casework.inform."},
	"capability/assistant":    {"t": "assistant."},
	"capability/bundle":       {"t": "bundle."},
	"capability/bundlestudio": {"t": "bundlestudio."},
	"capability/lifestage":    {"t": "lifestage."},
	"capability/catalogue":    {"t": "catalogue."},
	"capability/desk":         {"t": "desk.", "shared": "casework.", ".Say": "casework."},
	"capability/guide":        {"t": "guide."},
	"capability/element":      {"t": "element."},
	"capability/holiday":      {"t": "holiday."},
	"capability/identity":     {"columns": "identity."},
	"capability/insight":      {"t": "insight."},
	"capability/inspection":   {"t": "inspection."},
	"capability/commitment":   {"t": "commitment.", ".official": "commitment.", ".say": "commitment."},
	"capability/intake":       {"text": "intake."},
	"capability/office":       {"t": "office."},
	"capability/integration":  {"t": "integration."},
	"capability/notice":       {"t": "notice.", "zh": "notice.", ".official": "notice."},
	"capability/licence":      {"t": "licence.", "say": "licence.offline."},
	"capability/wallet":       {"t": "wallet."},
	"capability/prereview":    {"t": "prereview."},
	"capability/procedure":    {"t": "procedure."},
	"capability/recheck":      {"t": "recheck."},
	"capability/entitlement":  {"t": "entitlement."},
	"capability/rulebook":     {"t": "rulebook."},
	"capability/shadow":       {"t": "shadow."},
	"capability/instant":      {"t": "instant."},
	"capability/progress":     {"t": "progress.", "shared": "casework.", ".Say": "casework."},
	"capability/studio":       {"t": "studio."},
	"capability/publicity":    {"t": "publicity."},
	"capability/objection":    {"t": "objection."},
	"capability/notification": {"t": "notification."},
	"capability/archive":      {"t": "archive."},
	"capability/lane":         {"t": "lane."},
	"capability/rating":       {"t": "rating."},
	"capability/credit":       {"t": "credit."},
	"capability/warning":      {"t": "warning."},
	"capability/consultation": {"t": "consultation."},
	"capability/deferral":     {"t": "deferral.", ".official": "deferral."},
	"capability/agreement":    {"t": "agreement.", ".official": "agreement."},
	"capability/window":       {"t": "window."},
	"capability/bundlecase":   {"t": "bundlecase."},

	"capability/decision/feel": {"fail": "decision.feel.", ".fail": "decision.feel.", ".null": "decision.feel."},

	"capability/workflow":      {".fault": "workflow.compile.", "fault": "workflow.compile."},
	"capability/workflow/bpmn": {".at": "workflow.bpmn."},
	"kernel/markup":            {".fail": "markup.", ".failAt": "markup."},
	"capability/decision":      {".fault": "decision.", ".trouble": "decision.", ".say": "decision."},
	"capability/decision/dmn":  {".at": "decision."},
}

// computed are keys that are put together in ways this test does not follow, each
// with what makes them.
var computed = []string{
	"casework.input.",           // by the member of Input
	"casework.inform.",          // by the law of the item
	"catalogue.case-type.",      // by the codes of GB/T 39046
	"catalogue.mode.",           // likewise
	"catalogue.service-object.", // likewise
	"ui.fault.",                 // by status
	"office.steps.",             // by the step
	"office.settings.",          // by the flag, and by where it comes from
	"procedure.modeler.",        // by what the modeler says in its own words
	"procedure.property.",       // by the attribute of a step
	"inspection.standing.",      // by how a visit came out
	"inspection.answer.",        // by what was seen
	"inspection.inform.",        // by what becomes of a visit
	"procedure.clock.",          // likewise
	"procedure.unit.",           // likewise
	"procedure.wait.",           // likewise
	"procedure.help.",           // by topic and line
	"procedure.compare.",        // by the comparison
	"rulebook.modeler.",         // by what the modeler says in its own words
	"workflow.bpmn.source-",     // by the end of a flow
	"workflow.bpmn.target-",     // likewise
	"workflow.sound.",           // by what is wrong
	"decision.trouble.",         // by what keeps something from being computed
	"decision.review.",          // by how rows meet
	"workflow.move.",            // by what stands in the way
}

// chinese are the files that may hold Chinese outside the catalogues, each with why.
var chinese = map[string]string{
	"docs/api/client/main.go":                            "what the people of the example write",
	"adapter/carrier/fake.go":                            "plays a carrier",
	"adapter/gdzwfw/words.go":                            "words of the province's list",
	"capability/assistant/store.go":                      "the mark between items of a Chinese list",
	"capability/assistant/service_synonym.go":            "marks that editors type",
	"adapter/ocr/fake.go":                                "plays a reader of ID cards",
	"adapter/registry/registry.go":                       "names of other departments' resources",
	"app/bench/submit.go":                                "answers of a form, and the long form they are for",
	"kernel/check/number.go":                             "reads what people type",
	"app/bench/casestep.go":                              "what a measured reviewer writes",
	"app/app.go":                                         "the product's name",
	"app/seed_licences.go":                               "seeds the demo city",
	"capability/casework/papers.go":                      "official papers are Chinese",
	"capability/notice/noticetest/world.go":              "plays a city",
	"capability/notification/notificationtest/sender.go": "plays texts",
	"kernel/pdf/wrap.go":                                 "marks between which lines do not break",
	"capability/notice/notice.go":                        "official papers are Chinese",
	"capability/casework/service_notice.go":              "official papers are Chinese",
	"capability/catalogue/plan.go":                       "a word of catalogue documents",
	"capability/guide/words_voice.go":                    "reads what departments write",
	"capability/catalogue/item_text.go":                  "reads what departments write",
	"capability/catalogue/lint/words.go":                 "words of catalogue documents",
	"capability/form/element.go":                         "words of catalogue documents",
	"capability/form/fields_hint.go":                     "words of catalogue documents",
	"capability/form/parse_field.go":                     "words of catalogue documents",
	"capability/form/sample.go":                          "plays somebody who fills in a form",
	"capability/form/sample_text.go":                     "plays somebody who fills in a form",
	"capability/form/formtest/breaks.go":                 "plays somebody who fills in a form",
	"capability/form/formtest/breaks_value.go":           "plays somebody who fills in a form",
	"capability/form/formtest/breaks_rule.go":            "plays somebody who fills in a form",
	"capability/form/paste.go":                           "reads what people paste",
	"capability/form/text.go":                            "reads what people type",
	"capability/licence/render.go":                       "licences are Chinese",
	"capability/licence/rules.go":                        "licences are Chinese",
	"capability/precheck/words.go":                       "words of papers",
	"capability/precheck/prechecktest/draw.go":           "draws papers",
	"capability/precheck/rules_card.go":                  "reads papers",
	"capability/place/divisions.go":                      "words of official lists",
	"capability/office/rules.go":                         "marks that people type",
	"capability/window/rules_card.go":                    "reads what readers of ID cards type",
	"capability/window/pages_take.go":                    "a mark of official papers",
	"kernel/mask/mask.go":                                "surnames and parts of addresses",
	"kernel/message/format.go":                           "dates and lists in Chinese",
	"ui/bars.templ":                                      "languages are named in themselves",
	"ui/prefs.templ":                                     "languages are named in themselves",
	"ui/delivered.templ":                                 "a record in the component guide",
	"ui/file.templ":                                      "names of files in the component guide",
	"ui/summarylist.templ":                               "names of people in the component guide",
	"ui/table.templ":                                     "names of people in the component guide",

	"capability/casework/caseworktest/world.go": "plays the people of a city",
}

// foreign are the Latin words that Chinese texts use as they are.
var foreign = regexp.MustCompile(`https?://\S+|\bPT?\d+[A-Z]+\b|--\w+|YX-\S+|\b(PDF|JPE?G|PNG|HEIC|HTML|GIF|ZIP|SVG|XFA|SHA|Word|Excel|iPhone|MB|KB|GB|OpenAPI|XML|BPMN|DMN|FEEL|UTF|JSON|CSV|English|https?|items|key)\b`)

// catalogueOfTexts loads the texts of every room.
func catalogueOfTexts(t *testing.T) *message.Catalogue {
	t.Helper()
	var folders []fs.FS
	walk(t, func(name string) {
		if path.Base(name) == "messages.zh.toml" {
			folders = append(folders, os.DirFS(filepath.Join("..", path.Dir(name))))
		}
	})
	texts, err := message.Load(folders...)
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

var placeholder = regexp.MustCompile(`\{\d+\}`)

func TestEveryTextIsInBothLanguages(t *testing.T) {
	texts := catalogueOfTexts(t)
	zh, en := texts.Keys(message.Chinese), texts.Keys(message.English)
	for key, text := range zh {
		other, known := en[key]
		if !known {
			t.Errorf("%s is missing in English", key)
			continue
		}
		if a, b := blanks(text), blanks(other); !slices.Equal(a, b) {
			t.Errorf("%s has the placeholders %v in Chinese and %v in English", key, a, b)
		}
	}
	for key := range en {
		if _, known := zh[key]; !known {
			t.Errorf("%s is missing in Chinese", key)
		}
	}
}

func blanks(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

var latin = regexp.MustCompile(`[A-Za-z]{2,}`)

func TestChineseTextsAreChinese(t *testing.T) {
	for key, text := range catalogueOfTexts(t).Keys(message.Chinese) {
		if words := latin.FindAllString(foreign.ReplaceAllString(text, ""), -1); len(words) > 0 {
			t.Errorf("%s speaks English: %q in %q", key, words, text)
		}
	}
}

// uses are the keys that the code names.
type uses struct {
	keys     map[string]token.Position // named in full
	prefixes map[string]bool           // put together with what follows
	loose    map[string]bool           // strings that look like the beginning of a key
	literals map[string]bool           // every string, for keys that are data
}

func TestEveryKeyInUseHasATextAndEveryTextIsUsed(t *testing.T) {
	known := catalogueOfTexts(t).Keys(message.Chinese)
	used := usesOf(t)
	for key, at := range used.keys {
		if _, ok := known[key]; !ok {
			t.Errorf("%s: there is no text %s", at, key)
		}
	}
	for prefix := range used.prefixes {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(known)), func(k string) bool { return strings.HasPrefix(k, prefix) }) {
			t.Errorf("there is no text %s…", prefix)
		}
	}
	for _, prefix := range computed {
		used.prefixes[prefix] = true
	}
	for key := range known {
		if !used.has(key) {
			t.Errorf("nobody uses the text %s", key)
		}
	}
}

func (u uses) has(key string) bool {
	if _, named := u.keys[key]; named || u.literals[key] {
		return true
	}
	for _, prefixes := range []map[string]bool{u.prefixes, u.loose} {
		for prefix := range prefixes {
			if strings.HasPrefix(key, prefix) {
				return true
			}
		}
	}
	return false
}

func usesOf(t *testing.T) uses {
	u := uses{map[string]token.Position{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		roots := rooted[path.Dir(s.path)]
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				u.call(s, n, roots)
			case *ast.KeyValueExpr:
				if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Key" {
					u.keep(s, n.Value, "", strings.Contains(literal(n.Value), "."))
				}
			case *ast.BasicLit:
				text := literal(n)
				u.literals[text] = true
				if prefixShape.MatchString(text) {
					u.loose[text] = true
				}
				for _, root := range roots {
					u.literals[root+text] = true
				}
			}
			return true
		})
	}
	return u
}

// call keeps the key that a call names.
func (u uses) call(s source, call *ast.CallExpr, roots map[string]string) {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		if root, ok := roots[fun.Name]; ok {
			for _, arg := range call.Args {
				u.keep(s, arg, root, fun.Name != "notify")
			}
		}
	case *ast.SelectorExpr:
		if root, ok := roots["."+fun.Sel.Name]; ok {
			for _, arg := range call.Args {
				u.keep(s, arg, root, true)
			}
		}
		pkg, _ := fun.X.(*ast.Ident)
		switch name := fun.Sel.Name; {
		case pkg == nil:
		case pkg.Name == "message" && (name == "T" || name == "Official"), pkg.Name == "fault" && name == "New":
			u.keep(s, call.Args[1], "", true)
		}
	}
}

// keep notes the key that e is or begins with. Only the first literal of a call is a
// key; the others are what fills it.
func (u uses) keep(s source, e ast.Expr, root string, named bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text := literal(e); named && keyShape.MatchString(root+text) {
			u.keys[root+text] = s.set.Position(e.Pos())
		}
	case *ast.BinaryExpr:
		if left := leftmost(e); left != "" && strings.Count(root+left, ".") > 1 {
			u.prefixes[root+left] = true
		}
	}
}

var (
	keyShape    = regexp.MustCompile(`^[a-z]+(\.[a-z0-9-]+)+$`)
	prefixShape = regexp.MustCompile(`^[a-z]+\.[a-z0-9.-]+[.-]$`)
)

func leftmost(e ast.Expr) string {
	for {
		b, ok := e.(*ast.BinaryExpr)
		if !ok {
			return literal(e)
		}
		e = b.X
	}
}

// literal returns the text of a string in the code, "" for anything else.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	text, _ := strconv.Unquote(lit.Value) // the parser has checked it
	return text
}

// TestChineseStandsInTheCatalogues keeps texts out of the code and the templates,
// whose texts are strings of the code templ writes.
func TestChineseStandsInTheCatalogues(t *testing.T) {
	needed := map[string]bool{}
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		name := strings.Replace(s.path, "_templ.go", ".templ", 1)
		tags := map[*ast.BasicLit]bool{} // examples in the API's document
		ast.Inspect(s.file, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				tags[field.Tag] = true
			}
			lit, ok := n.(*ast.BasicLit)
			if !ok || tags[lit] || !strings.ContainsFunc(literal(lit), isChinese) {
				return true
			}
			needed[name] = true
			if chinese[name] == "" {
				t.Errorf("%s: %s belongs into a catalogue of messages", s.set.Position(lit.Pos()), lit.Value)
			}
			return true
		})
	}
	for name := range chinese {
		if !needed[name] {
			t.Errorf("%s holds no Chinese: take it off the list", name)
		}
	}
}

func isChinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff5e
}
