/* SPDX-License-Identifier: MIT */
/* Flags (RFC 5232), reject (RFC 5429), copy (RFC 3894), duplicate (RFC 7352),
 * tests about mailboxes (RFC 5490, 8579, 9042), environment (RFC 5183). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/sieve/sieve_case.h"

/* ---- imap4flags ---- */

#define FLAGS(commands)                                                        \
	"require [\"imap4flags\", \"fileinto\", \"variables\","                \
	" \"relational\", \"comparator-i;ascii-numeric\"];\n" commands
#define HASFLAG(variable, value, test)                                         \
	FLAGS("set \"" variable "\" \"" value "\";"                            \
	      "if hasflag " test " { discard; }")

static void test_sieve_actions__flags_of_messages(void **state)
{
	(void)state;
	CASE("(keep) INBOX :flags \\Deleted",
	     FLAGS("if size :over 1 { setflag \"\\\\Deleted\"; }"));
	CASE("fileinto INBOX.From Boss :flags \\Flagged",
	     FLAGS("if header :contains \"from\" \"coyote@\" {"
		   "setflag \"flagvar\" \"\\\\Flagged\";"
		   "fileinto :flags \"${flagvar}\" \"INBOX.From Boss\"; }"));
	CASE("fileinto x :flags; fileinto y :flags \\Seen",
	     FLAGS("setflag \"\\\\seen\"; addflag \"\\\\SEEN\";"
		   "fileinto :flags \"\" \"x\"; setflag \"\\\\Seen\";"
		   "fileinto \"y\";"));
	CASE("fileinto a :flags \\Deleted \\Answered",
	     FLAGS("addflag \"f\" \"\\\\Deleted\";"
		   "addflag \"f\" \"\\\\Answered\";"
		   "fileinto :flags \"${f}\" \"a\";"));
	CASE("keep INBOX :flags \\Deleted \\Answered",
	     FLAGS("addflag \"  \\\\Deleted   \\\\Answered \"; keep;"));
	CASE("keep INBOX :flags $Forwarded",
	     FLAGS("addflag [\"\", \"$MDNRequired $Forwarded\"];"
		   "removeflag \"$mdnrequired\"; keep;"));
	/* what is no flag is ignored */
	CASE("keep INBOX :flags A",
	     FLAGS("keep :flags [\"\\\\Recent\", \"A\", \"b(\", \"\\\\Foo\","
		   "\"\xc3\xa4\" ];"));
	/* the last flag list wins */
	CASE("keep INBOX :flags B",
	     FLAGS("keep :flags \"A\"; keep :flags \"B\";"));
	CASE("fileinto x :flags B",
	     FLAGS("fileinto :flags \"A\" \"x\"; fileinto :flags \"B\" "
		   "\"x\";"));
	CASE("errors: 1: a variable is used without require \"variables\"",
	     "require \"imap4flags\"; setflag \"a\" \"b\";");
}

static void test_sieve_actions__hasflag(void **state)
{
	(void)state;
	CASE("discard", FLAGS("setflag \"A B\"; if hasflag :is \"b A\" {"
			      "discard; }"));
	CASE("discard", FLAGS("setflag \"A B\"; if hasflag [\"b\",\"A\"] {"
			      "discard; }"));
#define MANY                                                                   \
	"NonJunk Junk gnus-forward $Forwarded NotJunk JunkRecorded "           \
	"$Junk $NotJunk"
	CASE("discard", HASFLAG("MyVar", MANY, ":contains \"MyVar\" \"Junk\""));
	CASE("discard",
	     HASFLAG("MyVar", MANY, ":contains \"MyVar\" \"forward\""));
	CASE("discard",
	     HASFLAG("MyVar", MANY,
		     ":contains \"MyVar\" [\"label\", \"forward\"]"));
	CASE("discard",
	     HASFLAG("MyVar", MANY, ":contains \"MyVar\" \"junk forward\""));
	CASE("(keep)", HASFLAG("MyVar", MANY, ":contains \"MyVar\" \"label\""));
	CASE("(keep)", HASFLAG("MyVar", MANY,
			       ":contains \"MyVar\" [\"label1\", \"label2\"]"));
	CASE("discard", HASFLAG("MyFlags", "A B",
				":count \"ge\" :comparator \"i;ascii-numeric\" "
				"\"MyFlags\" \"2\""));
	CASE("(keep)", HASFLAG("MyFlags", "A B a",
			       ":count \"gt\" :comparator \"i;ascii-numeric\" "
			       "\"MyFlags\" \"2\""));
	CASE("(keep) INBOX :flags b",
	     FLAGS("setflag \"a\"; setflag \"b\"; if hasflag \"c\" {"
		   "discard; }"));
}

