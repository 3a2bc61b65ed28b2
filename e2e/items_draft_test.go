package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"tongban/capability/document/documenttest"
	"tongban/capability/form/formtest"
	"tongban/e2e/world"
)

// demoDraft is a draft that is filled in on pages.
type demoDraft struct {
	*testing.T
	world   *world.World
	by      *world.Browser
	item    demoItem
	at      string // /apply/ID
	today   time.Time
	answers formtest.Values
	fetches bool // results of several parts are to be fetched from the counter
	fetched bool // results of several parts were fetched from the counter
}

// begins takes on a persona, answers the guide until it leads to a draft, and opens it. What is
// chosen is answered so.
func begins(w *world.World, persona, firm string, item demoItem, chosen ...url.Values) *demoDraft {
	w.Helper()
	b := w.Browses(persona)
	if firm != "" {
		acts(w, b, firm)
	}
	d := &demoDraft{T: w.T, world: w, by: b, item: item, today: w.Now()}
	page := b.Opens("/apply/new?item=" + item.ID)
	b.Clicks = 1
	d.legible(page)
	sheet := page.Form("/apply")
	var said []string
	for _, answers := range guideAnswers(sheet) {
		filled := sheet.Holds()
		maps.Copy(filled, answers)
		for _, one := range chosen {
			maps.Copy(filled, one)
		}
		filled.Set("consent", "1") // as the button does
		next := sheet.Posts(filled)
		if strings.HasPrefix(next.Path, "/apply/0") && next.Status == http.StatusOK {
			d.at = next.Path
			d.legible(next)
			return d
		}
		said = append(said, fmt.Sprintf("%v: %d %.200s", answers, next.Status, next.Read()))
	}
	w.Fatalf("no answers to the guide lead to an application:\n%s", strings.Join(said, "\n"))
	return nil
}

// acts chooses to act for a firm.
func acts(w *world.World, b *world.Browser, firm string) {
	w.Helper()
	sheet := b.Opens("/me/acting").Form("/me/acting")
	for _, n := range sheet.Controls() {
		if world.Attribute(n, "type") == "radio" && strings.Contains(parentWords(n), firm) {
			filled := sheet.Holds()
			filled.Set("mandate", world.Attribute(n, "value"))
			sheet.Posts(filled)
			return
		}
	}
	w.Fatalf("nobody may act for %s", firm)
}

