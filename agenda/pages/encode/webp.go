package encode

import (
	"image"

	"github.com/chai2010/webp"
)

func encodeWebP(pixels []byte, w, h int, quality float32) ([]byte, error) {
	return webp.EncodeRGB(&webp.RGBImage{XPix: pixels, XStride: w * 3, XRect: image.Rect(0, 0, w, h)}, quality)
}
