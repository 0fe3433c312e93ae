/* The words for missing values: as a person says them, and as a workspace remembers them. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/ingest.h>

#include <glib/gi18n.h>
#include <string.h>

#define SETTING "missing_words"

char **
seg_import_missing_parse (const char *text)
{
	g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
	g_auto (GStrv) words = NULL;

	if (strcmp (text, "usual") == 0)
		return NULL;
	if (text[0] == '+')
		g_strv_builder_add (builder, "+");
	words = g_strsplit (text + (text[0] == '+'), ",", -1);
	for (gsize i = 0; words[i] != NULL; i++) {
		g_strstrip (words[i]);
		if (words[i][0] != '\0')
			g_strv_builder_add (builder, words[i]);
	}
	return g_strv_builder_end (builder);
}

gboolean
seg_import_missing_recall (SegWorkspace *workspace, char ***words, GError **error)
{
	g_autofree char *text = NULL;

	*words = NULL;
	if (!seg_setting_read (workspace, SETTING, &text, error))
		return FALSE;
	*words = text != NULL ? seg_import_missing_parse (text) : NULL;
	return TRUE;
}

gboolean
seg_import_missing_remember (SegWorkspace *workspace, const char *text, GError **error)
{
	return seg_setting_write (workspace, SETTING, strcmp (text, "usual") == 0 ? NULL : text, error);
}
