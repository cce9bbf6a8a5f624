/* SPDX-License-Identifier: MIT */
/*
 * An OpenSSL provider (provider(7)) in this program: keys of which only the
 * public half is here. The other half signs in the key process.
 */
#pragma once

#include <stdint.h>

#include "tls/tls_openssl.h"

/* RSA, EC or Ed25519. number: the key process's. NULL: OpenSSL's queue says
 * why. */
EVP_PKEY *tls_provider_key(EVP_PKEY *public_half, uint32_t number);
