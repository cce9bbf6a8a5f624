DELIVER_TEST_LIBS = libdeliver.a libmime.a libio.a libbase.a $(CMOCKA_LIBS)
check_PROGRAMS += \
	tests/unit/deliver/test_deliver_bounce \
	tests/unit/deliver/test_deliver_reply
tests_unit_deliver_test_deliver_bounce_LDADD = $(DELIVER_TEST_LIBS)
tests_unit_deliver_test_deliver_reply_LDADD = $(DELIVER_TEST_LIBS)
