/* Which process is which: numbers are used again, so a process is known by its number and by when it started. */
#include <config.h>
#include "workspace-private.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/types.h>

#define START_TIME_FIELD 19 /* of /proc/N/stat, counted from 0 behind the name in parentheses: field 22 of proc(5) */

/* The start of the process in clock ticks since the start of the system, or NULL when /proc does not say. */
static char *
start_time (gint64 process)
{
	g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", process), *text = NULL;
	g_auto (GStrv) fields = NULL;
	const char *behind_name;

	if (!g_file_get_contents (path, &text, NULL, NULL) || (behind_name = strrchr (text, ')')) == NULL)
		return NULL;
	fields = g_strsplit (behind_name + strspn (behind_name, ") "), " ", -1);
	return g_strv_length (fields) > START_TIME_FIELD ? g_strdup (fields[START_TIME_FIELD]) : NULL;
}

char *
seg_process_mark (gint64 process)
{
	g_autofree char *boot = NULL, *start = start_time (process);

	if (start == NULL || !g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
		return g_strdup ("");
	return g_strdup_printf ("%s %s", g_strstrip (boot), start);
}

gboolean
seg_process_is_gone (gint64 process, const char *mark)
{
	g_autofree char *mark_now = NULL;

	if (process <= 0 || (kill ((pid_t) process, 0) != 0 && errno == ESRCH))
		return TRUE;
	mark_now = seg_process_mark (process);
	return *mark != '\0' && *mark_now != '\0' && strcmp (mark, mark_now) != 0;
}
