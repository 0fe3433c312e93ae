/* Running the program as a command: what it said on stdout and stderr, and its exit status. */
#ifndef SEG_TEST_COMMAND_H
#define SEG_TEST_COMMAND_H

#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct {
	char *command;   /* for messages */
	int   status;    /* exit status, or 128 + N when signal N ended it */
	char *out, *err; /* all that was written */
} Outcome;

void outcome_free (Outcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Outcome, outcome_free)

/** Runs segscope with the words that follow, ended by NULL, in @folder. */
Outcome *command_run (const char *folder, ...) G_GNUC_NULL_TERMINATED;

/** As command_run(); fails the test unless it ends with status 0. */
Outcome *command_ok (const char *folder, ...) G_GNUC_NULL_TERMINATED;

/**
 * As command_run(); fails the test unless it ends with @status, prints nothing on stdout, and one line on stderr: "segscope: "
 * and a sentence that holds @part.
 */
void command_fails (const char *folder, int status, const char *part, ...) G_GNUC_NULL_TERMINATED;

/** Runs a shell script with "$SEGSCOPE" as the program, in @folder. */
Outcome *shell_run (const char *folder, const char *script);

/** stdout as JSON; fails the test when it is none. */
JsonNode *outcome_json (const Outcome *outcome);

/** Rows of CSV text: each a char ** (NULL-terminated). */
GPtrArray *csv_rows (const char *text);
/** The value in @row (0 is the first below the header) of the column headed @column; fails the test when there is none. */
const char *csv_value (const GPtrArray *rows, guint row, const char *column);

#endif
