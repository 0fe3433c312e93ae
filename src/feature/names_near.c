/* Names that are near one that does not exist: most likely one of them was meant. */
#include <config.h>
#include "feature-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define MOST_LIKE 3      /* names that are said */
#define FURTHEST_LIKE 3  /* changes of a letter */

/* Letters to change, add or leave out (Levenshtein); gives up at FURTHEST_LIKE + 1. */
static guint
distance (const char *a, const char *b)
{
	const gsize n = strlen (a), m = strlen (b);
	guint row[65];

	if (n > 64 || m > 64 || (n > m ? n - m : m - n) > FURTHEST_LIKE)
		return FURTHEST_LIKE + 1;
	for (guint j = 0; j <= m; j++)
		row[j] = j;
	for (guint i = 1; i <= n; i++) {
		guint corner = row[0];

		row[0] = i;
		for (guint j = 1; j <= m; j++) {
			const guint changed = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			row[j] = MIN (changed, 1 + MIN (row[j], row[j - 1]));
		}
	}
	return row[m];
}

/* How far apart the names are: 0 where one begins with the other. */
static guint
unlikeness (const char *wanted, const char *name)
{
	g_autofree char *a = g_utf8_casefold (wanted, -1), *b = g_utf8_casefold (name, -1);

	if (strlen (a) >= 3 && (g_str_has_prefix (b, a) || g_str_has_prefix (a, b)))
		return 0;
	return distance (a, b);
}

static guint
furthest (const char *wanted)
{
	return MIN (FURTHEST_LIKE, (guint) strlen (wanted) / 2);
}

gboolean
seg_name_is_near (const char *wanted, const char *name)
{
	return unlikeness (wanted, name) <= furthest (wanted);
}

char *
seg_names_near (const char *wanted, const char *const *names, gsize n_names)
{
	g_autoptr (GString) near = g_string_new (NULL);
	guint n = 0;

	for (guint far = 0; far <= furthest (wanted); far++)
		for (gsize i = 0; i < n_names && n < MOST_LIKE; i++)
			if (unlikeness (wanted, names[i]) == far)
				g_string_append_printf (near, "%s%s", n++ > 0 ? ", " : "", names[i]);
	return n > 0 ? g_string_free (g_steal_pointer (&near), FALSE) : NULL;
}

void
seg_feature_set_unknown (const GPtrArray *catalogue, const char *name, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new ();
	g_autofree char *near = NULL;

	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		g_ptr_array_add (names, g_str_has_prefix (feature->name, "user.") ? feature->name + 5 : feature->name); /* may be called city */
	}
	near = seg_names_near (name, (const char *const *) names->pdata, names->len);
	if (near != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("There is no feature \"%s\" in this data; is it %s? (segscope features WORKSPACE --list shows all)"),
		                       _("There is no feature \"%s\" in this data; is it %s? (Features shows all)")), name, near);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("There is no feature \"%s\" in this data; segscope features WORKSPACE --list shows those there are"),
		                       _("There is no feature \"%s\" in this data; Features shows those there are")), name);
}
