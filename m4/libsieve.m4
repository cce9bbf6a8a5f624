# FU_LIBSIEVE: LIBSIEVE_LIBS and WITH_LIBSIEVE by --with-libsieve. libsieve has
# no pkg-config file.
AC_DEFUN([FU_LIBSIEVE], [
  AS_IF([test "x${with_libsieve:-no}" != xno],
    [AC_CHECK_HEADER([sieve2.h], [],
       [AC_MSG_ERROR([--with-libsieve: sieve2.h is missing (libsieve2-dev)])])
     fu_saved="$LIBS"
     AC_CHECK_LIB([sieve], [sieve2_execute], [],
       [AC_MSG_ERROR([--with-libsieve: libsieve is missing (libsieve2-dev)])])
     LIBS="$fu_saved"
     AC_SUBST([LIBSIEVE_LIBS], [-lsieve])
     fu_with_libsieve=1],
    [fu_with_libsieve=0])
  AC_DEFINE_UNQUOTED([WITH_LIBSIEVE], [$fu_with_libsieve],
    [whether sieve_engine may be libsieve])
  AM_CONDITIONAL([LIBSIEVE], [test "$fu_with_libsieve" = 1])
])
