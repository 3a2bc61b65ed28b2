package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// Document is what SignPDF adds to a finished PDF beside the signature.
type Document struct {
	Title    string
	Author   string
	Language string    // "zh-CN"
	Date     time.Time // of the document and, as far as a reader shows it, of the signature
	Reason   string    // shown with the signature
	// Data is what the document says, for programs. It travels as an attachment
	// under the name DataName.
	DataName string
	Data     []byte
}

// OpenedPDF is a PDF whose signature holds.
type OpenedPDF struct {
	Signer *x509.Certificate
	Data   []byte
}

const (
	plainHead  = "%PDF-1.7\n%\uFFFD\uFFFD\uFFFD\uFFFD\n" // as gopdf begins
	sealedHead = "%PDF-1.7\n%\xe2\xe3\xcf\xd3TONGBAN1\n" // as long, and known even if little is left of the file
	dataMarker = "/Type /EmbeddedFile /Subtype /application#2Fjson /Length "
	// contentsSize is how many bytes are kept for the CMS; it needs about 750.
	contentsSize = 2048
)

// SignPDF appends document's data and a signature over everything to a PDF by
// gopdf, as an incremental update with one invisible signature field.
func SignPDF(pdf []byte, d Document, s Signer) ([]byte, error) {
	if len(plainHead) != len(sealedHead) || !bytes.HasPrefix(pdf, []byte(plainHead)) {
		return nil, fmt.Errorf("seal: unexpected head of PDF")
	}
	u, err := newUpdate(pdf)
	if err != nil {
		return nil, err
	}
	page, err := u.find("/Type /Page\n")
	if err != nil {
		return nil, err
	}
	field, signature, file, stream, info := u.next(), u.next(), u.next(), u.next(), u.next()
	if err := u.repairToUnicode(); err != nil {
		return nil, err
	}
	u.write(page, strings.TrimSuffix(strings.TrimSpace(u.object(page)), ">>")+fmt.Sprintf("  /Annots [%d 0 R]\n>>", field))
	u.write(catalogue, fmt.Sprintf("<< /Type /Catalog /Pages 2 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >>\n"+
		"/AcroForm << /Fields [%d 0 R] /SigFlags 3 >>\n/Names << /EmbeddedFiles << /Names [%s %d 0 R] >> >> /AF [%d 0 R] >>",
		d.Language, field, textString(d.DataName), file, file))
	u.write(field, fmt.Sprintf("<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>", page, signature))
	u.write(file, fmt.Sprintf("<< /Type /Filespec /F %s /UF %[1]s /AFRelationship /Data /EF << /F %d 0 R /UF %[2]d 0 R >> >>", textString(d.DataName), stream))
	u.write(stream, fmt.Sprintf("<< %s%d >>\nstream\n%s\nendstream", dataMarker, len(d.Data), d.Data))
	u.write(info, fmt.Sprintf("<< /Title %s /Author %s /Producer (Tongban) /CreationDate (%s) >>",
		textString(d.Title), textString(d.Author), pdfDate(d.Date)))
	contents := u.writeSignature(signature, d)
	out := u.finish(info)
	return fillSignature(out, contents, s)
}

// OpenPDF checks a file that SignPDF may have made. Every byte of it must be as
// signed, and nothing may follow.
func OpenPDF(data []byte, keys Keys) (OpenedPDF, error) {
	signed, der, ok := splitSignature(data)
	if !ok {
		if looksSealed(data, keys) {
			return OpenedPDF{}, ErrTampered
		}
		return OpenedPDF{}, ErrForeign
	}
	cert, err := OpenCMS(der, signed, keys)
	if err == ErrTampered && !looksSealed(data, keys) {
		err = ErrForeign
	}
	if err != nil {
		return OpenedPDF{}, err
	}
	return OpenedPDF{Signer: cert, Data: attachment(data)}, nil
}

// looksSealed reports whether a file has any mark of ours; a change destroys one
// mark, hardly all.
func looksSealed(data []byte, keys Keys) bool {
	if bytes.HasPrefix(data, []byte(sealedHead)) || bytes.Contains(data, []byte(dataMarker)) {
		return true
	}
	for _, cert := range keys {
		if bytes.Contains(data, []byte(hex.EncodeToString(cert.RawSubjectPublicKeyInfo))) {
			return true
		}
	}
	return false
}

var byteRange = regexp.MustCompile(`/ByteRange \[0 ([0-9]{10}) ([0-9]{10}) ([0-9]{10})\]`)

// splitSignature takes a file apart into what is signed and the CMS.
func splitSignature(data []byte) (signed, der []byte, ok bool) {
	found := byteRange.FindAllSubmatch(data, 2)
	if len(found) != 1 {
		return nil, nil, false
	}
	var at [3]int
	for i := range at {
		at[i], _ = strconv.Atoi(string(found[0][i+1])) // ten digits
	}
	start, end := at[0], at[1]
	if start > end || end > len(data) || end+at[2] != len(data) || end-start != 2*contentsSize+2 {
		return nil, nil, false
	}
	quoted := data[start:end]
	if quoted[0] != '<' || quoted[len(quoted)-1] != '>' {
		return nil, nil, false
	}
	padded, err := hex.DecodeString(string(quoted[1 : len(quoted)-1]))
	if err != nil || hex.EncodeToString(padded) != string(quoted[1:len(quoted)-1]) {
		return nil, nil, false
	}
	der, ok = unpad(padded)
	return append(data[:start:start], data[end:]...), der, ok
}

// unpad cuts the zeros behind a DER element with a length of two bytes.
func unpad(padded []byte) ([]byte, bool) {
	if padded[0] != 0x30 || padded[1] != 0x82 {
		return nil, false
	}
	n := 4 + int(padded[2])<<8 + int(padded[3])
	if n > len(padded) || len(bytes.Trim(padded[n:], "\x00")) > 0 {
		return nil, false
	}
	return padded[:n], true
}

// attachment returns the data of a file whose signature holds, so it is where
// SignPDF put it.
func attachment(data []byte) []byte {
	_, rest, _ := bytes.Cut(data, []byte(dataMarker))
	digits, rest, _ := bytes.Cut(rest, []byte(" >>\nstream\n"))
	n, err := strconv.Atoi(string(digits))
	if err != nil || n > len(rest) {
		return nil
	}
	return rest[:n]
}

// fillSignature puts the CMS into the room kept for it at start.
func fillSignature(out []byte, start int, s Signer) ([]byte, error) {
	end := start + 2*contentsSize + 2
	ranges := fmt.Appendf(nil, "/ByteRange [0 %010d %010d %010d]", start, end, len(out)-end)
	at := bytes.LastIndex(out[:start], []byte("/ByteRange ["))
	copy(out[at:], ranges)
	der, err := SignCMS(append(out[:start:start], out[end:]...), s)
	if err != nil {
		return nil, err
	}
	if len(der) > contentsSize {
		return nil, fmt.Errorf("seal: a CMS of %d bytes has no room", len(der))
	}
	hex.Encode(out[start+1:], der)
	return out, nil
}

// textString writes a PDF text string for any text.
func textString(s string) string {
	return "<FEFF" + utf16Hex(s) + ">"
}

// utf16Hex writes s in UTF-16, big-endian, with surrogates where needed.
func utf16Hex(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String()
}

// pdfDate writes an instant in UTC.
func pdfDate(t time.Time) string { return t.UTC().Format("D:20060102150405Z") }

// fileID names the file by what it was before signing.
func fileID(pdf []byte) string {
	sum := sha256.Sum256(pdf)
	return hex.EncodeToString(sum[:16])
}
