check_PROGRAMS += tests/unit/wire/test_wire_imap
tests_unit_wire_test_wire_imap_LDADD = libwire.a libbase.a $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/wire/test_wire_pop3
tests_unit_wire_test_wire_pop3_LDADD = libwire.a libbase.a $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/wire/test_wire_sieve
tests_unit_wire_test_wire_sieve_LDADD = libwire.a libbase.a $(CMOCKA_LIBS)
