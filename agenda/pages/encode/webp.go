package encode

// #include <stdint.h>
// #include <stdlib.h>
// #include "webp.h"
import "C"

import (
	"errors"
	"image"
	"unsafe"

	"github.com/chai2010/webp"
)

// webpKnown tells whether the libwebp that is linked is the one webp.c was written for.
func webpKnown() bool { return C.dh_webp_known() != 0 }

// encodeWebP asks libwebp for its faster method: half the time of what chai2010/webp asks for, 4 % more bytes.
func encodeWebP(pixels []byte, w, h int, quality float32) ([]byte, error) {
	if !webpKnown() { // another libwebp is linked than webp.c was written for
		return webp.EncodeRGB(&webp.RGBImage{XPix: pixels, XStride: w * 3, XRect: image.Rect(0, 0, w, h)}, quality)
	}
	var n C.size_t
	data := C.dh_webp_encode((*C.uint8_t)(unsafe.Pointer(&pixels[0])), C.int(w), C.int(h), C.float(quality), &n)
	if data == nil {
		return nil, errors.New("libwebp refused the picture")
	}
	defer C.free(unsafe.Pointer(data))
	return C.GoBytes(unsafe.Pointer(data), C.int(n)), nil
}
