/* Which process is which: numbers are used again, so a process is known by its number and by when it started. */
#include <config.h>
#include "workspace-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

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

/* The process of a line of /proc/locks (proc(5)) that is a write lock on the file with this number, else 0. */
static gint64
locker_of (const char *line, guint64 inode)
{
	char mode[8];
	long long process;
	unsigned long long number;

	if (sscanf (line, "%*d: %*s %*s %7s %lld %*x:%*x:%llu", mode, &process, &number) != 3 || number != inode)
		return 0;
	return strcmp (mode, "WRITE") == 0 && process > 0 && process != getpid () ? process : 0;
}

/* The file must not be opened to ask for its locks: closing it again would drop those of this process. */
gint64
seg_process_writing (const char *path)
{
	static const char *const suffixes[] = { "-shm", "" };
	g_autofree char *locks = NULL;
	g_auto (GStrv) lines = NULL;
	gint64 process = 0;

	if (!g_file_get_contents ("/proc/locks", &locks, NULL, NULL))
		return 0;
	lines = g_strsplit (locks, "\n", -1);
	for (gsize i = 0; i < G_N_ELEMENTS (suffixes) && process == 0; i++) {
		g_autofree char *file = g_strconcat (path, suffixes[i], NULL);
		GStatBuf status;

		if (g_stat (file, &status) != 0)
			continue;
		for (char **line = lines; *line != NULL && process == 0; line++)
			process = locker_of (*line, status.st_ino);
	}
	return process;
}

char *
seg_process_name (gint64 process)
{
	g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/comm", process);
	char *name = NULL;

	return g_file_get_contents (path, &name, NULL, NULL) ? g_strstrip (name) : g_strdup ("?");
}
