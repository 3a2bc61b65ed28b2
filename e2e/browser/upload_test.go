package browser

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"tongban/capability/document/documenttest"
	"tongban/e2e/world"
	"tongban/ui/uitest"
)

// files writes files that a person might choose and returns their paths.
func files(t *testing.T, contents map[string][]byte) map[string]string {
	t.Helper()
	dir, paths := t.TempDir(), map[string]string{}
	for name, content := range contents {
		paths[name] = filepath.Join(dir, name)
		if err := os.WriteFile(paths[name], content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// papers is the materials page of a draft for which nothing was looked up.
func papers(t *testing.T, c *city, opts ...uitest.Option) *hand {
	t.Helper()
	var draft struct{ ID string }
	c.As("lin").Post("/applications", map[string]any{
		"itemCode": "road-qual", "answers": world.Qualified(), "consent": false,
	}).Is(http.StatusCreated).Into(&draft)
	return c.as(t, "lin", "/apply/"+draft.ID+"/materials", opts...)
}

// state is what the rows of the files say that are on their way.
const state = `[...document.querySelectorAll("[data-list] > li")].map((li) => li.querySelector("[data-name]").textContent + " " + li.querySelector("[data-state]:not([hidden])").textContent.trim()).join(", ")`

func TestFilesGoAheadOfTheForm(t *testing.T) {
	c := visit(t)
	for _, width := range []int{uitest.Phone, uitest.Desktop} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			h := papers(t, c, uitest.Width(width))
			paths := files(t, map[string][]byte{
				"正面.jpg": documenttest.LargePhoto(3 << 20), "反面.jpg": documenttest.Photo(2), "网页.jpg": documenttest.HTML(),
			})
			h.Upload("身份证件", paths["正面.jpg"], paths["反面.jpg"])
			h.Sees("正面.jpg")
			h.Sees("这几张照片会按上面的顺序合成一份 PDF")
			h.Until("both have come", state+` === "正面.jpg 已上传, 反面.jpg 已上传"`)
			h.Upload("证件照", paths["网页.jpg"])
			h.Sees("内容却是 HTML")
			h.Shot(fmt.Sprintf("upload-states-%d", width))
			h.Clean()
			h.Click("往前移一页")
			h.Until("they have changed places", state+`.startsWith("反面.jpg 已上传, 正面.jpg")`)
			h.Upload("证件照", photo(t))
			h.Until("the photo has come", state+`.endsWith("photo.jpg 已上传")`)
			h.Click("上传并继续")
			h.Sees("身份证件.pdf")
			h.Sees("photo.jpg")
			h.Sees("处需要修改") // others are missing
			h.Shot(fmt.Sprintf("upload-kept-%d", width))
		})
	}
}

func TestALostConnectionCostsNoFile(t *testing.T) {
	c := visit(t)
	h := papers(t, c)
	paths := files(t, map[string][]byte{"正面.jpg": documenttest.PDF(9)})
	h.Offline(true)
	h.Upload("身份证件", paths["正面.jpg"])
	h.Sees("已暂停")
	h.Sees("已传的部分不会丢")
	h.Shot("upload-offline")
	h.Offline(false) // it goes on by itself
	h.Until("it has come", state+` === "正面.jpg 已上传"`)
}

func TestWhoIsSignedOutGoesOnAfterwards(t *testing.T) {
	c := visit(t)
	h := papers(t, c)
	token := c.As("lin").Token
	h.SetCookie(session, "")
	h.Upload("身份证件", photo(t))
	h.Sees("登录已失效")
	h.SetCookie(session, token)
	h.Click("继续")
	h.Until("it has come", state+` === "photo.jpg 已上传"`)
}

func TestSeveralPhotosComeWithoutScript(t *testing.T) {
	c := visit(t)
	h := papers(t, c, uitest.NoScript())
	paths := files(t, map[string][]byte{"1.jpg": documenttest.Photo(1), "2.jpg": documenttest.Photo(2)})
	h.Upload("身份证件", paths["1.jpg"], paths["2.jpg"])
	h.Click("上传并继续")
	h.Sees("身份证件.pdf")
	h.Shot("upload-no-script")
}
