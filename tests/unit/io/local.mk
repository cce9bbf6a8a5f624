check_PROGRAMS += \
	tests/unit/io/test_child \
	tests/unit/io/test_fdpass \
	tests/unit/io/test_file \
	tests/unit/io/test_listen \
	tests/unit/io/test_stream
tests_unit_io_test_child_LDADD = libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_io_test_fdpass_LDADD = libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_io_test_file_LDADD = libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_io_test_listen_LDADD = libio.a libbase.a $(CMOCKA_LIBS)
tests_unit_io_test_stream_LDADD = libio.a libbase.a $(CMOCKA_LIBS)
