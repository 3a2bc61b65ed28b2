package search

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// mostReadings is how many readings of a character count, the most frequent first.
const mostReadings = 4

// mostSyllables bounds the syllables an index tells apart; Chinese has about 410
// without tones.
const mostSyllables = 512

// syllable stands for a syllable without its tone, such as "shi".
type syllable uint16

// syllables is a set of them.
type syllables [mostSyllables / 64]uint64

func (s *syllables) add(y syllable)      { s[y/64] |= 1 << (y % 64) }
func (s *syllables) has(y syllable) bool { return s[y/64]>>(y%64)&1 != 0 }
func (s *syllables) empty() bool         { return *s == syllables{} }

// each visits the members of s.
func (s *syllables) each(visit func(syllable)) {
	for i, word := range s {
		for ; word != 0; word &= word - 1 {
			visit(syllable(i*64 + bits.TrailingZeros64(word)))
		}
	}
}

// polyphones are characters with the readings they have today beside the first one of
// the dictionary. The others it lists are of long ago: with them 研 would sound like 行.
const polyphones = "行 hang 会 kuai 长 chang zhang 重 chong 调 diao 乐 yue 参 shen cen 藏 zang 车 ju 传 zhuan 单 shan chan " +
	"查 zha 省 xing 的 di 给 ji 校 jiao 系 ji 解 xie 率 shuai lv 落 la lao 绿 lu 露 lou 血 xie 着 zhao zhuo 说 shui 朝 zhao " +
	"弹 tan 屏 bing 曾 zeng 没 mo 佛 fo 埔 pu 阿 e 卡 qia 差 chai ci 色 shai 畜 xu 宿 xiu 择 zhai 角 jue 卷 juan 薄 bo bao " +
	"剥 bo bao 便 pian 泊 po bo 伯 bai 大 dai 都 du 得 dei 恶 wu 核 hu 还 huan 奇 ji 济 ji 贾 gu jia 见 xian 降 xiang 觉 jiao jue " +
	"劲 jin jing 咖 ga ka 壳 qiao ke 勒 lei le 陆 liu 络 lao luo 埋 man 脉 mo 模 mu mo 粘 zhan nian 弄 long 疟 yao nve 朴 piao pu " +
	"瀑 bao pu 曝 bao pu 期 ji 稽 qi ji 铅 yan 亲 qing 塞 se sai 厦 xia sha 折 she 什 shi shen 食 si 熟 shou 术 zhu 似 shi si " +
	"伺 ci si 提 di 拓 ta tuo 万 mo 尾 yi 吓 he xia 纤 qian xian 巷 hang 削 xue xiao 叶 xie 钥 yue 员 yun 扎 za zha 轧 ya zha " +
	"著 zhuo 爪 zhao zhua 仔 zai zi 乘 sheng 盛 cheng sheng 澄 deng 匙 shi 刹 sha cha 颤 zhan chan 称 chen 盖 ge 蛤 ge ha " +
	"否 pi 芥 gai jie 番 pan 繁 po 区 ou 仇 qiu 尉 yu 和 huo 数 shuo 予 yu 大 dai 石 dan 合 ge 缩 su 殖 shi 寻 xin 肖 xiao " +
	"壹 yi 贰 er 圳 zhen 莞 guan wan 涌 chong 垌 dong 栅 shan zha 蕃 fan bo 隽 jun juan 暴 pu 堡 pu bu 蚌 beng 秘 bi 六 lu 歙 she xi"

// modern is polyphones by character.
var modern = sync.OnceValue(func() map[rune][]string {
	list := map[rune][]string{}
	var last rune
	for _, word := range strings.Fields(polyphones) {
		if r, _ := utf8.DecodeRuneInString(word); isHan(r) {
			last = r
		} else {
			list[last] = append(list[last], word)
		}
	}
	return list
})

// readings returns the syllables a Han character is read as today, the most frequent
// first; none for one too rare for the dictionary.
func readings(r rune) []string {
	list := pinyin.SinglePinyin(r, pinyin.NewArgs())
	for _, letters := range modern()[r] {
		if len(list) < mostReadings && !slices.Contains(list, letters) {
			list = append(list, letters)
		}
	}
	return list
}

// Initials are what a word may begin with: a letter or a digit. A set of them is a
// bit mask; whatever sounds like nothing has the last one.
const (
	letterInitials = 26
	mute           = letterInitials + 10
	initials       = mute + 1
)

func initialOf(r rune) int {
	switch {
	case r >= 'a' && r <= 'z':
		return int(r - 'a')
	case r >= '0' && r <= '9':
		return letterInitials + int(r-'0')
	}
	return mute
}

// sounds knows how the symbols of an index sound.
type sounds struct {
	spelled  []string            // by syllable
	byLetter map[string]syllable // the other way round
	read     [][]syllable        // by symbol
	begins   []uint64            // by symbol: its initials
	alike    [][]symbol          // by syllable: the symbols read so
}

// listen learns the readings of the symbols of an alphabet.
func listen(chars []rune) sounds {
	s := sounds{byLetter: map[string]syllable{}, read: make([][]syllable, len(chars)), begins: make([]uint64, len(chars))}
	for i, r := range chars {
		if isHan(r) {
			s.learn(symbol(i), readings(r))
		}
		if s.begins[i] == 0 {
			s.begins[i] = 1 << initialOf(r)
		}
	}
	return s
}

func (s *sounds) learn(c symbol, spelled []string) {
	for _, letters := range spelled {
		y, known := s.byLetter[letters]
		if !known {
			if len(s.spelled) == mostSyllables {
				continue
			}
			y = syllable(len(s.spelled))
			s.byLetter[letters] = y
			s.spelled, s.alike = append(s.spelled, letters), append(s.alike, nil)
		}
		s.read[c] = append(s.read[c], y)
		s.begins[c] |= 1 << initialOf(rune(letters[0]))
		s.alike[y] = append(s.alike[y], c)
	}
}

// beginning returns the syllables that begin with letters.
func (s *sounds) beginning(letters string) (set syllables) {
	for y, spelled := range s.spelled {
		if strings.HasPrefix(spelled, letters) {
			set.add(syllable(y))
		}
	}
	return set
}

// initialsOf returns the initials of a set of syllables.
func (s *sounds) initialsOf(set syllables) (mask uint64) {
	set.each(func(y syllable) { mask |= 1 << initialOf(rune(s.spelled[y][0])) })
	return mask
}

// sameSound reports whether symbol c may be read as one of set.
func (s *sounds) sameSound(set *syllables, c symbol) bool {
	for _, y := range s.read[c] {
		if set.has(y) {
			return true
		}
	}
	return false
}
