/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_prep.h"

#include <stringprep.h>

#include "base/utf8.h"
#include "base/x.h"
#include "crypto/crypto_secret.h"

/* The profile knows Unicode 3.2; what came later passes unchanged, as for a
 * "query" of RFC 3454 section 7. */
bool crypto_prep(struct span text, struct buf *out)
{
	size_t before = out->len;
	char *prepared = NULL;
	char *copy;
	int result;

	if (span_find_char(text, '\0') < text.len || !utf8_is_valid(text))
		return false;
	copy = x_span_dup(text);
	result = stringprep_profile(copy, &prepared, "SASLprep", 0);
	crypto_secret_free(&copy);
	if (result != STRINGPREP_OK)
		return false;
	buf_add_str(out, prepared);
	crypto_secret_free(&prepared);
	return out->len > before;
}
