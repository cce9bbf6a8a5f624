check_PROGRAMS += \
	tests/unit/submit/test_submit_answer \
	tests/unit/submit/test_submit_envelope \
	tests/unit/submit/test_submit_lines \
	tests/unit/submit/test_submit_wire
tests_unit_submit_test_submit_answer_LDADD = libsmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_submit_test_submit_envelope_LDADD = libsubmit.a libbase.a $(CMOCKA_LIBS)
tests_unit_submit_test_submit_lines_LDADD = libsmtp.a libbase.a $(CMOCKA_LIBS)
tests_unit_submit_test_submit_wire_LDADD = libsubmit.a libbase.a $(CMOCKA_LIBS)
