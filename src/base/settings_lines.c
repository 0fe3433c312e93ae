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

char *
seg_settings_good_lines (const char *text, GPtrArray *mistakes)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
	gboolean inside = FALSE;

	for (guint i = 0; lines[i] != NULL; i++) {
		g_autofree char *shown = NULL;
		gboolean lacks_group;

		if (is_line (g_strstrip (lines[i]), &inside, &lacks_group))
			continue;
		shown = seg_text_clip (lines[i], 40);
		seg_settings_mistakes_add (mistakes, i + 1, g_strdup_printf (lacks_group ? _("“%s” stands in no group; write [interface] above it")
		                                                                        : _("“%s” is neither [group] nor name=value; correct or delete the line"), shown));
		*lines[i] = '\0';
	}
	return g_strjoinv ("\n", lines);
}

/* Mistakes ---------------------------------------------------------------------------------------------------------- */

#define MOST_TOLD 20

typedef struct {
	guint line;
	char *what;
} Mistake;

static void
free_mistake (gpointer data)
{
	g_free (((Mistake *) data)->what);
	g_free (data);
}

GPtrArray *
seg_settings_mistakes_new (void)
{
	return g_ptr_array_new_with_free_func (free_mistake);
}

void
seg_settings_mistakes_add (GPtrArray *mistakes, guint line, char *what)
{
	Mistake *mistake = g_new (Mistake, 1);

	*mistake = (Mistake) { line, what };
	g_ptr_array_add (mistakes, mistake);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
	const guint lines[2] = { (*(const Mistake *const *) a)->line, (*(const Mistake *const *) b)->line };

	return lines[0] < lines[1] ? -1 : lines[0] > lines[1];
}

gboolean
seg_settings_mistakes_none (GPtrArray *mistakes, const char *path, GError **error)
{
	g_autoptr (GString) text = g_string_new (NULL);

	if (mistakes->len == 0)
		return TRUE;
	g_ptr_array_sort (mistakes, compare_lines);
	for (guint i = 0; i < MIN (mistakes->len, MOST_TOLD); i++) {
		const Mistake *mistake = mistakes->pdata[i];

		if (i > 0)
			g_string_append_c (text, '\n');
		g_string_append_printf (text, _("%s, line %u: %s"), path, mistake->line, mistake->what);
	}
	if (mistakes->len > MOST_TOLD)
		g_string_append_printf (text, ngettext ("\nand %u more mistake in %s", "\nand %u more mistakes in %s", mistakes->len - MOST_TOLD), mistakes->len - MOST_TOLD, path);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, text->str);
	return FALSE;
}
