# FU_TRY_CFLAG(variable, flag): adds the flag if the compiler takes it.
AC_DEFUN([FU_TRY_CFLAG], [
  fu_saved="$CFLAGS"
  CFLAGS="$CFLAGS -Werror -Wformat $2"
  AC_MSG_CHECKING([whether $CC takes $2])
  AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int main(void) { return 0; }]])],
    [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
  CFLAGS="$fu_saved"
])

# FU_TRY_LDFLAG(variable, flag): likewise for the linker.
AC_DEFUN([FU_TRY_LDFLAG], [
  fu_saved="$LDFLAGS"
  LDFLAGS="$LDFLAGS [$2]"
  AC_MSG_CHECKING([whether the linker takes [$2]])
  AC_LINK_IFELSE([AC_LANG_SOURCE([[int main(void) { return 0; }]])],
    [AC_MSG_RESULT([yes]); $1="$$1 [$2]"], [AC_MSG_RESULT([no])])
  LDFLAGS="$fu_saved"
])

# FU_WARNINGS: FU_WARN; always some errors, all of them with --enable-werror.
AC_DEFUN([FU_WARNINGS], [
  FU_WARN=
  m4_foreach_w([flag], [-Wall -Wextra -Wshadow -Wstrict-prototypes
    -Wmissing-prototypes -Wmissing-variable-declarations -Wformat=2
    -Wcast-qual -Wcast-align -Wpointer-arith -Wwrite-strings -Wundef
    -Wswitch-enum -Wnull-dereference -Wvla -Wimplicit-fallthrough
    -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
    -Wformat-signedness -Warith-conversion -Wuse-after-free=3
    -Wbidi-chars=any -Werror=implicit-function-declaration
    -Werror=int-conversion -Werror=incompatible-pointer-types
    -Werror=return-type -Werror=format-security -Werror=vla],
    [FU_TRY_CFLAG([FU_WARN], flag)])
  AS_IF([test "x$enable_werror" = xyes], [FU_WARN="$FU_WARN -Werror"])
  AC_SUBST([FU_WARN])
])

# FU_HARDENING: FU_HARDEN and FU_HARDEN_LD.
AC_DEFUN([FU_HARDENING], [
  FU_HARDEN=
  FU_HARDEN_LD=
  AS_IF([test "x$enable_sanitize$enable_fuzzing" = x], [
    FU_TRY_CFLAG([FU_HARDEN], [-O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3])
  ])
  m4_foreach_w([flag], [-fstack-protector-strong -fstack-clash-protection
    -fcf-protection -ftrivial-auto-var-init=zero -fstrict-flex-arrays=3
    -fno-common -fPIE], [FU_TRY_CFLAG([FU_HARDEN], flag)])
  FU_TRY_LDFLAG([FU_HARDEN_LD], [-pie])
  FU_TRY_LDFLAG([FU_HARDEN_LD], [-Wl,-z,relro])
  FU_TRY_LDFLAG([FU_HARDEN_LD], [-Wl,-z,now])
  FU_TRY_LDFLAG([FU_HARDEN_LD], [-Wl,-z,noexecstack])
  AC_SUBST([FU_HARDEN])
  AC_SUBST([FU_HARDEN_LD])
])

# FU_ARCHIVE(PREFIX, function): PREFIX_LIBS is the archive of that library where
# the system has one that can be linked, so that it adds no mappings of its own
# to the processes that are forked for sessions (doc/dependencies.md).
AC_DEFUN([FU_ARCHIVE], [
  fu_saved="$LIBS"
  fu_saved_ld="$LDFLAGS"
  fu_archive=`AS_ECHO(["$$1_LIBS"]) | sed 's/-l\([[^ ]]*\)/-l:lib\1.a/'`
  LIBS="$fu_archive $LIBS"
  LDFLAGS="$LDFLAGS $FU_HARDEN_LD"
  AC_MSG_CHECKING([for $fu_archive])
  AC_LINK_IFELSE([AC_LANG_CALL([], [$2])],
    [AC_MSG_RESULT([yes]); $1_LIBS="$fu_archive"], [AC_MSG_RESULT([no])])
  LIBS="$fu_saved"
  LDFLAGS="$fu_saved_ld"
])
