# One fragment per folder; TEST_LIBS_<folder> lists what its tests link.
include tests/unit/base/local.mk
include tests/unit/io/local.mk
include tests/unit/mime/local.mk
include tests/unit/crypto/local.mk
include tests/unit/index/local.mk
include tests/unit/config/local.mk
include tests/unit/account/local.mk
include tests/unit/maildir/local.mk
include tests/unit/quota/local.mk
include tests/unit/store/local.mk
include tests/unit/auth/local.mk
include tests/unit/imap/local.mk
include tests/unit/lda/local.mk
include tests/unit/lmtp/local.mk
include tests/unit/wire/local.mk
include tests/unit/gate/local.mk
include tests/unit/tls/local.mk
