gate_test_libs = libgate.a libwire.a libproc.a libaccount.a libtls.a \
	libconfig.a libio.a libbase.a $(OPENSSL_LIBS) $(EVENT_LIBS) \
	$(CONFUSE_LIBS) $(SQLITE_LIBS)
check_PROGRAMS += \
	tests/unit/gate/test_gate_auth \
	tests/unit/gate/test_gate_imap \
	tests/unit/gate/test_gate_relay
tests_unit_gate_test_gate_auth_LDADD = $(gate_test_libs) $(CMOCKA_LIBS)
tests_unit_gate_test_gate_imap_LDADD = $(gate_test_libs) $(CMOCKA_LIBS)
tests_unit_gate_test_gate_relay_LDADD = $(gate_test_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/gate/test_gate_pop3
tests_unit_gate_test_gate_pop3_LDADD = $(gate_test_libs) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/gate/test_gate_away
tests_unit_gate_test_gate_away_LDADD = $(gate_test_libs) $(CMOCKA_LIBS)
