package browser

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// The README's tour is written so that it can be followed word for word: 「…」 is pressed,
// or filled in after its colon; 『…』 is then read; a name in brackets is who one becomes; a
// link of the city is opened; a picture is what stands on the screen then; an indented
// line is typed.
var (
	gesture = regexp.MustCompile("「([^」]+)」|『([^』]+)』|[(（]`([a-z-]+)`[)）]|\\]\\(http://localhost:8080([^)]*)\\)|src=\"docs/images/([a-z-]+-(?:390|1440))\\.png\"|(?m:^    +(\\./bin/tongban .*)$)")
	kinds   = []string{"press", "read", "be", "open", "picture", "type"}
)

// step is one gesture of the tour.
type step struct{ kind, text string }

// tour reads the steps of a README: what follows its heading's first numbered line.
func tour(t *testing.T, name, heading string) (steps []step) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	_, part, ok := strings.Cut(string(text), "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("%s has no part %q", name, heading)
	}
	part, _, _ = strings.Cut(part, "\n## ")
	part = part[max(0, strings.Index(part, "\n1. ")):]
	for _, m := range gesture.FindAllStringSubmatch(part, -1) {
		i := slices.IndexFunc(m[1:], func(s string) bool { return s != "" })
		if i >= 0 {
			steps = append(steps, step{kinds[i], m[i+1]})
		}
	}
	return steps
}

// imagesVariable names the folder for the pictures of the README. Unset means that only
// those that are there are looked at.
const imagesVariable = "TONGBAN_IMAGES"

// most a picture of the README may weigh.
const mostImage = 150 << 10

// TestTheTourOfTheReadmeHolds does what the README says a newcomer should do, on a wide
// screen, and has both READMEs say the same.
func TestTheTourOfTheReadmeHolds(t *testing.T) {
	steps := tour(t, "README.md", "Ten minutes")
	if other := tour(t, "README.zh-CN.md", "十分钟"); !slices.Equal(steps, other) {
		t.Fatalf("README.md says\n%v\nREADME.zh-CN.md says\n%v", steps, other)
	}
	if len(steps) < 40 {
		t.Fatalf("the tour has %d steps only: %v", len(steps), steps)
	}
	t.Parallel()
	c := &city{world.New(t, world.Config{Past: 7}), uitest.Start(t)} // other people's cases are on the desks
	g := &guest{city: c, hand: c.as(t, "", "/", uitest.Width(uitest.Desktop))}
	for i, s := range steps {
		t.Logf("%d %s %s", i+1, s.kind, s.text)
		g.does(t, s)
	}
	g.Clean()
}

// guest follows the tour.
type guest struct {
	*hand
	city *city
	no   string // of the case handed in
}

func (g *guest) does(t *testing.T, s step) {
	t.Helper()
	switch s.kind {
	case "press":
		g.press(s.text)
	case "read":
		g.Sees(s.text)
		if no := shortNo.FindString(g.Text()); s.text == "提交成功" {
			g.no = no
		}
	case "be":
		g.SetCookie(session, g.city.As(s.text).Token)
	case "open":
		g.To(s.text)
	case "picture":
		g.picture(t, s.text)
	case "type":
		words := strings.Fields(s.text)[1:]
		words[len(words)-1] = filepath.Join(t.TempDir(), filepath.Base(words[len(words)-1]))
		if out, code := g.city.Run(append(words, "--data", g.city.Data)...); code != 0 {
			t.Fatalf("%s: %d %s", s.text, code, out)
		}
	}
}

// press presses a button, answers a question, fills a field in, gives a file or signs.
func (g *guest) press(text string) {
	label, value, fills := strings.Cut(text, "：")
	switch {
	case text == "认领":
		g.Click("认领 " + g.no)
	case text == "手写签名":
		g.Click(agree)
		g.Draw("林晓华")
	case !fills:
		g.Click(text)
	case value == "是" || value == "否":
		g.Answer(label, value)
	case strings.HasSuffix(value, ".jpg"):
		g.Choose(label, filepath.Join("../..", value))
	default:
		g.Fill(label, value)
	}
}

// picture takes the picture "name-width", or sees to it that there is a small one.
func (g *guest) picture(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv(imagesVariable)
	if dir != "" {
		width, _ := strconv.Atoi(name[strings.LastIndex(name, "-")+1:]) // the pattern has digits there
		g.Resize(width)
		g.Picture(filepath.Join(dir, name+".png"))
		g.Resize(uitest.Desktop)
	}
	file, err := os.Stat(filepath.Join("../..", "docs/images", name+".png"))
	switch {
	case err != nil:
		t.Errorf("%v: make screenshots", err)
	case file.Size() > mostImage:
		t.Errorf("%s.png has %d KB, at most %d", name, file.Size()>>10, mostImage>>10)
	}
}
