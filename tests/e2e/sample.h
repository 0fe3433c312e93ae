/* The sample data as a workspace, made once a test program by the program itself. */
#ifndef SEG_TEST_SAMPLE_H
#define SEG_TEST_SAMPLE_H

#include <glib.h>

/** Imports the six sample files into sample.seg of @folder, and keeps segments of them as "main" when @segments. */
void sample_make (const char *folder, gboolean segments);

/** The path of sample data as a workspace in a folder that is removed when the program ends; not to be changed. With features and
 * 5 segments "main". */
const char *sample_workspace (void);

/** A copy of sample_workspace() as @folder/sample.seg, to be changed. Free with g_free(). */
char *sample_copy (const char *folder);

/** The rows of a sample file (csv_rows()), read by the tests themselves and not by the program. */
GPtrArray *sample_rows (const char *name);

/** The users who have said yes to e-mail: those whose last answer in the file is yes. Keys of char *. */
GHashTable *sample_consenting (void);

/** Checks a campaign's exported rows against the files: in order, nobody twice, all have consented, three items recommended to each,
 * none that they own already. */
void sample_check_list (const GPtrArray *list);

#endif
