package pdf

// Photograph returns the largest JPEG that page n, from 0, shows as a picture of its own,
// as scanners and telephones make pages; nil if there is none. The bytes are the file's:
// nothing says that they are a JPEG that can be decoded.
func (d *Document) Photograph(n int) []byte {
	if n < 0 || n >= len(d.pages) {
		return nil
	}
	resources, _ := d.resolve(d.pages[n]["Resources"]).(dict)
	pictures, _ := d.resolve(resources["XObject"]).(dict)
	var largest []byte
	for _, object := range pictures {
		s, ok := d.resolve(object).(*stream)
		if ok && s.dict["Subtype"] == name("Image") && d.isJPEG(s) && len(s.raw) > len(largest) {
			largest = s.raw
		}
	}
	return largest
}

// isJPEG reports whether a stream is packed as a JPEG and not otherwise.
func (d *Document) isJPEG(s *stream) bool {
	filter := d.resolve(s.dict["Filter"])
	if list, ok := filter.(array); ok && len(list) == 1 {
		filter = d.resolve(list[0])
	}
	return filter == name("DCTDecode") || filter == name("DCT")
}
