# Unit tests mirror src; fuzz targets run their corpus as tests.
include tests/unit/local.mk
include tests/fuzz/local.mk
