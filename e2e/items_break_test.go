package e2e

import (
	"context"

	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tongban/capability/form/formtest"
	"tongban/e2e/world"
	"tongban/kernel/clock"
	"tongban/kernel/fault"
	"tongban/kernel/message"
	"tongban/kernel/web"
)

// TestEveryBrokenRuleIsSaidWhereItIsBroken breaks every single rule of every demo form on
// its page. The page comes back and says, in the words of the rule, exactly what is
// wrong; each line leads to the place itself; everything else stays as it was typed.
func TestEveryBrokenRuleIsSaidWhereItIsBroken(t *testing.T) {
	t.Parallel()
	items, ctx := demoItems(t), inChinese(t)
	w := world.New(t, world.Config{})
	for _, who := range appliedFor {
		t.Run(who.item, func(t *testing.T) {
			began := clock.Real.Now()
			d := begins(w.In(t), who.persona, who.firm, items[who.item])
			d.fillsIn()
			b := breaking{demoDraft: d, ctx: ctx, now: d.answers, in: formtest.Under(d.today, d.reads().Answers), fixed: d.fixed(d.answers)}
			form, err := formtest.Demo(d.item.Form)
			if err != nil {
				t.Fatal(err)
			}
			b.form = form
			for _, one := range formtest.Breaks(form, d.answers, b.in) {
				b.breaks(one)
			}
			t.Logf("%s: %d rules broken, %d cannot be on a page, %s", d.item.Name, b.broken, b.left, clock.Real.Now().Sub(began).Round(time.Millisecond))
			if b.broken < b.left || b.broken < 10 {
				t.Errorf("only %d rules could be broken, %d not", b.broken, b.left)
			}
		})
	}
}

// inChinese is a reader of Chinese with the texts of everything that finds faults.
func inChinese(t *testing.T) context.Context {
	t.Helper()
	folders, err := filepath.Glob("../*/*/messages.zh.toml")
	if err != nil {
		t.Fatal(err)
	}
	texts := message.New()
	for _, file := range folders {
		if err := texts.Add(os.DirFS(filepath.Dir(file))); err != nil {
			t.Fatal(err)
		}
	}
	return message.With(t.Context(), texts, message.Chinese)
}

// breaking is a draft whose rules are broken one after the other.
type breaking struct {
	*demoDraft
	ctx    context.Context
	form   formtest.Definition
	in     formtest.Situation
	now    formtest.Values // what the draft holds
	fixed  formtest.Values // what its pages do not ask
	broken int
	left   int
}

// offPage are faults that no page can bring about: it sends lists, rows and
// periods as such, and leaves blank rows out.
var offPage = []string{"form.type.table", "form.type.enumList", "form.type.codeList", "form.type.dateRange", "form.table.blank"}

// breaks answers so that one rule is broken, and looks at the page of the field at fault.
func (b *breaking) breaks(one formtest.Break) {
	b.Helper()
	b.in.Today = b.world.Now() // some rules go by the minute
	head := headOf(one.Name)
	changed := changes(b.answers, one.Values)
	if one.Values == nil || slices.Contains(offPage, one.Key) || slices.ContainsFunc(changed, func(key string) bool { _, stays := b.fixed[key]; return stays }) {
		b.left++
		return
	}
	for _, topic := range b.form.Topics() {
		if topic.Key != b.topicOf(head) && len(b.differing(topic.Key, one.Values)) > 0 {
			b.posts(topic.Key, one.Values, true)
		}
	}
	page, posted := b.posts(b.topicOf(head), one.Values, false)
	b.now = one.Values
	b.broken++
	b.says(page, one, changed)
	b.keeps(page, posted, one, changed)
}

// changes are the fields in which answers differ.
func changes(a, b formtest.Values) (keys []string) {
	for key := range b {
		if !reflect.DeepEqual(a[key], b[key]) {
			keys = append(keys, key)
		}
	}
	for key := range a {
		if _, there := b[key]; !there {
			keys = append(keys, key)
		}
	}
	return keys
}

// topicOf is the page on which a field is asked.
func (b *breaking) topicOf(key string) string {
	for _, topic := range b.form.Topics() {
		for _, f := range topic.Fields {
			if f.Key == key {
				return topic.Key
			}
		}
	}
	return ""
}

// differing are the fields of a page that hold something else than wanted.
func (b *breaking) differing(topic string, wanted formtest.Values) []string {
	return slices.DeleteFunc(changes(b.now, wanted), func(key string) bool { return b.topicOf(key) != topic })
}

// posts sends a page with answers as they are, whether its controls would allow them or
// not: not everything that arrives was sent by a browser.
func (b *breaking) posts(topic string, answers formtest.Values, later bool) (*world.Screen, url.Values) {
	b.Helper()
	sheet := b.by.Opens(b.page(topic)).Form(b.page(topic))
	if later {
		filled := b.overlaid(sheet, topic, answers)
		return sheet.Presses(filled, "later", "1"), filled
	}
	for {
		filled := b.overlaid(sheet, topic, answers)
		page := sheet.Posts(filled)
		if page.Status != http.StatusUnprocessableEntity || slices.Equal(sheet.Names(), page.Form(b.page(topic)).Names()) {
			return page, filled
		}
		sheet = page.Form(b.page(topic)) // it asks something else now
	}
}

