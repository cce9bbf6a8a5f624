check_PROGRAMS += tests/unit/config/test_config
tests_unit_config_test_config_LDADD = \
	libconfig.a libio.a libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)
