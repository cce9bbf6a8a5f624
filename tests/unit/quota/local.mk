check_PROGRAMS += \
	tests/unit/quota/test_quota_limit \
	tests/unit/quota/test_quota_rule \
	tests/unit/quota/test_quota_size
tests_unit_quota_test_quota_limit_LDADD = \
	libquota.a libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_quota_test_quota_rule_LDADD = \
	libquota.a libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_quota_test_quota_size_LDADD = \
	libquota.a libmaildir.a libio.a libbase.a $(CMOCKA_LIBS)