// overlaid is what a page sends with these answers.
func (b *breaking) overlaid(sheet world.Sheet, topic string, answers formtest.Values) url.Values {
	own := formtest.Values{}
	for key, answer := range answers {
		if b.topicOf(key) == topic {
			own[key] = answer
		}
	}
	filled := sheet.Holds()
	for name := range filled {
		if b.topicOf(headOf(name)) == topic {
			delete(filled, name)
		}
	}
	for _, name := range sheet.Names() {
		if table, of := strings.CutSuffix(name, ".rows"); of && b.topicOf(table) == topic {
			filled.Set(name, "0")
		}
	}
	maps.Copy(filled, formtest.Inputs(onPage(sheet, own)))
	return filled
}

func (b *breaking) page(topic string) string { return b.at + "/" + topic }

// says checks the summary: what the definition finds on this page and nothing else, in
// its words, each leading to an element that is there.
func (b *breaking) says(page *world.Screen, one formtest.Break, changed []string) {
	b.Helper()
	topic := b.topicOf(headOf(one.Name))
	wanted := map[string]string{}
	var own []fault.Field
	for _, f := range b.form.Check(one.Values, b.in) {
		if b.topicOf(headOf(f.Name)) == topic {
			own = append(own, f)
		}
	}
	for _, f := range web.ProblemOf(b.ctx, fault.InvalidFields(own)).Fields {
		wanted["f-"+f.Name] += f.Message
	}
	said := page.Summary()
	for place, words := range said {
		if slices.Contains(changed, headOf(strings.TrimPrefix(place, "f-"))) && strings.Contains(words, "请改回") && wanted[place] == "" {
			delete(said, place) // it contradicts a licence as well
		}
	}
	if page.Status != http.StatusUnprocessableEntity || wanted["f-"+one.Name] == "" || !sameWords(said, wanted) {
		b.Errorf("%s: %d says %q, want %q", one.What, page.Status, said, wanted)
		return
	}
	if one.Says != "" && !strings.Contains(said["f-"+one.Name], one.Says) {
		b.Errorf("%s: says %q, the words of the rule are %q", one.What, said["f-"+one.Name], one.Says)
	}
	ids := page.IDs()
	for place := range said {
		if !slices.Contains(ids, place) {
			b.Errorf("%s: the summary leads to #%s, which is nowhere", one.What, place)
		}
	}
}

// headOf is the field a path begins with.
func headOf(name string) string { head, _, _ := strings.Cut(name, "."); return head }

func sameWords(a, b map[string]string) bool {
	return maps.EqualFunc(a, b, func(a, b string) bool {
		return strings.Join(strings.Fields(a), " ") == strings.Join(strings.Fields(b), " ")
	})
}

// keeps checks that everything typed beside what was broken stands there still.
func (b *breaking) keeps(page *world.Screen, posted url.Values, one formtest.Break, changed []string) {
	b.Helper()
	if page.Status != http.StatusUnprocessableEntity {
		return
	}
	held := page.Form(page.Path).Holds()
	for name, values := range posted {
		head := headOf(name)
		f, known := b.form.Field(head)
		if !known || slices.Contains(changed, head) || !b.form.Shown(f, one.Values, b.in.Answers) {
			continue
		}
		if !slices.Equal(asTyped(held[name]), asTyped(values)) {
			b.Errorf("%s: %s was %q and is %q", one.What, name, values, held[name])
		}
	}
	// What was broken stands there as well, where a control can hold it.
	for n := range page.Main().Descendants() {
		name := world.Attribute(n, "name")
		if !slices.Contains(changed, headOf(name)) || !isBox(n) || len(posted[name]) != 1 || strings.ContainsAny(posted[name][0], "\x00\n") || unseen(posted[name][0]) {
			continue
		}
		if !slices.Equal(asTyped(held[name]), asTyped(posted[name])) {
			b.Errorf("%s: %s was typed %q and is shown %q", one.What, name, posted[name], held[name])
		}
	}
}

var moment = regexp.MustCompile(`^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)$`)

// asTyped writes moments as people do on a page.
func asTyped(values []string) (typed []string) {
	for _, value := range values {
		typed = append(typed, moment.ReplaceAllString(value, "$1 $2"))
	}
	return typed
}

// unseen reports whether a text has nothing to see.
func unseen(text string) bool { return strings.Trim(text, " \u3000\u200b") == "" }

// isBox reports whether anything can be typed into a control.
func isBox(n *html.Node) bool {
	kind := world.Attribute(n, "type")
	return n.Type == html.ElementNode && (n.Data == "textarea" || n.Data == "input" && !slices.Contains([]string{"radio", "checkbox", "hidden", "file"}, kind))
}