static void test_sieve_actions__old_flags(void **state)
{
	struct sieve_settings settings = sieve_case_settings;

	(void)state;
	CASE("keep INBOX :flags a \\Flagged",
	     "require \"imapflags\"; setflag \"a\"; mark; keep;");
	CASE("(keep) INBOX :flags", "require \"imapflags\"; mark; unmark;");
	settings.old_extensions = false;
	CASE("errors: 1: there is no extension 'imapflags'",
	     "require \"imapflags\"; keep;", .settings = &settings);
}

/* ---- reject, copy ---- */

static void test_sieve_actions__reject(void **state)
{
	(void)state;
	CASE("reject I am not taking mail from you, and I don't\r\n"
	     "want your birdseed, either!\r\n",
	     "require [\"reject\"];\n"
	     "if header :contains \"from\" \"coyote@desert.example.org\" {\n"
	     "reject text:\n"
	     "I am not taking mail from you, and I don't\n"
	     "want your birdseed, either!\n"
	     ".\n"
	     ";\n}\n");
	CASE("ereject I no longer accept mail from this address",
	     "require [\"ereject\"]; if address \"from\" "
	     "\"coyote@desert.example.org\" {"
	     "ereject \"I no longer accept mail from this address\"; }");
#define REJECT(commands)                                                       \
	"require [\"reject\", \"ereject\", \"fileinto\", \"copy\"];" commands
	CASE("failed: line 1: a message can be rejected only once",
	     REJECT("reject \"a\"; ereject \"b\";"));
	CASE("failed: line 1: a message that is rejected can be neither "
	     "delivered nor answered",
	     REJECT("fileinto \"x\"; reject \"no\";"));
	CASE("failed: line 1: a message that is rejected can be neither "
	     "delivered nor answered",
	     REJECT("reject \"no\"; keep;"));
	CASE("failed: line 1: a message that is rejected can be neither "
	     "delivered nor answered",
	     REJECT("reject \"no\"; redirect \"a@b\";"));
	CASE("fileinto x; reject no",
	     REJECT("fileinto :copy \"x\"; reject \"no\";"));
	CASE("reject no; discard", REJECT("reject \"no\"; discard;"));
}

static void test_sieve_actions__copies(void **state)
{
	(void)state;
	CASE("fileinto x; (keep)", "require [\"copy\", \"fileinto\"];"
				   "fileinto :copy \"x\";");
	CASE("redirect a@b :copy; (keep)",
	     "require \"copy\"; redirect :copy \"a@b\";");
	/* RFC 5228 2.10.3 */
	CASE("fileinto x; keep",
	     "require \"fileinto\"; fileinto \"x\"; keep; fileinto \"x\";"
	     "fileinto \"inbox\";");
	CASE("redirect a@b", "redirect \"a@b\"; redirect \"a@b\";");
	CASE("failed: line 1: more than 4 redirects",
	     "redirect \"1@b\"; redirect \"2@b\"; redirect \"3@b\";"
	     "redirect \"4@b\"; redirect \"5@b\";");
}

/* ---- what the host has to know ---- */

static bool seen(void *context, struct span id, bool *out, struct err *err)
{
	(void)err;
	*out = span_eq(id, span_of(context));
	return true;
}

static void test_sieve_actions__duplicate(void **state)
{
	char known[] = ":<1@x>";
	const struct sieve_host host = { .context = known, .duplicate = seen };
#define DUPLICATE(test)                                                        \
	"require \"duplicate\"; if duplicate " test " { discard; }"
	static const char message[] = "Message-ID: <1@x>\nX: <1@x>\n"
				      "Y: two\n\n";

	(void)state;
	CASE("discard", DUPLICATE(""), .host = &host, .message = message);
	CASE("discard", DUPLICATE(":header \"x\""), .host = &host,
	     .message = message);
	CASE("discard", DUPLICATE(":uniqueid \"<1@x>\""), .host = &host,
	     .message = message);
	CASE("duplicate :<1@X> 604800; (keep)",
	     DUPLICATE(":uniqueid \"<1@X>\""), .host = &host,
	     .message = message);
	CASE("duplicate 1:a<1@x> 604800; (keep)", DUPLICATE(":handle \"a\""),
	     .host = &host, .message = message);
	CASE("duplicate :two 60; (keep)",
	     DUPLICATE(":seconds 60 :header \"Y\""), .host = &host,
	     .message = message);
	CASE("duplicate :<1@x> 60; discard", DUPLICATE(":seconds 60 :last"),
	     .host = &host, .message = message);
	CASE("(keep)", DUPLICATE(":seconds 0"), .host = &host,
	     .message = message);
	CASE("(keep)", DUPLICATE(":header \"Z\""), .host = &host,
	     .message = message);
	CASE("(keep)", DUPLICATE(":header \"not: one\""), .host = &host,
	     .message = message);
	CASE("errors: 1: 'duplicate' can't have both :header and :uniqueid",
	     DUPLICATE(":header \"a\" :uniqueid \"b\""));
	/* one run does not see itself */
	CASE("duplicate :<1@x> 2; (keep)",
	     "require \"duplicate\"; if duplicate :seconds 1 { discard; }"
	     "if duplicate :seconds 2 { discard; }",
	     .message = message);
}

