#include <config.h>
#include "command.h"

#include <csv.h>
#include <stdarg.h>
#include <string.h>
#include <sys/wait.h>

#include "support/folder.h"

void
outcome_free (Outcome *outcome)
{
	if (outcome == NULL)
		return;
	g_free (outcome->command);
	g_free (outcome->out);
	g_free (outcome->err);
	g_free (outcome);
}

static Outcome *
run_words (const char *folder, char **words)
{
	Outcome *outcome = g_new0 (Outcome, 1);
	g_auto (GStrv) environment = g_get_environ ();
	g_autoptr (GError) error = NULL;
	int wait_status;

	environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
	environment = g_environ_setenv (environment, "TZ", "UTC", TRUE);
	outcome->command = g_strjoinv (" ", words);
	g_spawn_sync (folder, words, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &outcome->out, &outcome->err, &wait_status, &error);
	g_assert_no_error (error);
	outcome->status = WIFSIGNALED (wait_status) ? 128 + WTERMSIG (wait_status) : WEXITSTATUS (wait_status);
	return outcome;
}

static Outcome *
run_list (const char *folder, va_list list)
{
	g_autoptr (GPtrArray) words = g_ptr_array_new ();
	const char *word;

	if (g_getenv ("SEGSCOPE") == NULL)
		g_error ("SEGSCOPE does not name the program to test; run the tests by make check");
	g_ptr_array_add (words, (gpointer) g_getenv ("SEGSCOPE"));
	do {
		word = va_arg (list, const char *);
		g_ptr_array_add (words, (gpointer) word);
	} while (word != NULL);
	return run_words (folder, (char **) words->pdata);
}

Outcome *
command_run (const char *folder, ...)
{
	Outcome *outcome;
	va_list list;

	va_start (list, folder);
	outcome = run_list (folder, list);
	va_end (list);
	return outcome;
}

Outcome *
command_ok (const char *folder, ...)
{
	Outcome *outcome;
	va_list list;

	va_start (list, folder);
	outcome = run_list (folder, list);
	va_end (list);
	if (outcome->status != 0)
		g_error ("exit status %d of: %s\n%s", outcome->status, outcome->command, outcome->err);
	return outcome;
}

void
command_fails (const char *folder, int status, const char *part, ...)
{
	g_autoptr (Outcome) outcome = NULL;
	va_list list;

	va_start (list, part);
	outcome = run_list (folder, list);
	va_end (list);
	if (outcome->status != status || outcome->out[0] != '\0' || strstr (outcome->err, part) == NULL
	    || !g_str_has_prefix (outcome->err, "segscope: ") || strchr (outcome->err, '\n') != strrchr (outcome->err, '\n'))
		g_error ("expected status %d and \"segscope: ... %s ...\" from: %s\nbut it ended with %d\nstdout: %s\nstderr: %s",
		         status, part, outcome->command, outcome->status, outcome->out, outcome->err);
}

Outcome *
shell_run (const char *folder, const char *script)
{
	return run_words (folder, (char *[]) { (char *) "/bin/sh", (char *) "-c", (char *) script, NULL });
}

JsonNode *
outcome_json (const Outcome *outcome)
{
	g_autoptr (GError) error = NULL;
	JsonNode *node = json_from_string (outcome->out, &error);

	if (node == NULL)
		g_error ("no JSON (%s) from: %s\n%s", error != NULL ? error->message : "nothing", outcome->command, outcome->out);
	return node;
}

/* CSV ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	GPtrArray *rows, *fields;
} Reader;

static void
take_field (void *text, gsize size, void *data)
{
	g_ptr_array_add (((Reader *) data)->fields, g_strndup (text != NULL ? text : "", size));
}

static void
take_row (int end, void *data)
{
	Reader *reader = data;

	(void) end;
	g_ptr_array_add (reader->fields, NULL);
	g_ptr_array_add (reader->rows, g_ptr_array_free (reader->fields, FALSE));
	reader->fields = g_ptr_array_new ();
}

GPtrArray *
csv_rows (const char *text)
{
	Reader reader = { g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev), g_ptr_array_new () };
	struct csv_parser parser;
	gsize size = strlen (text);

	g_assert_cmpint (csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI), ==, 0);
	g_assert_cmpuint (csv_parse (&parser, text, size, take_field, take_row, &reader), ==, size);
	g_assert_cmpint (csv_fini (&parser, take_field, take_row, &reader), ==, 0);
	csv_free (&parser);
	g_ptr_array_free (reader.fields, TRUE);
	return reader.rows;
}

const char *
csv_value (const GPtrArray *rows, guint row, const char *column)
{
	char **header, **fields;

	g_assert_cmpuint (row + 1, <, rows->len);
	header = rows->pdata[0];
	fields = rows->pdata[row + 1];
	for (guint i = 0; header[i] != NULL && fields[i] != NULL; i++)
		if (strcmp (header[i], column) == 0)
			return fields[i];
	g_error ("no column %s", column);
}
