/* Reading expected outcomes, and making the files that are too large to be kept. */
#include <config.h>
#include "nasty-case.h"

#include <string.h>

/* Expected outcomes ---------------------------------------------------------------------------------------------------- */

static void
claim_free (gpointer data)
{
	NastyClaim *claim = data;

	g_free (claim->word);
	g_free (claim->value);
	g_ptr_array_unref (claim->lines);
	g_free (claim);
}

static NastyClaim *
claim_new (const char *path, const char *line)
{
	const char *colon = strchr (line, ':');
	NastyClaim *claim = g_new0 (NastyClaim, 1);

	if (colon == NULL)
		g_error ("%s: no colon in \"%s\"", path, line);
	claim->word = g_strndup (line, (gsize) (colon - line));
	claim->value = g_strstrip (g_strdup (colon + 1));
	claim->lines = g_ptr_array_new_with_free_func (g_free);
	return claim;
}

NastyCase *
nasty_case_read (const char *path)
{
	NastyCase *nasty = g_new0 (NastyCase, 1);
	g_autofree char *text = NULL;
	g_auto (GStrv) lines = NULL;
	NastyClaim *last = NULL;

	nasty->name = g_path_get_basename (path);
	*strrchr (nasty->name, '.') = '\0';
	nasty->claims = g_ptr_array_new_with_free_func (claim_free);
	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	lines = g_strsplit (text, "\n", -1);
	for (gsize i = 0; lines[i] != NULL; i++) {
		if (lines[i][0] == '\0')
			continue;
		if (g_str_has_prefix (lines[i], "    ")) {
			g_assert_nonnull (last);
			g_ptr_array_add (last->lines, g_strdup (lines[i] + 4));
			continue;
		}
		last = claim_new (path, lines[i]);
		g_ptr_array_add (nasty->claims, last);
	}
	return nasty;
}

void
nasty_case_free (NastyCase *nasty)
{
	g_free (nasty->name);
	g_ptr_array_unref (nasty->claims);
	g_free (nasty);
}

const char **
nasty_case_values (const NastyCase *nasty, const char *word)
{
	GPtrArray *values = g_ptr_array_new ();

	for (guint i = 0; i < nasty->claims->len; i++) {
		const NastyClaim *claim = nasty->claims->pdata[i];

		if (strcmp (claim->word, word) == 0)
			g_ptr_array_add (values, claim->value);
	}
	g_ptr_array_add (values, NULL);
	return (const char **) g_ptr_array_free (values, FALSE);
}

const char *
nasty_case_value (const NastyCase *nasty, const char *word)
{
	g_autofree const char **values = nasty_case_values (nasty, word);

	return values[0];
}

/* Large files ------------------------------------------------------------------------------------------------------------ */

static void
append_many (GString *text, const char *unit, gsize n)
{
	for (gsize i = 0; i < n; i++)
		g_string_append (text, unit);
}

static void
write_long_field (GString *text)
{
	g_string_append (text, "user_id,note,city\nu1,short,Ulm\nu2,");
	append_many (text, "0123456789", 80000);
	g_string_append (text, ",Köln\nu3,after,Bonn\n");
}

static void
write_huge_field (GString *text)
{
	g_string_append (text, "user_id,note,city\nu1,short,Ulm\nu2,");
	append_many (text, "0123456789", 300000);
	g_string_append (text, ",Köln\nu3,after,Bonn\n");
}

static void
write_columns (GString *text, gsize n)
{
	g_string_append (text, "user_id");
	for (gsize i = 1; i < n; i++)
		g_string_append_printf (text, ",c%zu", i);
	g_string_append (text, "\nu1");
	for (gsize i = 1; i < n; i++)
		g_string_append_printf (text, ",%zu", i);
	g_string_append_c (text, '\n');
}

static void
write_900_columns (GString *text)
{
	write_columns (text, 900);
}

static void
write_10000_columns (GString *text)
{
	write_columns (text, 10000);
}

/* A quote in row 3 of 60,000 that is never closed: more text behind it than any row may have. */
static void
write_unclosed_quote (GString *text)
{
	g_string_append (text, "user_id,note,city\nu1,fine,Ulm\nu2,\"never closed,Köln\n");
	for (gsize i = 3; i <= 60000; i++)
		g_string_append_printf (text, "u%zu,fine and well and long enough,Bonn\n", i);
}

/* Sums of money in a column that holds nothing else for 2 MB: what comes last is not among the rows looked at. */
static void
write_late_surprise (GString *text)
{
	g_string_append (text, "user_id,age\n");
	for (gsize i = 1; i <= 200000; i++)
		g_string_append_printf (text, "u%zu,%zu\n", i, i % 80 + 10);
	g_string_append (text, "last,sixty\n");
}

static const struct { const char *name; void (*write) (GString *text); } large[] = {
	{ "long-field.csv", write_long_field },          { "huge-field.csv", write_huge_field },
	{ "900-columns.csv", write_900_columns },        { "10000-columns.csv", write_10000_columns },
	{ "unclosed-quote-long.csv", write_unclosed_quote }, { "late-surprise.csv", write_late_surprise },
};

gboolean
nasty_make (const char *name, const char *path)
{
	for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
		if (strcmp (large[i].name, name) == 0) {
			g_autoptr (GString) text = g_string_new (NULL);

			large[i].write (text);
			g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
			return TRUE;
		}
	return FALSE;
}
