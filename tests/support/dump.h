/* What a workspace says, as text: to prove that two are the same, or the same as before. */
#ifndef SEG_TEST_DUMP_H
#define SEG_TEST_DUMP_H

#include <glib.h>

/**
 * One line for each table of the file @path: its name, columns, number of rows and a checksum of them in order of their ids; instants at
 * which something was done are left out, and so is what is there only because work did not finish. NULL when there is no such file or
 * nothing in it. Fails the test when the file is not whole (integrity_check, foreign_key_check). Free with g_free().
 */
char *test_dump (const char *path);

#endif
