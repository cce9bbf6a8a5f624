check_PROGRAMS += \
	tests/unit/pop3/test_pop3_lock \
	tests/unit/pop3/test_pop3_send
tests_unit_pop3_test_pop3_lock_LDADD = libpop3.a libbase.a $(CMOCKA_LIBS)
tests_unit_pop3_test_pop3_send_LDADD = libpop3.a libmime.a libio.a libbase.a \
	$(CMOCKA_LIBS)