static bool has_mailbox(void *context, struct span mailbox, bool *out,
			struct err *err)
{
	(void)context;
	if (span_eq(mailbox, SPAN("broken")))
		return err_set(err, ERR_TEMP, "Temporary failure");
	*out = span_eq(mailbox, SPAN("a")) || span_eq(mailbox, SPAN("b"));
	return true;
}

static bool has_use(void *context, struct span mailbox, struct span use,
		    bool *out, struct err *err)
{
	(void)context;
	(void)err;
	*out = span_eq_nocase(use, SPAN("\\Junk")) &&
	       (mailbox.len == 0 || span_eq(mailbox, SPAN("Spam")));
	return true;
}

static bool has_annotation(void *context, struct span mailbox,
			   struct span annotation, struct buf *out,
			   bool *out_exists, struct err *err)
{
	(void)context;
	(void)err;
	*out_exists = span_eq(annotation, SPAN("/private/x"));
	buf_add(out, mailbox.len ? mailbox : SPAN("server"));
	return true;
}

static void test_sieve_actions__mailboxes(void **state)
{
	const struct sieve_host host = { .mailbox_exists = has_mailbox,
					 .mailboxid_exists = has_mailbox,
					 .special_use = has_use,
					 .metadata = has_annotation };
#define MAILBOX(commands)                                                      \
	"require [\"mailbox\", \"mailboxid\", \"special-use\", \"fileinto\","  \
	" \"mboxmetadata\", \"servermetadata\"];" commands
#define IF(test) MAILBOX("if " test " { discard; }")

	(void)state;
	CASE("discard", IF("mailboxexists [\"a\", \"b\"]"), .host = &host);
	CASE("(keep)", IF("mailboxexists [\"a\", \"c\"]"), .host = &host);
	CASE("(keep)", IF("mailboxexists \"a\""));
	CASE("failed: line 1: Temporary failure",
	     IF("mailboxexists \"broken\""), .host = &host);
	CASE("discard", IF("mailboxidexists \"a\""), .host = &host);
	CASE("discard", IF("specialuse_exists \"\\\\Junk\""), .host = &host);
	CASE("discard", IF("specialuse_exists \"Spam\" \"\\\\Junk\""),
	     .host = &host);
	CASE("(keep)", IF("specialuse_exists \"X\" \"\\\\Junk\""),
	     .host = &host);
	CASE("(keep)", IF("specialuse_exists [\"\\\\Junk\", \"\\\\Sent\"]"),
	     .host = &host);
	CASE("discard", IF("metadata :is \"a\" \"/private/x\" \"a\""),
	     .host = &host);
	CASE("discard", IF("servermetadata \"/private/x\" \"server\""),
	     .host = &host);
	CASE("discard", IF("metadataexists \"a\" [\"/private/x\"]"),
	     .host = &host);
	CASE("(keep)",
	     IF("servermetadataexists [\"/private/x\", \"/private/y\"]"),
	     .host = &host);
	CASE("fileinto a :create", MAILBOX("fileinto :create \"a\";"));
	CASE("fileinto a :create :specialuse \\Junk",
	     MAILBOX("fileinto :create :specialuse \"\\\\Junk\" \"a\";"));
	CASE("fileinto a :mailboxid F1",
	     MAILBOX("fileinto :mailboxid \"F1\" \"a\";"));
	CASE("errors: 1: 'fileinto' can't have both :specialuse and :mailboxid",
	     MAILBOX("fileinto :mailboxid \"F1\" :specialuse \"\\\\x\" "
		     "\"a\";"));
}

static void test_sieve_actions__environment(void **state)
{
	(void)state;
#define ENVIRONMENT(test)                                                      \
	"require [\"environment\", \"relational\"];"                           \
	"if environment " test " { discard; }"
	CASE("discard", ENVIRONMENT(":contains \"name\" \"\""));
	CASE("discard", ENVIRONMENT("\"phase\" \"during\""));
	CASE("discard", ENVIRONMENT("\"Location\" \"MDA\""));
	CASE("(keep)", ENVIRONMENT(":contains \"item\" \"\""));
	CASE("(keep)", ENVIRONMENT(":count \"eq\" \"item\" \"0\""));
	CASE("discard", ENVIRONMENT(":count \"eq\" \"name\" \"1\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sieve_actions__flags_of_messages),
		cmocka_unit_test(test_sieve_actions__hasflag),
		cmocka_unit_test(test_sieve_actions__old_flags),
		cmocka_unit_test(test_sieve_actions__reject),
		cmocka_unit_test(test_sieve_actions__copies),
		cmocka_unit_test(test_sieve_actions__duplicate),
		cmocka_unit_test(test_sieve_actions__mailboxes),
		cmocka_unit_test(test_sieve_actions__environment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