func parentWords(n *html.Node) string {
	var b strings.Builder
	for child := range n.Parent.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

// guideAnswers are the ways to answer a guide, those first in which as little as
// possible is special.
func guideAnswers(sheet world.Sheet) []url.Values {
	ways := []url.Values{{}}
	for _, name := range sheet.Names() {
		if name == "item" || name == "for" || strings.HasPrefix(name, "_") { // hidden
			continue
		}
		options := slices.Clone(sheet.Options(name))
		if len(options) == 0 {
			options = []string{"2", "320"}
		}
		if slices.Contains(options, "false") {
			options = []string{"false", "true"}
		}
		var more []url.Values
		for _, option := range options {
			for _, way := range ways {
				way = maps.Clone(way)
				way.Set(name, option)
				more = append(more, way)
			}
		}
		ways = more
	}
	return ways
}

// reads asks the API what the draft holds.
func (d *demoDraft) reads() (body struct {
	Answers map[string]any
	Values  map[string]any
	Missing []string
	Fields  []struct{ Name, Code, Message string }
	Ready   bool
},
) {
	d.Helper()
	page := d.by.Visits("/api/v1/applications/" + strings.TrimPrefix(d.at, "/apply/"))
	d.by.Clicks-- // nobody presses that
	if err := json.Unmarshal(page.Body, &body); err != nil {
		d.Fatalf("%v: %s", err, page.Body)
	}
	return body
}

// topics are the pages of the form, as the task list links to them.
func (d *demoDraft) topics() (all []string) {
	d.Helper()
	page := d.by.Opens(d.at)
	for _, link := range page.Links() {
		step, below := strings.CutPrefix(link, d.at+"/")
		if below && !slices.Contains([]string{"guide", "materials", "check", "discard"}, step) {
			all = append(all, step)
		}
	}
	return all
}

// plans thinks of answers: what the city has filled in stays where the form allows it,
// what cannot be changed stays in any case, the rest is generated from the definition.
func (d *demoDraft) plans() {
	d.Helper()
	form, err := formtest.Demo(d.item.Form)
	if err != nil {
		d.Fatal(err)
	}
	held := d.reads()
	known := form.Restore(held.Values)
	fixed := d.fixed(known)
	for key, answer := range knownByHeart[d.item.ID] {
		known[key] = answer
	}
	answers, wrong := form.SampleAround(0, known, fixed, formtest.Under(d.today, held.Answers))
	if len(wrong) > 0 {
		d.Errorf("no valid answers stand beside what the city has filled in %v: %+v", fixed, wrong)
	}
	d.answers = answers
}

// fixed is what of the answers the pages do not ask.
func (d *demoDraft) fixed(known formtest.Values) formtest.Values {
	d.Helper()
	fixed := maps.Clone(known)
	for _, topic := range d.topics() {
		for _, name := range d.by.Opens(d.at + "/" + topic).Form(d.at + "/" + topic).Names() {
			delete(fixed, headOf(name))
		}
	}
	return fixed
}

// fillsIn fills in topic after topic until none is left to do.
func (d *demoDraft) fillsIn() {
	d.Helper()
	clicks := d.by.Clicks
	d.plans()
	d.by.Clicks = clicks // a person looks once
	for _, topic := range d.topics() {
		page := d.by.Opens(d.at + "/" + topic)
		d.legible(page)
		after := d.fillsInPage(page, topic, d.answers)
		if after.Status != http.StatusOK {
			d.Errorf("%s: %d %v", topic, after.Status, after.Summary())
		}
		d.legible(after)
	}
	if held := d.reads(); len(held.Fields) > 0 {
		d.Fatalf("still wrong: %v", held.Fields)
	}
}

// fillsInPage fills in one page and goes on; a page that then asks more is filled in on.
func (d *demoDraft) fillsInPage(page *world.Screen, topic string, all formtest.Values) *world.Screen {
	d.Helper()
	at := d.at + "/" + topic
	for range 5 {
		asked := page.Form(at).Names()
		page = d.completes(page, at, all)
		filled, err := page.Form(at).Fill(onPage(page.Form(at), all))
		if err != nil {
			d.Errorf("%s: %v", topic, err)
		}
		after := page.Form(at).Posts(filled)
		if after.Status != http.StatusUnprocessableEntity || slices.Equal(asked, after.Form(at).Names()) {
			return after
		}
		page = after
	}
	return page
}

// onPage are the answers a page asks for.
func onPage(sheet world.Sheet, all formtest.Values) formtest.Values {
	heads := map[string]bool{}
	for _, name := range sheet.Names() {
		heads[headOf(name)] = true
	}
	asked := formtest.Values{}
	for key, answer := range all {
		if heads[key] {
			asked[key] = answer
		}
	}
	return asked
}

// completes presses what a page needs before it can be filled in: rows are added or
// taken away, codes of long lists are searched for.
func (d *demoDraft) completes(page *world.Screen, at string, all formtest.Values) *world.Screen {
	d.Helper()
	asked := onPage(page.Form(at), all)
	for _, key := range slices.Sorted(maps.Keys(asked)) {
		rows, table := asked[key].([]formtest.Values)
		for range 100 {
			sheet := page.Form(at)
			has := 0
			_, _ = fmt.Sscan(sheet.Holds().Get(key+".rows"), &has)
			if !table || has == len(rows) {
				break
			}
			if has < len(rows) {
				page = sheet.Presses(sheet.Holds(), "row-add", key)
			} else {
				page = sheet.Presses(sheet.Holds(), "row-remove", fmt.Sprintf("%s.%d", key, has-1))
			}
		}
	}
	wanted := formtest.Inputs(asked)
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		for _, code := range wanted[name] {
			sheet := page.Form(at)
			if !slices.Contains(sheet.Names(), name+".q") || slices.Contains(sheet.Holds()[name], code) {
				continue
			}
			filled := sheet.Holds()
			if !slices.Contains(sheet.Options(name), code) {
				filled.Set(name+".q", code)
				page = sheet.Presses(filled, "code-search", name)
				sheet = page.Form(at)
				filled = sheet.Holds()
			}
			if slices.Contains(sheet.Options(name), code) {
				filled.Add(name, code)
				page = sheet.Presses(filled, "code-search", name) // keeps what was ticked
			}
		}
	}
	return page
}

// uploads brings the papers that are missing.
func (d *demoDraft) uploads() {
	d.Helper()
	missing := d.reads().Missing
	if len(missing) == 0 {
		return
	}
	files := map[string]world.File{}
	for i, code := range missing {
		files[code] = world.File{Name: "照片.jpg", Content: documenttest.Photo(uint64(i + 1))}
		for _, m := range d.item.Materials {
			if m.Code == code && slices.Contains(m.Accept, "pdf") {
				files[code] = world.File{Name: "材料.pdf", Content: documenttest.PDF(2)}
			}
		}
	}
	page := d.by.Opens(d.at + "/materials")
	d.legible(page)
	after := page.Form(d.at + "/materials").Sends(files)
	d.legible(after)
	if held := d.reads(); after.Status != http.StatusOK || !held.Ready {
		d.Fatalf("after the papers: %d %v, missing %v, wrong %v", after.Status, after.Summary(), held.Missing, held.Fields)
	}
}

