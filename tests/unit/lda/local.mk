check_PROGRAMS += \
	tests/unit/lda/test_lda_address \
	tests/unit/lda/test_lda_client \
	tests/unit/lda/test_lda_exit \
	tests/unit/lda/test_lda_message \
	tests/unit/lda/test_lda_options \
	tests/unit/lda/test_lda_qmail
tests_unit_lda_test_lda_address_LDADD = liblda.a libbase.a $(CMOCKA_LIBS)
tests_unit_lda_test_lda_client_LDADD = liblda.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_lda_test_lda_exit_LDADD = liblda.a libbase.a $(CMOCKA_LIBS)
tests_unit_lda_test_lda_message_LDADD = liblda.a libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_lda_test_lda_options_LDADD = liblda.a libbase.a $(CMOCKA_LIBS)
tests_unit_lda_test_lda_qmail_LDADD = liblda.a libbase.a $(CMOCKA_LIBS)
