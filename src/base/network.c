/* SPDX-License-Identifier: MIT */
#include "base/network.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "base/num.h"

static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255 };

static bool parse_address(struct span text, struct network *out)
{
	char copy[NETWORK_TEXT];

	if (text.len == 0 || text.len >= sizeof(copy) ||
	    span_find_char(text, '\0') < text.len)
		return false;
	snprintf(copy, sizeof(copy), "%.*s", SPAN_ARG(text));
	if (inet_pton(AF_INET6, copy, out->address) == 1)
		return true;
	memcpy(out->address, mapped, sizeof(mapped));
	return inet_pton(AF_INET, copy, out->address + sizeof(mapped)) == 1;
}

bool network_parse(struct span text, struct network *out)
{
	bool four = span_find_char(text, ':') == text.len;
	struct span address;
	uint32_t bits;

	*out = (struct network){ .bits = 128 };
	if (!span_cut(&text, '/', &address) || !parse_address(address, out))
		return false;
	if (!text.ptr)
		return true;
	if (!num_parse_u32(text, 0, four ? 32 : 128, &bits))
		return false;
	out->bits = four ? bits + 96 : bits;
	return true;
}

void network_text(const struct network *address, char out[NETWORK_TEXT])
{
	const uint8_t *a = address->address;
	bool four = memcmp(a, mapped, sizeof(mapped)) == 0;

	inet_ntop(four ? AF_INET : AF_INET6, four ? a + sizeof(mapped) : a, out,
		  NETWORK_TEXT);
}

void network_mask(struct network *network, unsigned bits)
{
	for (unsigned i = 0; i < sizeof(network->address); i++) {
		unsigned keep = bits > i * 8 ? bits - i * 8 : 0;

		if (keep < 8)
			network->address[i] &= (uint8_t)(0xff00u >> keep);
	}
}

bool network_has(const struct network *network, const struct network *address)
{
	struct network a = *network;
	struct network b = *address;

	network_mask(&a, network->bits);
	network_mask(&b, network->bits);
	return memcmp(a.address, b.address, sizeof(a.address)) == 0;
}

/* The next word of a list; false at its end. */
static bool next_word(struct span *list, struct span *out)
{
	size_t start = 0;
	size_t end;

	while (start < list->len && strchr(", \t\n", list->ptr[start]))
		start++;
	end = start;
	while (end < list->len && !strchr(", \t\n", list->ptr[end]))
		end++;
	*out = span_make(list->ptr + start, end - start);
	*list = span_from(*list, end);
	return out->len > 0;
}

bool network_list_is_valid(struct span list)
{
	struct network unused;
	struct span word;

	while (next_word(&list, &word))
		if (!network_parse(word, &unused))
			return false;
	return true;
}

bool network_list_has(struct span list, struct span address)
{
	struct network network, single;
	struct span word;

	if (!network_parse(address, &single) || single.bits != 128)
		return false;
	while (next_word(&list, &word))
		if (network_parse(word, &network) &&
		    network_has(&network, &single))
			return true;
	return false;
}