var codeInText = regexp.MustCompile(`\b\d{6}\b`)

// codes are the codes that were sent to a mobile, as the demo's outbox shows them.
func (d *demoDraft) codes(mobile string) (all []string) {
	d.Helper()
	for _, text := range d.by.Opens("/demo/outbox").Rows() {
		if text[0] == mobile {
			all = append(all, codeInText.FindAllString(text[1], 1)...)
		}
	}
	d.by.Clicks--
	return all
}

// handsIn looks everything over, agrees, signs with the name and a code, and hands in. It returns
// the page that this leads to.
func (d *demoDraft) handsIn() *world.Screen {
	d.Helper()
	page := d.by.Opens(d.at + "/check")
	d.legible(page)
	submit := d.at + "/submit"
	page, answers := d.proves(page, submit)
	for no := 1; ; no++ { // of a commitment
		name := fmt.Sprintf("clause.%d", no)
		boxes := page.Form(submit).Options(name)
		if len(boxes) == 0 {
			break
		}
		answers[name] = boxes[0]
	}
	filled, err := page.Form(submit).Fill(answers)
	if err != nil {
		d.Fatal(err)
	}
	done := page.Form(submit).Posts(filled)
	if done.Status != http.StatusOK {
		d.Fatalf("handing in: %d %s %v %.900s", done.Status, done.Path, done.Summary(), done.Read())
	}
	d.legible(done)
	return done
}

// proves agrees and has a code sent by a form, and returns the page then with a signature by name
// and code.
func (d *demoDraft) proves(page *world.Screen, action string) (*world.Screen, formtest.Values) {
	d.Helper()
	mobile := maskedMobile.FindString(page.Read())
	before := len(d.codes(mobile))
	page = page.Form(action).Presses(page.Form(action).Holds(), "send-code", "1")
	d.legible(page)
	var sent []string
	d.world.Eventually("a code is in the outbox", func() bool { sent = d.codes(mobile); return len(sent) > before })
	return page, formtest.Values{
		"consent": page.Form(action).Options("consent")[0], "signature.method": "typed", "signature.typed": d.signer(page), "signature.code": sent[0],
	}
}

// signs hands in and returns the number of the case.
func (d *demoDraft) signs() string {
	d.Helper()
	done := d.handsIn()
	if !strings.HasSuffix(done.Path, "/done") {
		d.Fatalf("handing in leads to %s: %.900s", done.Path, done.Read())
	}
	for _, link := range done.Links() {
		if no, ok := strings.CutPrefix(link, "/cases/"); ok && !strings.Contains(no, "/") {
			d.legible(d.by.Opens(link))
			return no
		}
	}
	d.Fatalf("the receipt leads to no case: %.600s", done.Read())
	return ""
}

var maskedMobile = regexp.MustCompile(`\b\d{3}\*{4}\d{4}\b`)

var signerHint = regexp.MustCompile(`请输入“([^”]+)”`)

// signer is the name the page asks for.
func (d *demoDraft) signer(page *world.Screen) string {
	d.Helper()
	found := signerHint.FindStringSubmatch(page.Read())
	if found == nil {
		d.Fatalf("the page names no signer: %s", page.Read())
	}
	return found[1]
}

// unfit is what no page in Chinese shows: our ids, keys, names of states, formatting
// gone wrong.
var unfit = regexp.MustCompile(`\b0[0-9a-hjkmnp-tv-z]{12}\b|⟦|⟧|%!|map\[|\b(SUBMITTED|PRE_REVIEW|ACCEPTED|REVIEWING|true|false|nil|null)\b`)

var fileName = regexp.MustCompile(`\.(pdf|jpg)\b`)

// link is an address to pass on, such as that of a rating.
var link = regexp.MustCompile(`https?://\S+`)

// digest is the SHA-256 of a text that was signed.
var digest = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

var english = regexp.MustCompile(`[A-Za-z]?[a-z]{3,}`)

// legible checks that a page shows nothing that is not for people.
func (d *demoDraft) legible(page *world.Screen) {
	d.Helper()
	text := page.Read()
	if bad := unfit.FindString(text); bad != "" {
		d.Errorf("%s shows %q in %.900s", page.Path, bad, text)
	}
	for _, word := range english.FindAllString(fileName.ReplaceAllString(digest.ReplaceAllString(link.ReplaceAllString(text, ""), ""), ""), -1) {
		if !strings.Contains(fmt.Sprint(d.answers), word) {
			d.Errorf("%s shows %q", page.Path, word)
		}
	}
}
