check_PROGRAMS += tests/unit/config/test_config \
	tests/unit/config/test_config_access \
	tests/unit/config/test_config_quota \
	tests/unit/config/test_config_rules \
	tests/unit/config/test_config_sections \
	tests/unit/config/test_config_special
tests_unit_config_test_config_LDADD = \
	libconfig.a libio.a libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)
tests_unit_config_test_config_quota_LDADD = \
	libconfig.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_config_test_config_access_LDADD = \
	libconfig.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_config_test_config_special_LDADD = \
	libconfig.a libbase.a $(CMOCKA_LIBS)
tests_unit_config_test_config_rules_LDADD = \
	libconfig.a libio.a libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)
tests_unit_config_test_config_sections_LDADD = \
	libconfig.a libio.a libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/config/test_config_uidl
tests_unit_config_test_config_uidl_LDADD = libconfig.a libbase.a $(CMOCKA_LIBS)
