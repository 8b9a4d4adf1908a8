#ifndef DIENHONG_WEBP_H
#define DIENHONG_WEBP_H

#include <stddef.h>
#include <stdint.h>

/* Whether the linked libwebp is the version that webp.c was written for. */
int dh_webp_known(void);

/* Encodes w*h RGB pixels, 3 bytes each, rows tight. The caller frees the result; NULL when it cannot be done. */
uint8_t *dh_webp_encode(const uint8_t *rgb, int w, int h, float quality, size_t *len);

#endif
