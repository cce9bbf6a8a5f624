# Unit tests mirror src; fuzz targets run their corpus as tests; the rest is
# pytest.
include tests/unit/local.mk
include tests/fuzz/local.mk
include tests/stress/local.mk
include tests/system/local.mk
