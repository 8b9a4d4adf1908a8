/*
 * libwebp comes with the Go module chai2010/webp, whose own functions do not let the method be chosen. What is needed
 * of libwebp's interface is declared here in our own words: the beginnings of two structures, as version 1.4.0 has
 * them, with more than enough room for their ends, which the library itself fills.
 */
#include "webp.h"

#include <stdlib.h>
#include <string.h>

#define LIBRARY_VERSION 0x010400
#define LIBRARY_ABI 0x020f

typedef struct {
	int lossless;
	float quality; /* 0 to 100 */
	int method;    /* 0, fast, to 6, small */
	unsigned char rest[512];
} webp_config;

typedef struct webp_picture {
	int use_argb;
	int colorspace;
	int width, height;
	uint8_t *y, *u, *v;
	int y_stride, uv_stride;
	uint8_t *a;
	int a_stride;
	uint32_t pad1[2];
	uint32_t *argb;
	int argb_stride;
	uint32_t pad2[3];
	int (*writer)(const uint8_t *data, size_t len, const struct webp_picture *);
	void *custom;
	unsigned char rest[512];
} webp_picture;

int WebPGetEncoderVersion(void);
int WebPConfigInitInternal(webp_config *, int preset, float quality, int abi);
int WebPPictureInitInternal(webp_picture *, int abi);
int WebPPictureImportRGB(webp_picture *, const uint8_t *rgb, int stride);
int WebPEncode(const webp_config *, webp_picture *);
void WebPPictureFree(webp_picture *);

int dh_webp_known(void)
{
	return WebPGetEncoderVersion() == LIBRARY_VERSION;
}

struct output {
	uint8_t *data;
	size_t len, room;
};

static int append(const uint8_t *data, size_t len, const webp_picture *picture)
{
	struct output *out = picture->custom;

	if (len > out->room - out->len) {
		size_t room = 2 * out->room + len + 65536;
		uint8_t *grown = realloc(out->data, room);
		if (!grown)
			return 0;
		out->data = grown;
		out->room = room;
	}
	memcpy(out->data + out->len, data, len);
	out->len += len;
	return 1;
}

uint8_t *dh_webp_encode(const uint8_t *rgb, int w, int h, float quality, size_t *len)
{
	webp_config config;
	webp_picture picture;
	struct output out = { NULL, 0, 0 };
	int ok;

	if (!WebPConfigInitInternal(&config, 0, quality, LIBRARY_ABI) || !WebPPictureInitInternal(&picture, LIBRARY_ABI))
		return NULL;
	config.method = 2;
	picture.width = w;
	picture.height = h;
	picture.writer = append;
	picture.custom = &out;
	ok = WebPPictureImportRGB(&picture, rgb, w * 3) && WebPEncode(&config, &picture);
	WebPPictureFree(&picture);
	if (!ok) {
		free(out.data);
		return NULL;
	}
	*len = out.len;
	return out.data;
}
