/* The commands that the palette teaches are commands of this program, with options it knows. */
#include <config.h>
#include "command.h"

#include "../support/folder.h"

#include <string.h>

#include "tui/equivalent.h"

static void
check (const char *folder, const char *line, GHashTable *helps)
{
	g_auto (GStrv) words = g_strsplit (line, " ", -1);
	const char *help = g_hash_table_lookup (helps, words[1]);

	if (help == NULL) {
		g_autoptr (Outcome) outcome = command_ok (folder, words[1], "--help", NULL);

		g_hash_table_insert (helps, g_strdup (words[1]), g_strdup (outcome->out));
		help = g_hash_table_lookup (helps, words[1]);
	}
	for (guint i = 2; words[i] != NULL; i++)
		if (g_str_has_prefix (words[i], "--") && strstr (help, words[i]) == NULL)
			g_error ("%s: the help of %s names no option %s", line, words[1], words[i]);
}

static void
test_known (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GHashTable) helps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

	for (const SegEquivalent *row = seg_equivalents; row->name != NULL; row++)
		check (folder, row->command, helps);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/equivalents/known", test_known);
	return g_test_run ();
}
