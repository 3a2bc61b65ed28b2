package mask

import "testing"

func TestMasksKeepWhatTheOwnerRecognises(t *testing.T) {
	for _, tt := range []struct {
		mask     func(string) string
		in, want string
	}{
		{Name, "林小华", "林*华"},
		{Name, "张伟", "张*"},
		{Name, "欧阳锋", "欧阳*"},
		{Name, "欧阳小锋", "欧阳*锋"},
		{Name, "司马", "司*"},
		{Name, "林小小华", "林**华"},
		{Name, "𠮷野家", "𠮷*家"},
		{Name, "阿迪力·买买提", "阿**·买**"},
		{Name, "John Smith", "J*** S****"},
		{Name, "林", "*"},
		{Name, "", ""},
		{IDNumber, "530102199001010021", "5301**********0021"},
		{IDNumber, "53010219", "********"},
		{Phone, "13812345520", "138****5520"},
		{Phone, "110", "***"},
		{BankCard, "6222021234567896621", "…6621"},
		{BankCard, "6621", "****"},
		{Email, "lin@x.cn", "l***@x.cn"},
		{Email, "not a mail", "********"},
		{Whole, "530100123456", "***"},
		{Whole, "", ""},
		{Address, "云南省昆明市盘龙区北京路155号3单元201室", "云南省昆明市盘龙区北京路***"},
		{Address, "云岫市青山区金碧街道东寺街12号", "云岫市青山区金碧街道东寺街***"},
		{Address, "云岫市青山区解放大道8号", "云岫市青山区解放大道***"},
		{Address, "哈尔滨市道里区中央大街1号", "哈尔滨市道里区中央大街***"},
		{Address, "云岫市青山区阳光小区3栋201", "云岫市青山区***"},
		{Address, "青山乡三组12号", "青山乡***"},
		{Address, "12 Long Street", "***"},
		{Address, "", ""},
	} {
		if got := tt.mask(tt.in); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.in, got, tt.want)
		}
	}
}
