check_PROGRAMS += \
	tests/unit/stats/test_stats \
	tests/unit/stats/test_stats_file \
	tests/unit/stats/test_stats_layout
tests_unit_stats_test_stats_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_stats_test_stats_file_LDADD = libbase.a $(CMOCKA_LIBS)
tests_unit_stats_test_stats_layout_LDADD = libbase.a $(CMOCKA_LIBS)
