/* SPDX-License-Identifier: MIT */
/* OpenSSL's headers for this folder; their type ERR_STATE, which nobody needs,
 * stands aside for the error kind of base/err.h. */
#pragma once

#define ERR_STATE openssl_err_state
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#undef ERR_STATE
