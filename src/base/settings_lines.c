#include <config.h>
#include "settings-lines.h"

#include <segscope/error.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* "[interface]" -> "interface"; NULL: no group. */
static char *
group_of (const char *line)
{
	const char *end = *line == '[' ? strchr (line, ']') : NULL;

	return end != NULL && end > line + 1 && end[1] == '\0' ? g_strndup (line + 1, (gsize) (end - line - 1)) : NULL;
}

/* "scheme = dark" -> "scheme"; NULL: none. */
static char *
name_of (const char *line)
{
	const char *sign = strchr (line, '=');

	return sign != NULL && sign > line ? g_strchomp (g_strndup (line, (gsize) (sign - line))) : NULL;
}

guint
seg_settings_line (const char *text, const char *group, const char *name)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
	gboolean inside = FALSE;
	guint found = 0;

	for (guint i = 0; lines[i] != NULL; i++) {
		g_autofree char *begins = group_of (g_strstrip (lines[i])), *here = name_of (lines[i]);

		if (begins != NULL)
			inside = strcmp (begins, group) == 0;
		if (inside && (name == NULL ? begins != NULL : begins == NULL && *lines[i] != '#' && g_strcmp0 (here, name) == 0))
			found = i + 1;
	}
	return found;
}

/* FALSE: @line cannot be understood. @inside: whether a group stands above it. */
static gboolean
is_line (const char *line, gboolean *inside, gboolean *lacks_group)
{
	g_autofree char *begins = group_of (line), *name = name_of (line);
	const gboolean is_named = name != NULL && *line != '[';

	*inside |= begins != NULL;
	*lacks_group = is_named && !*inside;
	return g_utf8_validate (line, -1, NULL) && (*line == '\0' || *line == '#' || begins != NULL || (is_named && *inside));
}

gboolean
seg_settings_check_lines (const char *text, const char *path, char **good, GError **error)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
	gboolean inside = FALSE, success = TRUE;

	for (guint i = 0; lines[i] != NULL; i++) {
		g_autofree char *shown = NULL;
		gboolean lacks_group;

		if (is_line (g_strstrip (lines[i]), &inside, &lacks_group))
			continue;
		shown = seg_text_clip (lines[i], 40);
		if (success)
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             lacks_group ? _("%s, line %u: “%s” stands in no group; write [interface] above it")
			                         : _("%s, line %u: “%s” is neither [group] nor name=value; correct or delete the line"),
			             path, i + 1, shown);
		success = FALSE;
		*lines[i] = '\0';
	}
	if (good != NULL)
		*good = g_strjoinv ("\n", lines);
	return success;
}
