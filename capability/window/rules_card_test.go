package window

import "testing"

func TestAReaderAndAClerkSayTheSame(t *testing.T) {
	const number = "11010519491231002X"
	for typed, want := range map[string]Card{
		number:                  {"", number},
		"11010519491231002x":    {"", number},
		"张三 11010519491231002X": {"张三", number},
		"11010519491231002X张三":  {"张三", number},
		"张三,女,汉,19491231,北京市朝阳区,11010519491231002X":   {"张三", number},
		"张三|女|汉族|1949年12月31日|11010519491231002X":      {"张三", number},
		"姓名：欧阳娜娜\t公民身份号码：１１０１０５１９４９１２３１００２Ｘ":          {"欧阳娜娜", number},
		"阿依古丽·买买提\r\n女\r\n维吾尔族\r\n11010519491231002X": {"阿依古丽·买买提", number},
		"张三":                 {"张三", ""},
		"张三 110105194912310": {"张三", "110105194912310"},
		"男 女 汉族":             {},
		"\x02\x1b[?;%%%\x03": {},
		"":                   {},
	} {
		if got := CardOf(typed); got != want {
			t.Errorf("%q is read as %+v, want %+v", typed, got, want)
		}
	}
}
