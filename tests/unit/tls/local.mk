check_PROGRAMS += tests/unit/tls/test_tls_selfmade
tests_unit_tls_test_tls_selfmade_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/tls/test_tls_client
tests_unit_tls_test_tls_client_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/tls/test_tls_sign
tests_unit_tls_test_tls_sign_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/tls/test_tls_ticket
tests_unit_tls_test_tls_ticket_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/tls/test_tls_answer
tests_unit_tls_test_tls_answer_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/tls/test_tls_door
tests_unit_tls_test_tls_door_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
