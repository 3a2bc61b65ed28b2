package rating

import (
	"strings"
	"testing"
)

func TestTheLifeOfAFollowUpIsSound(t *testing.T) {
	if err := Lifecycle.Check(); err != nil {
		t.Error(err)
	}
	for from := range map[Status]bool{Excluded: true, Upheld: true} {
		if !Lifecycle.Ended(from) {
			t.Errorf("%s is no end", from)
		}
	}
}

func TestReasonsFitTheGrade(t *testing.T) {
	for _, g := range Grades {
		fit := TagsFor(g)
		if len(fit) == 0 {
			t.Errorf("no reasons for %d", g)
		}
		for _, one := range fit {
			for _, other := range Grades {
				fits := len(wrongReasons(other, []Tag{one}, "")) == 0
				if fits != (g.IsBad() == other.IsBad()) {
					t.Errorf("%s for %d: %v", one, other, fits)
				}
			}
			if one.Of() == "" {
				t.Errorf("%s is about nothing", one)
			}
		}
	}
	if len(TagsFor(Unrated)) != 0 {
		t.Error("reasons of no grade")
	}
}

func TestWhatTellsWhoItIsIsTakenOut(t *testing.T) {
	for text, want := range map[string]string{
		"我是林晓华，电话13900990001":       "我是***，电话***",
		"身份证 99010319900615011X 请查": "身份证 *** 请查",
		"１３９００９９０００１打给我":            "***打给我",
		"139 0099 0001":                  "***",
		"写信到 lin@example.cn 谢谢":          "写信到 *** 谢谢",
		"车牌云A12345停在门口":                  "车牌***停在门口",
		"等了3天，去了2次":                      "等了3天，去了2次",
		"办件 YX-260210-7K3M9Q 2026年2月10日": "办件 YX-260210-7K3M9Q 2026年2月10日",
	} {
		if got := redact(text, []string{"林晓华"}); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestSensitiveWordsAreFoundBrokenUp(t *testing.T) {
	for text, want := range map[string]string{"办得很快": "", "真是废，物": "废物", "加 微 信 办证": "加微信", "HTTP://spam": "http"} {
		if got := strings.Join(flagged(text), " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAModeratorTakesAwayOnly(t *testing.T) {
	const text = "张科长让我跑了三次，态度不好"
	for shorter, want := range map[string]bool{
		text: true, "**让我跑了三次，态度不好": true, "跑了三次": true, "跑了三次，态度很好": false, "不好态度": false, "": true,
	} {
		if got := isBlanked(text, shorter); got != want {
			t.Errorf("%q: %v", shorter, got)
		}
	}
}

func TestTheChannelIsWhereTheLinkWasOpened(t *testing.T) {
	for _, c := range []struct {
		from   string
		mobile bool
		want   Channel
	}{{"", false, PC}, {"", true, Mobile}, {"sms", true, SMS}, {"qr", true, QR}, {"tablet", false, Tablet}, {"terminal", false, Terminal}, {"phone", false, Phone}, {"pigeon", false, PC}} {
		if got := ChannelOf(c.from, c.mobile); got != c.want {
			t.Errorf("%q on a telephone %v: %s, want %s", c.from, c.mobile, got, c.want)
		}
	}
	if !isMobile("?1", "") || isMobile("?0", "Mobile") || !isMobile("", "Mozilla (iPhone) Mobile/15E148") || isMobile("", "Mozilla (X11)") {
		t.Error("a telephone is not known from a computer")
	}
}
